"""How fast shapelint is, beside other programs on the same files in the same run; nothing here is a timed test."""
