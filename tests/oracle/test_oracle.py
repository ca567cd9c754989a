"""Two thousand random programs, the same ones each time: no claim disagrees with torch, and enough is claimed."""

from __future__ import annotations

from random import Random

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.oracle.comparing import Coverage, compare
from tests.oracle.generating import generate
from tests.oracle.reporting import report

PROGRAMS = 500
"""Per test; there are four."""

reproducible = settings(
    max_examples=PROGRAMS, database=None, deadline=None, phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
randoms = st.randoms(use_true_random=False)


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> None:
    torch.set_num_threads(1)


def _enough(known: Coverage, symbolic: Coverage) -> None:
    """The oracle must not pass because nothing is claimed."""
    for coverage, shaped, complete in ((known, 0.95, 0.80), (symbolic, 0.75, 0.65)):
        assert coverage.shaped >= shaped * coverage.tensors, coverage
        assert coverage.complete >= complete * coverage.pure, coverage
        assert coverage.same and coverage.different, coverage


@pytest.mark.parametrize("series", range(4))
def test_no_claim_disagrees_with_torch(series: int) -> None:
    coverage = {True: Coverage(), False: Coverage()}

    @seed(series)
    @reproducible
    @given(randoms)
    def check(draw: Random) -> None:
        program = generate(draw)
        found, claimed = compare(program, draw.randrange(2))
        coverage[program.is_concrete].add(claimed)
        assert not found, report(program, found)

    check()
    _enough(coverage[True], coverage[False])
