"""Every operation of the table against real torch: sizes in every spelling, parameter names, and none is missed."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import torch

from shapelint.domain.dim import Symbol
from shapelint.domain.tensor import Tensor
from shapelint.domain.value import Constant, Number, Sequence, Unknown
from shapelint.torchlib.operations import OPERATIONS, lookup
from tests.domain.coordinates import worth
from tests.torchlib.cases import LOSSES, Case, Stand, abstract, real
from tests.torchlib.table import CASES

UNREACHED = frozenset((
    "cuda", "xpu", "Variable", "share_memory", "to", "type", "pin_memory", "backward",
))  # fmt: skip
"""Operations that need another device, or are only an old name."""


FUNCTIONAL_ONLY = frozenset(
    (*LOSSES.split(), "adaptive_max_pool1d", *(name for name in OPERATIONS if name.endswith("_loss")))
)
"""Names that `torch` also has, undocumented, as the kernels behind `torch.nn.functional`."""


def spellings(case: Case) -> Iterator[tuple[str, Callable[..., Any], tuple[Any, ...]]]:
    """Every way of torch to spell the call: where, what, and its positional arguments."""
    receiver = case.arguments[0] if case.arguments else None
    if isinstance(receiver, Stand) and hasattr(torch.Tensor, case.name):
        yield "method", lambda x, *rest, **named: getattr(x, case.name)(*rest, **named), case.arguments
    spaces = (torch.nn.functional,) if case.name in FUNCTIONAL_ONLY else (torch, torch.nn.functional)
    for space in spaces:
        if callable(getattr(space, case.name, None)):
            yield space.__name__, getattr(space, case.name), case.arguments


def outcomes(case: Case) -> list[tuple[str, Any]]:
    """What torch gives for each spelling that it accepts."""
    found, refused = [], []
    for where, function, arguments in spellings(case):
        named = {name: real(value) for name, value in case.keywords.items()}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found.append((where, function(*map(real, arguments), **named)))
        except (TypeError, ValueError, RuntimeError) as error:
            refused.append(f"{where}: {error}")
    assert found, f"torch refuses {case}: {refused}"
    return found


def answer(case: Case, symbols: dict[int, Symbol] | None = None) -> object:
    """What the table says."""
    operation = lookup(case.name)
    assert operation is not None
    named = {name: abstract(value, symbols) for name, value in case.keywords.items()}
    return operation([abstract(value, symbols) for value in case.arguments], named, "here")


def agrees(claim: object, truth: Any, values: Mapping[Symbol, int]) -> bool:
    """Whether what is claimed is so."""
    match claim:
        case Unknown():
            return True
        case Tensor():
            return isinstance(truth, torch.Tensor) and tuple(worth(size, values) for size in claim.sizes) == tuple(
                truth.shape
            )
        case Number(dim):
            return bool(worth(dim, values) == truth)
        case Sequence(items):
            return len(items) == len(truth) and all(agrees(a, b, values) for a, b in zip(items, truth, strict=True))
        case Constant(value):
            return bool(value == truth)
        case _:
            return False


def is_known(claim: object) -> bool:
    """Whether an answer was given."""
    return not isinstance(claim, Unknown)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_sizes(case: Case) -> None:
    claim = answer(case)
    assert is_known(claim) or not case.exact, f"no answer: {claim}"
    values = {Symbol(("masked", "here"), "?"): -1}
    for where, truth in outcomes(case):
        if case.name != "masked_select":
            assert agrees(claim, truth, values), f"{where}: claimed {claim}, is {truth}"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_symbolic_sizes(case: Case) -> None:
    symbols: dict[int, Symbol] = {}
    claim = answer(case, symbols)
    values = {symbol: size for size, symbol in symbols.items()}
    for where, truth in outcomes(case):
        if case.name != "masked_select":
            assert agrees(claim, truth, values), f"{where}: claimed {claim}, is {truth}"


@pytest.mark.parametrize("case", [case for case in CASES if len(case.arguments) > 1], ids=str)
def test_keyword_spelling(case: Case) -> None:
    operation = OPERATIONS[case.name]
    names = [name for name in operation.parameters if not name.startswith("*")]
    if len(names) < len(case.arguments):
        pytest.skip("takes any number of arguments")
    given = dict(zip(names, case.arguments, strict=False))
    named = {name: value for name, value in given.items() if name != names[0]} | dict(case.keywords)
    assert str(answer(Case(case.name, case.arguments[:1], named))) == str(answer(case))


def test_every_operation_is_covered() -> None:
    assert set(OPERATIONS) - {case.name for case in CASES} - UNREACHED - INITIALISERS == set()


INITIALISERS = frozenset(name for name in OPERATIONS if name.endswith("_")) | {
    "FloatTensor", "LongTensor", "from_numpy",
}  # fmt: skip
"""`normal_` and its like fill a tensor that is there, the others are given none."""


def torch_names(name: str) -> set[str]:
    """Every parameter name that torch documents for this name, as a method or a function."""
    found: set[str] = set()
    for space in (torch, torch.Tensor, torch.nn.functional):
        function = getattr(space, name, None)
        if function is None:
            continue
        for signature in re.findall(rf"{re.escape(name)}\(([^)]*(?:\([^)]*\)[^)]*)*)\)", function.__doc__ or ""):
            found.update(re.findall(r"(\w+)(?=\s*[=,:]|\s*$)", signature))
        try:
            found.update(inspect.signature(function).parameters)
        except (TypeError, ValueError):
            continue
    return found


OURS = {"input", "self", "bounds", "operands", "rest", "tensors"}


@pytest.mark.parametrize("name", sorted(set(OPERATIONS) - UNREACHED - INITIALISERS))
def test_parameters_are_named_as_in_torch(name: str) -> None:
    named = {parameter.lstrip("*") for parameter in OPERATIONS[name].parameters} - OURS
    known = torch_names(name)
    if known:
        assert named <= known | ACCEPTED.get(name, set()), f"torch knows {sorted(known)}"


ACCEPTED: Mapping[str, set[str]] = {
    "concatenate": {"dim"}, "std": {"unbiased"}, "var": {"unbiased"}, "true_divide": {"other"},
}  # fmt: skip
"""Names that torch accepts without documenting them."""


def test_in_place_variants_are_the_same_operation() -> None:
    assert lookup("relu_") is OPERATIONS["relu"]
    assert lookup("squeeze_") is OPERATIONS["squeeze"]
    assert lookup("__len__") is None
    assert lookup("no_such_thing") is None
