"""Operations on each element: casts, activations, arithmetic, comparisons.

A cast or copy keeps the values, an activation keeps where they come from; what mixes the elements of an axis
(`softmax`, `layer_norm`, `cumsum`) keeps sizes alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from shapelint.domain.agreement import hoisted, touched, unlabelled
from shapelint.domain.combine import combine
from shapelint.domain.content import Content, Elements, plus
from shapelint.domain.dim import ONE, Dim
from shapelint.domain.tensor import Packed, Sketch, Tensor
from shapelint.domain.value import Number, Opaque, Unknown
from shapelint.torchlib.coerce import as_tensor, content_of, is_none, is_number
from shapelint.torchlib.dtypes import cast, elements_of, is_cast_to
from shapelint.torchlib.operation import Bound, Effect, Operation, operations


def same(bound: Bound) -> object:
    """The same values: copies, casts, moves between devices."""
    value = bound.get("input")
    if isinstance(value, Packed):
        return value
    tensor = as_tensor(value)
    if isinstance(value, Opaque):
        return Sketch(value.key, value.name, content=content_of(value))
    return Unknown("input") if tensor is None else tensor


def applied(bound: Bound) -> object:
    """A function of each element."""
    tensor = as_tensor(bound.get("input"))
    return touched(tensor) if isinstance(tensor, Tensor) else _changed(tensor)


def _changed(sketch: Sketch | None, content: Content | None = None) -> object:
    """A tensor of these sizes with other elements."""
    return Unknown("input") if sketch is None else replace(sketch, content=content)


def _cast(elements: Elements) -> Callable[[Bound], object]:
    return lambda bound: cast(tensor, elements) if isinstance(tensor := same(bound), Tensor) else tensor


def _narrowed(bound: Bound) -> object:
    """`half`, `byte`: a type that does not hold every number."""
    tensor = applied(bound)
    return cast(tensor, None) if isinstance(tensor, Tensor) else tensor


def _moved(bound: Bound) -> object:
    """`to` and `type_as`: elsewhere, or of another type, or both."""
    tensor, rest = same(bound), bound.get("rest", ())
    given = [*(rest if isinstance(rest, tuple) else ()), *(bound.get(name) for name in ("dtype", "other", "tensor"))]
    types = [each for each in given if is_cast_to(each)]
    return cast(tensor, elements_of(types[0])) if types and isinstance(tensor, Tensor) else tensor


def _type(bound: Bound) -> object:
    """`type(dtype)`; without one the name of the type."""
    return _moved(bound) if len(bound.arguments) > 1 else Unknown("the name of a type")


def mixed(bound: Bound) -> object:
    """A function of the elements of some axis together, of the same sizes."""
    return remixed(bound.get("input"))


def remixed(value: object) -> object:
    """A tensor of the same sizes whose values are something new."""
    tensor = as_tensor(value)
    if isinstance(tensor, Tensor):
        return unlabelled(hoisted(tensor))
    return _changed(tensor)


def multiplied_by(left: object, right: object) -> object:
    """Two operands multiplied; a number by ones is that number in every place."""
    product = computed(left, right)
    match left, right:
        case (Tensor(content=Dim() as one), Number(dim)) | (Number(dim), Tensor(content=Dim() as one)):
            return replace(product, content=one * dim) if isinstance(product, Tensor) else product
        case _:
            return product


def added(left: object, right: object, *, taken: bool = False) -> object:
    """`left + right`, or `left - right`; a known number added to known elements gives known elements."""
    total = computed(left, right)
    match left, right:
        case (Tensor(content=content) | Sketch(content=content)), Number(dim):
            known = plus(content, -dim if taken else dim)
        case Number(dim), (Tensor(content=content) | Sketch(content=content)) if not taken:
            known = plus(content, dim)
        case _:
            return total
    return replace(total, content=known) if known is not None and isinstance(total, (Tensor, Sketch)) else total


def computed(left: object, right: object) -> object:
    """Two operands computed with each other; a plain number leaves the other's provenance."""
    if is_number(left):
        left, right = right, left
    first = as_tensor(left)
    if first is None:
        return Unknown("left operand")
    if is_number(right):
        return touched(first) if isinstance(first, Tensor) else _changed(first)
    second = as_tensor(right)
    if second is None:
        return Unknown("right operand")
    found = combine(first, second)
    return Unknown("shapes do not fit") if found is None else found


def compared(left: object, right: object) -> object:
    """An elementwise comparison: sizes, no provenance."""
    return remixed(computed(left, right))


def _binary(bound: Bound) -> object:
    return computed(bound.get("input"), bound.get("other"))


