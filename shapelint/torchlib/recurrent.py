"""`nn.LSTM`, `nn.GRU`, `nn.RNN`: from a constructor's arguments to a layer, from a call's arguments to its results."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

from shapelint.domain.dim import Dim, Symbol, equal
from shapelint.domain.recurrent import Call, Kind, Recurrent
from shapelint.domain.sketched import is_from_data
from shapelint.domain.tensor import Packed, Results, Sketch, Tensor, results_of
from shapelint.domain.value import Constant, Meaning, Number, Opaque, Unknown
from shapelint.domain.value import Sequence as SequenceValue
from shapelint.torchlib.coerce import as_tensor

_COMMON = ("bias", "batch_first", "dropout", "bidirectional")
PARAMETERS: Mapping[Kind, tuple[str, ...]] = {
    Kind.LSTM: ("input_size", "hidden_size", "num_layers", *_COMMON, "proj_size"),
    Kind.GRU: ("input_size", "hidden_size", "num_layers", *_COMMON),
    Kind.RNN: ("input_size", "hidden_size", "num_layers", "nonlinearity", *_COMMON),
}
"""The positional order of each constructor (CLAIMS.md 6)."""

IGNORED = ("device", "dtype")


def arguments_by_name(
    kind: Kind, positional: Sequence[object], keywords: Mapping[str, object]
) -> dict[str, object] | None:
    """The constructor's arguments by parameter, None where torch would refuse them."""
    names = PARAMETERS[kind]
    if len(positional) > len(names):
        return None
    found = dict(zip(names, positional, strict=False))
    allowed = {*names, "nonlinearity"} if kind is Kind.RNN else set(names)
    for name, value in keywords.items():
        if name in found or name not in {*allowed, *IGNORED}:
            return None
        found[name] = value
    return found


def construct(kind: Kind, arguments: Mapping[str, object], at: Hashable = None, name: str = "") -> Recurrent | Unknown:
    """The layer with these arguments. Flags must be constants by now: one that is not makes the layer unknown."""
    hidden_size = _size(arguments.get("hidden_size"))
    num_layers = _size(arguments.get("num_layers", Number(Dim.of(1))))
    proj_size = _size(arguments.get("proj_size", Number(Dim.of(0))))
    batch_first = _flag(arguments.get("batch_first", Constant(False)))
    bidirectional = _flag(arguments.get("bidirectional", Constant(False)))
    if hidden_size is None or num_layers is None or proj_size is None:
        return Unknown("a size of the layer")
    if any(size.known is not None and size.known < 1 for size in (hidden_size, num_layers)):
        return Unknown("a size that torch refuses")
    if batch_first is None or bidirectional is None:
        return Unknown("a flag of the layer")
    return Recurrent(
        kind,
        _size(arguments.get("input_size")),
        hidden_size,
        num_layers,
        _flag(arguments.get("bias", Constant(True))),
        batch_first,
        _float(arguments.get("dropout", Constant(0.0))),
        bidirectional,
        proj_size,
        _text(arguments.get("nonlinearity", Constant("tanh"))),
        name,
        at,
    )


def call(
    layer: Recurrent, given: object, state: object, key: Hashable, at: Hashable = None
) -> tuple[Call, SequenceValue] | None:
    """What calling the layer gives: the call and the tuple it returns; None where the input cannot be what it takes.

    An input of unknown rank is taken to be a batch (three axes).
    """
    has_state = state is not None and state != Constant(None)
    if isinstance(given, Packed):
        of = Call(
            key, layer, given.steps, given.batch, packed=True, has_initial_state=has_state, lengths=given.lengths, at=at
        )
        return of, _returned(results_of(of, given.total))
    axes = _input_axes(layer, given, key, state)
    if axes is None:
        return None
    steps, batch, assumed = axes
    sketch = as_tensor(given)
    rank = sketch.rank if isinstance(sketch, Sketch) and assumed else None
    of = Call(key, layer, steps, batch, assumed_batched=assumed, rank=rank, has_initial_state=has_state, at=at)
    return of, _returned(results_of(of))


