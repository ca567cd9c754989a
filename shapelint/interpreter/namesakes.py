"""Parameters whose class the file itself defines: `config: Config`, or plainly `config` beside a `class Config`.

What such an object holds by default is what its class sets without being told otherwise.
"""

from __future__ import annotations

import libcst as cst

from shapelint.interpreter import imports, invoke, lookup, parameters
from shapelint.interpreter.machine import DEEPEST_CALL, MODULE, Frame, Machine
from shapelint.interpreter.spelling import dotted
from shapelint.interpreter.values import ClassValue, Function, Imported, Instance, Owner

PLAIN_BASES = frozenset(("object", "NamedTuple", "BaseModel", "BaseSettings", "PretrainedConfig", "Namespace"))


def by_default(m: Machine, function: Function, parameter: cst.Param) -> Instance | None:
    """The object that an entry's parameter is by default, in the run that takes defaults; else None."""
    of = _class_of(m, parameter, function.scopes[-1] if function.scopes else MODULE)
    owner = function.owner_class.name if function.owner_class is not None else ""
    if of is None or of == function.owner_class or (owner, parameter.name.value) in m.overridden:
        return None
    if not m.meets_default(may_take=len(m.frames) <= DEEPEST_CALL):
        return None
    instance = Instance(m.fresh_key(parameter, of.key), of)
    for each in lookup.linearised(of):
        method = m.store.get((each.key, "__init__"))
        if isinstance(method, Function):
            _initialise(m, instance, method)
            break
    return instance


def _initialise(m: Machine, instance: Instance, method: Function) -> None:
    """Run `__init__` as nobody calls it: its own parameters have their defaults."""
    whole = method.whole
    if whole is None or any(frame.node is whole for frame in m.frames):
        return
    frame = Frame(m.key("namesake", instance.key), (), method.owner_class, instance, True, node=whole)
    frame.scopes = (frame.key, *method.scopes)
    parameters.bind(m, frame, method, invoke.Arguments(), instance)
    invoke.run(m, frame, whole)


def _class_of(m: Machine, parameter: cst.Param, module: Owner) -> ClassValue | None:
    """The class that the annotation names, or without one a class of settings with the parameter's own name."""
    if parameter.annotation is not None:
        stated = dotted(parameter.annotation.annotation)
        of = imports.named(m, module, stated) if stated is not None else None
        return of if isinstance(of, ClassValue) and _is_settings(of) else None
    if module != MODULE:
        return None
    found = [imports.met(m, m.store[MODULE, name]) for name in m.store.names(MODULE, parameter.name.value)]
    alike = [value for value in found if isinstance(value, ClassValue)]
    return alike[0] if len(alike) == 1 and _is_settings(alike[0]) else None


def _is_settings(of: ClassValue) -> bool:
    """Whether a class is one that only holds values, by what it extends."""
    bases = [base for each in lookup.linearised(of) for base in each.bases if not isinstance(base, ClassValue)]
    return all(isinstance(base, Imported) and base.path.rpartition(".")[2] in PLAIN_BASES for base in bases)
