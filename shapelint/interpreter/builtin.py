"""Python's own functions."""

from __future__ import annotations

import libcst as cst

from shapelint.domain.dim import Dim
from shapelint.domain.recurrent import Recurrent
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Number, Opaque, Ratio, Sequence, ShapeOf, Unknown
from shapelint.interpreter import (
    containers,
    invoke,
    iteration,
    kinds,
    layer_changes,
    lookup,
    records,
    sharing,
    texts,
    weights,
)
from shapelint.interpreter.decisions import literal, of_condition, truth
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.values import (
    ChosenClass,
    Imported,
    Instance,
    Mapping,
    Namespace,
    Super,
    Text,
    VarsOf,
    WeightsOf,
)
from shapelint.torchlib.numeric import ROUNDING, extreme, ordered, rounded

RUNNING = frozenset(("range", "enumerate", "zip", "reversed", "list", "tuple", "sorted"))
ASKING = frozenset(("isinstance", "type", "issubclass", "callable", "hasattr"))
SHOWING = frozenset(("print", "id", "repr", "format"))


def call(m: Machine, name: str, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """A call of a builtin function."""
    given = arguments.positional

    def one(*values: object) -> object:
        return _call(m, name, values, arguments, node)

    if name in SHOWING:
        return Unknown(name)
    if not arguments.complete:
        return invoke.unfollowed(m, arguments, node)
    if name == "setattr" and len(given) == 3:
        return _set_attribute(m, given, arguments, node)
    return m.lift(given, one)


def _set_attribute(
    m: Machine, given: tuple[object, ...], arguments: invoke.Arguments, node: cst.CSTNode
) -> object:
    """`setattr(object, name, value)`: the value is set as a whole, whatever its alternatives."""
    match given:
        case (Instance() as of, name, value) if texts.set_attribute(m, of, name, value):
            return Constant(None)
        case (Recurrent() as layer, name, value):
            layer_changes.set_attribute(m, layer, name.value if isinstance(name, Constant) else name, value)
            return Constant(None)
        case _:
            return invoke.unfollowed(m, arguments, node)


def _call(m: Machine, name: str, given: tuple[object, ...], arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    match name, given:
        case "len", (value,):
            return length(value)
        case _ if name in ASKING:
            return _asked(m, name, given)
        case _, ((Number() | Opaque() | Ratio() | Constant(bool() | float())) as value, *digits) if name in ROUNDING:
            return rounded(name, value, digits[0] if digits else arguments.keywords.get("ndigits"))
        case "bool", (value,) if (test := truth(value)) is not None:
            return of_condition(test)
        case _, _ if name in RUNNING and not isinstance(given[0] if given else None, WeightsOf):
            return _run_over(m, name, given, arguments, node) or invoke.unfollowed(m, arguments, node)
        case _, (Namespace() | WeightsOf(), *_) if (held := _of_records(m, name, given, node)) is not None:
            return held
        case "dict", () | (Mapping(),):
            return containers.dictionary(arguments)
        case "getattr", (value, chosen, *_):
            return _attribute(m, value, chosen, node) or invoke.unfollowed(m, arguments, node)
        case "str", (value,):
            return texts.shown(value)
        case "super", (_, Instance() as receiver) if m.frame.of_class is not None:
            return Super(receiver, m.frame.of_class)
        case ("max" | "min"), _:
            return extreme(name, given, arguments.keywords)
        case ("object" | "map" | "filter" | "iter" | "next" | "any" | "all" | "abs" | "sum" | "float"), _:
            return Unknown(name)
        case _:
            return invoke.unfollowed(m, arguments, node)


def _of_records(m: Machine, name: str, given: tuple[object, ...], node: cst.CSTNode) -> object | None:
    """What is asked of settings, or of the weights of a module; None of anything else."""
    match name, given:
        case "vars", (Namespace() as known,):
            return VarsOf(known)
        case "next", (WeightsOf() as run, *_):
            return weights.one(m, run, node)
        case ("iter" | "list" | "tuple"), (WeightsOf() as run,):
            return run
        case _:
            return None


def _asked(m: Machine, name: str, given: tuple[object, ...]) -> object:
    """What a value is, as far as that is known."""
    match name, given:
        case "isinstance", (Opaque(key=key), of) if (classes := kinds.paths_of(of)) is not None:
            return of_condition(literal((key, "isinstance", classes), True))
        case "isinstance", (value, of):
            return kinds.answer(value, of)
        case "type", (value,):
            return kinds.type_of(value)
        case "issubclass", (one, of):
            return kinds.is_subclass(one, of)
        case "callable", (value,):
            return kinds.is_callable(value)
        case "hasattr", (Instance() as of, Constant(str() as text)) if lookup.certainly_has(m, of, text):
            return Constant(True)
        case _:
            return Unknown(name)


def _run_over(
    m: Machine, name: str, given: tuple[object, ...], arguments: invoke.Arguments, node: cst.CSTNode
) -> object | None:
    """What gives one item after the other, None where it is not followed."""
    given = tuple(records.opened(m, each) for each in given)
    match name, given:
        case "range", _:
            return iteration.counted(m, given, node)
        case "enumerate", (over, *start):
            return iteration.enumerated(m, over, start[0] if start else _start(arguments), node)
        case "zip", _ if arguments.complete:
            return iteration.zipped(m, given, node)
        case "reversed", (over,):
            return iteration.reversed_(m, over, node)
        case ("list" | "tuple"), (Tensor() as tensor,):
            return iteration.rows(m, tensor, name == "list", node)
        case ("list" | "tuple"), _:
            return _listed(name, given)
        case "sorted", (Sequence(),):
            return ordered(given, arguments.keywords)
        case _:
            return None


def _start(arguments: invoke.Arguments) -> object:
    """The number that `enumerate` begins with, where it is not its second argument."""
    return arguments.keywords.get("start", Number(Dim.of(0))) if arguments.complete else Unknown("start")


def _listed(name: str, given: tuple[object, ...]) -> object | None:
    """`list(...)` or `tuple(...)`, None where it is not followed."""
    match given:
        case (Sequence(items=items),):
            return Sequence(items, name == "list")
        case ():
            return Sequence((), name == "list")
        case (value,):
            return sharing.copied(value)
        case _:
            return None


def _attribute(m: Machine, value: object, chosen: object, node: cst.CSTNode) -> object | None:
    """`getattr(value, chosen)`, None where it is not followed."""
    match value, chosen:
        case Instance(), Text():
            return texts.attribute(m, value, chosen)
        case _, Constant(str() as text):
            return lookup.attribute(m, value, text, node)
        case Imported(path="torch.nn"), Opaque(key=key, name=text):
            return ChosenClass(key, text)
        case Imported(path="torch.nn"), _:
            return ChosenClass(m.fresh_key(node, "class"))
        case Opaque(key=key, name=text), Opaque():
            return Opaque((key, ".", chosen.key), f"{text}.?")
        case _:
            return None


def length(value: object) -> object:
    """`len(value)`."""
    match value:
        case Sequence(items=items):
            return Number(Dim.of(len(items)))
        case Mapping(entries):
            return Number(Dim.of(len(entries)))
        case Tensor() if value.rank:
            return Number(value.sizes[0])
        case Sketch():
            return Number(value.axis(0).size)
        case ShapeOf(sketch):
            return Number(sketch.rank)
        case Opaque(key=key, name=name):
            return Number(Sketch(key, name).axis(0).size)
        case Packed():
            return Unknown("length of a packed sequence")
        case _:
            return Unknown("length")
