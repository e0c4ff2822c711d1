"""What is read of the lake's files once, because files never change: who is in them, and what was agreed to."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from clew.adapters.arrow import EVENTS, Table, pa
from clew.engine.ports import LakeFile

MOST_ROWS = 20_000_000
"""Of larger lakes nothing is kept, for it would not fit; who asks them takes a sample anyway."""

MOST_CONSENTS = 500_000
"""Consents are kept whole as long as there are no more."""

CONSENTS = ("consent", "replace", "delete_event")
"""The kinds of records that consents follow from."""

_PEOPLE = pa.schema([("profile", pa.string()), ("bucket", pa.int8()), ("ts", pa.timestamp("us"))])
_WHO = "SELECT profile, any_value(bucket) AS bucket, min(ts) AS ts FROM read_parquet($file) GROUP BY profile"


def _saying(kinds: Iterable[str]) -> str:
    # Kind by kind, and without what nobody asks for: so the scan leaves out what is not said.
    blank = {"identities": "'[]'", "context": "'{}'", "sent_at": "NULL"}
    columns = ", ".join(f'{blank.get(name, "")} "{name}"' for name in EVENTS.names)
    rows = f"SELECT {columns} FROM read_parquet($file) WHERE kind ="  # noqa: S608 - our own names
    return " UNION ALL ".join(f"{rows} '{kind}'" for kind in sorted(set(kinds) & set(CONSENTS)))


class Consents(NamedTuple):
    """What consents follow from.

    Attributes:
        records: Every record that says something of consents, or may correct one that does.
        names: What they speak of: whoever asks of something else need not look.
    """

    records: Table
    names: frozenset[str]


class GistReader:
    """Reads what is asked again and again, by the cursor of whoever asks first, so that they can be stopped.

    It belongs to whoever holds the lock of the queries.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._people: dict[str, Table] = {}
        self._consents: dict[str, Table] = {}
        self._names: dict[str, frozenset[str]] = {}

    def people(self, cursor: duckdb.DuckDBPyConnection, files: Iterable[LakeFile]) -> Table | None:
        """Each leaf profile of the files with its bucket and the time of its first event; None if that is too much."""
        events = [file for file in files if file.kind == "events"]
        if sum(file.rows for file in events) > MOST_ROWS:
            self._people.clear()
            return None
        self._read_on(cursor, self._people, {file.name: _WHO for file in events}, _PEOPLE)
        return pa.concat_tables([_PEOPLE.empty_table(), *self._people.values()])

    def consents(self, cursor: duckdb.DuckDBPyConnection, files: Iterable[LakeFile]) -> Consents | None:
        """What consents follow from, of these files; None if that is too much."""
        saying = [file for file in files if file.kind == "events" and file.kinds.keys() & set(CONSENTS)]
        if sum(file.kinds.get(kind, 0) for file in saying for kind in CONSENTS) > MOST_CONSENTS:
            self._consents.clear()
            self._names.clear()
            return None
        self._read_on(cursor, self._consents, {file.name: _saying(file.kinds) for file in saying}, EVENTS)
        found = {name: self._names.get(name) or _names_in(cursor, table) for name, table in self._consents.items()}
        self._names = found
        records = pa.concat_tables([EVENTS.empty_table(), *self._consents.values()])
        return Consents(records, frozenset[str]().union(*found.values()))

    def _read_on(
        self, cursor: duckdb.DuckDBPyConnection, kept: dict[str, Table], queries: Mapping[str, str], schema: Any
    ) -> None:
        """Read what is not kept of these files, and let go of others; who is stopped has read as far as they came."""
        for name in kept.keys() - queries.keys():
            del kept[name]
        for name, query in queries.items():
            if name not in kept:
                found = cursor.sql(query, params={"file": str(self._folder / name)}).to_arrow_table()
                kept[name] = found.cast(schema)


def _names_in(cursor: duckdb.DuckDBPyConnection, records: Table) -> frozenset[str]:
    """Every name under which such records say something."""
    cursor.register("saying", records)
    rows = cursor.execute(
        "SELECT DISTINCT unnest(json_keys(properties)) FROM saying WHERE kind IN ('consent', 'replace')"
    ).fetchall()
    cursor.unregister("saying")
    return frozenset(name for (name,) in rows)
