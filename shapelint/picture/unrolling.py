"""A call of a layer -> what is drawn of it: layers, directions, steps, and what it returns in the user's names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

from shapelint.domain.dim import Dim
from shapelint.domain.provenance import Direction
from shapelint.domain.recurrent import Call, Kind
from shapelint.domain.tensor import Results, Tensor
from shapelint.domain.words import recurrent_words, shape_words
from shapelint.frozen import dataclass
from shapelint.picture.blocks import Holding, holding
from shapelint.picture.diagram import Cell, Group, Result, Role, Unrolled
from shapelint.picture.marks import Ends, marks_of, wanted_layers, wanted_steps
from shapelint.picture.scale import is_long, layer_ticks, step_ticks


@dataclass(frozen=True)
class Told:
    """What the program says about a call: the user's names of results, the texts of the input and the initial state.

    `name` is the user's name of a layer that does not know it where it is made.
    `below` is the call whose output it reads. `ends` is where each of its sequences ends. `line` is where it stands.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    input: str = ""
    state: str = ""
    below: object = None
    ends: Ends = field(default_factory=Ends)
    line: int = 0
    name: str = ""


def unrolled(
    number: int, call: Call, results: Results, told: Told, held: Iterable[Holding], below: int | None
) -> Unrolled:
    """One call, with the layers and steps that its own blocks and what is marked need."""
    layer = call.layer
    if told.ends.steps and call.steps.known != max(told.ends.steps) + 1:
        told = replace(told, ends=Ends())
    blocks = [block for each in held for block in each.blocks if block.call == call]
    steps = step_ticks(call.steps, wanted_steps(blocks), ends_differ=told.ends.differ(call))
    layers = layer_ticks(layer.num_layers, wanted_layers(blocks))
    bare = Unrolled(
        number,
        layer.name or told.name or layer.kind.value,
        recurrent_words(layer),
        layer.kind is Kind.LSTM,
        layers,
        (Direction.FORWARD, Direction.BACKWARD) if layer.bidirectional else (Direction.FORWARD,),
        steps,
        (),
        call.packed,
        told.ends.steps,
        below,
        layer.num_layers,
        told.line,
        str(call.steps) if is_long(call.steps) else "",
    )
    return replace(bare, groups=tuple(_groups(call, results, told, bare)))


def _groups(call: Call, results: Results, told: Told, bare: Unrolled) -> Iterator[Group]:
    """What the call returns, then what it is given."""
    output = results.output if isinstance(results.output, Tensor) else results.output.data
    note = "packed" if call.packed else ""
    yield Group(Result.OUTPUT, _name(told, "output"), shape_words(results.output), _cells(output, call, bare), note)
    states = [(Result.H_N, Result.H_0, results.h_n), (Result.C_N, Result.C_0, results.c_n)]
    for returned, _, state in states:
        if state is not None:
            name = _name(told, returned.value)
            yield Group(returned, name, shape_words(state), _cells(state, call, bare))
    for _, given, state in states:
        if state is not None:
            note = told.state if call.has_initial_state else "zeros"
            yield Group(given, given.value, shape_words(state), (), note)
    yield Group(Result.INPUT, told.input, _input_shape(call))


def _name(told: Told, result: str) -> str:
    """The user's name; `state[0]` where only the pair has one."""
    if (name := told.names.get(result)) is not None:
        return name
    whole = told.names.get("state")
    return result if whole is None or result == "output" else f"{whole}[{int(result == 'c_n')}]"


def _input_shape(call: Call) -> str:
    size = call.layer.input_size
    if size is None:
        return ""
    axes: Sequence[Dim] = (call.steps, size)
    if call.batch is not None:
        first = call.layer.batch_first and not call.packed
        axes = (call.batch, call.steps, size) if first else (call.steps, call.batch, size)
    return f"({', '.join(map(str, axes))})"


def _cells(tensor: Tensor, call: Call, bare: Unrolled) -> tuple[Cell, ...]:
    """The cells of a whole result among those that are drawn, each once, in its order."""
    totals = {call.key: tensor.axes[0].size}
    marks, _ = marks_of(holding(tensor, totals), Role.TAKEN, {call.key: bare})
    return tuple(dict.fromkeys(mark.cell for mark in marks))
