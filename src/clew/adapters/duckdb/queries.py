"""Read-only SQL over everything that is known: the lake, the unsealed tail and the state."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import duckdb

from clew.adapters.arrow import Table, pa
from clew.adapters.duckdb.asking import Count, Question, Wanted, ask_all, count
from clew.adapters.duckdb.check import refuse_shadows, tables_of
from clew.adapters.duckdb.corrections import CorrectionReader
from clew.adapters.duckdb.errors import explained
from clew.adapters.duckdb.gathering import Gathering, Slice, in_slices, slices
from clew.adapters.duckdb.gists import GistReader
from clew.adapters.duckdb.merges import Merges, parted_roots
from clew.adapters.duckdb.people import identities, memberships, pairs, profiles, quarantine
from clew.adapters.duckdb.result import Column, QueryResult, first_rows, plain_rows
from clew.adapters.duckdb.sight import Sight
from clew.adapters.duckdb.stopping import Cancellation, stopping
from clew.adapters.duckdb.tables import PEOPLE, TABLES, events_view, facts_view, sealed_rows
from clew.adapters.duckdb.unsealed import Unsealed
from clew.engine.ports import Generation, Lake, Offset, StateStore
from clew.events.ports import QuarantineStore
from clew.expressions import Expr
from clew.expressions.sql import Asked, Source
from clew.insight.ports import Inquiry, Row
from clew.kernel.instants import SECOND, Clock, Instant

_BATCH_ROWS = 4_096
_OVER_TIME = frozenset({"events", "facts"})
_Cursor = duckdb.DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What one query may take.

    Attributes:
        rows: Rows of an answer, unless the caller asks for another number.
        seconds: Until it is stopped.
        memory: Of all queries together, as DuckDB writes sizes; nothing is ever spilled to disk.
        threads: Of all queries together.
    """

    rows: int = 10_000
    seconds: float = 60.0
    memory: str = "1GB"
    threads: int = 2


STANDARD = QueryLimits()


class _State(NamedTuple):
    """Tables of the state, as of an offset."""

    offset: Offset
    aliases: Mapping[str, str]
    tables: dict[str, Table]


