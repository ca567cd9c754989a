"""Modules against real torch: signatures, the shape that a call gives, and what is left of provenance."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import torch

from shapelint.domain.dim import Dim, Symbol
from shapelint.domain.tensor import Sketch, Tensor, results_of
from shapelint.domain.value import Module, Number, Opaque, Unknown
from shapelint.torchlib.module_calls import call_module
from shapelint.torchlib.modules import SIGNATURES, construct
from shapelint.torchlib.operation import Effect
from tests.domain.coordinates import concrete_call, worth
from tests.torchlib.cases import I, Stand, T, abstract, real

x = T(2, 3, 4)

CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any], tuple[Stand, ...]]] = [
    ("Linear", (4, 7), {}, (x,)),
    ("Linear", (), {"in_features": 4, "out_features": 7, "bias": False}, (T(4),)),
    ("Identity", (), {}, (x,)),
    ("Embedding", (5, 7), {}, (I(5, (2, 3)),)),
    ("Embedding", (5, 7, 0), {}, (I(5, ()),)),
    ("Dropout", (0.5,), {}, (x,)),
    ("Dropout", (), {"p": 0.1}, (x,)),
    ("Dropout1d", (), {}, (x,)),
    ("AlphaDropout", (), {}, (x,)),
    ("ReLU", (), {}, (x,)),
    ("Tanh", (), {}, (x,)),
    ("Sigmoid", (), {}, (x,)),
    ("GELU", (), {}, (x,)),
    ("LeakyReLU", (0.1,), {}, (x,)),
    ("ELU", (), {}, (x,)),
    ("PReLU", (), {}, (x,)),
    ("SiLU", (), {}, (x,)),
    ("Softplus", (), {}, (x,)),
    ("Softmax", (1,), {}, (x,)),
    ("LogSoftmax", (), {"dim": -1}, (x,)),
    ("LayerNorm", (4,), {}, (x,)),
    ("LayerNorm", ((3, 4),), {}, (x,)),
    ("BatchNorm1d", (3,), {}, (x,)),
    ("GroupNorm", (3, 3), {}, (x,)),
    ("InstanceNorm1d", (3,), {}, (x,)),
    ("Conv1d", (3, 6, 2), {}, (x,)),
    ("Conv1d", (3, 6), {"kernel_size": 3, "padding": 1, "stride": 2}, (T(2, 3, 9),)),
    ("Conv1d", (3, 6, (3,)), {"padding": "same"}, (x,)),
    ("Conv1d", (3, 6, 2), {"dilation": 2}, (T(3, 9),)),
    ("MaxPool1d", (2,), {}, (x,)),
    ("MaxPool1d", (3, 2, 1), {}, (T(2, 3, 9),)),
    ("AvgPool1d", (2,), {"stride": 1}, (x,)),
    ("AdaptiveAvgPool1d", (1,), {}, (x,)),
    ("AdaptiveMaxPool1d", (2,), {}, (x,)),
    ("Flatten", (), {}, (x,)),
    ("Flatten", (0,), {}, (x,)),
    ("Unflatten", (2, (2, 2)), {}, (x,)),
    ("CrossEntropyLoss", (), {}, (T(6, 4), I(4, (6,)))),
    ("MSELoss", (), {"reduction": "sum"}, (x, x)),
    ("NLLLoss", (), {}, (T(6, 4), I(4, (6,)))),
    ("BCEWithLogitsLoss", (), {}, (x, x)),
    ("L1Loss", (), {"reduction": "none"}, (x, x)),
]


def made(kind: str, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Module:
    module = construct(kind, [abstract(v) for v in positional], {k: abstract(v) for k, v in keywords.items()})
    assert isinstance(module, Module), module
    return module


@pytest.mark.parametrize(("kind", "positional", "keywords", "inputs"), CALLS, ids=str)
def test_calls(kind: str, positional: tuple[Any, ...], keywords: dict[str, Any], inputs: tuple[Stand, ...]) -> None:
    truth = getattr(torch.nn, kind)(*positional, **keywords)(*map(real, inputs))
    module = made(kind, positional, keywords)
    for symbolic in (False, True):
        symbols: dict[int, Symbol] | None = {} if symbolic else None
        _, claim = call_module(module, [abstract(each, symbols) for each in inputs], {})
        if isinstance(claim, Unknown) and (symbolic or keywords.get("reduction") == "none"):
            continue
        values = {symbol: size for size, symbol in (symbols or {}).items()}
        assert isinstance(claim, Tensor)
        assert tuple(worth(size, values) for size in claim.sizes) == tuple(truth.shape)


@pytest.mark.parametrize("kind", sorted(SIGNATURES))
def test_signatures_are_those_of_torch(kind: str) -> None:
    real_names = [
        name for name in inspect.signature(getattr(torch.nn, kind)).parameters if name not in ("device", "dtype")
    ]
    ours = [word.partition("=")[0] for word in SIGNATURES[kind].split()]
    if "kwargs" in real_names or "args" in real_names:
        return
    assert ours == real_names[: len(ours)]
    for word in SIGNATURES[kind].split():
        name, equals, default = word.partition("=")
        given = inspect.signature(getattr(torch.nn, kind)).parameters[name].default
        assert (given is inspect.Parameter.empty) is not bool(equals)
        if equals:
            assert str(given) == default or float(given) == float(default)


def test_wrong_arguments_are_refused() -> None:
    assert isinstance(construct("Linear", [Number(Dim.of(3))], {}), Unknown)
    assert isinstance(construct("Dropout", [], {"rate": Number(Dim.of(3))}), Unknown)
    assert isinstance(construct("NoSuchModule", [], {}), Unknown)


def test_linear_leaves_no_provenance_but_coordinates() -> None:
    output = results_of(concrete_call(batch_first=True)).output
    effect, claim = call_module(made("Linear", (3, 7), {}), [output], {})
    assert effect is Effect.CONSUME
    assert isinstance(claim, Tensor) and claim.call is None
    assert [axis.role for axis in claim.axes] == ["batch", "time", "other"]


def test_dropout_passes_provenance() -> None:
    output = results_of(concrete_call()).output
    effect, claim = call_module(made("Dropout", (), {}), [output], {})
    assert effect is Effect.PASS
    assert isinstance(claim, Tensor) and claim.call is not None and not claim.label.verbatim


def test_embedding_of_something_opaque_keeps_its_sizes() -> None:
    _, claim = call_module(made("Embedding", (5, 7), {}), [Opaque("x", "x")], {})
    assert isinstance(claim, Sketch)
    batch = Sketch("x", "x").axis(0).size
    assert claim.of_rank(3).sizes == (batch, Sketch("x", "x").axis(1).size, Dim.of(7))
    assert claim.axis(-1).size == Dim.of(7) and claim.axis(-2).size == Sketch("x", "x").axis(-1).size
    assert claim.axis(2).size not in (Dim.of(7), Sketch("x", "x").axis(2).size)


def test_linear_of_something_opaque_keeps_its_batch() -> None:
    _, claim = call_module(made("Linear", (5, 7), {}), [Opaque("x", "x")], {})
    assert isinstance(claim, Sketch)
    assert claim.of_rank(3).sizes == (*Sketch("x", "x").of_rank(3).sizes[:2], Dim.of(7))


def test_sequential_applies_its_children() -> None:
    children = (made("Linear", (4, 7), {}), made("ReLU", (), {}), made("Linear", (7, 2), {}))
    effect, claim = call_module(Module("Sequential", (), children), [abstract(x)], {})
    assert effect is Effect.CONSUME and isinstance(claim, Tensor) and claim.sizes[-1] == Dim.of(2)
    _, unknown = call_module(Module("Sequential", (), (*children, object())), [abstract(x)], {})
    assert isinstance(unknown, Unknown)
