"""`dataclass(frozen=True)` as the standard library makes it, at a tenth of its cost.

The standard one compiles each of six methods by itself, half a millisecond for a class; a run needs more than a hundred
classes, so that alone was a quarter of the time that a small file took. Here the standard one is left to find the
fields, so that `fields`, `replace`, `match` and inheritance are its own, what is the same for all classes is written
once, and the rest is compiled in one piece when a class is first used: most are not, in most runs. Objects behave alike
in everything that the standard library documents for `frozen`, `eq`, `order` and `field(default=, default_factory=,
compare=, repr=)`; other options of fields are refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from dataclasses import dataclass as standard
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_COMPARISONS = {"__eq__": "==", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, eq: bool = True, order: bool = False):  # noqa: D103 the standard library's
        if not frozen:
            raise TypeError("the standard library's dataclass is the one for what changes")
        compiled = ("__init__", "__hash__", "__eq__", *_COMPARISONS) if order else ("__init__", "__hash__", "__eq__")

        def decorated(cls: type) -> type:
            standard(cls, init=False, repr=False, eq=False)
            _refuse_options(cls)
            for name in compiled if eq else compiled[:1]:
                if cls.__dict__.get(name) is None:  # a class with an `__eq__` has a `__hash__` of None
                    setattr(cls, name, _waiting(cls, name))
            for name, method in _SHARED.items():
                if name not in cls.__dict__:
                    setattr(cls, name, method)
            return cls

        return decorated


def _refuse_options(cls: type) -> None:
    for each in fields(cls):
        if not each.init or each.kw_only or each.hash is not None:
            raise TypeError(f"{cls.__name__}.{each.name}: init, kw_only and hash are the standard library's alone")


def _waiting(cls: type, name: str) -> Callable[..., Any]:
    """A method that makes itself, and the others of its class, when it is first called."""

    def method(self: object, *positional: Any, **named: Any) -> Any:
        texts: dict[str, Any] = {"__name__": cls.__module__, "_set": object.__setattr__, "_missing": MISSING}
        waiting = [each for each, value in cls.__dict__.items() if getattr(value, "__code__", None) is code]
        if waiting:
            exec("".join(_text(cls, each, texts) for each in waiting), texts)
        for each in waiting:
            setattr(cls, each, texts[each])
        return getattr(cls, name)(self, *positional, **named)

    code = method.__code__
    return method


def _text(cls: type, name: str, names: dict[str, Any]) -> str:
    """The text of a method; `names` takes up the values that it needs."""
    known = fields(cls)
    if name == "__init__":
        return _init(cls, known, names)
    own, other = (f"({''.join(f'{of}.{each.name}, ' for each in known if each.compare)})" for of in ("self", "other"))
    if name == "__hash__":
        return f"def __hash__(self):\n return hash({own})\n"
    return (
        f"def {name}(self, other):\n"
        f" if other.__class__ is self.__class__:\n  return {own} {_COMPARISONS[name]} {other}\n"
        " return NotImplemented\n"
    )


def _init(cls: type, known: tuple[Field[Any], ...], names: dict[str, Any]) -> str:
    parameters, lines = ["self"], []
    for each in known:
        name, value = each.name, each.name
        if each.default is not MISSING:
            names[f"_default_{name}"] = each.default
            parameters.append(f"{name}=_default_{name}")
        elif each.default_factory is not MISSING:
            names[f"_make_{name}"] = each.default_factory
            parameters.append(f"{name}=_missing")
            value = f"_make_{name}() if {name} is _missing else {name}"
        else:
            parameters.append(name)
        lines.append(f" _set(self, '{name}', {value})\n")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()\n")
    return f"def __init__({', '.join(parameters)}):\n{''.join(lines) or ' pass'}\n"


def _repr(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({shown})"


def _refuse_setting(self: object, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


_SHARED = {"__repr__": _repr, "__setattr__": _refuse_setting, "__delattr__": _refuse_deleting}
