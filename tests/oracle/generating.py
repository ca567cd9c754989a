"""Random programs: a start, then a chain of operations, each on values that are there."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import torch

from tests.oracle import (
    arranging,
    branching,
    computing,
    following,
    keeping,
    looping,
    making,
    masking,
    seeding,
    selecting,
)
from tests.oracle.builder import Builder
from tests.oracle.programs import Program
from tests.oracle.starting import started

FAMILIES: tuple[tuple[Callable[[Builder], bool], int], ...] = (
    (selecting.index, 24), (selecting.along, 8), (selecting.apart, 8), (arranging.reshape, 12), (arranging.order, 10),
    (arranging.one, 10), (arranging.copies, 5), (computing.joined, 10), (computing.arithmetic, 8),
    (computing.compared, 2),
    (computing.reduced, 8), (computing.activated, 5), (making.made, 4), (making.layer, 4), (making.embedded, 1),
    (making.product, 2),
    (making.asked, 4), (making.again, 3), (looping.stepped, 6), (looping.decoded, 2), (seeding.seeded, 4),
    (following.follow, 8), (masking.masked, 4), (masking.lost, 3), (masking.regrouped, 5), (branching.branched, 5),
    (branching.directions, 3), (keeping.kept, 4), (keeping.through, 3),
)  # fmt: skip
_DRAWN = [family for family, weight in FAMILIES for _ in range(weight)]


def generate(random: Random) -> Program:
    """A random program that runs. Real numbers are double precision throughout."""
    torch.manual_seed(random.randrange(1000))
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        builder = started(random)
        for _ in range(random.randrange(3, 10)):
            family = _DRAWN[random.randrange(len(_DRAWN))]
            family(builder)
        return builder.program()
    finally:
        torch.set_default_dtype(before)
