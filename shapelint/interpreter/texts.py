"""Strings that a program puts together, and the attributes that it names by them: `setattr(self, f"rnn{i}", layer)`."""

from __future__ import annotations

import re

import libcst as cst

from shapelint.domain.extent import MOST_LETTERS
from shapelint.domain.value import Constant, Number, Opaque, Sequence, Unknown
from shapelint.interpreter import evaluate
from shapelint.interpreter.decisions import literal, of_condition
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.predicates import Affixed
from shapelint.interpreter.spelling import dotted
from shapelint.interpreter.values import Instance, Text

HOLE = "\0"
REWRITING = ("lower", "upper", "strip", "casefold", "capitalize", "title")
"""Methods of a string that give another one, from nothing but the string itself."""
AFFIXED = {"startswith": False, "endswith": True}
"""Methods that ask for a beginning or an end: whether for an end."""
_ESCAPED = re.compile(r"[\\{}]")


def formatted(m: Machine, node: cst.FormattedString) -> object:
    """`f"rnn{i}"`: the string, or what of it is known."""
    parts: list[object] = []
    for part in node.parts:
        match part:
            case cst.FormattedStringText(value=text):
                parts.append(Constant(text))
            case cst.FormattedStringExpression(expression=inner, conversion=None, format_spec=None) if dotted(inner):
                parts.append(evaluate.evaluate(m, inner))
            case _:
                parts.append(Unknown("part of a string"))
    if any(isinstance(part, cst.FormattedStringText) and _ESCAPED.search(part.value) for part in node.parts):
        return Unknown("string")
    return m.lift(parts, lambda *values: _made("".join(map(_spelled, values))))


def shown(value: object) -> object:
    """`str(value)`."""
    return _made(_spelled(value))


def joined(left: object, right: object) -> object | None:
    """`left + right` where one of them is a string, None where neither is."""
    if not any(isinstance(each, Text) or _is_string(each) for each in (left, right)):
        return None
    return _made(_spelled(left) + _spelled(right))


def method(of: Constant | Opaque, name: str, arguments: tuple[object, ...]) -> object | None:
    """`text.lower()`, `text.startswith("bi")`; None for what is not followed.

    What is unknown gives something unknown, but the same wherever it is asked again, or a test of what it is.
    """
    if name in REWRITING and not arguments:
        if isinstance(of, Opaque):
            return Opaque((of.key, "()", name), f"{of.name}.{name}()")
        return Constant(getattr(str(of.value), name)())
    affixes = _affixes(arguments) if name in AFFIXED else None
    if affixes is None:
        return None
    told = Affixed(affixes, AFFIXED[name])
    if isinstance(of, Constant):
        return Constant(told.covers(str(of.value)))
    return of_condition(literal(of.key, told))


def _affixes(arguments: tuple[object, ...]) -> tuple[str, ...] | None:
    match arguments:
        case (Constant(str() as text),):
            return (text,)
        case (Sequence(items=items),) if items and all(map(_is_string, items)):
            return tuple(_spelled(each) for each in items)
        case _:
            return None


def _is_string(value: object) -> bool:
    return isinstance(value, Constant) and isinstance(value.value, str)


def _spelled(value: object) -> str:
    match value:
        case Constant(str() as text):
            return text
        case Text(pattern):
            return pattern
        case Number(dim) if dim.known is not None:
            return str(dim.known)
        case _:
            return HOLE


def _made(pattern: str) -> object:
    if len(pattern) > MOST_LETTERS:
        return Unknown("a long string")
    if HOLE not in pattern:
        return Constant(pattern)
    return Text(pattern) if pattern.strip(HOLE) else Unknown("string")


def set_attribute(m: Machine, of: Instance, name: object, value: object) -> bool:
    """Set an attribute by its name, False where nothing of the name is known.

    What is set under the same unknown part more than once is only known where it is always the same.
    """
    match name:
        case Constant(str() as text):
            m.store[of.key, text] = value
        case Text(pattern):
            known = m.store.get((of.key, pattern), value)
            m.store[of.key, pattern] = value if known == value else Unknown("attributes differ")
        case _:
            return False
    return True


def attribute(m: Machine, of: Instance, name: Text) -> object:
    """The attribute of a name of which some is known: what all attributes are that it may mean."""
    held = m.store.table(of.key)
    found = [value for text, value in held.items() if _may_be(name.pattern, text)]
    return found[0] if found and all(value == found[0] for value in found) else Unknown("attributes differ")


def _may_be(pattern: str, text: str) -> bool:
    """Whether a pattern may mean a name; of another pattern only the beginnings are compared."""
    if HOLE not in text:
        return re.fullmatch(".*".join(map(re.escape, pattern.split(HOLE))), text) is not None
    one, other = pattern.partition(HOLE)[0], text.partition(HOLE)[0]
    return one.startswith(other) or other.startswith(one)
