"""Python's own functions, and the methods of lists and dicts."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from shapelint.domain.dim import Dim
from shapelint.domain.recurrent import Recurrent
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Module, Number, Opaque, Ratio, Sequence, ShapeOf, Unknown
from shapelint.interpreter import (
    invoke,
    iteration,
    kinds,
    layer_changes,
    lookup,
    options,
    records,
    sharing,
    texts,
    weights,
)
from shapelint.interpreter.decisions import literal, of_condition, truth
from shapelint.interpreter.guards import merge
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.values import (
    ChosenClass,
    Imported,
    Instance,
    Many,
    Mapping,
    Namespace,
    Super,
    Text,
    VarsOf,
    WeightsOf,
)
from shapelint.torchlib.numeric import ROUNDING, extreme, ordered, rounded

GROWING = frozenset(("append", "insert", "extend", "add_module", "register_module", "pop"))
RUNNING = frozenset(("range", "enumerate", "zip", "reversed", "list", "tuple", "sorted"))
ABSENT = Constant(None)
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
        case "vars", (Namespace() as known,):
            return VarsOf(known)
        case "next", (WeightsOf() as run, *_):
            return weights.one(m, run, node)
        case ("iter" | "list" | "tuple"), (WeightsOf() as run,):
            return run
        case "dict", () | (Mapping(),):
            return dictionary(arguments)
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


def dictionary(arguments: invoke.Arguments) -> object:
    """`OrderedDict([("a", x), ...])` or `OrderedDict(a=x)`."""
    match arguments.positional:
        case ():
            return Mapping(tuple(arguments.keywords.items())) if arguments.complete else Unknown("dict")
        case (Mapping(entries),) if arguments.complete:
            return Mapping(tuple({**dict(entries), **arguments.keywords}.items()))
        case (Sequence(items=items),):
            named: list[tuple[str, object]] = []
            for each in items:
                match each:
                    case Sequence(items=(Constant(str() as key), value)):
                        named.append((key, value))
                    case _:
                        return Unknown("dict")
            return Mapping(tuple(named))
        case _:
            return Unknown("dict")


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


def grown(m: Machine, receiver: Module, name: str, arguments: invoke.Arguments, node: cst.CSTNode) -> None:
    """A container of modules gets one more at its end; any other change, or one in a loop, leaves it unknown."""
    child = arguments.positional[-1] if arguments.positional else arguments.keywords.get("module", Unknown())
    if name not in ("append", "add_module") or m.frame.loops or not arguments.complete:
        sharing.change(m, node, receiver, Unknown("modules changed in place"))
        return
    grown = m.lift([child], lambda one: replace(receiver, children=(*receiver.children, one)))
    sharing.change(m, node, receiver, grown)


def container_method(
    m: Machine, receiver: object, name: str, arguments: invoke.Arguments, node: cst.CSTNode
) -> object:
    """A method of a list or a dict. What one that changes it leaves is what everybody holds who holds the receiver."""
    match receiver, name:
        case (Sequence() | Many()), ("append" | "insert" | "extend" | "add_module"):
            sharing.change(m, node, receiver, _appended(m, receiver, name, arguments))
            return Constant(None)
        case (Sequence() | Many() | Mapping()), "copy":
            return sharing.copied(receiver)
        case (Sequence() | Many()), ("size" | "to" | "cuda"):
            return receiver
        case VarsOf(of), "get" if arguments.positional and isinstance(text := arguments.positional[0], Constant):
            return options.option(m, of, str(text.value))
        case Mapping(), "get" if arguments.positional and isinstance(arguments.positional[0], Constant):
            found = receiver.get(str(arguments.positional[0].value))
            default = arguments.positional[1] if len(arguments.positional) > 1 else Constant(None)
            return default if found is None else found
        case Mapping(), "get" if arguments.positional and isinstance(key := arguments.positional[0], Opaque):
            return _chosen(receiver, key, *arguments.positional[1:2])
        case Mapping(entries), "values":
            return Sequence(tuple(value for _, value in entries))
        case Mapping(entries), "items":
            return Sequence(tuple(Sequence((Constant(key), value)) for key, value in entries))
        case Mapping(), ("update" | "pop" | "popitem" | "setdefault" | "clear"):
            sharing.change(m, node, receiver, _changed_dict(receiver, name, arguments))
            return Unknown("dict method")
        case (Sequence() | Many()), ("pop" | "remove" | "sort" | "reverse" | "clear"):
            sharing.change(m, node, receiver, Unknown("list changed in place"))
            return Unknown("list method")
        case _:
            return invoke.unfollowed(m, arguments, node)


def _chosen(of: Mapping, key: Opaque, default: object = ABSENT) -> object:
    """`settings.get(key, default)` of a key that is not known: each entry where it is that entry's."""
    tests = [(literal(key.key, text), value) for text, value in of.entries]
    others = frozenset(one for test, _ in tests for one in test.otherwise or ())
    return merge([*((test.then, value) for test, value in tests if test.then is not None), (others, default)])


def _changed_dict(receiver: Mapping, name: str, arguments: invoke.Arguments) -> object:
    """What a method that changes a dict leaves."""
    entries = dict(receiver.entries)
    match name, arguments.positional:
        case "update", (Mapping(given),) if arguments.complete:
            return Mapping(tuple({**entries, **dict(given), **arguments.keywords}.items()))
        case "update", () if arguments.complete:
            return Mapping(tuple({**entries, **arguments.keywords}.items()))
        case "setdefault", (Constant(str() as key), value) if isinstance(entries.get(key, value), (Number, Constant)):
            return Mapping(tuple({**entries, key: entries.get(key, value)}.items()))
        case "pop", (Constant(str() as key), *_):
            return Mapping(tuple((each, value) for each, value in entries.items() if each != key))
        case _:
            return Unknown("dict changed in place")


def _appended(m: Machine, receiver: object, name: str, arguments: invoke.Arguments) -> object:
    value = arguments.positional[-1] if arguments.positional else Unknown("nothing appended")
    if name != "append":
        return Unknown("list changed in place")
    if isinstance(receiver, Sequence) and not m.frame.loops:
        return Sequence((*receiver.items, value), True)
    known = receiver.items if isinstance(receiver, Sequence) else (receiver.item,) if isinstance(receiver, Many) else ()
    return Many(value) if all(item == value for item in known) else Many(Unknown("items differ"))
