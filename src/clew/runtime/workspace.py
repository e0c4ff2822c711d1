"""A workspace put together: its folder, its stores, its graph, its engine.

A folder holds everything: `log.db`, `state.db`, `lake/`, `secret` (readable by its owner alone), `workspace` (by which
it knows that it has these, see `together`) and the lock of the engine. With `CLEW_DATABASE_URL` set, log and state live
in that PostgreSQL database instead, in the schema named by `CLEW_DATABASE_SCHEMA` (default `clew`); the folder keeps
the rest.
"""

import fcntl
import os
import secrets
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from clew.access import Access, Accounts, Attempts, Passwords, Trail
from clew.access.ports import AccountStore, AuditStore, KeyStore
from clew.actions import Traits
from clew.actions.ports import Outbox
from clew.adapters.seen import SeenFolder
from clew.adapters.sql import SqlEventLog, SqlStateStore
from clew.adapters.sqlite import (
    LOG_FILE,
    STATE_FILE,
    SqliteAccounts,
    SqliteAudit,
    SqliteEventLog,
    SqliteKeyStore,
    SqliteOutbox,
    SqliteStateStore,
)
from clew.engine import Engine, Feed, Limits, Parts, Seen
from clew.engine.ports import StateStore
from clew.events.ports import EventLog, QuarantineStore
from clew.identity import Graph, Namespaces
from clew.kernel.errors import ClewError
from clew.kernel.instants import Clock
from clew.runtime.channels import channel_traits
from clew.runtime.folder import begin, secret_of
from clew.runtime.memory import recall_seen
from clew.runtime.together import join

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from clew.adapters.duckdb import DuckQueries
    from clew.adapters.lake import LakeHistory, ParquetLake

DATABASE_URL = "CLEW_DATABASE_URL"
DATABASE_SCHEMA = "CLEW_DATABASE_SCHEMA"


class EngineRuns(ClewError):
    """Another process runs the engine of this workspace."""

    code = "workspace.engine_runs"
    retryable = True


class Log(EventLog, QuarantineStore, Protocol):
    """The log with its quarantine beside it."""