class DuckQueries:
    """Answers SELECT statements over `tables.TABLES`; threads may share it.

    Law: an answer equals the naive computation over the effective records, whatever was sealed meanwhile; the text of
    a query reaches no file, no setting, and changes nothing.
    """

    def __init__(
        self,
        store: StateStore,
        lake: Lake,
        folder: Path,
        clock: Clock,
        *,
        rejects: QuarantineStore | None = None,
        limits: QueryLimits = STANDARD,
    ) -> None:
        self._store = store
        self._lake = lake
        self._folder = folder
        self._clock = clock
        self._rejects = rejects
        self._limits = limits
        self._lock = Lock()
        self._connection = _open(folder, limits)
        self._unsealed = Unsealed(store)
        self._corrections = CorrectionReader(self._connection, folder)
        self._gists = GistReader(folder)
        self._state: _State | None = None
        self._merges: tuple[Offset, Merges] | None = None

    def run(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        rows: int | None = None,
        seconds: float | None = None,
        size: int | None = None,
        cancellation: Cancellation | None = None,
    ) -> QueryResult:
        """Answer one SELECT.

        Args:
            sql: The statement.
            parameters: What stands for `$name` in it.
            rows: Most rows of the answer.
            seconds: Until it is stopped; never more than the limits say.
            size: Most bytes of the answer.
            cancellation: By which another thread may stop it.

        Raises:
            NotAllowed: if it is no single SELECT over the tables that there are.
            QueryFailed: if it can't be answered.
            TooLong: if it took too long, or was cancelled.
            TooMuchMemory: if it needs more memory than it may have.
            TooLarge: if the answer takes more bytes than it may.
        """
        limit = self._limits.rows if rows is None else rows
        with self._answering(sql, seconds, cancellation or Cancellation(), parameters) as answer:
            columns = [Column(name, str(kind)) for name, kind in zip(answer.columns, answer.types, strict=True)]
            found = first_rows(answer.to_arrow_reader(_BATCH_ROWS), limit + 1, size)
        shown = _rows(found.slice(0, limit).to_batches())
        return QueryResult(columns, plain_rows(columns, list(shown)), found.num_rows > limit)

    def table(
        self,
        sql: str,
        *,
        rows: int | None = None,
        seconds: float | None = None,
        size: int | None = None,
        cancellation: Cancellation | None = None,
    ) -> Table:
        """Answer one SELECT as an Arrow table, for data frames; all its rows, or so many. Raises as `run`."""
        with self._answering(sql, seconds, cancellation or Cancellation()) as answer:
            return first_rows(answer.to_arrow_reader(_BATCH_ROWS), rows, size)

    def ask(
        self,
        expr: Expr,
        asked: Asked,
        *,
        known_at: Instant | None = None,
        seconds: float | None = None,
        cancellation: Cancellation | None = None,
    ) -> list[tuple[str, Any]]:
        """The profiles that an inlined condition holds of (with true), or every profile with its value.

        Args:
            expr: What is asked.
            asked: Of which instant, and in which zones.
            known_at: As it was known then, merges included; None: as known now.
            seconds: As for `run`.
            cancellation: As for `run`.

        Raises:
            NotKept: if who was one with whom then is not known any more.
            Unsupported: if the expression can't be asked in SQL.
            QueryFailed, TooLong, TooMuchMemory: as for `run`.
        """
        with self._looking(known_at, seconds, cancellation, None) as sight:
            return list(ask_all(Question(expr, asked, sight)))

    def count(
        self,
        expr: Expr,
        asked: Asked,
        wanted: Wanted,
        *,
        buckets: Collection[int] | None = None,
        known_at: Instant | None = None,
        seconds: float | None = None,
        cancellation: Cancellation | None = None,
    ) -> Count:
        """Of how many profiles an inlined condition holds, and more of them; of people of some buckets if named.

        Raises as `ask`.
        """
        with self._looking(known_at, seconds, cancellation, buckets) as sight:
            return count(Question(expr, asked, sight), wanted)

    @contextmanager
    def gathering(
        self, *, seconds: float | None = None, cancellation: Cancellation | None = None
    ) -> Generator[Gathering]:
        """What answers inquiries, all of one snapshot and within this time together. Raises as `ask`."""
        with self._looking(None, seconds, cancellation, None) as sight:
            yield Gathering(sight, slices(self.size()))

    def gather(
        self, inquiry: Inquiry, *, seconds: float | None = None, cancellation: Cancellation | None = None
    ) -> list[list[Row]]:
        """Answer one inquiry. Raises as `ask`."""
        with self.gathering(seconds=seconds, cancellation=cancellation) as lake:
            return lake.gather(inquiry)

    def size(self) -> int:
        """How many records there are, about: those in the lake, which a seal adds to now and then."""
        return sum(file.rows for file in self._store.generation().files if file.kind == "events")

    def parts(self, records: int, people: int) -> Sequence[Slice]:
        """Buckets of people to look at together, so that a part has about so many records and people at most."""
        return in_slices(max(-(-self.size() // records), -(-self._store.count() // people)))

    def close(self) -> None:
        """Release the engine."""
        self._connection.close()

    @contextmanager
    def _answering(
        self,
        sql: str,
        seconds: float | None,
        cancellation: Cancellation,
        parameters: Mapping[str, Any] | None = None,
    ) -> Generator[Any]:
        """The statement as a relation; it runs while its rows are fetched."""
        limit = self._limits.seconds if seconds is None else min(seconds, self._limits.seconds)
        with self._prepared(sql, limit) as cursor, stopping(cursor.interrupt, limit, cancellation):
            try:
                yield cursor.sql(sql, params=dict(parameters or {}))
            except duckdb.Error as error:
                raise explained(error) from None

    @contextmanager
    def _prepared(self, sql: str, seconds: float) -> Generator[_Cursor]:
        """A cursor that knows the tables which the statement names, over files that stay meanwhile."""
        with self._connection.cursor() as cursor:
            names = tables_of(cursor, sql, TABLES)
            with self._generation(seconds, unsealed=bool(names & _OVER_TIME)) as generation:
                with self._lock:
                    self._offer(cursor, names, generation)
                refuse_shadows(cursor, sql, TABLES)
                yield cursor

    @contextmanager
    def asking(
        self,
        known_at: Instant | None,
        seconds: float | None,
        cancellation: Cancellation | None,
        buckets: Collection[int] | None = None,
    ) -> Generator[tuple[_Cursor, Source]]:
        """A cursor that sees the view `records`, and what else is to be taken into account; arguments as `ask`."""
        with self._looking(known_at, seconds, cancellation, buckets) as sight:
            yield sight.cursor, sight.source

    @contextmanager
    def _looking(
        self,
        known_at: Instant | None,
        seconds: float | None,
        cancellation: Cancellation | None,
        buckets: Collection[int] | None,
    ) -> Generator[Sight]:
        limit = self._limits.seconds if seconds is None else min(seconds, self._limits.seconds)
        with (
            self._seeing_records(limit, known_at, buckets) as sight,
            stopping(sight.cursor.interrupt, limit, cancellation or Cancellation()),
        ):
            try:
                yield sight
            except duckdb.Error as error:
                raise explained(error) from None

    @contextmanager
    def _seeing_records(
        self, seconds: float, known_at: Instant | None, buckets: Collection[int] | None
    ) -> Generator[Sight]:
        """Every record as it came, and what else to take into account."""
        with self._connection.cursor() as cursor, self._generation(seconds, unsealed=True) as generation:
            with self._lock:
                found = self._corrections.read(generation, self._unsealed.events)
                aliases = self._current_state().aliases if known_at is None else self._aliases_at(generation, known_at)
                hidden = sorted(profile for order in self._store.orders() for profile in order.subject.profiles)
                cursor.register("unsealed_events", self._unsealed.events)
                cursor.register("unsealed_facts", self._unsealed.facts)
                cursor.register("aliases", pairs("leaf", "root", aliases))
                cursor.register("hidden", pa.table({"profile": pa.array(hidden, pa.string())}))

            corrected = any(table.num_rows > 0 for table in found)
            source = Source(
                aliases="aliases" if aliases else None,
                hidden="hidden" if hidden else None,
                corrected=corrected,
                known_at=known_at,
                long_numbers=self._unsealed.long_numbers or any(file.long_numbers for file in generation.files),
            )
            sight = Sight(cursor, self._folder, generation.files, source, aliases, self._gists, self._lock)
            sight.see(buckets)
            yield sight

    def _aliases_at(self, generation: Generation, at: Instant) -> Mapping[str, str]:
        """Who answered for whom at an instant; read anew only when a batch was committed since."""
        offset = self._store.offset()
        if self._merges is None or self._merges[0] != offset:
            with self._connection.cursor() as cursor:
                cursor.register("unsealed_facts", self._unsealed.facts)
                parted = parted_roots(cursor, sealed_rows(self._folder, generation.files, "facts"))
            self._merges = offset, Merges(self._store, parted)
        return self._merges[1].aliases(at)

    @contextmanager
    def _generation(self, seconds: float, *, unsealed: bool) -> Generator[Generation]:
        """The present generation, pinned, and the tail that belongs to it where that is asked for."""
        while True:
            generation = self._store.generation()
            until = self._clock.now() + int((seconds + 1) * SECOND)
            with self._lake.pin(generation.files, until):
                if unsealed:
                    with self._lock:
                        self._unsealed.refresh(generation.number)
                if self._store.generation().number != generation.number:
                    continue  # a seal came between lake and tail
                yield generation
                return

    def _offer(self, cursor: _Cursor, names: set[str], generation: Generation) -> None:
        tables: dict[str, Table] = {}
        views: dict[str, str] = {}
        state = self._current_state()
        hidden = {profile for order in self._store.orders() for profile in order.subject.profiles}
        if names & _OVER_TIME:
            tables["aliases"] = state.tables["aliases"]
            tables["hidden"] = pa.table({"profile": pa.array(sorted(hidden), pa.string())})
        joins = {"aliases": bool(state.aliases), "hidden": bool(hidden)}
        if "events" in names:
            tables["unsealed_events"] = self._unsealed.events
            found = self._corrections.read(generation, self._unsealed.events)
            tables |= found._asdict()
            sealed = sealed_rows(self._folder, generation.files, "events")
            corrected = {name: table.num_rows > 0 for name, table in found._asdict().items()}
            views["events"] = events_view(sealed, **joins, **corrected)
        if "facts" in names:
            tables["unsealed_facts"] = self._unsealed.facts
            views["facts"] = facts_view(sealed_rows(self._folder, generation.files, "facts"), **joins)
        for name in names & PEOPLE.keys():
            for needed, table in self._people(state, name).items():
                tables[needed] = table
            views[name] = PEOPLE[name]
        for name, table in tables.items():
            cursor.register(name, table)
        for name, select in views.items():
            cursor.execute(f"CREATE TEMP VIEW {name} AS {select}")

    def _people(self, state: _State, name: str) -> dict[str, Table]:
        makers: dict[str, Callable[[], Table]] = {
            "profiles": lambda: profiles(self._store),
            "memberships": lambda: memberships(self._store),
            "identities": lambda: identities(self._store, state.aliases),
        }
        if name == "quarantine":
            return {"quarantine_rows": quarantine(self._rejects)}
        needed = ["profiles", "identities"] if name == "profiles" else [name]
        for each in needed:
            if each not in state.tables:
                state.tables[each] = makers[each]()
        return {f"{each}_rows": state.tables[each] for each in needed}

    def _current_state(self) -> _State:
        """What was read of the state, unless a batch was committed since."""
        offset = self._store.offset()
        if self._state is None or self._state.offset != offset:
            aliases = self._store.aliases()
            self._state = _State(offset, aliases, {"aliases": pairs("leaf", "root", aliases)})
        return self._state


def _rows(reader: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    for batch in reader:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _open(folder: Path, limits: QueryLimits) -> _Cursor:
    """An engine in memory that can read the lake's folder and nothing else, and keeps nothing on disk."""
    connection = duckdb.connect(":memory:")
    settings: dict[str, Any] = {
        "memory_limit": limits.memory,
        "threads": limits.threads,
        "TimeZone": "UTC",
        "temp_directory": "",
        "parquet_metadata_cache": True,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allowed_directories": [str(folder)],
        "enable_external_access": False,
        "lock_configuration": True,
    }
    for name, value in settings.items():
        connection.execute(f"SET {name} = ?", [value])
    return connection
