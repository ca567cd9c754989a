"""New tensors: `zeros`, `randn`, `full`, `arange`, the `new_` and `_like` forms, `tensor`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace

from shapelint.domain.content import Counting, Elements, identity, table
from shapelint.domain.dim import ONE, ZERO, Dim, Symbol, at_least
from shapelint.domain.provenance import UNLABELLED, Label
from shapelint.domain.sketched import FROM_DATA
from shapelint.domain.tensor import Axis, Sketch, Tensor
from shapelint.domain.value import Constant, Many, Number, Opaque, Sequence, Unknown
from shapelint.torchlib.coerce import as_dim, as_int, as_sequence, as_tensor, dims_of, is_none, is_number, rest_of
from shapelint.torchlib.dtypes import elements_of, holding
from shapelint.torchlib.elementwise import same
from shapelint.torchlib.operation import Bound, Effect, Operation, operations


def of_sizes(items: tuple[object, ...] | None, at: Hashable = None) -> object:
    """A new tensor of these sizes, or unknown. With `at` a size that is not known is a symbol of that place."""
    if items is not None and at is not None and len(items) > 1:
        items = tuple(_open_size(item, (at, place)) for place, item in enumerate(items))
    dims = None if items is None else dims_of(items)
    if dims is None or any(at_least(dim, ZERO) is False for dim in dims):
        return Unknown("sizes")
    return Tensor(tuple(Axis.plain(dim) for dim in dims))


def _open_size(item: object, key: Hashable) -> object:
    return Number(Dim.of(Symbol(("size", key), "?"))) if isinstance(item, Unknown) else item


def plain(value: object) -> object:
    """A new tensor of the sizes of this one."""
    tensor = as_tensor(value)
    if isinstance(tensor, Tensor):
        return Tensor(tuple(Axis.plain(size) for size in tensor.sizes))
    return Unknown("input") if tensor is None else replace(tensor, content=None)


def _new(bound: Bound) -> object:
    return of_sizes(rest_of(bound, "size"), bound.at)


def _full(bound: Bound) -> object:
    given = bound.get("size")
    return _filled(of_sizes(as_sequence(given), bound.at), bound.get("fill_value"))


def _full_like(bound: Bound) -> object:
    return _filled(_like(bound), bound.get("fill_value"))


def _ones(bound: Bound) -> object:
    return _filled(_new(bound), Number(ONE))


def _filled(made: object, value: object) -> object:
    """A tensor of which every element is this number, where it is one."""
    return replace(made, content=value.dim) if isinstance(made, Tensor) and isinstance(value, Number) else made


def _like(bound: Bound) -> object:
    return plain(bound.get("input"))


def _random_integers(bound: Bound) -> object:
    """`randint(high, size)` or `randint(low, high, size)`."""
    given = bound.get("size")
    if given is None:
        rest = bound.get("bounds", ())
        given = rest[-1] if isinstance(rest, tuple) and rest else None
    return _whole(of_sizes(as_sequence(given)))


def _eye(bound: Bound) -> object:
    rows = bound.get("n")
    columns = rows if is_none(bound.get("m")) else bound.get("m")
    made, sizes = of_sizes((rows, columns)), (as_int(rows), as_int(columns))
    if not isinstance(made, Tensor) or sizes[0] is None or sizes[1] is None:
        return made
    return replace(made, content=identity(sizes[0], sizes[1]))


def _range(bound: Bound) -> object:
    """`arange(end)`, `arange(start, end)`, `arange(start, end, step)`."""
    rest = _rest(bound, "bounds")
    names = ("end",) if len(rest) == 1 and "end" not in bound.arguments else ("start", "end", "step")
    given = {**dict(zip(names, rest, strict=False)), **bound.arguments}
    first, last = as_dim(given.get("start", Number(ZERO))), as_dim(given.get("end"))
    step = as_dim(given.get("step", Number(ONE)))
    if first is None or last is None or step is None or not step.known:
        return Unknown("bounds of a range")
    span = last - first if step.known > 0 else first - last
    if at_least(span, ZERO) is not True:
        return Unknown("bounds of a range")
    made = _whole(of_sizes((Number((span + abs(step.known) - 1).floor_quotient(abs(step.known))),)))
    counts = first == ZERO and step.known == 1 and isinstance(made, Tensor)
    return replace(made, content=Counting()) if counts and isinstance(made, Tensor) else made


def _rest(bound: Bound, name: str) -> tuple[object, ...]:
    """The arguments that a variadic parameter takes."""
    given = bound.get(name, ())
    return given if isinstance(given, tuple) else (given,)


def _steps(bound: Bound) -> object:
    return of_sizes((bound.get("steps"),))


def _permutation(bound: Bound) -> object:
    return _whole(of_sizes((bound.get("n"),)))


def _whole(made: object) -> object:
    """A tensor that holds whole numbers."""
    return holding(made, Elements.WHOLE) if isinstance(made, Tensor) else made


def _converted(bound: Bound) -> object:
    """`as_tensor(data)`: of something unknown a tensor of its sizes, whether it is a tensor or a list."""
    data = bound.get("data", bound.get("obj"))
    return as_tensor(data) if isinstance(data, Opaque) else _literal(bound)


def _legacy(elements: Elements | None) -> Callable[[Bound], object]:
    """`FloatTensor(2, 3)` has these sizes, `FloatTensor([2, 3])` these elements."""

    def apply(bound: Bound) -> object:
        match _rest(bound, "data"):
            case () | (Unknown() | Opaque(),):
                return Unknown("sizes or data")
            case (Sequence(items=items, is_list=False),) if all(isinstance(item, Number) for item in items):
                return Unknown("a torch.Size or data")
            case (Sequence() | Many() | Tensor() | Sketch() as data,):
                made = _literal(Bound({"data": data}, bound.at))
            case sizes:
                made = of_sizes(sizes)
        return holding(made, elements) if isinstance(made, Tensor) else made

    return apply


def _literal(bound: Bound) -> object:
    """`tensor(data)`: numbers and nested lists of known length; a tensor is copied."""
    data = bound.get("data", bound.get("obj"))
    if isinstance(data, Opaque | Unknown) or (isinstance(data, Many) and not isinstance(data.item, Number)):
        return Sketch((FROM_DATA, bound.at), "tensor(...)")
    if as_tensor(data) is not None:
        return Unknown("data") if isinstance(data, Opaque) else same(Bound({"input": data}))
    if isinstance(data, Many) and isinstance(data.item, Number):
        number = Dim.of(Symbol(("items", bound.at), "items", least=0))
        return _filled(of_sizes((Number(number),)), data.item)
    sizes = _literal_sizes(data)
    if sizes is None:
        return Unknown("data")
    made = _filled(of_sizes(tuple(Number(Dim.of(size)) for size in sizes)), _only_number(data))
    numbers = list(_numbers_in(data)) if isinstance(made, Tensor) and made.content is None else []
    if isinstance(made, Tensor) and None not in numbers:
        known = table(sizes, [number for number in numbers if number is not None])
        made = made if known is None else replace(made, content=known)
    return replace(made, elements=_elements_in(data)) if isinstance(made, Tensor) else made


def _of_array(bound: Bound) -> object:
    array = as_tensor(bound.get("ndarray"))
    return Sketch((FROM_DATA, bound.at), "from_numpy(...)") if array is None else array


def _elements_in(data: object) -> Elements | None:
    """What a literal holds, None where that is not all alike."""
    items = as_sequence(data)
    if items is not None:
        found = {_elements_in(item) for item in items}
        return found.pop() if len(found) == 1 else None
    match data:
        case Number():
            return Elements.WHOLE
        case Constant(bool()):
            return Elements.TRUTHS
        case _:
            return Elements.REAL


def _only_number(data: object) -> object:
    """The number that a literal or each of its items is."""
    items = as_sequence(data)
    return data if items is None else items[0] if items and all(item == items[0] for item in items) else None


def _numbers_in(data: object) -> Iterator[int | None]:
    """Every number of a literal in order, None for one that is not known or no whole number."""
    items = as_sequence(data)
    if items is None:
        yield as_int(data)
    for item in items or ():
        yield from _numbers_in(item)


def _literal_sizes(data: object) -> tuple[int, ...] | None:
    if is_number(data):
        return ()
    items = as_sequence(data)
    if items is None:
        return None
    inner = {_literal_sizes(item) for item in items}
    if not items:
        return (0,)
    found = next(iter(inner))
    return None if len(inner) > 1 or found is None else (len(items), *found)


def _placed(operation: Operation) -> Operation:
    """The same operation, whose result remembers where it was made, and holds what it is asked to."""

    def apply(bound: Bound) -> object:
        made, dtype = operation.apply(bound), bound.get("dtype")
        if not isinstance(made, Tensor):
            return made
        if not is_none(dtype):
            made = holding(made, elements_of(dtype))
        return replace(made, label=Label(made=bound.at)) if made.label == UNLABELLED else made

    return replace(operation, apply=apply)


_SIZES = "*size"

_OPERATIONS: Mapping[str, Operation] = {
    **operations("zeros empty rand randn", _SIZES, Effect.MAKE, _new),
    **operations("ones", _SIZES, Effect.MAKE, _ones),
    **operations("new_zeros new_empty", "input *size", Effect.MAKE, _new),
    **operations("new_ones", "input *size", Effect.MAKE, _ones),
    **operations("full", "size fill_value", Effect.MAKE, _full),
    **operations("full_like fill_", "input fill_value", Effect.MAKE, _full_like),
    **operations("new_full", "input size fill_value", Effect.MAKE, _full),
    **operations(
        "zeros_like ones_like empty_like rand_like randn_like randint_like bernoulli normal_ uniform_ zero_ "
        "random_ exponential_ bernoulli_ xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_ "
        "orthogonal_ constant_ zeros_ ones_",
        "input *rest",
        Effect.MAKE,
        _like,
    ),
    **operations("randint", "*bounds", Effect.MAKE, _random_integers),
    **operations("eye", "n m", Effect.MAKE, _eye),
    **operations("arange", "*bounds", Effect.MAKE, _range),
    **operations("linspace", "start end steps", Effect.MAKE, _steps),
    **operations("randperm", "n", Effect.MAKE, _permutation),
    **operations("tensor", "data", Effect.MAKE, _literal),
    **operations("as_tensor", "data", Effect.MAKE, _converted),
    **operations("asarray", "obj", Effect.MAKE, _converted),
    **operations("from_numpy", "ndarray", Effect.MAKE, _of_array),
    **operations("new", "input *data", Effect.MAKE, _legacy(None)),
    **operations("FloatTensor", "*data", Effect.MAKE, _legacy(Elements.REAL)),
    **operations("LongTensor", "*data", Effect.MAKE, _legacy(Elements.WHOLE)),
}

OPERATIONS: Mapping[str, Operation] = {name: _placed(operation) for name, operation in _OPERATIONS.items()}
