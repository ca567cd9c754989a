"""Lists, dicts and containers of modules: how they are made, and what their methods do."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from shapelint.domain.value import Constant, Module, Number, Opaque, Sequence, Unknown
from shapelint.interpreter import invoke, options, sharing
from shapelint.interpreter.decisions import by_constant
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.values import Many, Mapping, VarsOf

GROWING = frozenset(("append", "insert", "extend", "add_module", "register_module", "pop"))
ABSENT = Constant(None)


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


def grown(m: Machine, receiver: Module, name: str, arguments: invoke.Arguments, node: cst.CSTNode) -> None:
    """A container of modules gets one more at its end; any other change, or one in a loop, leaves it unknown."""
    child = arguments.positional[-1] if arguments.positional else arguments.keywords.get("module", Unknown())
    if name not in ("append", "add_module") or m.frame.loops or not arguments.complete:
        sharing.change(m, node, receiver, Unknown("modules changed in place"))
        return
    grown = m.lift([child], lambda one: replace(receiver, children=(*receiver.children, one)))
    sharing.change(m, node, receiver, grown)


def method(
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
        case Mapping(), _:
            return _mapping_method(m, receiver, name, arguments, node)
        case (Sequence() | Many()), ("pop" | "remove" | "sort" | "reverse" | "clear"):
            sharing.change(m, node, receiver, Unknown("list changed in place"))
            return Unknown("list method")
        case _:
            return invoke.unfollowed(m, arguments, node)


def _mapping_method(
    m: Machine, receiver: Mapping, name: str, arguments: invoke.Arguments, node: cst.CSTNode
) -> object:
    match name:
        case "get" if arguments.positional and isinstance(arguments.positional[0], Constant):
            found = receiver.get(str(arguments.positional[0].value))
            default = arguments.positional[1] if len(arguments.positional) > 1 else ABSENT
            return default if found is None else found
        case "get" if arguments.positional and isinstance(key := arguments.positional[0], Opaque):
            return by_constant(key.key, receiver.entries, *(arguments.positional[1:2] or (ABSENT,)))
        case "values":
            return Sequence(tuple(value for _, value in receiver.entries))
        case "items":
            return Sequence(tuple(Sequence((Constant(key), value)) for key, value in receiver.entries))
        case "update" | "pop" | "popitem" | "setdefault" | "clear":
            sharing.change(m, node, receiver, _changed_dict(receiver, name, arguments))
            return Unknown("dict method")
        case _:
            return invoke.unfollowed(m, arguments, node)


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
