"""A second oracle: random programs of plain Python, run by Python and by the interpreter.

Nothing that the interpreter claims of a name may be other than what that name holds.
"""
