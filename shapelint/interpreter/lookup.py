"""Names and attributes: what `nn`, `self.rnn` or `config.hidden_size` stands for."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator

import libcst as cst

from shapelint.domain.recurrent import Kind, Recurrent
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Module, Number, Opaque, Sequence, ShapeOf, Unknown
from shapelint.interpreter import enumerations, imports, invoke, kinds, options, records, weights
from shapelint.interpreter.bodies import always_set
from shapelint.interpreter.events import Accessed, Operand
from shapelint.interpreter.machine import MODULE, Machine
from shapelint.interpreter.predicates import EnumMember
from shapelint.interpreter.values import (
    BoundMethod,
    ClassValue,
    Field,
    Function,
    Imported,
    Instance,
    LibraryMethod,
    Many,
    Mapping,
    Namespace,
    Parser,
    ProjectModule,
    Super,
    VarsOf,
    derives_from_recurrent,
)
from shapelint.torchlib.attributes import attribute as torch_attribute
from shapelint.torchlib.modules import RETURN_SELF

RECURRENT_PART = "<recurrent layer>"
"""Under this name an object whose class extends a recurrent layer holds the layer that it is."""

OF_THE_WHOLE = RETURN_SELF | {
    "forward", "__call__", "parameters", "named_parameters", "state_dict", "load_state_dict", "zero_grad", "training",
}  # fmt: skip
"""Attributes of a container that say nothing of the modules inside it."""

OF_CLASSES: dict[str, Callable[[object], object]] = {"__class__": kinds.type_of, "__name__": kinds.name_of}
"""Attributes that tell the class of an object, and its name."""

KINDS_OF_METHODS = {
    "staticmethod": "static", "classmethod": "class",
    **dict.fromkeys(("property", "cached_property", "functools.cached_property"), "property"),
}  # fmt: skip
"""What decorators of Python make of a function in a class."""

SETTER = "{}.setter"
"""The name under which a class holds the function that sets a property."""

SAVING = "save_hyperparameters"
"""The method of a Lightning module that keeps what its constructor was given."""

REGISTERING = ("add_module", "register_module", "register_buffer", "register_parameter")
"""Methods of a module that set an attribute of it by its name."""

STAR_NAMES = frozenset((*Kind.__members__, "Module", "Linear", "Embedding", "Dropout", "Sequential", "ModuleList"))

STAR_OF_TORCH = frozenset(("nn", "optim", "zeros", "cat", "stack", "randn", "equal", "autograd"))


def name(m: Machine, text: str) -> object:
    """What a name stands for here: a local, a name of an enclosing function, of the module, a builtin."""
    scopes = m.frame.scopes or (MODULE,)
    module = scopes[-1]
    other = m.others.by_owner.get(module)
    for owner in scopes:
        if owner == module and other is not None:
            found = imports.held(m, other, text)
        else:
            found = imports.met(m, m.store.get((owner, text)))
        if found is not None:
            return found
    found = star_imported(m, module, text)
    if found is not None:
        return found
    if hasattr(builtins, text):
        return Imported(f"builtins.{text}")
    return Opaque(("global", text) if other is None else ("global", module, text), text)


def star_imported(m: Machine, module: object, text: str) -> object | None:
    """What a name stands for by a module's `import *`, the last one first; None where by none that is known."""
    for star in reversed(imports.stars_of(m, module)):
        match star:
            case ProjectModule():
                found = imports.of_star(m, star, text)
                if found is not None:
                    return found
            case Imported("torch.nn") if text in STAR_NAMES or text[:1].isupper():
                return Imported(f"torch.nn.{text}")
            case Imported("torch") if text in STAR_OF_TORCH:
                return Imported(f"torch.{text}")
            case Imported("torch.nn.utils.rnn" as path) if "pa" in text:
                return Imported(f"{path}.{text}")
            case _:
                pass
    return None


def attribute(m: Machine, value: object, text: str, node: cst.CSTNode) -> object:
    """`value.text` for one alternative of a value."""
    match value:
        case _ if text in OF_CLASSES:
            return OF_CLASSES[text](value)
        case Imported(path):
            return Imported(f"{path}.{text}")
        case ProjectModule():
            return imports.member(m, value, text)
        case Instance():
            return instance_attribute(m, value, text, node)
        case Super():
            return super_attribute(m, value, text, node)
        case ClassValue():
            return class_attribute(m, value, text)
        case Opaque():
            return _opaque_attribute(value, text)
        case Tensor() | Packed() | Sequence() | Recurrent() | Module() | Sketch():
            return library_attribute(m, value, text, node)
        case Namespace():
            return VarsOf(value) if text == "__dict__" else options.option(m, value, text)
        case EnumMember():
            return enumerations.attribute(value, text)
        case Constant(str()) | Number() if text == "value":
            return value  # of a member that is a string or a number itself
        case Many() | Mapping() | Parser() | VarsOf() | Constant(str()):
            return LibraryMethod(value, text, node)
        case Unknown() if text in weights.MAKING:
            return LibraryMethod(Sketch(m.fresh_key(node, text), "?"), text, node)
        case _:
            return Unknown("attribute of something unknown")


def _opaque_attribute(value: Opaque, text: str) -> object:
    """An attribute of something unknown: what it says of its shape where it is a tensor."""
    match text:
        case "shape":
            return ShapeOf(Sketch(value.key, value.name))
        case "ndim":
            return Number(Sketch(value.key, value.name).rank)
        case _:
            return Opaque((value.key, ".", text), f"{value.name}.{text}")


