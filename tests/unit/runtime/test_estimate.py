"""Estimates from a sample: exact where everybody was looked at, and as sure as they say."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.kernel.hashing import BUCKETS
from clew.runtime.services.estimate import buckets_for, estimate


@given(st.data())
def test_an_interval_holds_the_number_and_is_possible(data: st.DataObject) -> None:
    people = data.draw(st.integers(1, 10**7))
    looked_at = data.draw(st.integers(1, people))
    found = data.draw(st.integers(0, looked_at))
    number, low, high = estimate(found, looked_at, people)
    assert 0 <= found <= low <= number <= high <= people - (looked_at - found)
    if looked_at == people:
        assert (low, high) == (found, found)


def test_of_nobody_nothing_is_known() -> None:
    assert estimate(0, 0, 100) == (0, 0, 100)


@pytest.mark.parametrize("share", [0.002, 0.05, 0.5, 0.9])
def test_ninety_five_of_a_hundred_samples_hold_the_truth(share: float) -> None:
    """By the exact chances of every sample there is, not by drawing some."""
    people, looked_at = 2_000, 400
    members = round(people * share)
    held = 0
    for found in range(max(0, looked_at - people + members), min(members, looked_at) + 1):
        _, low, high = estimate(found, looked_at, people)
        if low <= members <= high:
            held += comb(members, found) * comb(people - members, looked_at - found)
    assert held / comb(people, looked_at) >= 0.93


@given(st.integers(0, 10**10), st.integers(1, 10**8))
def test_about_as_much_is_read_as_may_be(size: int, most: int) -> None:
    buckets = buckets_for(size, most)
    assert 1 <= len(buckets) <= BUCKETS
    assert (len(buckets) == BUCKETS) == (size <= most or BUCKETS * most // size >= BUCKETS)
    if len(buckets) > 1:
        assert size * len(buckets) / BUCKETS <= max(most, size if size <= most else 0)
