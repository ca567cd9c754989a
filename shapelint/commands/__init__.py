"""The commands, one module each, imported when it is the one that was asked for."""
