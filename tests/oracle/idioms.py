"""The ways in which programs make a recurrent layer: the class chosen, extended or wrapped, the layer in containers."""

from __future__ import annotations

import torch

from shapelint.domain.recurrent import Kind
from tests.oracle.builder import Builder

KINDS = "{{'LSTM': {nn}.LSTM, 'GRU': {nn}.GRU, 'RNN': {nn}.RNN}}"


def made(b: Builder, kind: Kind, arguments: str, positional: int) -> str | None:
    """A recurrent layer, made in some way; how the body refers to it, None where torch refuses."""
    plain = f"{b.spelling.nn}.{kind.value}({arguments})"
    if b.chance(55):
        return b.module("rnn", plain)
    text = f"{_class(b, kind, positional)}({arguments})"
    if b.chance(20) and b.has_self:
        return b.module("rnn", _branch(b, kind, arguments))
    return _held(b, _dressed(b, text) if b.chance(35) else text) or b.module("rnn", plain)


def _class(b: Builder, kind: Kind, positional: int) -> str:
    """An expression for the class, or for something that is called like it."""
    nn, value = b.spelling.nn, kind.value
    form = b.random.randrange(100)
    if form < 20:
        return f"{nn}.{value}"
    if form < 50:
        return _chosen(b, kind)
    if form < 58:
        name = f"make{len(b.preamble)}"
        b.define(f"def {name}(*args, **kwargs):\n    return {nn}.{value}(*args, **kwargs)\n")
        return name
    if form < 64 and b.has_self:
        name = f"layer_class{len(b.members)}"
        b.members.append(f"{name} = {nn}.{value}")
        b.attribute(name, getattr(torch.nn, value))
        return f"self.{name}"
    return _extended(b, kind) if form < 80 else _wrapped(b, kind, positional)


def _chosen(b: Builder, kind: Kind) -> str:
    """The class by its name."""
    nn, value = b.spelling.nn, kind.value
    name = "rnn_type" if b.has_self or b.settings != "plain" else "RNN_TYPE"
    known = b.named.get(name.lower())
    if known is None and b.chance(60):
        known = b.sized(name, value, key="rnn_type")
    word = known.outer if known is not None and known.value == value else repr(value)
    other = b.pick([k.value for k in Kind if k is not kind])
    return str(b.pick([
        f"getattr({nn}, {word})", f"getattr({nn}, {word})", f"{KINDS.format(nn=nn)}[{word}]",
        f"({nn}.{value} if {word} == {value!r} else {nn}.{other})",
        f"({nn}.{other} if {word} == {other!r} else {nn}.{value})",
        f"({nn}.{value} if {word} in ({value!r}, 'other') else {nn}.{other})", f"getattr({nn}, {word}.upper())",
        f"({nn}.{other} if not {word}.startswith({value[:2]!r}) else {nn}.{value})",
    ]))  # fmt: skip


def _extended(b: Builder, kind: Kind) -> str:
    """A class of the file that extends torch's."""
    nn, name = b.spelling.nn, f"Recurrent{len(b.preamble)}"
    init = "    def __init__(self, *args, **kwargs):\n        super().__init__(*args, **kwargs)\n"
    forward = "    def forward(self, input, hx=None):\n"
    body = b.pick([
        "    pass\n", init, f"{init}\n{forward}        return super().forward(input, hx)\n",
        f"{forward}        output, state = super().forward(input, hx)\n        return output, state\n",
        f"{init}        self.extra = 1\n",
    ])  # fmt: skip
    b.define(f"class {name}({nn}.{kind.value}):\n{body}")
    return name


def _wrapped(b: Builder, kind: Kind, positional: int) -> str:
    """A class of the file that has the layer as an attribute."""
    nn, name = b.spelling.nn, f"Encoder{len(b.preamble)}"
    given = b.pick(["*args, **kwargs", "input_size, hidden_size, **kwargs"] if positional == 2 else ["*args, **kwargs"])
    passed = given
    body = b.pick([
        "        return self.layer(input, hx)\n",
        "        output, state = self.layer(input, hx)\n        return output, state\n",
        "        self.layer.flatten_parameters()\n        return self.layer.forward(input, hx)\n",
        "        results = self.layer(input, hx)\n        return results[0], results[1]\n",
        "        if hx is None:\n            return self.layer(input)\n        return self.layer(input, hx)\n",
    ])  # fmt: skip
    b.define(
        f"class {name}({nn}.Module):\n    def __init__(self, {given}):\n        super().__init__()\n"
        f"        self.layer = {nn}.{kind.value}({passed})\n\n    def forward(self, input, hx=None):\n{body}"
    )
    return name


def _branch(b: Builder, kind: Kind, arguments: str) -> str:
    """Statements that bind the attribute to one class or another."""
    nn, value, other = b.spelling.nn, kind.value, b.pick([k.value for k in Kind if k is not kind])
    known = b.named.get("rnn_type") or b.sized("rnn_type", value, key="rnn_type")
    tests = [f"{known.outer} == {value!r}", f"{known.outer}.lower() == {value.lower()!r}",
             f"{known.outer} in ({value!r}, 'other')", f"{known.outer}.endswith({value[1:]!r})"]  # fmt: skip
    test = b.pick(tests) if known.value == value else f"{known.outer} != {value!r}"
    return f"if {test}:\n    TARGET = {nn}.{value}({arguments})\nelse:\n    TARGET = {nn}.{other}({arguments})"


def _dressed(b: Builder, text: str) -> str:
    """The layer in something that gives it back, or a copy of it."""
    nn = b.spelling.nn
    return str(b.pick([
        f"{nn}.DataParallel({text})", f"{text}.to('cpu')", f"{text}.double()", f"{text}.train()", f"{text}.cpu()",
        f"torch.nn.utils.weight_norm({text}, 'weight_hh_l0')", f"{text}.to(torch.device('cpu'))",
        f"{text}.requires_grad_(True)",
    ]))  # fmt: skip


def _held(b: Builder, text: str) -> str | None:
    """The layer alone, or in a container."""
    nn = b.spelling.nn
    if b.chance(65):
        return b.module("rnn", text)
    form, at = b.pick([
        (f"{nn}.ModuleList([{text}])", "[0]"), (f"{nn}.ModuleList([{text}, {nn}.Dropout(0.0)])", "[-2]"),
        (f"{nn}.ModuleDict({{'layer': {text}}})", "['layer']"), (f"[{text}]", "[0]"),
        (f"{{'layer': {text}}}", "['layer']"),
        (f"{nn}.Sequential({text})", "[0]"), (f"{nn}.ModuleList([{text} for _ in range(2)])", "[1]"),
        (f"({nn}.Identity(), {text})", "[1]"), (f"{nn}.ModuleList({text} for _ in range(2))", "[0]"),
    ])  # fmt: skip
    return b.module("rnn", form, at)


__all__ = ["made"]
