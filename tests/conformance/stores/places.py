# ruff: noqa: D102 - three stores, opened and closed
"""Where the stores of a workspace are, on every engine; other processes of a test open them by address."""

import sqlite3
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from clew.adapters.postgres import (
    PostgresAccounts,
    PostgresAudit,
    PostgresEventLog,
    PostgresKeyStore,
    PostgresOutbox,
    PostgresStateStore,
    PostgresSuppressions,
)
from clew.adapters.sql import (
    SqlAccounts,
    SqlAudit,
    SqlEventLog,
    SqlKeyStore,
    SqlOutbox,
    SqlStateStore,
    SqlSuppressions,
)
from clew.adapters.sqlite import (
    LOG_FILE,
    STATE_FILE,
    SqliteAccounts,
    SqliteAudit,
    SqliteEventLog,
    SqliteKeyStore,
    SqliteOutbox,
    SqliteStateStore,
    SqliteSuppressions,
)
from clew.kernel.instants import Clock

Store = TypeVar("Store", SqlEventLog, SqlKeyStore, SqlStateStore, SqlOutbox, SqlSuppressions, SqlAccounts, SqlAudit)


class Place(ABC):
    """The stores of one workspace; each call opens one more, as another process would."""

    def __init__(self) -> None:
        self._opened = ExitStack()

    @property
    @abstractmethod
    def address(self) -> list[str]:
        """What another process needs to open the same stores."""

    @abstractmethod
    def fresh(self) -> "Place":
        """Another, empty place on the same engine."""

    @abstractmethod
    def _log(self, clock: Clock) -> SqlEventLog: ...

    @abstractmethod
    def _state(self) -> SqlStateStore: ...

    @abstractmethod
    def _keys(self) -> SqlKeyStore: ...

    @abstractmethod
    def _outbox(self) -> SqlOutbox: ...

    @abstractmethod
    def _suppressions(self) -> SqlSuppressions: ...

    @abstractmethod
    def _accounts(self) -> SqlAccounts: ...

    @abstractmethod
    def _audit(self) -> SqlAudit: ...

    def log(self, clock: Clock) -> SqlEventLog:
        return self._closing(self._log(clock))

    def state(self) -> SqlStateStore:
        return self._closing(self._state())

    def keys(self) -> SqlKeyStore:
        return self._closing(self._keys())

    def outbox(self) -> SqlOutbox:
        return self._closing(self._outbox())

    def suppressions(self) -> SqlSuppressions:
        return self._closing(self._suppressions())

    def accounts(self) -> SqlAccounts:
        return self._closing(self._accounts())

    def audit(self) -> SqlAudit:
        return self._closing(self._audit())

    def close(self) -> None:
        self._opened.close()

    def _closing(self, store: Store) -> Store:
        self._opened.callback(store.close)
        return store


class SqlitePlace(Place):
    """A folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)

    @property
    def address(self) -> list[str]:
        return ["sqlite", str(self.folder)]

    def fresh(self) -> Place:
        return SqlitePlace(self.folder / uuid.uuid4().hex[:12])

    def _log(self, clock: Clock) -> SqlEventLog:
        return SqliteEventLog(self.folder / LOG_FILE, clock)

    def _state(self) -> SqlStateStore:
        return SqliteStateStore(self.folder / STATE_FILE)

    def _keys(self) -> SqlKeyStore:
        return SqliteKeyStore(self.folder / LOG_FILE)

    def _outbox(self) -> SqlOutbox:
        return SqliteOutbox(self.folder / STATE_FILE)

    def _suppressions(self) -> SqlSuppressions:
        return SqliteSuppressions(self.folder / STATE_FILE)

    def _accounts(self) -> SqlAccounts:
        return SqliteAccounts(self.folder / LOG_FILE)

    def _audit(self) -> SqlAudit:
        return SqliteAudit(self.folder / LOG_FILE)


class PostgresPlace(Place):
    """A schema."""

    def __init__(self, url: str, schema: str) -> None:
        super().__init__()
        self.url = url
        self.schema = schema

    @property
    def address(self) -> list[str]:
        return ["postgres", self.url, self.schema]

    def fresh(self) -> Place:
        return PostgresPlace(self.url, f"test_{uuid.uuid4().hex[:12]}")

    def close(self) -> None:
        super().close()
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'DROP SCHEMA IF EXISTS "{self.schema}" CASCADE'.encode())

    def _log(self, clock: Clock) -> SqlEventLog:
        return PostgresEventLog(self.url, self.schema, clock)

    def _state(self) -> SqlStateStore:
        return PostgresStateStore(self.url, self.schema)

    def _keys(self) -> SqlKeyStore:
        return PostgresKeyStore(self.url, self.schema)

    def _outbox(self) -> SqlOutbox:
        return PostgresOutbox(self.url, self.schema)

    def _suppressions(self) -> SqlSuppressions:
        return PostgresSuppressions(self.url, self.schema)

    def _accounts(self) -> SqlAccounts:
        return PostgresAccounts(self.url, self.schema)

    def _audit(self) -> SqlAudit:
        return PostgresAudit(self.url, self.schema)


def place_at(address: list[str]) -> Place:
    """The place that an address names."""
    engine, *rest = address
    return SqlitePlace(Path(rest[0])) if engine == "sqlite" else PostgresPlace(rest[0], rest[1])


@contextmanager
def reading(place: Place) -> Iterator[Callable[[str], list[Any]]]:
    """Queries in one open read transaction on the state, by a client of its own."""
    if isinstance(place, SqlitePlace):
        client: Any = sqlite3.connect(place.folder / STATE_FILE, isolation_level=None)
        client.execute("BEGIN")
    else:
        assert isinstance(place, PostgresPlace)
        client = psycopg.connect(place.url, options=f"-csearch_path={place.schema}")
        client.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    try:
        yield lambda query: client.execute(query).fetchall()
    finally:
        client.close()
