"""What `isinstance`, `type` and `torch.is_tensor` tell of values that are known."""

from __future__ import annotations

import re

from shapelint.domain.dim import Dim
from shapelint.domain.recurrent import Kind, Recurrent
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Constant, Module, Number, Sequence, Unknown
from shapelint.interpreter.guards import Guard
from shapelint.interpreter.values import BoundMethod, ClassValue, Function, Imported, Instance, Mapping, Partial

VARIABLES = ("torch.autograd.Variable", "torch.autograd.variable.Variable")
TENSORS = frozenset(("torch.Tensor", *VARIABLES))
TYPED = frozenset(f"torch.{kind}Tensor" for kind in ("Float", "Double", "Half", "Long", "Int", "Short", "Byte", "Bool"))
"""Of which a tensor is an instance where its elements are of that type."""
PACKED = frozenset(("torch.nn.utils.rnn.PackedSequence",))
SEQUENCES = frozenset(("builtins.tuple", "builtins.list"))
PLAIN = frozenset(("builtins.int", "builtins.float", "builtins.str", "builtins.dict", "builtins.bool", "builtins.set"))
RECURRENT = frozenset(f"torch.nn.{kind.value}" for kind in Kind)
MODULES = frozenset(("torch.nn.Module", "torch.nn.RNNBase", "torch.nn.modules.rnn.RNNBase"))
WITH_LENGTH = (
    SEQUENCES
    | PLAIN
    | {f"torch.nn.{name}" for name in ("Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict")}
)
_OF_NN = re.compile(r"torch\.nn\.[A-Z]\w*")
DECIDED = TENSORS | TYPED | PACKED | SEQUENCES | PLAIN | RECURRENT | MODULES
"""Classes of which it is known which values are their instances."""


def is_instance(value: object, of: object) -> bool | None:
    """Whether `isinstance(value, of)`, None where that is not known."""
    match of:
        case Sequence(items=items):
            answers = [is_instance(value, item) for item in items]
            return True if True in answers else None if None in answers else False
        case Imported(path) if path in DECIDED:
            known = classes_of(value)
            if known is None or (path in TYPED and not known.isdisjoint(TENSORS)):
                return None
            return path in known
        case ClassValue() if isinstance(value, Instance):
            return True if _extends(value.of, of) else None
        case _:
            return None


def paths_of(of: object) -> tuple[str, ...] | None:
    """The classes of libraries that `isinstance` is given, by their paths; None where there are others."""
    match of:
        case Imported(path):
            return (path,)
        case Sequence(items=items) if items:
            found = [paths_of(item) for item in items]
            return None if None in found else tuple(sorted({path for each in found if each for path in each}))
        case _:
            return None


def is_told_unpacked(guard: Guard) -> bool:
    """Whether code runs only where something is no PackedSequence, so that it packs what came unpacked."""
    for literal in guard:
        match literal.subject:
            case (_, "isinstance", (*paths,)) if not literal.holds and not PACKED.isdisjoint(paths):
                return True
    return False


def _extends(one: ClassValue, other: ClassValue) -> bool:
    bases = (base for base in one.bases if isinstance(base, ClassValue))
    return one.key == other.key or any(_extends(base, other) for base in bases)


def has_length(of: ClassValue) -> bool:
    """Whether objects of a class are false as long as they are empty, or worth 0, as those of what it extends are."""
    return any(
        has_length(base) if isinstance(base, ClassValue) else isinstance(base, Imported) and base.path in WITH_LENGTH
        for base in of.bases
    )


def classes_of(value: object) -> frozenset[str] | None:
    """Which of the decided classes a value is an instance of, None where its nature is not known."""
    match value:
        case Tensor() | Sketch():
            return TENSORS
        case Packed():
            return PACKED | {"builtins.tuple"}
        case Sequence(is_list=is_list):
            return frozenset(("builtins.list",) if is_list else ("builtins.tuple",))
        case Recurrent(kind=kind):
            return MODULES | {f"torch.nn.{kind.value}"}
        case Number(dim) if isinstance(dim, Dim):
            return frozenset(("builtins.int",))
        case Constant(inner) if inner is None or isinstance(inner, str | float | bool):
            names = [f"builtins.{each.__name__}" for each in type(inner).__mro__]
            return frozenset(names) & DECIDED
        case _:
            return None


def answer(value: object, of: object) -> object:
    """`isinstance(value, of)` as a value."""
    known = is_instance(value, of)
    return Unknown("isinstance") if known is None else Constant(known)


def type_of(value: object) -> object:
    """`type(value)`: a class where there is only one that it can be."""
    match value:
        case Recurrent(kind=kind):
            return Imported(f"torch.nn.{kind.value}")
        case Module(kind=kind):
            return Imported(f"torch.nn.{kind}")
        case Instance(of=of):
            return of
        case Sequence(is_list=is_list):
            return Imported("builtins.list" if is_list else "builtins.tuple")
        case Tensor() | Sketch():
            return Imported("torch.Tensor")
        case Packed():
            return Imported(next(iter(PACKED)))
        case _:
            return Unknown("type")


def is_subclass(one: object, of: object) -> object:
    """`issubclass(one, of)` of recurrent layers' classes and those of the file."""
    match one, of:
        case Imported(path), Imported(other) if path in RECURRENT and other in DECIDED:
            return Constant(other == path or other in MODULES)
        case ClassValue(), ClassValue() if _extends(one, of):
            return Constant(True)
        case _:
            return Unknown("issubclass")


def name_of(of: object) -> object:
    """`cls.__name__`."""
    match of:
        case Imported(path) if path in SEQUENCES or _OF_NN.fullmatch(path):
            return Constant(path.rpartition(".")[2])
        case ClassValue(name=name):
            return Constant(name)
        case _:
            return Unknown("the name of something")


def is_callable(value: object) -> object:
    """`callable(value)`."""
    match value:
        case Function() | BoundMethod() | ClassValue() | Partial() | Recurrent() | Module():
            return Constant(True)
        case Number() | Constant() | Sequence() | Mapping() | Tensor() | Sketch() | Packed():
            return Constant(False)
        case _:
            return Unknown("callable")


def same_class(left: str, right: str) -> bool | None:
    """Whether two classes are the same, of those that `type` gives and of `torch.nn`, where each has one name."""
    if any(each in VARIABLES for each in (left, right)):
        return False if any(each in SEQUENCES for each in (left, right)) else None
    named = SEQUENCES | PACKED | {"torch.Tensor"}
    known = all(each in named or _OF_NN.fullmatch(each) for each in (left, right))
    return left == right if known else None
