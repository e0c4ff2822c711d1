"""Credentials over the real store."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from clew.access import Access, Account, Accounts, Attempts, Passwords
from clew.access.ports import AccountStore, KeyStore
from clew.adapters.sqlite import LOG_FILE, SqliteAccounts, SqliteKeyStore

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
def people(tmp_path: Path) -> Iterator[AccountStore]:
    """The accounts of an empty workspace."""
    opened = SqliteAccounts(tmp_path / LOG_FILE)
    yield opened
    opened.close()


@pytest.fixture
def access(store: KeyStore, people: AccountStore, tokens: Tokens) -> Access:
    """What is tested."""
    return Access(store, people, PEPPER, tokens)


class Counting(PasswordHasher):
    """Passwords at the least work there is; counts how often one is verified."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - as the library calls it
        """Count it, and verify."""
        self.verified += 1
        return super().verify(hash, password)


@pytest.fixture
def hasher() -> Counting:
    """How passwords are kept."""
    return Counting()


@pytest.fixture
def accounts(people: AccountStore, access: Access, tokens: Tokens, hasher: Counting) -> Accounts:
    """The accounts of the workspace."""
    return Accounts(people, access, Passwords(tokens, hasher), Attempts())


@pytest.fixture
def ada(accounts: Accounts) -> Account:
    """An admin without a password."""
    return accounts.add("ada", "admin", now=1)
