"""A file that names a recurrent layer and does not parse.

## What it finds
A file (or a notebook) that Python cannot read: a syntax error, code of Python 2, bytes that are not in the encoding the
file claims, null bytes. It is looked for only in files that could hold a recurrent layer: those that contain the word
`torch` and one of `LSTM`, `GRU`, `RNN`. The place and the words are Python's own; syntax that is newer than the Python
shapelint runs on counts as an error as well.

## Why it is wrong
The file cannot be imported, and nothing in it was checked: a run that passed over it would look like a clean one.

## Example
```python
import torch.nn as nn

lstm = nn.LSTM(8, 16)
print "parameters:", sum(p.numel() for p in lstm.parameters())  # SHP001
```
`SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?`.

## Use instead
```python
import torch.nn as nn

lstm = nn.LSTM(8, 16)
print("parameters:", sum(p.numel() for p in lstm.parameters()))
```

## Proof
```python
try:
    compile('print "parameters"', "example.py", "exec")
except SyntaxError as error:
    assert "print" in str(error)
else:
    raise AssertionError("Python reads it")
```
"""

from __future__ import annotations

from shapelint.diagnostic import Severity
from shapelint.rule import Rule

RULE = Rule("SHP001", "syntax-error", Severity.ERROR, "the file does not parse, so nothing in it was checked")
