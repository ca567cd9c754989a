"""The differential test: random programs through the interpreter and through torch, every claim compared."""
