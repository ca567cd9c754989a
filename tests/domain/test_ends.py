"""Which end of which axis a tensor holds."""

from __future__ import annotations

from shapelint.domain.dim import ZERO
from shapelint.domain.ends import end_of_batch_taken, end_of_features_taken
from tests.domain.examples import H, at, output, results

ALL = slice(None)


def test_all_steps_of_the_last_sample_and_of_the_last_feature() -> None:
    assert end_of_batch_taken(at(output(), -1)) is not None
    assert end_of_batch_taken(at(output(), 0)) is None
    assert end_of_features_taken(at(output(), ALL, ALL, 2 * H - 1)) is not None


def test_what_has_no_rows_ends_nowhere() -> None:
    none = results(layers=ZERO).h_n
    assert not none.blocks
    assert end_of_batch_taken(none) is None
    assert end_of_features_taken(none) is None