def _product(bound: Bound) -> object:
    return multiplied_by(bound.get("input"), bound.get("other"))


def _comparison(bound: Bound) -> object:
    return compared(bound.get("input"), bound.get("other"))


def _power(bound: Bound) -> object:
    return computed(bound.get("input"), bound.get("exponent"))


def _truth(bound: Bound) -> object:
    return Unknown("a truth value of tensors")


def _masked_fill(bound: Bound) -> object:
    """The mask nearly always fits into the tensor; where it might enlarge it, nothing is said."""
    tensor, mask = as_tensor(bound.get("input")), as_tensor(bound.get("mask"))
    if tensor is None or isinstance(tensor, Sketch):
        return _changed(tensor)
    if isinstance(mask, Tensor):
        together = combine(unlabelled(tensor), unlabelled(mask))
        if not isinstance(together, Tensor) or together.sizes != tensor.sizes:
            return together if isinstance(together, Tensor) else Unknown("mask")
        return touched(tensor)
    return Unknown("mask") if ONE in tensor.sizes or not tensor.rank else touched(tensor)


def _where(bound: Bound) -> object:
    condition, chosen, other = bound.get("condition"), bound.get("input"), bound.get("other")
    if is_none(chosen):
        return Unknown("indices")
    values = computed(chosen, other)
    mask = as_tensor(condition)
    if mask is None or isinstance(values, Unknown):
        return Unknown("condition")
    together = computed(remixed(values), remixed(mask))
    unchanged = isinstance(together, Tensor) and isinstance(values, Tensor) and together.sizes == values.sizes
    return values if unchanged else together


_COPIES = "contiguous clone detach cuda cpu xpu requires_grad_ pin_memory Variable share_memory resolve_conj"
_NARROW = "half bfloat16 byte short char chalf cfloat"
_FUNCTIONS = (
    "tanh sigmoid relu relu6 gelu elu selu celu silu mish hardtanh hardsigmoid hardswish softplus softsign "
    "tanhshrink softshrink logsigmoid leaky_relu exp exp2 expm1 log log2 log10 log1p abs absolute sqrt rsqrt "
    "square reciprocal neg negative sign sin cos tan asin acos atan sinh cosh erf floor ceil round trunc frac "
    "nan_to_num threshold rrelu dropout alpha_dropout feature_alpha_dropout clamp clip logit positive clamp_min "
    "clamp_max"
)
_MIXING = (
    "softmax log_softmax softmin gumbel_softmax normalize layer_norm batch_norm instance_norm group_norm rms_norm "
    "cumsum cumprod logcumsumexp dropout1d dropout2d renorm"
)
_ARITHMETIC = (
    "add sub subtract div divide true_divide floor_divide remainder fmod maximum minimum fmax fmin "
    "atan2 logaddexp hypot rsub"
)

OPERATIONS: Mapping[str, Operation] = {
    **operations(_COPIES, "input *rest", Effect.PASS, same),
    **operations("to type_as", "input *rest", Effect.PASS, _moved),
    **operations("type", "input *rest", Effect.PASS, _type),
    **operations("float double", "input *rest", Effect.PASS, _cast(Elements.REAL)),
    **operations("long int", "input *rest", Effect.PASS, _cast(Elements.WHOLE)),
    **operations("bool", "input *rest", Effect.PASS, _cast(Elements.TRUTHS)),
    **operations(_NARROW, "input *rest", Effect.PASS, _narrowed),
    **operations(_FUNCTIONS, "input *rest", Effect.PASS, applied),
    **operations(_MIXING, "input *rest", Effect.MIX, mixed),
    **operations("softmax log_softmax softmin", "input dim *rest", Effect.MIX, mixed),
    **operations(_ARITHMETIC, "input other", Effect.MIX, _binary),
    **operations("mul multiply", "input other", Effect.MIX, _product),
    **operations("pow", "input exponent", Effect.MIX, _power),
    **operations("eq ne", "input other", Effect.COMPARE, _comparison),
    **operations("isclose", "input other rtol atol equal_nan", Effect.COMPARE, _comparison),
    **operations(
        "lt le gt ge less less_equal greater greater_equal logical_and logical_or logical_xor bitwise_and bitwise_or",
        "input other",
        Effect.MIX,
        _comparison,
    ),
    **operations("logical_not bitwise_not isnan isinf isfinite signbit", "input", Effect.MIX, mixed),
    **operations("equal", "input other", Effect.COMPARE, _truth),
    **operations("allclose", "input other rtol atol equal_nan", Effect.COMPARE, _truth),
    **operations("masked_fill", "input mask value", Effect.PASS, _masked_fill),
    **operations("where", "condition input other", Effect.MIX, _where),
}
