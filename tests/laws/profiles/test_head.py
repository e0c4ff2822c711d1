"""Law: the head of a packed state is its beginning."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.profiles import ProfileHead, ProfileState, pack_state, unpack_head, unpack_state
from clew.profiles.model import OldState

NAMES = st.text(max_size=5)
STATES = st.builds(
    ProfileState,
    profile=NAMES,
    created_at=st.integers(0, 2**50),
    last_at=st.integers(0, 2**50),
    records=st.integers(0, 2**40),
    attributes=st.dictionaries(NAMES, st.one_of(st.none(), st.integers(-5, 5), NAMES), max_size=3),
    consents=st.dictionaries(NAMES, st.sampled_from(["in", "out", 7, True]), max_size=3),
    scores=st.dictionaries(NAMES, st.integers(0, 9), max_size=3),
    stamps=st.dictionaries(NAMES, st.tuples(st.integers(0, 9), NAMES), max_size=3),
    segments=st.dictionaries(NAMES, st.integers(0, 9), max_size=3),
)


def test_its_fields_are_the_first_ones() -> None:
    fields = msgspec.structs.fields(ProfileHead)
    assert [f.encode_name for f in fields] == [f.encode_name for f in msgspec.structs.fields(ProfileState)][
        : len(fields)
    ]


@given(STATES)
def test_whatever_a_correction_said_the_state_can_be_read_again(state: ProfileState) -> None:
    assert unpack_state(pack_state(state)) == state


def test_the_state_of_another_version_is_refused_with_the_cure() -> None:
    before = ProfileState(profile="p", created_at=0, last_at=0, version=1)
    with pytest.raises(OldState, match="clew rebuild"):
        unpack_state(pack_state(before))


@given(STATES)
def test_it_reads_what_the_whole_state_says(state: ProfileState) -> None:
    head = unpack_head(pack_state(state))
    assert all(getattr(head, name) == getattr(state, name) for name in head.__struct_fields__)
