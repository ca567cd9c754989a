"""Events: what a program does with recurrent layers and their results, as rules see it.

Every event has its `node` and a `context`; operands are values with the expression they were read from. Values are
those of `shapelint.domain.value` (tensors, packed sequences, numbers, tuples, unknown things) and, where the program is
about objects, those of `shapelint.interpreter.values`. An event has one value per operand: where the interpreter holds
several alternatives (a flag it does not know), it emits one event for each, and a rule never sees the alternatives.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from shapelint.domain.claim import Claim
from shapelint.domain.provenance import Direction, Label
from shapelint.domain.recurrent import Call, Recurrent
from shapelint.frozen import dataclass
from shapelint.interpreter.place import Place
from shapelint.torchlib.operation import Bound, Effect

if TYPE_CHECKING:
    import libcst as cst

    from shapelint.interpreter.guards import Guard


@dataclasses.dataclass(eq=False)
class Seen:
    """What the whole run does, for what one event cannot tell. Complete before rules are asked.

    `rows`: by call, the single layers' and directions' states that are selected or read anywhere; `directions`: those
    of which anything is, at any step, apart from the other one. `unclear`: calls of whose results something is selected
    that is not known. `opened`: containers that are indexed or iterated, by their place; `called`: modules that are
    called. `padded`: the places of `pad_packed_sequence` calls. `separated`: the places of reshapes that merged layers
    into the batch, where a later reshape takes them apart again. `lists`: the places where a list, or a tuple that no
    layer returned, is indexed. `passes`: which steps, samples or features the passes of unrolled loops read where, by
    their number. `module` is the file, `values` what came out of a recurrent layer, by activation and expression, and
    `bound` what names were bound to: for fixes and messages.
    """

    rows: dict[object, set[Label]] = field(default_factory=dict)
    directions: dict[object, set[Direction]] = field(default_factory=dict)
    unclear: set[object] = field(default_factory=set)
    opened: set[object] = field(default_factory=set)
    called: set[object] = field(default_factory=set)
    padded: set[object] = field(default_factory=set)
    separated: set[object] = field(default_factory=set)
    passes: dict[object, dict[int, set[object]]] = field(default_factory=dict)
    lists: set[cst.CSTNode] = field(default_factory=set)
    module: cst.Module | None = None
    values: Mapping[tuple[object, cst.CSTNode], object] = field(default_factory=dict)
    bound: Mapping[tuple[object, cst.CSTNode], object] = field(default_factory=dict)
    _by_node: dict[cst.CSTNode, list[tuple[object, object]]] = field(default_factory=dict)

    def include(self, later: Seen) -> None:
        """Add what was seen later."""
        for call, rows in later.rows.items():
            self.rows.setdefault(call, set()).update(rows)
        for call, directions in later.directions.items():
            self.directions.setdefault(call, set()).update(directions)
        self.unclear |= later.unclear
        self.opened |= later.opened
        self.called |= later.called
        self.padded |= later.padded
        self.separated |= later.separated
        self.lists |= later.lists
        for place, passes in later.passes.items():
            for number, read in passes.items():
                self.passes.setdefault(place, {}).setdefault(number, set()).update(read)

    def values_at(self, node: cst.CSTNode) -> list[tuple[object, object]]:
        """Everything that an expression was, with the activation; to be asked when the run is over."""
        if not self._by_node:
            for (activation, each), value in self.values.items():
                self._by_node.setdefault(each, []).append((activation, value))
        return self._by_node.get(node, [])


@dataclass(frozen=True)
class Context:
    """Where an event stands: the path condition it runs under, and the names that the program gives to results.

    `names` maps a call's key and one of `output`, `h_n`, `c_n`, `state`, `results` to the variables that hold it, by
    whose they are (the whole program is read before rules are asked); a result that was discarded (`_`) or never named
    is absent. `scopes` are the owners of the names that are seen here. `entry` is the run of a function that led here
    and that nothing in the file called: one object's method, the module. `expects_failure`: the code is there to fail
    or to warn (`with pytest.raises(...)`), and no rule is asked about it.
    """

    guard: Guard
    entry: object = None
    names: Mapping[tuple[object, str], Mapping[object, str]] = field(default_factory=dict, compare=False, repr=False)
    seen: Seen = field(default_factory=Seen, compare=False, repr=False)
    expects_failure: bool = False
    scopes: tuple[object, ...] = field(default=(), compare=False, repr=False)

    def name_of(self, call: Call, result: str, made: object = None) -> str | None:
        """The user's variable for `output`, `h_n`, `c_n` (or `state`, `results`) of this call.

        It is one that is seen here, or at the place `made`, if that is in another function.
        """
        activation = made.activation if isinstance(made, Place) else None
        scopes = self.scopes if activation is None or activation in self.scopes else (activation,)
        named = self.names.get((call.key, result), {})
        return next((named[owner] for owner in scopes if owner in named), None)

    def first_name_of(self, call: Call, result: str) -> str | None:
        """The user's first variable for a result, in whatever function."""
        return next(iter(self.names.get((call.key, result), {}).values()), None)


