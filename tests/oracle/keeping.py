"""Values kept in tuples, lists and dicts, and taken out again; states made by a function; layers gone through."""

from __future__ import annotations

import torch

from shapelint.domain.recurrent import Kind
from tests.oracle.builder import Builder
from tests.oracle.counting import outside


def kept(b: Builder) -> bool:
    """Two values in a container, and one of them out of it."""
    first, second = b.tensor(), b.tensor()
    if first is None or second is None:
        return False
    stem, (one, other) = f"v{len(b.body)}", (first.name, second.name)
    form = b.random.randrange(6)
    box, at = [
        (f"({one}, {other})", "[0]"), (f"[{one}, {other}]", "[-1]"), (f"{{'a': {one}, 'b': {other}}}", "['a']"),
        (f"dict(a={one}, b={other})", "['b']"), (f"({one}, ({other}, {one}))", "[1][0]"),
        (f"{{'state': ({one}, {other})}}", "['state'][1]"),
    ][form]  # fmt: skip
    if b.chance(20):
        return b.bind(f"{one}, {other}", False, (f"{stem}a", f"{stem}b"))
    if not b.bind(box, targets=(f"{stem}box",)):
        return False
    return b.bind(f"{stem}box{at}", (first if form in (0, 2) else second).pure, (stem,))


def through(b: Builder) -> bool:
    """A list of recurrent layers of the same sizes, each over what the one before gave."""
    entry = b.tensor(lambda value: value.dtype == torch.float64 and value.dim() == 3 and max(value.shape) <= 8)
    if entry is None or any(name.startswith("stack") for name in b.modules) or int(entry.value.shape[-1]) > 4:
        return False
    width, nn, stem, number = int(entry.value.shape[-1]), b.spelling.nn, f"v{len(b.body)}", b.pick([1, 2, 3])
    kind = b.pick(list(Kind)).value
    layer = f"{nn}.{kind}({outside(b, width)}, {outside(b, width)}{b.pick(['', ', batch_first=True'])})"
    every = b.pick([
        f"{nn}.ModuleList([{', '.join([layer] * number)}])", f"{nn}.ModuleList([{layer} for _ in range({number})])",
        f"{nn}.ModuleList({layer} for i in range({number}))", f"[{layer} for _ in range({number})]",
        f"TARGET = {nn}.ModuleList()\nfor _ in range({number}):\n    TARGET.append({layer})",
    ])  # fmt: skip
    module = b.module("stack", every)
    if module is None or not b.bind(entry.name, targets=(stem,)):
        return False
    each, state = f"{stem}f", f"{stem}s"
    head, call = b.pick([
        (f"for {each} in {module}:", each), (f"for {stem}i, {each} in enumerate({module}):", each),
        (f"for {stem}i in range(len({module})):", f"{module}[{stem}i]"),
        (f"for {stem}i in range({number}):", f"{module}[{stem}i]"),
    ])  # fmt: skip
    lines = [head, f"    {stem}, {state} = {call}({stem})"]
    names = [stem, state]
    if b.chance(40):
        b.bind("[]", targets=(f"{stem}k",))
        lines.append(f"    {stem}k.append({b.pick([stem, f'{stem}[-1]'])})")
        names.append(f"{stem}k")
    done = b.block(lines, names)
    if done and len(names) == 3 and b.chance(70):
        return b.bind(f"{b.spelling.torch}.{b.pick(['stack', 'cat'])}({stem}k, dim={b.pick([0, -1])})")
    return done


__all__ = ["kept", "through"]
