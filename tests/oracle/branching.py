"""Random branches: on the layer's flag and numbers, as statements and as expressions."""

from __future__ import annotations

from tests.oracle.builder import Builder


def branched(b: Builder) -> bool:
    """A value that is made in one of two ways."""
    tests = _tests(b)
    entry = b.tensor(lambda value: value.dim() > 0)
    if entry is None or not tests:
        return False
    test, holds = b.pick(tests)
    name, stem, t = entry.name, f"v{len(b.body)}", b.spelling.torch
    ways = [f"{name}[-1]", name, f"{name}[0]", f"{t}.cat(({name}[-2], {name}[-1]), dim=-1)", f"{name}[-2:]",
            f"{name} * 2", f"{name}.sum(0)", f"{name}[..., -1]", f"{name}.transpose(0, -1)"]  # fmt: skip
    one, other = b.pick(ways), b.pick(ways)
    if not _runs(b, one if holds else other):
        return False
    if b.chance(25):
        return b.bind(f"{one} if {test} else {other}", targets=(stem,))
    if b.chance(30):
        return b.bind(name, targets=(stem,)) and b.block([f"if {test}:", f"    {stem} = {one}"], (stem,))
    return b.block([f"if {test}:", f"    {stem} = {one}", "else:", f"    {stem} = {other}"], (stem,))


def _tests(b: Builder) -> list[tuple[str, bool]]:
    """Tests of flags and numbers that the program knows, and how they turn out."""
    found: list[tuple[str, bool]] = []
    for named in b.named.values():
        text, value = named.inner, named.value
        if isinstance(value, str):
            found += [
                (f"{text} == {value!r}", True),
                (f"{text} != 'LSTM'", value != "LSTM"),
                (f"{text}.lower() == {value.lower()!r}", True),
                (f"{text} in ('LSTM', 'GRU')", value in ("LSTM", "GRU")),
                (f"{text} not in ['RNN', 'GRU']", value not in ("RNN", "GRU")),
                (f"'S' in {text}", "S" in value),
                (f"{text}.startswith('L')", value.startswith("L")),
                (f"not {text}.endswith(('M', 'U'))", not value.endswith(("M", "U"))),
                (f"isinstance({text}, str)", True),
            ]
        elif isinstance(value, bool):
            found += [
                (text, value),
                (f"not {text}", not value),
                (f"{text} is True", value),
                (f"{text} == False", not value),
            ]
        elif isinstance(value, int):
            found += [(f"{text} > 1", value > 1), (f"{text} == {value}", True), (f"{text} == {value + 1}", False)]
            found += [(text, bool(value)), (f"{text} in (1, 2)", value in (1, 2))]
    for name in b.modules:
        if name.startswith("rnn") and (layer := b.layer(name)) is not None:
            flag = layer.bidirectional
            found += [(f"{b.own}{name}.bidirectional", flag), (f"not {b.own}{name}.bidirectional", not flag)]
            found += [(f"{b.own}{name}.num_layers > 1", layer.num_layers > 1)]
            found += [(f"{b.own}{name}.batch_first", layer.batch_first)]
    return found


def _runs(b: Builder, text: str) -> bool:
    try:
        eval(text, b.inner)
    except (RuntimeError, IndexError, TypeError, ValueError):
        return False
    return True


def directions(b: Builder) -> bool:
    """The number of directions under a name of its own, and a state taken apart by it."""
    layers = [(name, layer) for name in b.modules if name.startswith("rnn") and (layer := b.layer(name)) is not None]
    if not layers:
        return False
    name, layer = b.pick(layers)
    count, flag = f"d{len(b.body)}", f"{b.own}{name}.bidirectional"
    known = b.named.get("bidirectional")
    if known is not None and known.value == layer.bidirectional and b.chance(50):
        flag = known.inner
    text = b.pick([f"2 if {flag} else 1", f"int({flag}) + 1", f"1 + {flag}", f"(1 if not {flag} else 2)"])
    if not b.bind(text, targets=(count,)):
        return False
    rows = layer.num_layers * (2 if layer.bidirectional else 1)
    entry = b.tensor(lambda value: value.dim() == 3 and value.shape[0] == rows)
    if entry is None:
        return False
    states = f"{entry.name}.view({b.own}{name}.num_layers, {count}, {entry.name}.size(1), {entry.name}.size(2))"
    return b.bind(states + b.pick(["", "[-1]", ".transpose(1, 2)", "[-1].sum(0)", "[:, 0]", ".sum(dim=1)"]), False)


__all__ = ["branched", "directions"]
