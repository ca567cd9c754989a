"""Python's functions on numbers: what is claimed is what Python gives."""

from __future__ import annotations

import math
from itertools import product

import pytest

from shapelint.domain.dim import Dim, Symbol, at_least
from shapelint.domain.value import Constant, Number, Opaque, Ratio, Sequence, Unknown
from shapelint.torchlib.numeric import ROUNDING, extreme, ordered, rounded
from tests.domain.coordinates import worth
from tests.interpreter.test_idioms import probed, shape

VALUES = [-20, -7, -1, 0, 1, 3, 25, -2.5, -1.5, -0.5, -0.1, 0.0, 0.5, 1.5, 2.5, 19.6, True, False]
H = Symbol("h", "h")


def value(given: float) -> object:
    return Number(Dim.of(given)) if type(given) is int else Constant(given)


@pytest.mark.parametrize("name", ROUNDING)
@pytest.mark.parametrize("given", VALUES)
def test_rounding(name: str, given: float) -> None:
    assert rounded(name, value(given)) == value(int(eval(f"{name}({given})", {"math": math})))


@pytest.mark.parametrize(("given", "digits"), list(product([1234, -15, 0, 2.345, -0.55], [-2, -1, 0, 1, 2])))
def test_rounding_to_digits(given: float, digits: int) -> None:
    assert rounded("round", value(given), value(digits)) == value(round(given, digits))


@pytest.mark.parametrize("given", [float("inf"), float("nan"), 1e300])
def test_what_is_no_size(given: float) -> None:
    assert all(isinstance(rounded(name, Constant(given)), Unknown) for name in ROUNDING)


@pytest.mark.parametrize(
    ("top", "bottom"), [(Dim.of(H), 2), (Dim.of(H) + 1, 4), (Dim.of(7) - H, 2), (-Dim.of(H), 3), (Dim.of(H), -2)]
)
@pytest.mark.parametrize("name", ROUNDING)
def test_rounding_of_quotients(name: str, top: Dim, bottom: int) -> None:
    claim = rounded(name, Ratio(top, Dim.of(bottom)))
    if isinstance(claim, Number):
        for number in range(1, 20):
            truth = eval(f"{name}({worth(top, {H: number})} / {bottom})", {"math": math})
            assert worth(claim.dim, {H: number}) == truth
    is_of_any_sign = name in ("math.floor", "math.ceil")
    assert isinstance(claim, Number) == (bottom > 0 and name != "round" and bool(is_of_any_sign or at_least(top, 0)))


@pytest.mark.parametrize("given", [(3, 1, 2), (20, 10), (5,)])
def test_the_greatest_the_least_and_the_order(given: tuple[int, ...]) -> None:
    numbers = Sequence(tuple(map(value, given)), True)
    for function in (max, min):
        assert extreme(function.__name__, (numbers,), {}) == value(function(given))
        assert isinstance(extreme(function.__name__, (numbers,), {"key": Unknown()}), Unknown)
    for reverse in (True, False):
        wanted = Sequence(tuple(map(value, sorted(given, reverse=reverse))), True)
        assert ordered((numbers,), {"reverse": Constant(reverse)}) == wanted
        assert ordered((numbers,), {"reverse": Constant(reverse), "key": Constant(None)}) == wanted
    assert isinstance(ordered((numbers,), {"key": Unknown()}), Unknown) == (len(given) > 1)


def test_what_has_no_known_order() -> None:
    strings = Sequence((Constant("b"), Constant("a")))
    assert ordered((strings,), {}) == Sequence((Constant("a"), Constant("b")), True)
    for items in ((value(1), Opaque("n", "n")), (Constant("a"), value(1)), (value(1), Constant(0.5))):
        assert isinstance(ordered((Sequence(items),), {}), Unknown)
        assert isinstance(extreme("max", items, {}), Unknown)
    assert isinstance(ordered((Sequence((value(2), value(1))),), {"reverse": Unknown()}), Unknown)


@pytest.mark.parametrize(
    ("width", "wanted"),
    [
        ("sorted([20, 10])[0]", "10"), ("sorted([20, 10], reverse=True)[0]", "20"), ("round(19.6)", "20"),
        ("math.ceil(19.2)", "20"), ("math.floor(-0.5) + 21", "20"), ("math.trunc(20.9)", "20"), ("max(10, 20)", "20"),
        ("round(19, -1)", "20"), ("min([20, 30])", "20"),
    ],
)  # fmt: skip
def test_widths(width: str, wanted: str) -> None:
    found = probed(f"import math\nprobe(nn.GRU(3, {width})(torch.rand(2, 3, 3))[1])\n")
    assert [shape(each) for each in found] == [f"(1, 3, {wanted})"]


@pytest.mark.parametrize("width", ["max(10, *x)", "max(30, 20, key=x)", "sorted([2, 1], key=x)[0]", "int(*x)"])
def test_widths_that_are_not_known(width: str) -> None:
    assert probed(f"def f(x):\n    probe(nn.GRU(3, 3)(torch.rand(2, 3, 3))[1].expand({width}, 3, 3))\n") == []
