"""Credentials over the real store."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from clew.access import Access
from clew.access.ports import KeyStore
from clew.adapters.sqlite import LOG_FILE, SqliteKeyStore

PEPPER = b"a pepper of at least 16 bytes"


class Tokens:
    """Bytes that never repeat, unless told to."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.next: list[bytes] = []

    def __call__(self, length: int) -> bytes:
        """So many bytes."""
        if self.next:
            return self.next.pop(0)
        return next(self._numbers).to_bytes(length, "big")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KeyStore]:
    """The credentials of an empty workspace."""
    opened = SqliteKeyStore(tmp_path / LOG_FILE)
    yield opened
    opened.close()


@pytest.fixture
def tokens() -> Tokens:
    """Where ids and secrets come from."""
    return Tokens()


@pytest.fixture
def access(store: KeyStore, tokens: Tokens) -> Access:
    """What is tested."""
    return Access(store, PEPPER, tokens)
