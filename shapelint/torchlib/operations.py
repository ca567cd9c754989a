"""Every operation of torch that is known, methods and functions in one table.

`x.sum(1)`, `torch.sum(x, 1)` and `torch.nn.functional.relu(x)` are looked up by their last name; `x.relu_()` as `relu`.
"""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.torchlib import (
    asking,
    elementwise,
    functional,
    joining,
    making,
    products,
    rearranging,
    reducing,
    selecting,
)
from shapelint.torchlib.operation import Operation

OPERATIONS: Mapping[str, Operation] = {
    **elementwise.OPERATIONS,
    **rearranging.OPERATIONS,
    **selecting.OPERATIONS,
    **joining.OPERATIONS,
    **reducing.OPERATIONS,
    **products.OPERATIONS,
    **making.OPERATIONS,
    **asking.OPERATIONS,
    **functional.OPERATIONS,
}


def lookup(name: str) -> Operation | None:
    """The operation of this name; an in-place variant (`relu_`) is the same operation."""
    if name in OPERATIONS:
        return OPERATIONS[name]
    bare = name.removesuffix("_")
    return None if name.startswith("_") or name.endswith("__") else OPERATIONS.get(bare)
