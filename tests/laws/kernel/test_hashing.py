"""Laws of our hashes: equal everywhere and for ever, and spread evenly."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.kernel.hashing import BUCKETS, bucket_of, derive_id, hash64


@pytest.mark.parametrize(
    ("text", "number", "bucket"),
    [("", -1970711489451281740, 46), ("p1", -1723077891436786031, 2), ("Ωmega", 470738435291607932, 57)],
)
def test_hashes_never_change(text: str, number: int, bucket: int) -> None:
    assert (hash64(text), bucket_of(text)) == (number, bucket)


def test_derived_ids_never_change() -> None:
    assert derive_id("p", "web", "message-1") == "pyqkqrwjfqxe2k4nf"


@given(st.text())
def test_hashes_stay_in_range(text: str) -> None:
    assert -(2**63) <= hash64(text) < 2**63
    assert 0 <= bucket_of(text) < BUCKETS


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_ids_are_sixteen_characters_of_the_parts_alone(parts: list[str]) -> None:
    made = derive_id("p", *parts)
    assert made == derive_id("p", *parts)
    assert len(made) == 17
    assert not set(made[1:]) & set("ilou")


def test_buckets_fill_evenly() -> None:
    sizes = Counter(bucket_of(derive_id("p", str(number))) for number in range(64_000))
    assert len(sizes) == BUCKETS
    assert max(sizes.values()) < 1_200
    assert min(sizes.values()) > 800
