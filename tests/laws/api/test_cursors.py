"""Cursors come back as they were given out, to the list that gave them out, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.api.errors import InvalidCursor
from clew.api.paging import Cursors

CURSORS = Cursors(b"s" * 32)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(_TEXT, _TEXT)
def test_what_was_sealed_opens(listing: str, text: str) -> None:
    cursor = CURSORS.seal(listing, text)
    assert CURSORS.open(listing, cursor) == text
    assert cursor is not None
    assert cursor.isascii()


@given(_TEXT, _TEXT, _TEXT)
def test_another_list_refuses_it(listing: str, other: str, text: str) -> None:
    cursor = CURSORS.seal(listing, text)
    if listing != other:
        with pytest.raises(InvalidCursor):
            CURSORS.open(other, cursor)


@given(_TEXT, _TEXT, st.integers(0, 200), st.sampled_from("AZaz09-_"))
def test_a_changed_cursor_is_refused_or_means_the_same(listing: str, text: str, at: int, letter: str) -> None:
    cursor = CURSORS.seal(listing, text) or ""
    at %= len(cursor)
    changed = cursor[:at] + letter + cursor[at + 1 :]
    try:
        assert CURSORS.open(listing, changed) == text
    except InvalidCursor:
        assert changed != cursor


@given(_TEXT)
def test_no_text_breaks_it(text: str) -> None:
    with pytest.raises(InvalidCursor):
        CURSORS.open("list", text)


def test_another_secret_refuses_it() -> None:
    with pytest.raises(InvalidCursor):
        Cursors(b"t" * 32).open("list", CURSORS.seal("list", "a"))
