"""Indexing, operators, attributes and packing of abstract values."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.provenance import Direction, Position
from shapelint.domain.recurrent import Kind
from shapelint.domain.tensor import Packed, Sketch, Tensor, results_of
from shapelint.domain.value import Constant, Meaning, Number, Opaque, Ratio, Sequence, ShapeOf, Span, Unknown
from shapelint.torchlib.arithmetic import binary, unary
from shapelint.torchlib.attributes import attribute
from shapelint.torchlib.coerce import as_bool, as_dim, as_int, as_sequence, as_tensor
from shapelint.torchlib.indexing import index
from shapelint.torchlib.operations import lookup
from shapelint.torchlib.packing import PACKING
from tests.domain.coordinates import concrete_call, worth
from tests.torchlib.cases import I, M, T, abstract, real

NONE, ELLIPSIS, FALSE, TRUE = Constant(None), Constant(Ellipsis), Constant(False), Constant(True)


def number(value: int) -> Number:
    return Number(Dim.of(value))


def span(start: int | None = None, stop: int | None = None, step: int | None = None) -> Span:
    return Span(*(NONE if bound is None else number(bound) for bound in (start, stop, step)))


x = T(2, 3, 4)

ITEMS: list[tuple[Any, ...]] = [
    (0,),
    (-1,),
    (slice(None), -1),
    (slice(None), 0, slice(2)),
    (Ellipsis, -1),
    (Ellipsis, slice(1, None)),
    (None,),
    (slice(None), None),
    (0, 1, 2),
    (slice(0, None, 2),),
    (Ellipsis,),
    (I(3, ()),),
    (I(2, (5,)),),
    (slice(None), I(3, (5,))),
    (I(2, (2,)), I(3, (2,))),
    (slice(None), [0, 2]),
    (slice(None, -1),),
    (Ellipsis, None, 0),
]


def item(value: Any) -> object:
    match value:
        case slice():
            return span(value.start, value.stop, value.step)
        case _:
            return abstract(value)


@pytest.mark.parametrize("items", ITEMS, ids=str)
def test_tensors(items: tuple[Any, ...]) -> None:
    claim = index(abstract(x), tuple(map(item, items)), "here")
    truth = x.real()[tuple(map(real, items))]
    assert isinstance(claim, Tensor)
    assert tuple(worth(size, {}) for size in claim.sizes) == tuple(truth.shape)


@pytest.mark.parametrize(
    "items", [(M(2),), (Opaque("i", "i"),), (Unknown(),), (Constant("a"),), (9,), (0, 0, 0, 0)], ids=str
)
def test_indices_of_unknown_nature_or_out_of_range(items: tuple[Any, ...]) -> None:
    found = tuple(each if not isinstance(each, int) and not hasattr(each, "real") else abstract(each) for each in items)
    assert isinstance(index(abstract(x), found, "here"), Unknown)


def test_sequences() -> None:
    pair = Sequence((number(1), number(2), number(3)))
    assert index(pair, (number(-1),)) == number(3)
    assert index(pair, (span(1),)) == Sequence((number(2), number(3)))
    assert index(pair, (span(None, None, -1),)) == Sequence((number(3), number(2), number(1)))
    assert isinstance(index(pair, (number(3),)), Unknown)
    assert isinstance(index(pair, (Opaque("i", "i"),)), Unknown)


def test_shapes_of_unknown_tensors() -> None:
    shape = attribute(Sketch("x", "x"), "shape")
    assert shape == ShapeOf(Sketch("x", "x"))
    first = index(shape, (number(0),))
    size = lookup("size")
    assert size is not None and first == size([Opaque("x", "x"), number(0)], {})
    assert index(shape, (span(None, 2),)) == Sequence((first, index(shape, (number(1),))))


def packed_output() -> Packed:
    output = results_of(concrete_call(packed=True, bidirectional=True), Dim.of(Symbol("total", "total"))).output
    assert isinstance(output, Packed)
    return output


def test_packed_sequences() -> None:
    packed = packed_output()
    assert index(packed, (number(0),)) == packed.data == attribute(packed, "data")
    assert isinstance(index(packed, (number(1),)), Tensor)
    assert isinstance(index(packed, (number(7),)), Unknown)


@pytest.mark.parametrize(("operator", "left", "right"), [
    (operator, left, right)
    for operator in ("+", "-", "*", "//", "%", "**", "==", "!=", "<", "<=", ">", ">=", "&", "|", "^", "/")
    for left, right in ((7, 2), (3, 3), (0, 5), (6, 4))
])  # fmt: skip
def test_numbers(operator: str, left: int, right: int) -> None:
    claim = binary(operator, number(left), number(right))
    truth = eval(f"{left} {operator} {right}")
    assert claim == (number(truth) if isinstance(truth, int) and not isinstance(truth, bool) else Constant(truth))


@pytest.mark.parametrize(("left", "operator", "right"), [
    (10**20, "**", 64), (2, "**", 129), (2**127, "*", 4), (2**127, "+", 2**127), (-(2**127), "-", 2**127),
    (1, "<<", 128), (2**127, "<<", 2**60),
])  # fmt: skip
def test_numbers_beyond_all_sizes_are_unknown(left: int, operator: str, right: int) -> None:
    assert isinstance(binary(operator, number(left), number(right)), Unknown)


def test_large_numbers() -> None:
    assert binary("**", number(2), number(127)) == binary("<<", number(1), number(127)) == number(2**127)
    assert binary(">>", number(2**127), number(2**127)) == number(0)
    assert binary("/", number(2**127), number(1)) == Constant(2.0**127)


def test_long_texts_are_unknown() -> None:
    assert isinstance(binary("+", Constant("a" * 800), Constant("b" * 800)), Unknown)


def test_symbolic_numbers() -> None:
    hidden = Opaque("h", "h")
    assert binary("*", hidden, number(2)) == binary("+", hidden, hidden)
    assert binary("==", binary("*", hidden, number(2)), Number(Dim.of(Symbol("h", "h")))) == FALSE
    assert isinstance(binary("==", hidden, number(2)), Unknown)
    assert binary("//", binary("*", hidden, number(2)), number(2)) == Number(Dim.of(Symbol("h", "h")))
    assert binary("/", hidden, number(2)) == Ratio(Dim.of(Symbol("h", "h")), Dim.of(2))
    assert unary("-", number(3)) == number(-3) and unary("not", TRUE) == FALSE and unary("not", number(0)) == TRUE


def test_sequences_and_constants() -> None:
    sizes = Sequence((number(2), number(3)))
    assert binary("+", sizes, Sequence((number(4),))) == Sequence((number(2), number(3), number(4)))
    assert binary("*", Sequence((number(0),), True), number(3)) == Sequence((number(0),) * 3, True)
    assert binary("==", sizes, sizes) == TRUE
    assert binary("==", sizes, Sequence((number(2),))) == FALSE
    assert binary("+", Constant("a"), Constant("b")) == Constant("ab")
    assert binary("*", Constant(0.5), number(4)) == Constant(2.0)
    assert binary("==", Constant("lstm"), Constant("gru")) == FALSE
    assert isinstance(binary("/", Constant(1.0), number(0)), Unknown)


def test_tensors_with_operators() -> None:
    output = results_of(concrete_call(bidirectional=True)).output
    assert isinstance(output, Tensor)
    scaled = binary("*", output, Constant(0.5))
    assert isinstance(scaled, Tensor) and scaled.call is not None and not scaled.label.verbatim
    halves = [index(output, (ELLIPSIS, each)) for each in (span(None, 3), span(3))]
    added = binary("+", *halves)
    assert isinstance(added, Tensor) and added.label.direction is Direction.BOTH
    compared = binary("==", output, output)
    assert isinstance(compared, Tensor) and compared.call is None
    assert isinstance(binary("*", output, Opaque("w", "w")), Unknown)
    product = binary("@", abstract(T(2, 3)), abstract(T(3, 5)))
    assert isinstance(product, Tensor) and product.sizes == (Dim.of(2), Dim.of(5))


def test_attributes() -> None:
    tensor = abstract(x)
    assert attribute(tensor, "shape") == Sequence((number(2), number(3), number(4)))
    assert attribute(tensor, "ndim") == number(3)
    for name in ("T", "mT"):
        claim = attribute(tensor, name)
        assert isinstance(claim, Tensor)
        assert tuple(worth(size, {}) for size in claim.sizes) == tuple(getattr(x.real(), name).shape)
    assert isinstance(attribute(tensor, "device"), Opaque)
    assert isinstance(attribute(tensor, "unsqueeze"), Unknown)
    layer = concrete_call(kind=Kind.GRU, bidirectional=True, layers=2).layer
    assert attribute(layer, "bidirectional") == TRUE and attribute(layer, "num_layers") == number(2)
    assert attribute(layer, "mode") == Constant("GRU") and isinstance(attribute(layer, "flatten_parameters"), Unknown)
    pair = lookup("max")
    assert pair is not None
    both = pair([tensor, number(1)], {})
    assert isinstance(both, Sequence) and attribute(both, "values") == both.items[0]


@pytest.mark.parametrize("batch_first", [False, True])
@pytest.mark.parametrize("total", [None, 9])
def test_packing_and_padding(batch_first: bool, total: int | None) -> None:
    inputs = torch.rand(5, 2, 4).transpose(0, 1) if batch_first else torch.rand(5, 2, 4)
    packed = pack_padded_sequence(inputs, torch.tensor([5, 3]), batch_first)
    lengths = Sequence((number(5), number(3)), True)
    claim = PACKING["pack_padded_sequence"]([abstract(T(*inputs.shape)), lengths, Constant(batch_first)], {}, "here")
    assert isinstance(claim, Packed)
    assert claim.features.size == Dim.of(4) and claim.steps == Dim.of(5) and claim.batch == Dim.of(2)
    for again in (False, True):
        truth, _ = pad_packed_sequence(packed, again, 0.0, total)
        arguments = {"batch_first": Constant(again), "total_length": abstract(total)}
        result = PACKING["pad_packed_sequence"]([claim], arguments, "here")
        assert isinstance(result, Sequence) and result.meaning is Meaning.PADDED
        padded = result.items[0]
        assert isinstance(padded, Tensor)
        assert tuple(worth(size, {}) for size in padded.sizes) == tuple(truth.shape)


def test_packing_something_opaque_names_its_sizes() -> None:
    packed = PACKING["pack_padded_sequence"]([Opaque("x", "x"), Unknown()], {"batch_first": TRUE}, "here")
    sketch = Sketch("x", "x")
    assert isinstance(packed, Packed)
    assert packed.batch == sketch.axis(0).size


def test_the_longest_sequence_may_be_shorter_than_its_padding() -> None:
    packed = PACKING["pack_padded_sequence"]([abstract(T(5, 2, 4)), Unknown()], {}, "here")
    assert isinstance(packed, Packed) and packed.steps.known is None


def test_padding_a_result_keeps_its_label() -> None:
    result = PACKING["pad_packed_sequence"]([packed_output()], {"batch_first": TRUE})
    assert isinstance(result, Sequence) and result.call is not None
    padded = result.items[0]
    assert isinstance(padded, Tensor) and [axis.role for axis in padded.axes] == ["batch", "time", "feature"]


def test_padding_something_unknown() -> None:
    result = PACKING["pad_packed_sequence"]([Unknown()], {})
    assert isinstance(result, Sequence) and isinstance(result.items[0], Unknown)
    result = PACKING["pad_packed_sequence"]([Opaque("p", "p")], {})
    assert isinstance(result, Sequence) and isinstance(result.items[0], Sketch)


def test_packing_data_again_keeps_its_label() -> None:
    packed = packed_output()
    again = PACKING["PackedSequence"]([packed.data, Unknown()], {})
    assert isinstance(again, Packed) and again.label == packed.label


def test_sequences_padded_and_packed() -> None:
    items = Sequence((abstract(T(5, 4)), abstract(T(3, 4))), True)
    padded = PACKING["pad_sequence"]([items], {"batch_first": TRUE}, "here")
    assert isinstance(padded, Tensor) and (padded.sizes[0], padded.sizes[2]) == (Dim.of(2), Dim.of(4))
    packed = PACKING["pack_sequence"]([items], {}, "here")
    assert isinstance(packed, Packed) and packed.batch == Dim.of(2) and packed.features.size == Dim.of(4)


@pytest.mark.parametrize("name, given", [
    ("pack_sequence", Sequence((Opaque("x", "x"), Opaque("y", "y")), True)), ("pack_sequence", Unknown()),
    ("pack_padded_sequence", Unknown()),
])  # fmt: skip
def test_what_is_packed_of_something_unknown_is_packed(name: str, given: object) -> None:
    packed = PACKING[name]([given, Unknown()][: 1 + (name == "pack_padded_sequence")], {}, "here")
    assert isinstance(packed, Packed) and (packed.batch.known == 2) is isinstance(given, Sequence)


def test_a_gathered_step_is_one_that_is_not_known() -> None:
    output = results_of(concrete_call(batch_first=True)).output
    gather = lookup("gather")
    assert gather is not None
    chosen = gather([output, number(1), abstract(I(5, (2, 1, 3)))], {}, "here")
    assert isinstance(chosen, Tensor) and chosen.label.step is Position.SOME
    assert [axis.role for axis in chosen.axes] == ["batch", "other", "feature"]


def test_natures() -> None:
    opaque = Opaque("x", "x")
    assert as_tensor(opaque) == Sketch("x", "x") and as_dim(opaque) == Dim.of(Symbol("x", "x"))
    assert as_int(number(3)) == 3 and as_int(opaque) is None and as_int(TRUE) == 1
    assert as_bool(TRUE) is True and as_bool(number(0)) is False and as_bool(opaque) is None
    assert as_sequence(Sequence((number(1),))) == (number(1),) and as_sequence(opaque) is None
