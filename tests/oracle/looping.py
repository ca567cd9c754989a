"""Random loops over time steps: a layer called on one step after the other, its state fed back, what it gives kept."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from shapelint.domain.recurrent import Kind
from tests.oracle.builder import Builder, Entry
from tests.oracle.counting import inside
from tests.oracle.starting import recurrent


@dataclass(frozen=True)
class Stepping:
    """A layer that is to be called step by step over `given`, and the names that the loop binds."""

    kind: Kind
    layer: str
    given: Entry
    time_axis: int
    hidden: int
    rows: int
    directions: int
    stem: str

    @property
    def steps(self) -> int:
        """How often the layer is called."""
        return int(self.given.value.shape[self.time_axis])

    @property
    def batch(self) -> int:
        """How many samples there are."""
        return int(self.given.value.shape[1 - self.time_axis])

    @property
    def output(self) -> str:
        """The name of what one call gives."""
        return f"{self.stem}o"

    @property
    def state(self) -> tuple[str, ...]:
        """The names of the state: one, or two of an LSTM."""
        return (f"{self.stem}h", f"{self.stem}c") if self.kind is Kind.LSTM else (f"{self.stem}h",)


def stepped(b: Builder) -> bool:
    """A loop over the steps of some value of three axes, at most one in a program."""
    entry = b.tensor(lambda value: value.dtype == torch.float64 and value.dim() == 3 and max(value.shape) <= 9)
    if entry is None or any(name.startswith("loop") for binding in b.body for name in binding.names):
        return False
    kind = b.pick(list(Kind))
    batch_first, bidirectional, hidden, layers = b.chance(50), b.chance(35), b.pick([1, 2, 3]), b.pick([1, 1, 2])
    arguments: dict[str, int | bool | float | str] = {
        "input_size": int(entry.value.shape[-1]), "hidden_size": hidden, "num_layers": layers,
        "bias": True, "batch_first": batch_first, "dropout": 0.0, "bidirectional": bidirectional, "proj_size": 0,
        "nonlinearity": "tanh",
    }  # fmt: skip
    layer = recurrent(b, kind, arguments, named=False)
    if layer is None:
        return False
    rows = layers * (2 if bidirectional else 1)
    of = Stepping(kind, layer, entry, int(batch_first), hidden, rows, rows // layers, f"loop{len(b.body)}")
    return _looped(b, of)


def _looped(b: Builder, of: Stepping) -> bool:
    """The loop with what stands before and after it."""
    head, step = _head(b, of)
    if b.chance(12):
        return _comprehended(b, of, head.rstrip(":"), step)
    fed = b.pick(["names", "names", "whole", "nothing"])
    passed, unpacked = _begun(b, of, fed)
    lines = [head, f"    {of.output}, {unpacked} = {of.layer}({step}{passed})"]
    bound = [of.output, *(_bound(unpacked))]
    if b.chance(10):
        lines.append(f"    if {of.output}.size(0) > {b.pick([0, 1, 2])}:\n        {b.pick(['break', 'continue'])}")
    if b.chance(15):
        return _summed(b, of, lines, bound)
    kept, piece, join = _kept(b, of)
    if kept is None:
        return b.block(lines, bound)
    b.bind("[]", targets=(kept,))
    lines.append(f"    {b.pick([f'{kept}.append({piece})', f'{kept}.append({piece})', f'{kept} += [{piece}]'])}")
    done = b.block(lines, [*bound, kept])
    return done and b.bind(f"{b.spelling.torch}.{join}")


def _comprehended(b: Builder, of: Stepping, head: str, step: str) -> bool:
    """What the layer gives for each step alone, as a list."""
    axis, kept = of.time_axis, f"{of.stem}k"
    item = b.pick(["[0]", "[0]", f"[0].squeeze({axis})", "[1]" if of.kind is not Kind.LSTM else "[1][0]"])
    if not b.bind(f"[{of.layer}({step}){item} {head}]", targets=(kept,)):
        return False
    return b.bind(f"{b.spelling.torch}.{b.pick(['cat', 'stack'])}({kept}, {b.pick(['dim=', ''])}{b.pick([0, axis])})")


def _summed(b: Builder, of: Stepping, lines: list[str], bound: list[str]) -> bool:
    """The outputs added up, or written into a tensor that was made before."""
    name, axis, width = f"{of.stem}t", of.time_axis, of.hidden * of.directions
    counter = lines[0].split(" in ")[0].removeprefix("for ").split(", ")[0]
    if "range(" in lines[0] and b.chance(50):
        sizes = [of.steps, of.batch] if axis == 0 else [of.batch, of.steps]
        made = f"{b.spelling.torch}.zeros({', '.join([*map(str, sizes), inside(b, width)])})"
        added = f"    {name}[{':, ' * axis}{counter}] = {of.output}.squeeze({axis})"
    else:
        made = b.pick([f"{b.spelling.torch}.zeros({_batch(b, of)}, {width})", "0"])
        added = b.pick([f"    {name} = {name} + {of.output}.sum({axis})", f"    {name} += {of.output}.squeeze({axis})"])
    return b.bind(made, targets=(name,)) and b.block([*lines, added], [*bound, name])


def decoded(b: Builder) -> bool:
    """A layer that reads what it gave before, a few times over, at most once in a program."""
    entry = b.tensor(lambda value: value.dtype == torch.float64 and value.dim() == 3 and max(value.shape) <= 6)
    if entry is None or any(name.startswith("deco") for binding in b.body for name in binding.names):
        return False
    kind, width, batch_first, stem = b.pick(list(Kind)), int(entry.value.shape[2]), b.chance(50), f"deco{len(b.body)}"
    layer = recurrent(b, kind, {
        "input_size": width, "hidden_size": width, "num_layers": b.pick([1, 2]), "bias": True,
        "batch_first": batch_first, "dropout": 0.0, "bidirectional": False, "proj_size": 0, "nonlinearity": "tanh",
    }, named=False)  # fmt: skip
    first = b.pick([f"{entry.name}[:, -1:]", f"{entry.name}[:, :1]"] if batch_first else [f"{entry.name}[-1:]"])
    if layer is None or not b.bind(first, targets=(f"{stem}i",)) or not b.bind("None", targets=(f"{stem}s",)):
        return False
    b.bind("[]", targets=(f"{stem}k",))
    lines = [f"for step in range({b.pick([2, 3, 9])}):", f"    {stem}i, {stem}s = {layer}({stem}i, {stem}s)"]
    lines.append(f"    {stem}k.append({b.pick([f'{stem}i', f'{stem}i.squeeze({int(batch_first)})'])})")
    done = b.block(lines, (f"{stem}i", f"{stem}s", f"{stem}k"))
    return done and b.bind(f"{b.spelling.torch}.{b.pick(['cat', 'stack'])}({stem}k, dim={b.pick([0, 1])})")


def _bound(unpacked: str) -> list[str]:
    return [name for name in unpacked.strip("()").split(", ") if name != "_"]


def _begun(b: Builder, of: Stepping, fed: str) -> tuple[str, str]:
    """What is passed as the state in each pass, and what the state that comes back is bound to."""
    if fed == "nothing":
        return b.pick([("", "_"), (", None", "_"), ("", f"{of.stem}s")])  # type: ignore[no-any-return]
    if fed == "whole":
        name = f"{of.stem}s"
        b.bind("None" if b.chance(60) or of.kind is not Kind.LSTM else f"({_zeros(b, of)}, {_zeros(b, of)})",
               targets=(name,))  # fmt: skip
        return f", {name}", name
    for name in of.state:
        b.bind(_zeros(b, of), targets=(name,))
    every = ", ".join(of.state)
    return (f", ({every})", f"({every})") if of.kind is Kind.LSTM else (f", {every}", every)


def _zeros(b: Builder, of: Stepping) -> str:
    sizes = f"{inside(b, of.rows)}, {_batch(b, of)}, {inside(b, of.hidden)}"
    return str(b.pick([f"{b.spelling.torch}.zeros({sizes})", f"{of.given.name}.new_zeros({sizes})"]))


def _batch(b: Builder, of: Stepping) -> str:
    return f"{of.given.name}.size({1 - of.time_axis})" if b.chance(50) else inside(b, of.batch)


def _head(b: Builder, of: Stepping) -> tuple[str, str]:
    """The line that begins the loop, and the expression for the step that one pass is about, still with three axes."""
    name, axis, step = of.given.name, of.time_axis, f"{of.stem}x"
    count = b.pick([f"{name}.size({axis})", f"{name}.shape[{axis}]", inside(b, of.steps)])
    t = b.pick(["t", "i", "step"])
    counted = b.pick([f"for {t} in range({count}):"] * 4 + [
        f"for {t} in range(0, {count}):", f"for {t} in reversed(range({count})):",
        f"for {t} in range({of.steps - 1}, -1, -1):",
    ])  # fmt: skip
    before = ":, " * axis
    options = [
        (counted, f"{name}[{before}{t}:{t} + 1]"), (counted, f"{name}[{before}{t}].unsqueeze({axis})"),
        (counted, f"{name}[{before}{t}:{t}+1{', :' * (2 - axis)}]"), (counted, f"{name}.narrow({axis}, {t}, 1)"),
        (counted, f"{name}.select({axis}, {t}).unsqueeze({axis})"), (counted, f"{name}[{before}None, {t}]"),
        (f"for {step} in {name}.unbind({axis}):", f"{step}.unsqueeze({axis})"),
        (f"for {step} in {name}.split(1, dim={axis}):", step),
        (f"for {step} in {name}.chunk({of.steps}, {axis}):", step),
    ]  # fmt: skip
    over = name if axis == 0 else f"{name}.transpose(0, 1)"
    options += [
        (f"for {step} in {over}:", f"{step}.unsqueeze({axis})"),
        (f"for {t}, {step} in enumerate({over}):", f"{step}.unsqueeze({axis})"),
        (f"for {step} in {over}:", f"{step}[{before}None]"),
        (f"for {t}, {step} in zip(range({count}), {over}):", f"{step}.unsqueeze({axis})"),
    ]
    return b.pick(options)  # type: ignore[no-any-return]


def _kept(b: Builder, of: Stepping) -> tuple[str | None, str, str]:
    """The list that keeps something of each pass, what it keeps, and how the items are joined; no list, perhaps."""
    if b.chance(15):
        return None, "", ""
    axis, out, kept = of.time_axis, of.output, f"{of.stem}k"
    at = b.pick([0, -1])
    flat = [f"{out}.squeeze({axis})", f"{out}[{':, ' * axis}{at}]", f"{out}[{':, ' * axis}{at}{', :' * (2 - axis)}]"]
    join = b.pick([f"stack({kept}, dim={axis})", f"stack({kept}, {axis})", f"stack({kept})", f"stack({kept}, dim=-1)"])
    joined = b.pick([f"cat({kept}, dim={axis})", f"cat({kept}, {axis})", f"cat({kept}, dim=-1)", f"cat({kept})"])
    options = [(kept, out, joined), (kept, out, joined), (kept, flat[1], joined)]
    options += [(kept, text, join) for text in flat]
    return b.pick(options)  # type: ignore[no-any-return]


__all__ = ["decoded", "stepped"]
