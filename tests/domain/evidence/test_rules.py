"""Shares, ranks and medians."""

import pytest

from fuwutai.domain.evidence.rules import median, nearest_rank, percent


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(0, 0, None), (0, 3, 0.0), (3, 3, 100.0), (1, 3, 33.3), (2, 3, 66.7), (1, 2000, 0.1), (1, 2001, 0.0)],
)
def test_a_share_has_one_decimal_half_up_and_nothing_has_none(part, whole, share):
    assert percent(part, whole) == share


def test_the_nearest_rank_is_the_first_place_that_covers_the_share():
    for size in range(1, 40):
        for percentile in (50, 90):
            covering = [place for place in range(1, size + 1) if place * 100 >= percentile * size]
            assert nearest_rank(size, percentile) == covering[0]


@pytest.mark.parametrize(
    ("values", "middle"),
    [([], None), ([86_400], 1.0), ([0, 86_400], 0.5), ([3, 1, 2], 0.0), ([259_200, 0, 992_697], 3.0), ([1_296], 0.02)],
)
def test_a_median_has_two_decimals_half_up(values, middle):
    assert median(values, unit=86_400) == middle