@dataclass(frozen=True)
class Operand:
    """A value and the expression that it was read from."""

    value: object
    node: cst.CSTNode


@dataclass(frozen=True)
class Event:
    """Something the program does at `node`."""

    node: cst.CSTNode
    context: Context


@dataclass(frozen=True)
class Constructed(Event):
    """A recurrent layer is made: `nn.LSTM(...)`. `arguments` are by name as given.

    The first `positional` of them came without a keyword, in torch's order. `layer` is None where the arguments do not
    fit or a size could not be followed; then keywords that torch does not have are among the arguments too.
    """

    kind: str
    layer: Recurrent | None
    arguments: Mapping[str, Operand]
    positional: int


@dataclass(frozen=True)
class Called(Event):
    """A recurrent layer is called. `state` is absent where no initial state was passed (or None was)."""

    call: Call
    input: Operand
    state: Operand | None


@dataclass(frozen=True)
class Refused(Event):
    """A recurrent layer is called with something that it cannot take, as far as that is known; there is no `Call`."""

    layer: Recurrent
    input: Operand


@dataclass(frozen=True)
class Packing(Event):
    """`pack_padded_sequence(input, lengths, batch_first)`; `result` is the `Packed` value, if it is known."""

    input: Operand
    lengths: Operand | None
    batch_first: bool
    result: object


@dataclass(frozen=True)
class Unpacked(Event):
    """`a, b = value`: `targets` holds each target's text, a tuple for a nested pattern, `*` before a starred one."""

    source: Operand
    targets: tuple[object, ...]


@dataclass(frozen=True)
class Indexed(Event):
    """`base[items]`; `result` is what comes out. One operand per item between the commas."""

    base: Operand
    items: tuple[Operand, ...]
    result: object


@dataclass(frozen=True)
class Reshaped(Event):
    """An operation with effect `RESHAPE` (`view`, `transpose`, ...): `arguments` by torch's parameter names."""

    name: str
    base: Operand
    arguments: Bound
    result: object


@dataclass(frozen=True)
class Combined(Event):
    """Values are joined (`cat`, `stack`) or computed with each other (`+`, `matmul`): `effect` tells which."""

    name: str
    effect: Effect
    operands: tuple[Operand, ...]
    arguments: Bound | None
    result: object


@dataclass(frozen=True)
class Compared(Event):
    """Two values are claimed or asked to be the same: `==`, `torch.equal`, `assert_close`, `assert a == b`."""

    name: str
    left: Operand
    right: Operand


@dataclass(frozen=True)
class Asserted(Event):
    """An `assert`, with the value of its test. No rule asks for it: the oracle reads what is known there."""

    test: Operand


@dataclass(frozen=True)
class Claimed(Event):
    """A shape is claimed of a value: by an assertion, a comment or an annotation, which is the event's node."""

    value: Operand
    claim: Claim


@dataclass(frozen=True)
class Accessed(Event):
    """An attribute or method of a value that derives from a recurrent layer: `out.data`, `h.view(...)`."""

    base: Operand
    name: str


@dataclass(frozen=True)
class Sequenced(Event):
    """An `nn.Sequential` is made: its children in order, each with its expression."""

    children: tuple[Operand, ...]


@dataclass(frozen=True)
class Consumed(Event):
    """A value leaves what the interpreter follows, or is computed with: this is where selections are judged.

    `operands` holds one value, or those consumed together (`out[:, -1] + out[:, 0]`, the operands of `bmm`), so that
    what one lacks another may supply. `by` says who reads: `return`, `self.fc`, `+`, a function's name.
    `effect` is CONSUME for a module (then `module` is its value), MIX, REDUCE, or None for code that is not followed.
    """

    operands: tuple[Operand, ...]
    by: str
    effect: Effect | None = None
    module: object = None
