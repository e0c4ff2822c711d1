"""Touches and conversions of people, read by the compiled conditions of a question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

import numpy as np
from sqlglot import exp

from clew.adapters.duckdb.asking import ask, carefully
from clew.adapters.duckdb.queries import DuckQueries
from clew.adapters.duckdb.stopping import Cancellation
from clew.expressions import Path
from clew.expressions.sql import CHOSEN, Asked, DuckDb, Happenings, Source, compile_people, with_tables
from clew.expressions.sql import trees as t
from clew.learning.attribution import Reach
from clew.learning.attribution.sharing import Happenings as Happened

NAMELESS = "(none)"
_SECONDS = 300.0


class DuckTouches:
    """Fulfils `learning.attribution.ports.TouchReader`."""

    def __init__(self, queries: DuckQueries, zone: tzinfo, cancellation: Cancellation | None = None) -> None:
        """Over the queries of a workspace, in whose zone conditions are meant."""
        self._queries = queries
        self._zone = zone
        self._cancellation = cancellation

    def read(self, reach: Reach) -> Happened:
        """What happened to whom, and everybody else."""
        asked = Asked(reach.until - 1, self._zone)
        with self._queries.asking(None, _SECONDS, self._cancellation) as (cursor, source):

            def rows(dialect: DuckDb) -> Any:
                return cursor.sql(_query(dialect, asked, source, reach).sql(DuckDb.generator)).to_arrow_table()

            found = carefully(rows)
            everybody = _people(cursor, asked, source, reach)
        return _happened(found, everybody, reach)


def _people(cursor: Any, asked: Asked, source: Source, reach: Reach) -> list[str]:
    if reach.among is not None:
        return sorted(profile for profile, _ in ask(cursor, reach.among, asked, source))
    text = compile_people(DuckDb(), asked, source).sql(DuckDb.generator)
    return sorted(profile for (profile,) in cursor.execute(text).fetchall())


def _query(dialect: DuckDb, asked: Asked, source: Source, reach: Reach) -> exp.Select:
    """Profile, instant, name of the touch (null for none), whether it converts, and what that is worth."""
    happenings = Happenings(dialect, asked, reach.since - reach.look_back)
    touches = [(happenings.meant(each.events), _named(happenings, each.name)) for each in reach.touchpoints]
    converts = happenings.meant(reach.conversion)
    worth: t.Tree = t.null()
    if reach.value is not None:
        raw = happenings.read(reach.value)
        worth = dialect.numbers.to_float(dialect.numbers.read(raw))
    columns = [
        t.column("profile", CHOSEN),
        t.column("ts"),
        t.named(t.case(*touches), "touch"),
        t.named(converts.copy(), "converts"),
        t.named(worth, "worth"),
    ]
    mattering = t.any_of([*(condition.copy() for condition, _ in touches), converts.copy()])
    query = t.where(t.select(columns, CHOSEN), mattering)
    query.set("order", t.ordered(*map(t.column, ("profile", "ts", "seq", "idx"))))
    return with_tables(query, happenings.tables(source), dialect)


def _named(happenings: Happenings, name: Path | str) -> t.Tree:
    if isinstance(name, str):
        return t.text(name)
    return t.coalesce(happenings.dialect.text(happenings.read(name)), t.text(NAMELESS))


def _happened(found: Any, everybody: Sequence[str], reach: Reach) -> Happened:
    """The rows as numbers, those of other people left out, and a row for each person at the end."""
    place = {profile: index for index, profile in enumerate(everybody)}
    people = np.array([place.get(profile, -1) for profile in found.column("profile").to_pylist()], np.int64)
    touches: list[str | None] = found.column("touch").to_pylist()
    channels = tuple(sorted({touch for touch in touches if touch is not None}))
    number = {channel: index for index, channel in enumerate(channels)}
    worth = found.column("worth").to_pylist() if reach.value is not None else [0.0] * len(touches)
    ours = people >= 0
    rest = len(everybody)
    at = np.asarray(found.column("ts").to_numpy(), np.int64)
    converts = np.asarray(found.column("converts").to_numpy(zero_copy_only=False), np.bool_)
    named = np.array([number[touch] if touch is not None else -1 for touch in touches], np.int64)
    values = np.array([value or 0.0 for value in worth], np.float64)
    return Happened(
        people=np.concatenate([people[ours], np.arange(rest)]),
        at=np.concatenate([at[ours], np.full(rest, reach.until - 1)]),
        channels=channels,
        touches=np.concatenate([named[ours], np.full(rest, -1)]),
        converts=np.concatenate([converts[ours], np.zeros(rest, np.bool_)]),
        values=np.concatenate([values[ours], np.zeros(rest)]),
    )
