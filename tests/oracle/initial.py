"""How a program makes an initial state: in place, by a function or method, kept in an attribute."""

from __future__ import annotations

from collections.abc import Sequence

from tests.oracle.builder import Builder
from tests.oracle.counting import inside


def initial(b: Builder, rows: int, batch: int | None, widths: Sequence[int]) -> str:
    """An expression for the initial state: a tensor, or for two widths a pair."""
    maker = f"{b.spelling.torch}.{b.pick(['zeros', 'ones'])}"
    if batch is not None and b.chance(45):
        return _by_function(b, maker, rows, batch, widths)
    middle = [] if batch is None else [inside(b, batch)]
    names = ["h0", "c0"][: len(widths)]
    for name, width in zip(names, widths, strict=True):
        b.bind(f"{maker}({', '.join([inside(b, rows), *middle, inside(b, width)])})", targets=(name,))
    return _joined(names)


def _by_function(b: Builder, maker: str, rows: int, batch: int, widths: Sequence[int]) -> str:
    """The state as a function of the program makes it from the size of the batch."""
    made = [f"{maker}({_known(b, rows)}, batch, {_known(b, width)})" for width in widths]
    body = b.pick([
        f"    return {', '.join(made)}\n",
        "".join(f"    {name} = {text}\n" for name, text in zip("hc", made, strict=False))
        + f"    return {_joined(['h', 'c'][: len(made)])}\n",
    ])  # fmt: skip
    name = b.pick(["init_hidden", "init_state", "initial_state"])
    b.function(name, "batch", body)
    call = f"{b.own}{name}({b.pick(['', 'batch='])}{inside(b, batch)})"
    names = ["h0", "c0"][: len(widths)]
    if b.has_self and b.chance(40):
        b.block([f"h0 = {call}", "self.hidden = h0"], ("h0",))
        return str(b.pick(["self.hidden", "h0"]))
    if len(names) == 2 and b.chance(50):
        b.bind(call, False, ("h0",))
        return "h0"
    b.bind(call, False, names)
    return _joined(names)


def _known(b: Builder, value: int) -> str:
    """A size as a method spells it: by what the object knows, or as a number."""
    names = [named.inner for named in b.named.values() if named.value == value and not isinstance(named.value, bool)]
    return b.pick(names) if names and b.chance(70) else str(value)


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


__all__ = ["initial"]
