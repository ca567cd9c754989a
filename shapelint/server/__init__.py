"""The language server: one module per request, each a thin function over the library, which knows nothing of it."""