@dataclass
class Workspace:
    """The open parts of a workspace.

    Attributes:
        folder: Its place.
        clock: The present.
        log: Log and quarantine.
        keys: Credentials, as stored.
        store: State.
        outbox: What is to be done, for those who do it and those who look.
        secret: Makes erasure hashes, credential hashes and cursors unforgeable; never leaves the folder.
        hasher: Encodes passwords, if not with the recommended work.
    """

    folder: Path
    clock: Clock
    log: Log
    keys: KeyStore
    store: StateStore
    outbox: Outbox
    secret: bytes
    hasher: "PasswordHasher | None" = None

    @cached_property
    def lake(self) -> "ParquetLake":
        """Sealed history."""
        from clew.adapters.lake import ParquetLake  # noqa: PLC0415  (loads Arrow, which most commands do without)

        return ParquetLake(self.folder / "lake")

    @cached_property
    def history(self) -> "LakeHistory":
        """One reader over tail and lake."""
        from clew.adapters.lake import LakeHistory  # noqa: PLC0415  (as above)

        return LakeHistory(self.store, self.lake, self.clock)

    @cached_property
    def queries(self) -> "DuckQueries":
        """Read-only SQL over everything that happened."""
        from clew.adapters.duckdb import DuckQueries  # noqa: PLC0415  (as above)

        return DuckQueries(self.store, self.lake, self.folder / "lake", self.clock, rejects=self.log)

    @property
    def access(self) -> Access:
        """Credentials: issued, shown, revoked."""
        return Access(self.keys, self.people, self.secret, secrets.token_bytes)

    @property
    def accounts(self) -> Accounts:
        """People who may enter; attempts are counted anew by each that is made here."""
        return Accounts(self.people, self.access, Passwords(secrets.token_bytes, self.hasher), Attempts())

    @property
    def trail(self) -> Trail:
        """Who did what."""
        return Trail(self.audit, self.secret)

    @cached_property
    def people(self) -> AccountStore:
        """Accounts, as stored."""
        if (reached := database()) is None:
            return SqliteAccounts(self.folder / LOG_FILE)
        from clew.adapters.postgres import PostgresAccounts  # noqa: PLC0415  (its driver is for who has such a server)

        return PostgresAccounts(*reached)

    @cached_property
    def audit(self) -> AuditStore:
        """The audit trail, as stored."""
        if (reached := database()) is None:
            return SqliteAudit(self.folder / LOG_FILE)
        from clew.adapters.postgres import PostgresAudit  # noqa: PLC0415  (as above)

        return PostgresAudit(*reached)

    def engine(
        self,
        *,
        feed: Feed | None = None,
        limits: Limits | None = None,
        seen: Seen | None = None,
        channels: Mapping[str, Traits] | None = None,
    ) -> Engine:
        """A new engine over the stores; it takes the partition over from any other.

        Args:
            feed: Instead of the log, in a rebuild.
            limits: Sizes of the loop.
            seen: Events that are known; recalled from log and lake otherwise.
            channels: What each channel is like, if not those of this process's environment.
        """
        graph = Graph(self.store, Namespaces(), erasure_key=self.secret)
        parts = Parts(
            *(self.log, self.store, self.history, graph, self.clock, feed),
            channels=channel_traits() if channels is None else channels,
            erasure_key=self.secret,
        )
        if seen is None:
            kept = SeenFolder(self.folder / "seen")
            seen = recall_seen(self.log, self.store, self.history, kept, secret=self.secret)
        return Engine(parts, seen=seen, limits=limits or Limits())

    @contextmanager
    def lock_engine(self) -> Generator[None]:
        """Hold the lock that says "this process runs the engine".

        Raises:
            EngineRuns: if another process holds it.
        """
        with (self.folder / "engine.lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise EngineRuns("the engine of this workspace runs already", hint="stop `clew serve` first") from None
            yield

    def close(self) -> None:
        """Release every connection."""
        for name in ("queries", "people", "audit"):
            if name in self.__dict__:
                getattr(self, name).close()
        for store in (self.outbox, self.store, self.keys, self.log):
            store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_workspace(folder: str | Path, clock: Clock, *, create: bool = True) -> Workspace:
    """Open the workspace in a folder, or begin one there.

    Raises:
        NoWorkspace: if the folder does not exist and is not to be created, or can't be written.
        NotTogether: if folder, log and state are not parts of one workspace, or not of one moment.
    """
    place = Path(folder)
    secret = begin(place) if create else secret_of(place)
    reached = database()
    log, keys, store, outbox = _in_postgres(*reached, clock) if reached else _in_folder(place, clock)
    workspace = Workspace(place, clock, log, keys, store, outbox, secret)
    try:
        join(place, secret, log, store)
    except BaseException:
        workspace.close()
        raise
    return workspace


_Stores = tuple[SqlEventLog, KeyStore, SqlStateStore, Outbox]


def _in_folder(place: Path, clock: Clock) -> _Stores:
    return (
        SqliteEventLog(place / LOG_FILE, clock),
        SqliteKeyStore(place / LOG_FILE),
        SqliteStateStore(place / STATE_FILE),
        SqliteOutbox(place / STATE_FILE),
    )


def _in_postgres(url: str, schema: str, clock: Clock) -> _Stores:
    from clew.adapters.postgres import (  # noqa: PLC0415  (its driver is for those who have such a server)
        PostgresEventLog,
        PostgresKeyStore,
        PostgresOutbox,
        PostgresStateStore,
    )

    return (
        PostgresEventLog(url, schema, clock),
        PostgresKeyStore(url, schema),
        PostgresStateStore(url, schema),
        PostgresOutbox(url, schema),
    )


def database() -> tuple[str, str] | None:
    """Address and schema of the database that log and state are kept in; None where files of the folder hold them."""
    url = os.environ.get(DATABASE_URL)
    return (url, os.environ.get(DATABASE_SCHEMA, "clew")) if url else None
