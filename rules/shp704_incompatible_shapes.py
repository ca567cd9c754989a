"""Values joined or computed with each other whose shapes never fit.

## What it finds
`cat`, `stack`, `+`, `*`, `matmul`, `bmm` and the like of a value from a recurrent layer and another, where the number
of axes or some known size rules it out: `output + h_n[-1]` of a bidirectional layer, or `cat((output, h_n))`, whose
last axes differ. Sizes that are not known are never taken to differ.

## Why it is wrong
The operation raises. The cause is nearly always another idea of a shape: `output` is `2 * hidden` wide where a row of
`h_n` is `hidden`, `h_n` has one row for each layer and direction, and the batch is its second axis.

## Example
```python
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, bidirectional=True)

    def forward(self, x):
        output, h_n = self.gru(x)
        return output + h_n[0]  # SHP704


print(Encoder()(torch.randn(5, 4, 8)).shape)
```
`RuntimeError: The size of tensor a (32) must match the size of tensor b (16) at non-singleton dimension 2`.

## Use instead
```python
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16, bidirectional=True)

    def forward(self, x):
        output, h_n = self.gru(x)
        return output + torch.cat((h_n[0], h_n[1]), dim=-1)


print(Encoder()(torch.randn(5, 4, 8)).shape)
```

## Proof
```python
import torch
from torch import nn

output, h_n = nn.GRU(8, 16, bidirectional=True)(torch.randn(5, 4, 8))
for wrong in (
    lambda: output + h_n[0],
    lambda: torch.cat((output, h_n)),
    lambda: torch.stack((output[-1], h_n[-1])),
    lambda: output @ h_n[-1].t(),
):
    try:
        wrong()
    except RuntimeError:
        continue
    raise AssertionError("the shapes fit")
assert (output + torch.cat((h_n[0], h_n[1]), dim=-1)).shape == output.shape
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shapelint.domain.misfit import Clash, join_clash, product_clash, sum_clash
from shapelint.domain.sketched import last_axes
from shapelint.domain.tensor import Tensor
from shapelint.findings.building import finding, text_of
from shapelint.findings.call_inputs import known_shape
from shapelint.interpreter.events import Combined
from shapelint.rule import Finding, Rule, Severity
from shapelint.torchlib.coerce import as_int

RULE = Rule(
    "SHP704", "incompatible-shapes", Severity.ERROR, "values joined or computed whose shapes never fit", fails=True
)

SUMS = {"+", "-", "*", "/", "add", "sub", "mul", "div", "subtract", "multiply", "divide", "maximum", "minimum"}
PRODUCTS = frozenset(("@", "matmul", "bmm", "mm", "mv"))


def check(event: Combined) -> Iterator[Finding]:
    """Report the first two operands that never fit; a sum compares shapes from their end."""
    known = ((operand, last_axes(operand.value)) for operand in event.operands)
    told = [(one, of) for one, of in known if of is not None and (event.name in SUMS or of == one.value)]
    for i, (second, right) in enumerate(told[1:], 1):
        for first, left in told[:i]:
            if (clash := _clash(event, left, right)) is not None:
                words = " and ".join(f"`{text_of(each.node)}` is {known_shape(each.value)}" for each in (first, second))
                message = f"{words}, which never fit `{event.name}`: {clash.words}"
                yield finding(event, left.call or right.call, message)
                return


def _clash(event: Combined, left: Tensor, right: Tensor) -> Clash | None:
    if event.name == "stack":
        return join_clash(left, right, None)
    if event.name in ("cat", "concat", "concatenate"):
        given = None if event.arguments is None else event.arguments.get("dim")
        dim = 0 if given is None else as_int(given)
        return None if dim is None else join_clash(left, right, dim)
    if event.name in PRODUCTS:
        return product_clash(left, right, batched=event.name == "bmm")
    return sum_clash(left, right) if event.name in SUMS else None
