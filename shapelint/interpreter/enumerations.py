"""Classes that extend `Enum`: their members, and what is asked of them.

Members of what extends `str` or `int` too are the strings and numbers that they are.
"""

from __future__ import annotations

from collections.abc import Hashable

import libcst as cst

from shapelint.domain.dim import Dim
from shapelint.domain.value import Constant, Imported, Number, Opaque, Unknown
from shapelint.interpreter import lookup
from shapelint.interpreter.bodies import parts
from shapelint.interpreter.decisions import by_constant
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.predicates import EnumMember
from shapelint.interpreter.values import ClassValue

ENUM = "enum.Enum"
AUTO = Imported("enum.auto()")
"""What `auto()` gives: the next number."""
HOOKS = ("_generate_next_value_", "_missing_", "__eq__", "__new__", "__init__")
"""With one of these a class makes its members itself."""


def is_enumeration(of: ClassValue) -> bool:
    """Whether a class extends `Enum`, and nothing that its members would be beside."""
    return set(lookup.library_bases(of)) == {ENUM}


def make_members(m: Machine, of: ClassValue, node: cst.ClassDef) -> None:
    """Let the names that the class's body assigns be members."""
    if not is_enumeration(of) or any((each.key, hook) in m.store for each in lookup.linearised(of) for hook in HOOKS):
        return
    following: Dim | None = Dim.of(1)
    for name in _assigned(node):
        value = m.store.get((of.key, name))
        if value == AUTO:
            value = Unknown("auto()") if following is None else Number(following)
        following = value.dim + 1 if isinstance(value, Number) else None
        is_known = isinstance(value, Constant) or (isinstance(value, Number) and value.dim.known is not None)
        m.store[of.key, name] = EnumMember(of.key, value, name) if is_known else Unknown("a member of an enumeration")


def _assigned(node: cst.ClassDef) -> list[str]:
    """The names that a class's own body assigns, in order."""
    lines = [each for each in node.body.body if isinstance(each, cst.SimpleStatementLine)]
    targets = [part.targets[0].target for line in lines for part in parts(line) if isinstance(part, cst.Assign)]
    return [each.value for each in targets if isinstance(each, cst.Name) and not each.value.startswith("_")]


def member(m: Machine, of: ClassValue, value: object) -> object:
    """`Kind("lstm")`: the member of this value; of a value that is not known each, where it is that one's."""
    known = [each for each in m.store.table(of.key).values() if isinstance(each, EnumMember)]
    match value:
        case EnumMember():
            return value
        case Opaque(key=key) if known:
            return by_constant(key, [(_as_constant(each.value), each) for each in known])
        case Constant() | Number():
            found = [each for each in known if each.value == value]
            return found[0] if found else Unknown("no such member")
        case _:
            return Unknown("member of an enumeration")


def _as_constant(value: Hashable) -> Hashable:
    return value.dim.known if isinstance(value, Number) else value.value if isinstance(value, Constant) else value


def attribute(of: EnumMember, text: str) -> object:
    """`member.value`, `member.name`."""
    match text:
        case "value":
            return of.value
        case "name":
            return Constant(of.name)
        case _:
            return Unknown("attribute of a member")
