"""Arguments of a recurrent layer's constructor: which parameter a value looks like."""

from __future__ import annotations

from shapelint.domain.value import Constant, Number, Opaque

FLAGS = ("bias", "batch_first", "bidirectional")
NAMED = ("num_layers", "nonlinearity", "bias", "batch_first", "dropout", "bidirectional", "proj_size")


def meant_for(parameter: str, value: object) -> str | None:
    """The parameter that a value seems to be meant for, None where it fits the one whose place it has."""
    match value:
        case Constant(bool()) if parameter not in FLAGS:
            return "batch_first"
        case Constant(float()) if parameter in (*FLAGS, "nonlinearity"):
            return "dropout"
        case Number(dim) if parameter in (*FLAGS, "nonlinearity") and dim.known not in (None, 0, 1):
            return "num_layers"
        case Opaque(name=name):
            last = name.rpartition(".")[2].lower()
            other = "dropout" if last.startswith("drop") else last
            return other if other in NAMED and other != parameter else None
        case _:
            return None
