"""Why the interpreter does not know a recurrent layer where it is constructed, or what a call of it returns."""

from __future__ import annotations

from enum import Enum

import libcst as cst

from shapelint.census.sites import Site
from shapelint.domain.recurrent import Kind, Recurrent
from shapelint.domain.value import Opaque, Unknown
from shapelint.interpreter.entry import Run
from shapelint.interpreter.events import Called, Constructed, Refused
from shapelint.interpreter.guards import ALWAYS, alternatives
from shapelint.interpreter.values import ChosenClass, ClassValue, Imported, Super
from shapelint.torchlib.names import canonical
from shapelint.torchlib.recurrent import PARAMETERS


class Reason(str, Enum):
    """Why a construction or a call is not resolved."""

    PASSED_ON = "arguments come from `*` or `**` of something unknown"
    REFUSED = "torch takes no such arguments"
    SIZE = "a size or a flag is not known"
    CLASS = "the class is not known"
    LAYER = "it is not known that a layer is called"
    INPUT = "the layer takes no such input, as far as it is known"
    OTHER = "something else is called, as far as it is known"
    STEPS = "a function of the file takes too many steps"
    UNREACHED = "the code is not reached"


def why_not(site: Site, runs: tuple[Run, ...]) -> tuple[Reason, str] | None:
    """Why a construction or a call is not resolved, and what exactly is not known; None where it is resolved."""
    here = [event for run in runs for event in run.events if event.node is site.node]
    made = [event for event in here if isinstance(event, Constructed)]
    if site.kind == "construction" and made:
        return None if any(event.layer is not None for event in made) else _of_arguments(made[0], site.node)
    if site.kind == "call" and any(isinstance(event, Called) for event in here):
        return None
    if site.kind == "call" and any(isinstance(event, Refused) for event in here):
        return Reason.INPUT, ""
    return _of_callee(site, runs)


def _of_arguments(made: Constructed, node: cst.Call) -> tuple[Reason, str]:
    """Why a constructor whose class is known gives no layer that is known."""
    kind = Kind(made.kind)
    values = {name: operand.value for name, operand in made.arguments.items()}
    allowed = {*PARAMETERS[kind], "nonlinearity", "device", "dtype"}
    strange = [name for name in values if name not in allowed]
    if strange or made.positional > len(PARAMETERS[kind]):
        return Reason.REFUSED, ", ".join(strange)
    unknown = [f"{name}: {value.why}" for name, value in values.items() if isinstance(value, Unknown)]
    if not unknown and any(argument.star for argument in node.args):
        return Reason.PASSED_ON, ""
    return Reason.SIZE, "; ".join(unknown)


def _of_callee(site: Site, runs: tuple[Run, ...]) -> tuple[Reason, str]:
    """Why a call of which there is no event is none of a layer or its class."""
    known = [run.callees[site.node] for run in runs if site.node in run.callees]
    if not known:
        return (Reason.UNREACHED if all(run.is_complete for run in runs) else Reason.STEPS), ""
    values = [value for each in known for _, value in alternatives(each, ALWAYS)]
    if any(_is_meant(value, site) for value in values):
        return (Reason.PASSED_ON if any(argument.star for argument in site.node.args) else Reason.OTHER), ""
    unknown = Reason.CLASS if site.kind == "construction" else Reason.LAYER
    details = list(dict.fromkeys(_detail(value) for value in values))
    is_unknown = any(isinstance(value, (Unknown, Opaque, ChosenClass)) for value in values)
    return (unknown if is_unknown else Reason.OTHER), "; ".join(filter(None, details))


def _is_meant(value: object, site: Site) -> bool:
    match value:
        case Recurrent():
            return site.kind == "call"
        case Imported(path):
            return site.kind == "construction" and canonical(path).rpartition(".")[2] in Kind.__members__
        case _:
            return False


def _detail(value: object) -> str:
    match value:
        case Unknown(why):
            return why
        case Opaque(name=name):
            return f"`{name}` comes from outside"
        case ChosenClass():
            return "its name is not known, and no argument tells"
        case ClassValue():
            return f"the class `{value.name}` of the file"
        case Imported(path):
            return f"`{path}`"
        case Super():
            return "a method of the class above"
        case _:
            return type(value).__name__.lower()


