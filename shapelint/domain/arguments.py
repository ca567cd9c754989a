"""Arguments of a recurrent layer's constructor: which parameter a value looks like, and what torch does with it."""

from __future__ import annotations

import re
from enum import Enum

from shapelint.domain.value import Constant, Number, Opaque, Unknown

FLAGS = ("bias", "batch_first", "bidirectional")

_NAMES = {
    "hidden_size": re.compile(r"hidden_size"),
    "num_layers": re.compile(r"(n|num)_?layers?"),
    "nonlinearity": re.compile(r"non_?linearity"),
    "bias": re.compile(r"(use_|with_)?bias"),
    "batch_first": re.compile(r"(is_)?batch_first"),
    "dropout": re.compile(r"(\w+_)?drop(out)?(_?(p|rate|ratio|prob|probability))?"),
    "bidirectional": re.compile(r"(is_|use_)?bi_?dir(ection(al)?)?"),
    "proj_size": re.compile(r"proj_size"),
}
"""How people call what they pass for a parameter, where that leaves no doubt."""

_LIKE_AN_INPUT_SIZE = ("hidden_size", "num_layers", "proj_size")
"""Numbers that may as well be the width of what a layer reads."""


class Reception(str, Enum):
    """What torch does with an argument that stands in another parameter's place."""

    REFUSED = "the constructor raises"
    CALL_FAILS = "the constructor takes it, and the first call of the layer raises"
    SILENT = "torch takes it without a word"


def meant_for(parameter: str, value: object, name: str | None = None) -> str | None:
    """The parameter that an argument seems to be meant for, None where it fits the one whose place it has.

    `name` is what the program calls it; a value that is only known by a name of its own may have another.
    """
    named = _named(name) or _named(value.name.rpartition(".")[2] if isinstance(value, Opaque) else None)
    if named is not None and named != parameter and not _may_be_called(parameter, named):
        return named
    match value:
        case Constant(bool()) if parameter not in FLAGS:
            return "batch_first"
        case Constant(float()) if parameter in (*FLAGS, "nonlinearity"):
            return "dropout"
        case Number(dim) if parameter in (*FLAGS, "nonlinearity") and dim.known not in (None, 0, 1):
            return "num_layers"
        case _:
            return None


def only_for(parameter: str, value: object, name: str | None) -> str | None:
    """The parameter that a misplaced argument can only be meant for: by its name, or because it is a fraction."""
    if isinstance(value, Constant) and isinstance(value.value, float):
        return meant_for(parameter, value, name)
    return meant_for(parameter, Unknown(), name)


def received(parameter: str, value: object, meant: str) -> Reception | None:
    """What torch does with an argument that is meant for another parameter, None where its value is not known.

    Only `bias`, `batch_first`, `dropout` and `nonlinearity` are checked by the constructor; `num_layers=True` and
    `bidirectional=0.5` get as far as the first call.
    """
    is_flag = isinstance(value, Constant) and isinstance(value.value, bool)
    match parameter:
        case "bias" | "batch_first" | "bidirectional" if is_flag or (isinstance(value, Opaque) and meant in FLAGS):
            return Reception.SILENT
        case _ if isinstance(value, Opaque):
            return None
        case "bidirectional":
            return Reception.CALL_FAILS
        case "num_layers" if value == Constant(True):
            return Reception.CALL_FAILS
        case "bias" | "batch_first" | "nonlinearity" | "proj_size":
            return Reception.REFUSED
        case "num_layers" | "dropout" if is_flag:
            return Reception.REFUSED
        case _:
            return None


def _named(name: str | None) -> str | None:
    if name is None:
        return None
    return next((parameter for parameter, like in _NAMES.items() if like.fullmatch(name.lower().strip("_"))), None)


def _may_be_called(parameter: str, named: str) -> bool:
    """Whether something of that name may well stand in a parameter's place: `nn.LSTM(hidden_size, ...)`."""
    return (
        (parameter == "input_size" and named in _LIKE_AN_INPUT_SIZE)
        or (parameter == "hidden_size" and named == "proj_size")
        or (parameter == "proj_size" and named == "hidden_size")
    )
