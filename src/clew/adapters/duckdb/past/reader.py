"""The past as it was known at any instant: features, conditions and purchases, over the lake and the tail."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import tzinfo
from typing import Any

import numpy as np

from clew.adapters.arrow.learnt import learnable
from clew.adapters.duckdb.asking import ask, carefully
from clew.adapters.duckdb.past.features import (
    amounts_query,
    attribute_names_query,
    attributes_query,
    events_query,
    features_query,
    literal,
    orders_query,
    remembered_query,
)
from clew.adapters.duckdb.queries import DuckQueries
from clew.adapters.duckdb.stopping import Cancellation
from clew.expressions import parse
from clew.expressions.sql import DONE, Asked, DuckDb, Source, compile_effective, compile_people, compile_registers
from clew.kernel.instants import Duration, Instant
from clew.learning.ports import Frame, Looks, Part
from clew.learning.tables import Column, Numbers, Table
from clew.learning.value import Orders, orders_of

_SECONDS = 600.0
_MOST_EVENTS = 12
_MOST_AMOUNTS = 12
_MOST_ATTRIBUTES = 30
_COMMON = 0.02
_RECORDS_A_PART = 1_000_000
_PEOPLE_A_PART = 50_000
"""A person has more than a hundred features, each with a state while it is worked out."""


class DuckPast:
    """Fulfils `learning.ports.Past`; a training holds one."""

    def __init__(
        self,
        queries: DuckQueries,
        zone: tzinfo,
        historical: Sequence[str] = (),
        cancellation: Cancellation | None = None,
    ) -> None:
        """Over the queries of a workspace.

        Args:
            queries: Over lake and tail.
            zone: Of the workspace.
            historical: Sources that were known when it happened, not when it was received. Who is one with whom is
                then taken as it is known today, since an import says it all at once.
            cancellation: By which another thread may stop whatever runs.
        """
        self._queries = queries
        self._zone = zone
        self._historical = tuple(historical)
        self._cancellation = cancellation
        self._roots: dict[str, str] | None = None

    def span(self) -> tuple[Instant, Instant] | None:
        """The first and the last thing that somebody did."""
        kinds = ", ".join(literal(kind) for kind in DONE)
        sql = f"SELECT epoch_us(min(ts)), epoch_us(max(ts)) FROM records WHERE kind IN ({kinds})"  # noqa: S608 - ours
        with self._queries.asking(None, _SECONDS, self._cancellation) as (cursor, _):
            ((first, last),) = cursor.execute(sql).fetchall()
        return None if first is None else (first, last)

    def look(self, at: Instant, look_back: Duration) -> Looks:
        """The most frequent events, their numeric properties, and attributes that many have.

        Where people are so many that they are looked at in parts, the first part stands for all of them.
        """
        with self._known(at, self.parts()[0]) as (cursor, source):

            def found(dialect: DuckDb) -> Looks:
                events = compile_effective(dialect, Asked(at, self._zone), source).sql(DuckDb.generator)
                cursor.execute(f"CREATE OR REPLACE TEMP TABLE looked AS {events_query(events, at - look_back)}")
                rows = cursor.execute(
                    "SELECT type FROM looked WHERE kind <> 'identify' "
                    "GROUP BY type ORDER BY count(*) DESC, type LIMIT ?",
                    [_MOST_EVENTS],
                ).fetchall()
                types: list[str] = [row[0] for row in rows]
                amounts = cursor.execute(amounts_query(), [_MOST_AMOUNTS]).fetchall()
                attributes = cursor.execute(attribute_names_query(), [_COMMON, _MOST_ATTRIBUTES]).fetchall()
                return Looks(
                    look_back,
                    tuple(sorted(types)),
                    tuple(sorted((kind, name) for kind, name in amounts if kind in types)),
                    tuple(sorted((name, bool(numeric)) for name, numeric in attributes)),
                )

            return carefully(found)

    def parts(self) -> Sequence[Part]:
        """Buckets of people whose features fit together into the memory that queries may have."""
        return self._queries.parts(_RECORDS_A_PART, _PEOPLE_A_PART)

    def frame(self, looks: Looks, at: Instant, eligible: str, part: Part = None) -> Frame:
        """Features of the eligible, by what was known at an instant."""
        with self._known(at, part) as (cursor, source):
            profiles = self._eligible(cursor, source, at, eligible)
            columns = [*self._behaviour(cursor, source, looks, at, profiles)]
            columns += self._attributes(cursor, source, looks, at, profiles)
            for name, text in looks.traits:
                column = _trait(name, dict(ask(cursor, parse(text), Asked(at, self._zone), source)), profiles)
                columns += [column] if column is not None else []
        return Frame(profiles, Table(tuple(columns)))

    def came_true(self, condition: str, at: Instant) -> frozenset[str]:
        """Of whom a condition holds at an instant, by all that is known today."""
        with self._queries.asking(None, _SECONDS, self._cancellation) as (cursor, source):
            return frozenset(profile for profile, _ in ask(cursor, parse(condition), Asked(at, self._zone), source))

    def roots(self, profiles: Sequence[str]) -> Sequence[str]:
        """Who answers for each of these today."""
        if self._roots is None:
            with self._queries.asking(None, _SECONDS, self._cancellation) as (cursor, source):
                rows = cursor.execute("SELECT leaf, root FROM aliases").fetchall() if source.aliases else []
            self._roots = dict(rows)
        return [self._roots.get(profile, profile) for profile in profiles]

    def orders(self, event: str, amount: str, until: Instant, eligible: str) -> Orders:
        """Purchases that were known at an instant, of the eligible."""
        with self._known(until) as (cursor, source):

            def found(dialect: DuckDb) -> Any:
                events = compile_effective(dialect, Asked(until, self._zone), source).sql(DuckDb.generator)
                return cursor.sql(orders_query(events, event, amount)).to_arrow_table()

            rows = carefully(found)
            wanted = set(self._eligible(cursor, source, until, eligible)) if eligible else None
        names: list[str] = rows.column("profile").to_pylist()
        if wanted is not None:
            names = [name if name in wanted else "" for name in names]
        table = learnable(rows)
        return orders_of(names, table["ts"].values, table["amount"].values)

    def _eligible(self, cursor: Any, source: Source, at: Instant, eligible: str) -> list[str]:
        asked = Asked(at, self._zone)
        if eligible:
            return sorted(profile for profile, _ in ask(cursor, parse(eligible), asked, source))
        text = compile_people(DuckDb(), asked, source).sql(DuckDb.generator)
        return sorted(profile for (profile,) in cursor.execute(text).fetchall())

    def _behaviour(
        self, cursor: Any, source: Source, looks: Looks, at: Instant, profiles: Sequence[str]
    ) -> Sequence[Column]:
        def found(dialect: DuckDb) -> Any:
            events = compile_effective(dialect, Asked(at, self._zone), source).sql(DuckDb.generator)
            return cursor.sql(features_query(events, looks, at)).to_arrow_table()

        return _aligned(carefully(found), profiles, counts=True)

    def _attributes(
        self, cursor: Any, source: Source, looks: Looks, at: Instant, profiles: Sequence[str]
    ) -> Sequence[Column]:
        if not looks.attributes:
            return []
        names = [name for name, _ in looks.attributes]

        def found(dialect: DuckDb) -> Any:
            registers = compile_registers("identify", names, dialect, Asked(at, self._zone), source)
            return cursor.sql(attributes_query(registers.sql(DuckDb.generator), looks.attributes)).to_arrow_table()

        return _aligned(carefully(found), profiles, counts=False)

    @contextmanager
    def _known(self, at: Instant, part: Part = None) -> Generator[tuple[Any, Source]]:
        """A cursor that sees only what was known at an instant, historical sources by when it happened."""
        merged_at = None if self._historical else at
        with self._queries.asking(merged_at, _SECONDS, self._cancellation, part) as (cursor, source):
            if not self._historical:
                yield cursor, source
                return
            seen = remembered_query(self._historical)
            cursor.execute(f"CREATE OR REPLACE TEMP VIEW remembered AS {seen}")
            yield cursor, replace(source, records="remembered", known_at=at)


def _aligned(found: Any, profiles: Sequence[str], *, counts: bool) -> list[Column]:
    """The columns of a result, a row for each of these profiles; counts of who is not there are 0."""
    table = learnable(found.drop_columns(["profile"]))
    if not len(profiles):
        return [Column(c.name, c.kind, np.empty(0), c.labels) for c in table.columns]
    there = np.array(found.column("profile").to_pylist(), dtype=object).astype(str)
    order = np.argsort(there)
    wanted = np.array(list(profiles), dtype=object).astype(str)
    place = np.searchsorted(there[order], wanted) if len(there) else np.zeros(len(wanted), np.int64)
    place = np.minimum(place, max(0, len(there) - 1))
    held = there[order][place] == wanted if len(there) else np.zeros(len(wanted), bool)
    columns: list[Column] = []
    for column in table.columns:
        values = np.full(len(profiles), np.nan)
        if len(there):
            values[held] = column.values[order[place[held]]]
        if counts and column.name.endswith(_COUNTED):
            values[np.isnan(values)] = 0.0
        columns.append(Column(column.name, column.kind, values, column.labels))
    return columns


_COUNTED = ("7d", "30d", "90d", "in all")


def _trait(name: str, said: dict[str, Any], profiles: Sequence[str]) -> Column | None:
    """A trait as a column; None where its values are neither numbers nor texts."""
    values = [said.get(profile) for profile in profiles]
    known = [value for value in values if value is not None]
    label = f"trait.{name}"
    if all(isinstance(value, str) for value in known) and known:
        labels = tuple(sorted(set(known)))
        places = {text: float(place) for place, text in enumerate(labels)}
        return Column(label, "category", _numbers(values, lambda value: places[value]), labels)
    try:
        return Column(label, "number", _numbers(values, float))
    except (TypeError, ValueError):
        return None


def _numbers(values: Sequence[Any], read: Callable[[Any], float]) -> Numbers:
    return np.array([np.nan if value is None else read(value) for value in values], np.float64)