def _input_axes(layer: Recurrent, given: object, key: Hashable, state: object) -> tuple[Dim, Dim | None, bool] | None:
    match given:
        case Tensor(axes=axes) if len(axes) == 3:
            time, batch = (1, 0) if layer.batch_first else (0, 1)
            return renamed(axes[time].size, "T"), renamed(axes[batch].size, "B"), False
        case Tensor(axes=axes) if len(axes) == 2:
            return renamed(axes[0].size, "T"), None, False
        case Sketch() if len(given.front) <= 3 and not is_from_data(given):
            return _sketched(layer, given, state)
        case Opaque(key=of, name=name):
            return _sketched(layer, Sketch(of, name), state)
        case Unknown() if _rank_of_state(state) == 2:
            return Dim.of(Symbol((key, "steps"), "T")), None, False
        case Unknown():
            known = _batch_of_state(layer, state)
            steps = Dim.of(Symbol((key, "steps"), "T"))
            return steps, Dim.of(Symbol((key, "batch"), "B")) if known is None else known, True
        case _:
            return None


def _sketched(layer: Recurrent, sketch: Sketch, state: object) -> tuple[Dim, Dim | None, bool]:
    if _rank_of_state(state) == 2 and len(sketch.front) < 3:
        return renamed(sketch.axis(0).size, "T"), None, False
    time, batch = (1, 0) if layer.batch_first else (0, 1)
    whole = sketch.of_rank(3)
    steps, samples = whole.axes[time].size, whole.axes[batch].size
    from_state = _batch_of_state(layer, state)
    if from_state is not None and batch >= len(sketch.front):
        samples = from_state
    return renamed(steps, "T"), renamed(samples, "B"), True


def renamed(dim: Dim, name: str) -> Dim:
    """A lone symbol that is only known as some value's size, called by its role; any other dim as it is."""
    if len(dim.terms) == 1 and dim.terms[0][1] == 1 and len(dim.terms[0][0]) == 1:
        symbol = dim.terms[0][0][0]
        if ".size(" in symbol.name:
            return Dim.of(replace(symbol, name=name))
    return dim


def _batch_of_state(layer: Recurrent, state: object) -> Dim | None:
    """B as the initial state has it: its second axis, in `(h_0, c_0)` that of `h_0` (CLAIMS.md 19).

    A state with another number of rows tells nothing: its axes may be in another order.
    """
    match state:
        case SequenceValue(items=(first, *_)):
            return _batch_of_state(layer, first)
        case Tensor(axes=(rows, batch, _)) if equal(rows.size, layer.rows) is not False:
            return batch.size
        case _:
            return None


def _rank_of_state(state: object) -> int | None:
    """How many axes the initial state has, where that is known: two for an input without a batch."""
    match state:
        case SequenceValue(items=(first, *_)):
            return _rank_of_state(first)
        case Tensor(axes=axes):
            return len(axes)
        case _:
            return None


def fails_by_rank(of: Call, state: object) -> bool:
    """Whether torch raises, since only one of input and initial state has a batch axis."""
    rank = _rank_of_state(state)
    return rank is not None and not of.assumed_batched and rank != (2 if of.batch is None else 3)


def _returned(results: Results) -> SequenceValue:
    of = results.h_n.label.call
    state: object = results.h_n
    if results.c_n is not None:
        state = SequenceValue((results.h_n, results.c_n), meaning=Meaning.STATE, call=of)
    return SequenceValue((results.output, state), meaning=Meaning.RESULTS, call=of)


def _size(value: object) -> Dim | None:
    match value:
        case Number(dim):
            return dim
        case Opaque(key=key, name=name):
            return Dim.of(Symbol(key, name))
        case Constant(bool() as flag):
            return Dim.of(int(flag))
        case _:
            return None


def _flag(value: object) -> bool | None:
    match value:
        case Constant(bool() as flag):
            return flag
        case Number(dim) if dim.known is not None:
            return bool(dim.known)
        case Constant(None):
            return False
        case _:
            return None


def _float(value: object) -> float | None:
    match value:
        case Constant(float() as number):
            return number
        case Constant(bool() as flag):
            return float(flag)
        case Number(dim) if dim.known is not None:
            return float(dim.known)
        case _:
            return None


def _text(value: object) -> str | None:
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None
