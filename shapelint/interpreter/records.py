"""Dataclasses and named tuples: their fields, with defaults, and what constructors bind to them."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from shapelint.domain.value import Constant, Opaque, Sequence, Unknown
from shapelint.interpreter import invoke, lookup
from shapelint.interpreter.machine import Machine
from shapelint.interpreter.values import ClassValue, Field, Imported, Instance, Many, Mapping

FIELDS = frozenset(("dataclasses.field", "attr.ib", "attrs.field"))
NAMED_TUPLES = frozenset(("collections.namedtuple", "typing.NamedTuple"))
NAMED_TUPLE = "typing.NamedTuple"


def is_record(of: ClassValue) -> bool:
    """Whether a class is a dataclass or a named tuple, whose constructor takes its fields."""
    decorated = {name.rpartition(".")[2] for name in of.decorators}
    return "dataclass" in decorated or _is_named_tuple(of)


def _is_named_tuple(of: ClassValue) -> bool:
    return any(path.endswith("NamedTuple") for path in lookup.library_bases(of))


def field(arguments: invoke.Arguments) -> Field:
    """`field(default=16)`, `field(default_factory=list)`."""
    given = arguments.keywords
    is_taken = given.get("init") != Constant(False)
    return Field(given.get("default"), given.get("default_factory", given.get("factory")), is_taken)


def default_of(found: Field, instance: Instance, name: str) -> object:
    """What a field is on an object that was not made by its constructor."""
    return Opaque(("attribute", instance.key, name), name) if found.default is None else found.default


def set_fields(m: Machine, instance: Instance, arguments: invoke.Arguments, node: cst.CSTNode) -> None:
    """Bind what a record's constructor is given to its fields; others keep the class's defaults."""
    declared = _declared(instance.of)
    defaults = {name: m.store.get((owner, name)) for name, owner in declared.items()}
    taken = [name for name, default in defaults.items() if not isinstance(default, Field) or default.is_taken]
    given = {**dict(zip(taken, arguments.positional, strict=False)), **arguments.keywords}
    for name, value in {**defaults, **given}.items():
        if isinstance(value, Field):
            m.store[instance.key, name] = _made(m, value, instance, name, node)
        elif value is not None:
            m.store[instance.key, name] = value


def _declared(of: ClassValue) -> dict[str, object]:
    """The fields of a record in their order, with the class that says what each is by default."""
    return {name: each.key for each in reversed(lookup.linearised(of)) for name in each.fields}


def _made(m: Machine, of: Field, instance: Instance, name: str, node: cst.CSTNode) -> object:
    """What a field is by default on a new object; what a factory makes is one of its own."""
    if of.factory is None:
        return default_of(of, instance, name)
    made = m.lift([of.factory], lambda one: invoke.dispatch(m, one, invoke.Arguments(), node))
    if isinstance(made, (Sequence, Many, Mapping)):
        return replace(made, identity=m.fresh_key(node, ("field", name)))
    return made


def named_tuple(m: Machine, arguments: invoke.Arguments, node: cst.CSTNode) -> object:
    """`namedtuple("Settings", ["hidden", "layers"], defaults=(2,))`: a class of such records."""
    names = _names(arguments.positional[1] if len(arguments.positional) > 1 else arguments.keywords.get("field_names"))
    if names is None or not arguments.complete:
        return Unknown("fields")
    title = arguments.positional[0]
    text = str(title.value) if isinstance(title, Constant) else "namedtuple"
    key = m.fresh_key(node, "class")
    defaults = arguments.keywords.get("defaults")
    if isinstance(defaults, Sequence):
        for name, value in zip(names[::-1], defaults.items[::-1], strict=False):
            m.store[key, name] = value
    return ClassValue(text, key, (Imported(NAMED_TUPLE),), m.frame.scopes, (), names)


def _names(given: object) -> tuple[str, ...] | None:
    """The fields of a named tuple: `"a b"`, `["a", "b"]` or `[("a", int), ("b", int)]`."""
    match given:
        case Constant(str() as text):
            return tuple(text.replace(",", " ").split())
        case Sequence(items=items):
            first = [each.items[0] if isinstance(each, Sequence) and each.items else each for each in items]
            names = [each.value for each in first if isinstance(each, Constant) and isinstance(each.value, str)]
            return tuple(names) if len(names) == len(items) else None
        case _:
            return None


def opened(m: Machine, value: object) -> object:
    """An object that is a named tuple as the tuple that it is, anything else as it is."""
    if not isinstance(value, Instance) or not _is_named_tuple(value.of):
        return value
    declared = _declared(value.of)
    held = [m.store.get((value.key, name)) for name in declared]
    named = zip(declared, held, strict=True)
    return Sequence(tuple(default_of(Field(), value, name) if each is None else each for name, each in named))
