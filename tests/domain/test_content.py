"""Tables of numbers, part by part: what is selected and joined is what torch selects and joins."""

from __future__ import annotations

from math import prod
from random import Random
from textwrap import dedent

import pytest
import torch

from shapelint import check_source
from shapelint.domain.content import Table, joined, selected, table


def _random_table(random: Random, sizes: list[int]) -> tuple[Table, torch.Tensor]:
    numbers = [random.randrange(9) for _ in range(prod(sizes))]
    made = table(sizes, numbers)
    assert made is not None
    return made, torch.tensor(numbers).reshape(sizes)


def _item(random: Random) -> int | slice:
    ends = [random.choice([None, *range(-4, 5)]) for _ in range(2)]
    return random.choice([random.randrange(-4, 4), slice(*ends), slice(None)])


@pytest.mark.parametrize("seed", range(300))
def test_selecting(seed: int) -> None:
    random = Random(seed)
    made, tensor = _random_table(random, [random.randrange(4) for _ in range(random.randrange(1, 4))])
    items = [_item(random) for _ in range(random.randint(1, tensor.dim()))]
    found = selected(made, items)
    try:
        wanted = tensor[tuple(items)]
    except IndexError:
        assert found is None
    else:
        assert found is not None
        assert torch.equal(torch.tensor(found.numbers, dtype=torch.long).reshape(found.sizes), wanted)


@pytest.mark.parametrize("seed", range(100))
def test_joining(seed: int) -> None:
    random = Random(seed)
    sizes = [random.randrange(1, 4) for _ in range(random.randrange(1, 4))]
    dim = random.randrange(len(sizes))
    parts = [
        _random_table(random, [*sizes[:dim], random.randrange(3), *sizes[dim + 1 :]])
        for _ in range(random.randint(1, 3))
    ]
    found, wanted = joined([made for made, _ in parts], dim), torch.cat([tensor for _, tensor in parts], dim)
    assert found is not None
    assert torch.equal(torch.tensor(found.numbers, dtype=torch.long).reshape(found.sizes), wanted)


def test_a_place_that_is_not_there() -> None:
    source = """
    import torch
    from torch import nn

    lstm = nn.LSTM(3, 4, bidirectional=True)
    scores = []
    best = torch.tensor(scores)[0].item()
    output, _ = lstm(torch.randn(5, 2, 3))
    print(nn.Linear(8, 2)(output[-1]))
    """
    assert [each.code for each in check_source(dedent(source))] == ["SHP101"]
