"""How a random program starts: imports, a recurrent layer, its input, the call, and what it returns unpacked."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from shapelint.domain.recurrent import Kind
from shapelint.torchlib.recurrent import PARAMETERS
from tests.oracle.builder import Builder, Spelling
from tests.oracle.counting import inside, outside
from tests.oracle.idioms import made
from tests.oracle.initial import initial
from tests.oracle.programs import CALLED, FUNCTION, SCRIPT, SYMBOLIC
from tests.oracle.settings import KINDS, PLAIN

DEFAULTS = {
    "num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0, "bidirectional": False, "proj_size": 0,
    "nonlinearity": "tanh",
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """The numbers of a program's first layer and input."""

    kind: Kind
    arguments: dict[str, int | bool | float | str]
    steps: int
    batch: int | None
    lengths: tuple[int, ...] | None

    @property
    def rows(self) -> int:
        """L * D."""
        return int(self.arguments["num_layers"]) * (2 if self.arguments["bidirectional"] else 1)


def started(random: Random) -> Builder:
    """A program up to the values that its layer returns."""
    styles = [SCRIPT] * 4 + [CALLED] * 2 + [SYMBOLIC] * 3 + [FUNCTION]
    settings = KINDS[random.randrange(len(KINDS))]
    builder = Builder(random, styles[random.randrange(len(styles))], _spelling(random), settings)
    plan = _plan(builder)
    layer = recurrent(builder, plan.kind, plan.arguments, named=True)
    assert layer is not None
    _unpacked(builder, plan, _called(builder, plan, layer), layer)
    return builder


def _spelling(random: Random) -> Spelling:
    def pick(*options: tuple[str, str]) -> tuple[str, str]:
        return options[random.randrange(len(options))]

    nn = pick(
        ("nn", "import torch.nn as nn"),
        ("nn", "from torch import nn"),
        ("torch.nn", ""),
        ("tnn", "from torch import nn as tnn"),
    )
    functional = pick(
        ("F", "import torch.nn.functional as F"), ("F", "from torch.nn import functional as F"),
        ("torch.nn.functional", "import torch.nn.functional"),
    )  # fmt: skip
    rnn = pick(
        ("", "from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence, pad_packed_sequence"),
        ("rnn_utils.", "import torch.nn.utils.rnn as rnn_utils"), ("torch.nn.utils.rnn.", ""),
    )  # fmt: skip
    torch = pick(("torch", ""), ("torch", ""), ("th", "import torch as th"))
    lines = ("import torch", *(line for _, line in (torch, nn, functional, rnn) if line))
    return Spelling(torch[0], nn[0], functional[0], rnn[0], lines)


def _plan(b: Builder) -> Plan:
    kind = b.pick([Kind.LSTM, Kind.LSTM, Kind.GRU, Kind.RNN])
    hidden = b.pick([1, 2, 3, 3, 4, 5])
    arguments: dict[str, int | bool | float | str] = {
        "input_size": b.pick([1, 2, 3, 4, 6]), "hidden_size": hidden, "num_layers": b.pick([1, 1, 2, 3]),
        "bias": b.chance(80), "batch_first": b.chance(50), "dropout": 0.0, "bidirectional": b.chance(65),
    }  # fmt: skip
    if kind is Kind.LSTM:
        arguments["proj_size"] = b.pick(range(1, hidden)) if hidden > 1 and b.chance(20) else 0
    if kind is Kind.RNN:
        arguments["nonlinearity"] = b.pick(["tanh", "tanh", "relu"])
    steps, batch = b.pick([1, 2, 3, 4, 5]), b.pick([1, 2, 3, 4])
    packed = b.style != FUNCTION and b.chance(18)
    batched = packed or b.style in (SYMBOLIC, FUNCTION) or b.chance(85)
    lengths = tuple(b.pick(range(1, steps + 1)) for _ in range(batch)) if packed else None
    if lengths is not None and b.chance(75):
        lengths = (steps, *lengths[1:])
    return Plan(kind, arguments, steps, batch if batched else None, lengths)


