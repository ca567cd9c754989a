"""Tensors as indices, whole numbers or masks, however they are made and cast: what is claimed is what torch gives."""

from __future__ import annotations

import warnings

import pytest
import torch

from shapelint.domain.recurrent import Memory
from shapelint.domain.tensor import Tensor
from tests.domain.coordinates import worth
from tests.interpreter.test_idioms import probed

HEAD = "lstm = nn.LSTM(10, 20, num_layers=2, bidirectional=True)\nout, (h, c) = lstm(torch.randn(4, 3, 10))\n"

KNOWN = """
torch.tensor([0, 1], dtype=torch.long)
torch.tensor([0, 1], dtype=torch.int64)
torch.tensor([0, 1], dtype=int)
torch.tensor([1, 0, 0, 1], dtype=torch.bool)
torch.tensor([1, 0, 0, 1], dtype=bool)
torch.tensor([0, 2, 0, 0], dtype=torch.bool)
torch.tensor([0, 2, 0, 0], dtype=torch.bool).long()
torch.tensor([1, 0, 0, 0]).to(torch.bool)
torch.tensor([1, 0, 0, 0]).to(dtype=torch.bool)
torch.tensor([1, 0, 0, 0]).to("cpu", torch.bool)
torch.tensor([1, 0, 0, 0]).to("cpu")
torch.tensor([1, 0, 0, 0]).type(torch.bool)
torch.tensor([1, 0, 0, 0]).type(torch.BoolTensor)
torch.tensor([1, 0, 0, 0]).type("torch.BoolTensor")
torch.tensor([1, 0, 0, 0]).to(torch.tensor([True]))
torch.tensor([1, 0, 0, 0]).type_as(torch.tensor([True]))
torch.tensor([True, False, False, True]).to(torch.tensor([5]))
torch.tensor([True, False, False, True]).long()
torch.tensor([True, False, False, True]).to(out.long())
torch.tensor([True, False, False, True]).to(torch.int64)
torch.tensor([1, 0, 0, 0]).float().bool()
torch.tensor([1, 0, 0, 0]).float().long()
torch.tensor([0, 3]).to(torch.float).to(torch.long)
torch.LongTensor([0, 3])
torch.as_tensor([0, 3])
torch.as_tensor([1, 0, 0, 1], dtype=torch.bool)
torch.asarray([1, 0, 0, 1], dtype=torch.bool)
torch.as_tensor(torch.tensor([0, 1]))
torch.as_tensor(torch.tensor([1, 0, 0, 1]), dtype=torch.bool)
torch.eye(4, dtype=torch.bool)[0]
torch.eye(4)[0].bool()
torch.eye(4, dtype=torch.long)[0]
torch.cat((torch.tensor([0, 1]), torch.tensor([3, 2])))
torch.cat((torch.tensor([True, False]), torch.tensor([True, True])))
torch.arange(2)
torch.arange(1, end=3)
torch.arange(1, 4, step=2)
""".strip().splitlines()

SILENT = """
torch.tensor([1, 0, 0, 1], dtype=torch.uint8)
torch.tensor([1, 0, 0, 1]).byte()
torch.ByteTensor([1, 0, 0, 1])
torch.tensor([True, False, False, True]) + 0
torch.tensor([1, 0, 0, 1]).to(torch.empty(1, dtype=torch.uint8).dtype)
""".strip().splitlines()


def claim_and_truth(expression: str) -> tuple[Tensor | None, tuple[int, ...]]:
    """What is said of a tensor, if anything is, and the shape that it has."""
    found = probed(f"{HEAD}probe({expression})\n")
    names = {"torch": torch, "h": torch.rand(4, 3, 20), "out": torch.rand(4, 3, 40)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        truth = eval(expression, names)
    assert all(isinstance(each, Tensor) for each in found) and len(found) <= 1
    return (found[0] if found else None), tuple(truth.shape)


@pytest.mark.parametrize("index", KNOWN)
def test_an_index_selects_or_is_a_mask(index: str) -> None:
    claim, truth = claim_and_truth(f"h[{index}]")
    assert claim is not None and tuple(worth(size, {}) for size in claim.sizes) == truth


@pytest.mark.parametrize(
    "items",
    [
        "torch.tensor(0), [0, 1]", "torch.tensor(0), :, [0, 1]", ":, torch.tensor(0), [0, 1]",
        "None, torch.tensor(0), [0, 1]", "torch.tensor(0), None, [0, 1]", "torch.tensor(0), torch.tensor(1), [0, 1]",
        "[0, 1], torch.tensor(0)", "0, :, [0, 1]", "torch.tensor(0), torch.tensor([True, False, True])",
    ],
)  # fmt: skip
def test_a_tensor_without_axes_takes_its_axis_away(items: str) -> None:
    claim, truth = claim_and_truth(f"h[{items}]")
    assert claim is not None and tuple(worth(size, {}) for size in claim.sizes) == truth


@pytest.mark.parametrize("index", SILENT)
def test_what_may_be_either_is_unknown(index: str) -> None:
    claim, truth = claim_and_truth(f"h[{index}]")
    assert claim is None or tuple(worth(size, {}) for size in claim.sizes) == truth
    assert claim is None or len(truth) == 0


@pytest.mark.parametrize(
    "made",
    [
        "torch.FloatTensor(20)", "torch.FloatTensor(3, 20)", "torch.FloatTensor([[1, 2], [3, 4]]).sum()",
        "torch.LongTensor(3, 20)", "torch.arange(0, end=20)", "torch.arange(20, 0, step=-1)",
        "torch.arange(start=2, end=22)", "torch.FloatTensor(torch.Size([3, 20]))", "torch.as_tensor(2)",
    ],
)  # fmt: skip
def test_sizes_and_data(made: str) -> None:
    claim, truth = claim_and_truth(f"h.sum().expand({made}.shape)")
    assert claim is None or tuple(worth(size, {}) for size in claim.sizes) == truth
    assert (claim is None) == ("Size" in made)


@pytest.mark.parametrize("value", ["h", "h.long()", "h.double()", "(h, c)", "[h]", "3"])
@pytest.mark.parametrize("kind", ["FloatTensor", "LongTensor", "Tensor", "BoolTensor"])
def test_typed_tensors(value: str, kind: str) -> None:
    wanted = isinstance(eval(value, {"h": torch.rand(4, 3), "c": 0}), getattr(torch, kind))
    found = probed(f"{HEAD}probe(h if isinstance({value}, torch.{kind}) else c)\n")
    labels = {each.label.memory for each in found if isinstance(each, Tensor)}
    if kind == "Tensor" or value in ("(h, c)", "[h]", "3"):
        assert labels == {Memory.HIDDEN if wanted else Memory.CELL}
    else:
        assert labels == {Memory.HIDDEN, Memory.CELL}, "it depends on the type of the elements"


def test_a_view_of_another_type_is_not_one_of_another_size() -> None:
    assert probed(f"{HEAD}probe(h.view(torch.int32))\n") == []
