"""A suppression comment that suppresses nothing.

## What it finds
`# noqa: SHP101` or `# shapelint: ignore[SHP101]` where SHP101 is not reported, `# shapelint: ignore-file[SHP101]` where
it nowhere is, a code or name in such a comment that no rule has, and `# shapelint: ignore[]`, which names none. A
comment counts on the rows of the expression that is reported and on the last row of its statement. `# noqa`,
`# shapelint: ignore` and `# shapelint: ignore-file` alone, the codes of other tools, and codes of rules that are
switched off are never reported.

## Why it is wrong
The comment says that somebody looked at a finding here and found it harmless. When the finding has gone, it goes on
saying so, and it will hide the next, real one on this line.

## Example
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, batch_first=True)
output, (h_n, c_n) = lstm(torch.randn(4, 5, 8))
last = output[:, -1]  # noqa: SHP101  # SHP002
print(last.shape)
```
The layer is not bidirectional any more: its last step has read everything.

## Use instead
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, batch_first=True)
output, (h_n, c_n) = lstm(torch.randn(4, 5, 8))
last = output[:, -1]
print(last.shape)
```

## Proof
```python
import torch
from torch import nn

lstm = nn.LSTM(8, 16, batch_first=True)
output, (h_n, c_n) = lstm(torch.randn(4, 5, 8))
assert torch.equal(output[:, -1], h_n[-1])
```

## Fix safety
Safe: only the comment changes; a row that holds nothing else goes. Other codes and words in it stay. A code that no
rule has may be a slip of the pen and is left to you.
"""

from __future__ import annotations

from shapelint.diagnostic import Severity
from shapelint.rule import Rule

RULE = Rule("SHP002", "unused-suppression", Severity.WARNING, "a suppression comment suppresses nothing")