def recurrent(b: Builder, kind: Kind, arguments: dict[str, int | bool | float | str], named: bool) -> str | None:
    """A recurrent layer with these arguments, positional, by keyword or left out where they are the default."""
    if named:
        for name in ("input_size", "hidden_size", "num_layers", "proj_size"):
            value = arguments.get(name)
            if isinstance(value, int) and value and b.chance(80 if b.style == SYMBOLIC else 40):
                b.sized(name if b.has_self or b.settings != PLAIN else name.upper(), value)
        if b.has_self and b.chance(25):
            b.sized("bidirectional", bool(arguments["bidirectional"]))
    order = PARAMETERS[kind]
    positional = b.pick([0, 2, 2, 3, len(order)])
    texts = [_argument(b, name, arguments[name]) for name in order[:positional]]
    rest = [name for name in order[positional:] if arguments[name] != DEFAULTS.get(name) or b.chance(25)]
    b.random.shuffle(rest)
    texts += [f"{name}={_argument(b, name, arguments[name])}" for name in rest]
    if rest and b.chance(8):
        texts[-len(rest) :] = [_gathered(b, {name: arguments[name] for name in rest})]
    return made(b, kind, ", ".join(texts), positional)


def _gathered(b: Builder, arguments: dict[str, int | bool | float | str]) -> str:
    """Keyword arguments by way of a dict."""
    options = f"options{len(b.preamble)}"
    b.define(f"{options} = {arguments!r}" if b.chance(50) else f"{options} = dict({_keywords(arguments)})")
    return f"**{options}"


def _keywords(arguments: dict[str, int | bool | float | str]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())


def _argument(b: Builder, name: str, value: int | bool | float | str) -> str:
    if isinstance(value, bool):
        known = b.named.get(name)
        return known.outer if known is not None and known.value == value else repr(value)
    known = b.named.get(name)
    if isinstance(value, int) and known is not None and known.value == value and b.chance(85):
        return known.outer
    return outside(b, value) if isinstance(value, int) else repr(value)


def _called(b: Builder, plan: Plan, layer: str) -> str:
    """The input, and the expression that calls the layer on it."""
    features = int(plan.arguments["input_size"])
    batched = [plan.steps] if plan.batch is None else [plan.steps, plan.batch]
    shape = list(reversed(batched)) if plan.arguments["batch_first"] else batched
    torch = b.spelling.torch if b.style != SYMBOLIC else "torch"
    if plan.lengths is None and b.chance(15):
        table = b.module("embed", f"{b.spelling.nn}.Embedding(7, {outside(b, features)})")
        b.input("tokens", f"{torch}.randint(0, 7, ({', '.join(map(str, shape))},))")
        b.bind(f"{table}(tokens)", targets=("x",))
    else:
        b.input("x", f"{torch}.randn({', '.join(map(str, [*shape, features]))})")
    given = "x" if plan.lengths is None else _packed(b, plan)
    state = _initial_state(b, plan) if b.chance(30) else None
    if b.chance(12):
        b.define("def run_layer(layer, given, state=None):\n    return layer(given, state)\n")
        return f"run_layer({layer}, {given}{'' if state is None else f', {state}'})"
    if state is None:
        other = [f"{layer}({given}, None)", f"{layer}.forward({given})", f"{layer}(input={given})"]
        return str(b.pick([f"{layer}({given})"] * 4 + other))
    return str(b.pick([f"{layer}({given}, {state})", f"{layer}({given}, hx={state})"]))


def _packed(b: Builder, plan: Plan) -> str:
    assert plan.lengths is not None
    text = f"[{', '.join(map(str, plan.lengths))}]"
    b.input("lengths", text if b.chance(50) else f"torch.tensor({text})")
    if b.chance(15):
        each = [
            f"x[{i}, :{n}]" if plan.arguments["batch_first"] else f"x[:{n}, {i}]" for i, n in enumerate(plan.lengths)
        ]
        b.bind(f"{b.spelling.rnn}pack_sequence([{', '.join(each)}], enforce_sorted=False)", targets=("packed",))
        return "packed"
    is_sorted = list(plan.lengths) == sorted(plan.lengths, reverse=True)
    options = [f"batch_first={plan.arguments['batch_first']}"]
    options += [] if is_sorted and b.chance(70) else ["enforce_sorted=False"]
    lengths = b.pick(["lengths", "lengths", "lengths.cpu()"]) if "tensor" in b.inputs["lengths"] else "lengths"
    b.bind(f"{b.spelling.rnn}pack_padded_sequence(x, {lengths}, {', '.join(options)})", targets=("packed",))
    return "packed"