def library_attribute(m: Machine, value: object, text: str, node: cst.CSTNode) -> object:
    """An attribute of a tensor or torch module; a method where torch has one."""
    if isinstance(value, Sketch) and text == "shape":
        return ShapeOf(value)
    if isinstance(value, Module) and text not in OF_THE_WHOLE:
        m.trace.seen.opened.add(value.at)
    known = torch_attribute(value, text, node)
    if derives_from_recurrent(value):
        base = node.value if isinstance(node, cst.Attribute) else node
        m.emit(Accessed(node, m.context(), Operand(value, base), text))
    return LibraryMethod(value, text, node) if isinstance(known, Unknown) else known


def instance_attribute(m: Machine, value: Instance, text: str, node: cst.CSTNode) -> object:
    """An attribute of an object of this file: set on it, of its class, or unknown with a name of its own."""
    if (value.key, text) in m.store:
        return m.store[value.key, text]
    for each in linearised(value.of):
        if (each.key, text) in m.store:
            found = imports.met(m, m.store[each.key, text])
            if isinstance(found, Field):
                return records.default_of(found, value, text)
            return bound(m, found, value, node)
    if text in RETURN_SELF or text in REGISTERING or text in weights.METHODS or text == SAVING:
        return LibraryMethod(value, text, node)
    layer = m.store.get((value.key, RECURRENT_PART))
    if isinstance(layer, Recurrent):
        return library_attribute(m, layer, text, node)
    return Opaque(("attribute", value.key, text), text)


def certainly_has(m: Machine, value: Instance, text: str) -> bool:
    """Whether an object has an attribute by now whichever way its `__init__` went; a branch may set none."""
    if (value.key, text) not in m.store:
        return False
    makers = (m.store.get((each.key, "__init__")) for each in linearised(value.of))
    return any(isinstance(each, Function) and text in always_set(each.node) for each in makers)


def bound(m: Machine, found: object, receiver: Instance, node: cst.CSTNode) -> object:
    """What a class attribute is on an object: functions become methods, properties are worked out."""
    if not isinstance(found, Function) or not isinstance(found.node, cst.FunctionDef):
        return found
    match kind_of_method(found):
        case "static":
            return found
        case "class":
            return BoundMethod(found, receiver.of)
        case "property":
            return invoke.follow(m, found, invoke.Arguments(), node, receiver)
        case _:
            return BoundMethod(found, receiver)


def kind_of_method(function: Function) -> str | None:
    """Whether a function of a class is `static`, a `class` method or a `property`; None for a plain method."""
    if not isinstance(function.node, cst.FunctionDef):
        return None
    kinds = (KINDS_OF_METHODS.get(name) for name in decorator_names(function.node))
    return next((kind for kind in kinds if kind is not None), None)


def setter(m: Machine, receiver: Instance, text: str) -> Function | None:
    """The function that sets this property of an object; None where it is a plain attribute."""
    found = (m.store.get((each.key, SETTER.format(text))) for each in linearised(receiver.of))
    return next((each for each in found if isinstance(each, Function)), None)


def decorator_names(node: cst.FunctionDef | cst.ClassDef) -> Iterator[str]:
    """The dotted names of a definition's decorators."""
    from shapelint.interpreter.spelling import dotted

    for decorator in node.decorators:
        inner = decorator.decorator
        text = dotted(inner.func if isinstance(inner, cst.Call) else inner)
        if text is not None:
            yield text


def class_attribute(m: Machine, value: ClassValue, text: str) -> object:
    """An attribute of a class of this file."""
    for each in linearised(value):
        if (each.key, text) in m.store:
            return imports.met(m, m.store[each.key, text])
    return Opaque(("attribute", value.key, text), f"{value.name}.{text}")


def super_attribute(m: Machine, value: Super, text: str, node: cst.CSTNode) -> object:
    """A method of the classes after one in an object's order of resolution."""
    order = linearised(value.receiver.of)
    after = order[order.index(value.after) + 1 :] if value.after in order else []
    for each in after:
        if (each.key, text) in m.store:
            return bound(m, m.store[each.key, text], value.receiver, node)
    return LibraryMethod(value, text, node)


def linearised(value: ClassValue) -> list[ClassValue]:
    """The class and its bases in this file in Python's order of resolution; where it has none, nearest first."""
    bases = [base for base in value.bases if isinstance(base, ClassValue)]
    if len(bases) < 2:
        return [value, *(linearised(bases[0]) if bases else ())]
    orders, found = [*map(linearised, bases), bases], [value]
    while orders := [[each for each in order if each not in found] for order in orders if order[-1] not in found]:
        heads = (order[0] for order in orders)
        free = (head for head in heads if not any(head in order[1:] for order in orders))
        found.append(next(free, orders[0][0]))
    return found


def library_bases(value: ClassValue) -> list[str]:
    """The dotted paths of the library classes that a class extends, directly or not."""
    return [base.path for each in linearised(value) for base in each.bases if isinstance(base, Imported)]


def truth_method(m: Machine, value: Instance) -> Function | None:
    """The method of this file that a test of an object calls, None where it calls none."""
    order = linearised(value.of)
    methods = (m.store.get((each.key, text)) for text in ("__bool__", "__len__") for each in order)
    return next((method for method in methods if isinstance(method, Function)), None)
