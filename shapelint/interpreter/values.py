"""Values that only the interpreter knows: what a program is made of beside tensors."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import field

import libcst as cst

from shapelint.domain.recurrent import Recurrent
from shapelint.domain.tensor import Packed, Tensor
from shapelint.domain.value import Imported, Many, Sequence
from shapelint.frozen import dataclass
from shapelint.interpreter.bodies import attributes_set
from shapelint.interpreter.unread_methods import Unread

Owner = Hashable
"""Who holds names: a function's activation, the module, an object."""


@dataclass(frozen=True)
class ProjectModule:
    """A module of the project, by the dotted path that the file `importer` uses; nothing of it may be read yet."""

    path: str
    importer: Hashable

    def of(self, name: str) -> str:
        """The dotted path of what this module holds under a name."""
        return f"{self.path}{name}" if self.path.endswith(".") else f"{self.path}.{name}"


@dataclass(frozen=True)
class ProjectName:
    """What `from module import name` binds, as long as nothing asks for it."""

    module: ProjectModule
    name: str


@dataclass(frozen=True)
class Function:
    """A function or lambda of this file, with the owners of the scopes around it, innermost first.

    The body of a method of another file may be `unread`; `node` is its signature then.
    """

    node: cst.FunctionDef | cst.Lambda
    scopes: tuple[Owner, ...]
    name: str
    owner_class: ClassValue | None = field(default=None, compare=False)
    unread: Unread | None = field(default=None, compare=False, repr=False)

    @property
    def whole(self) -> cst.FunctionDef | cst.Lambda | None:
        """The node with its body; None where that cannot be read."""
        return self.node if self.unread is None else self.unread.whole

    @property
    def attributes_set(self) -> frozenset[str]:
        """The names of the attributes, of whatever object, that it assigns."""
        return attributes_set(self.node) if self.unread is None else self.unread.attributes_set


@dataclass(frozen=True)
class ClassValue:
    """A class of this file. `key` owns its attributes; `bases` are values.

    `decorators` are their dotted names, `fields` the names that its body annotates. What else the body holds is in the
    store, so that an edit of a method leaves the class the one that it was.
    """

    name: str = field(compare=False)
    key: Owner
    bases: tuple[object, ...] = field(compare=False, repr=False)
    scopes: tuple[Owner, ...] = field(compare=False, repr=False)
    decorators: tuple[str, ...] = field(compare=False, repr=False)
    fields: tuple[str, ...] = field(compare=False, repr=False)


@dataclass(frozen=True)
class Instance:
    """An object of a class of this file; its attributes are in the store under `key`."""

    key: Owner
    of: ClassValue


@dataclass(frozen=True)
class BoundMethod:
    """A method of this file with its receiver."""

    function: Function
    receiver: object


@dataclass(frozen=True)
class LibraryMethod:
    """A method of a value that is no object of this file: `out.view`, `rnn.flatten_parameters`."""

    receiver: object
    name: str
    at: cst.CSTNode = field(compare=False, repr=False)


@dataclass(frozen=True)
class Super:
    """`super()` inside a method: lookups start after `after`."""

    receiver: Instance
    after: ClassValue


@dataclass(frozen=True)
class PartialMapping:
    """A dict of unknown content, of which some entries were set since."""

    entries: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class Mapping:
    """A dict of known string keys, or keyword arguments gathered by `**`."""

    entries: tuple[tuple[str, object], ...]
    identity: Hashable = field(default=None, compare=False, repr=False)

    def get(self, key: str) -> object | None:
        """The entry of this key, None where there is none."""
        return dict(self.entries).get(key)


@dataclass(frozen=True)
class SetOf:
    """A set display: `{"lstm", "gru"}`."""

    items: tuple[object, ...]


@dataclass(frozen=True)
class Text:
    """A string that is put together of what is known and what is not, which the null character stands for."""

    pattern: str


@dataclass(frozen=True)
class Parser:
    """An `argparse` parser; its options are in the store under `key`."""

    key: Owner


@dataclass(frozen=True)
class Namespace:
    """What a parser's `parse_args` returns, or a `Namespace(...)` made by hand."""

    key: Owner


@dataclass(frozen=True)
class VarsOf:
    """`vars(args)`: the options as a dict."""

    of: Namespace


@dataclass(frozen=True)
class ChosenClass:
    """A class of `torch.nn` chosen by a name that is not known: `getattr(nn, kind)`. `key` identifies the name.

    `by` is what the program calls that name.
    """

    key: Hashable
    by: str = field(default="", compare=False)


@dataclass(frozen=True)
class Field:
    """`field(default=...)` of a dataclass. `is_taken`: the constructor takes the field."""

    default: object = None
    factory: object = None
    is_taken: bool = True


@dataclass(frozen=True)
class Partial:
    """`functools.partial(function, ...)`: what is called, and with what before the rest of its arguments."""

    function: object
    positional: tuple[object, ...]
    keywords: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class WeightsOf:
    """The parameters of a module, as `parameters()` gives them: tensors, each of a shape of its own."""

    name: str = field(default="", compare=False)


_MAY_DERIVE = frozenset((Recurrent, Tensor, Packed, Sequence))


def derives_from_recurrent(value: object) -> bool:
    """Whether a value is a layer, or a tensor that comes out of one."""
    kind = type(value)
    if kind not in _MAY_DERIVE:
        return False
    match value:
        case Tensor(axes=axes, label=label):
            return label.call is not None or any(part.label.call is not None for axis in axes for part in axis.parts)
        case Sequence(call=call):
            return call is not None
        case Packed(label=label):
            return label.call is not None
        case _:
            return kind is Recurrent


__all__ = [
    "BoundMethod", "ChosenClass", "ClassValue", "Field", "Function", "Imported", "Instance", "LibraryMethod", "Many",
    "Mapping", "Namespace", "Owner", "Parser", "Partial", "PartialMapping", "ProjectModule", "ProjectName", "SetOf",
    "Super", "Text", "VarsOf", "WeightsOf", "derives_from_recurrent",
]  # fmt: skip
