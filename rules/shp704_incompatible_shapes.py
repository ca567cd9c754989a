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
from shapelint.domain.tensor import Sketch, Tensor
from shapelint.interpreter.events import Combined, Operand
from shapelint.interpreter.findings import finding, text_of
from shapelint.interpreter.given import shape_of
from shapelint.rule import Finding, Rule, Severity
from shapelint.torchlib.coerce import as_int

RULE = Rule(
    "SHP704", "incompatible-shapes", Severity.ERROR, "values joined or computed whose shapes never fit", fails=True
)

SUMS = {"+", "-", "*", "/", "add", "sub", "mul", "div", "subtract", "multiply", "divide", "maximum", "minimum"}
PRODUCTS = frozenset(("@", "matmul", "bmm", "mm", "mv"))


def check(event: Combined) -> Iterator[Finding]:
    """Report the first two operands that never fit."""
    operands = [operand for operand in event.operands if _last_axes(event, operand.value) is not None]
    for i, second in enumerate(operands[1:], 1):
        for first in operands[:i]:
            clash = _clash(event, _last_axes(event, first.value), _last_axes(event, second.value))
            if clash is not None:
                yield _finding(event, first, second, clash)
                return


def _last_axes(event: Combined, value: object) -> Tensor | None:
    """A tensor, or what is known of the last axes of one: a sum compares shapes from their end."""
    if isinstance(value, Sketch):
        return Tensor(value.back) if value.back and event.name in SUMS else None
    return value if isinstance(value, Tensor) else None


def _clash(event: Combined, left: object, right: object) -> Clash | None:
    assert isinstance(left, Tensor) and isinstance(right, Tensor)
    if event.name == "stack":
        return join_clash(left, right, None)
    if event.name in ("cat", "concat", "concatenate"):
        given = None if event.arguments is None else event.arguments.get("dim")
        dim = 0 if given is None else as_int(given)
        return None if dim is None else join_clash(left, right, dim)
    if event.name in PRODUCTS:
        return product_clash(left, right, batched=event.name == "bmm")
    return sum_clash(left, right) if event.name in SUMS else None


def _finding(event: Combined, first: Operand, second: Operand, clash: Clash) -> Finding:
    left, right = _last_axes(event, first.value), _last_axes(event, second.value)
    assert isinstance(left, Tensor) and isinstance(right, Tensor)
    one, other = (f"`{text_of(each.node)}` is {_shape(each.value)}" for each in (first, second))
    return finding(event, left.call or right.call, f"{one} and {other}, which never fit `{event.name}`: {clash.words}")


def _shape(value: object) -> str:
    sizes = value.sizes if isinstance(value, Tensor) else ()
    behind = ", ".join(str(axis.size) for axis in value.back) if isinstance(value, Sketch) else ""
    return f"`(..., {behind})`" if behind else shape_of(sizes)