def _initial_state(b: Builder, plan: Plan) -> str:
    hidden, projected = int(plan.arguments["hidden_size"]), int(plan.arguments.get("proj_size", 0))
    widths = [projected or hidden, hidden] if plan.kind is Kind.LSTM else [hidden]
    return initial(b, plan.rows, plan.batch, widths)


def _unpacked(b: Builder, plan: Plan, call: str, layer: str) -> None:
    """What the call returns, under the names `out`, `h` and, for an LSTM, `c`."""
    form = b.pick(["full", "full", "full", "two", "output", "state", "result"])
    lstm = plan.kind is Kind.LSTM
    output, state = ("out", ("h", "c") if lstm else ("h",))
    if form == "full":
        target = b.pick(["out, (h, c)", "(out, (h, c))", "out, [h, c]"] if lstm else ["out, h", "(out, h)", "[out, h]"])
        b.bind(call, True, (output, *state), target)
    elif form == "two":
        b.bind(call, True, (output, "state"), "out, state")
        _state(b, lstm, "state")
    elif form == "output":
        if b.chance(50):
            b.bind(f"{call}[0]", True, (output,))
        else:
            b.bind(call, True, (output,), "out, _")
    elif form == "state":
        b.bind(call, True, state, "_, (h, c)" if lstm else "_, h")
    else:
        b.bind(call, True, ("result",))
        b.bind("result[0]", True, (output,))
        _state(b, lstm, b.pick(["result[1]", "result[-1]"]))
    if plan.lengths is not None and any(entry.name == "out" for entry in b.entries):
        _padded(b, plan)


def _state(b: Builder, lstm: bool, name: str) -> None:
    if b.chance(15):
        b.bind(f"{name}[0] if isinstance({name}, tuple) else {name}", True, ("h",))
    elif not lstm:
        b.bind(name, True, ("h",))
    elif b.chance(50):
        b.bind(name, True, ("h", "c"), "h, c")
    else:
        b.bind(f"{name}[0]", True, ("h",))
        b.bind(f"{name}[{b.pick([1, -1])}]", True, ("c",))


def _padded(b: Builder, plan: Plan) -> None:
    if b.chance(30):
        b.bind("out.data", True, ("data",))
    if b.chance(80):
        flag = b.pick(["", ", batch_first=True", ", batch_first=False", ", True"])
        flag += f", total_length={inside(b, plan.steps)}" if b.chance(20) else ""
        target = b.pick(["padded, sizes", "padded, _"])
        names = ("padded", "sizes") if "sizes" in target else ("padded",)
        b.bind(f"{b.spelling.rnn}pad_packed_sequence(out{flag})", False, names, target)
        if len(names) == 2 and b.chance(60):
            _at_lengths(b, batch_first="True" in flag)


def _at_lengths(b: Builder, *, batch_first: bool) -> None:
    """Steps chosen by the lengths that `pad_packed_sequence` gave back: the last valid one, or the one before."""
    sample = b.random.randrange(len(b.inner["sizes"]))
    less = b.pick(["sizes - 1", "sizes - 1", "sizes - 1", "sizes - 2"])
    single = b.pick([f"sizes[{sample}] - 1", f"(sizes - 1)[{sample}]", "sizes[0] - 1"])
    every = f"{b.spelling.torch}.arange(padded.size({0 if batch_first else 1}))"
    time, wide = (1, "(-1, 1, 1)") if batch_first else (0, "(1, -1, 1)")
    expanded = "(-1, 1, padded.size(2))" if batch_first else "(1, -1, padded.size(2))"
    text = b.pick([
        f"padded[{f'{every}, {less}' if batch_first else f'{less}, {every}'}]",
        f"padded[{f'{sample}, {single}' if batch_first else f'{single}, {sample}'}]",
        f"padded.gather({time}, ({less}).view{wide}.expand{expanded})",
        f"padded.gather({time}, ({less}).view{wide}.expand{expanded}).squeeze({time})",
    ])  # fmt: skip
    b.bind(text)
