"""Ways from a plain table: one row a way, counted, or one row a touch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clew.kernel.instants import SECOND, Duration
from clew.learning.attribution.errors import Unattributable
from clew.learning.attribution.sharing.model import Paths, Row, paths_of
from clew.learning.attribution.sharing.ways import Happenings, ways_of
from clew.learning.tables import Column, Numbers, Table, instants_of

_YES = frozenset({"1", "true", "yes", "y", "t", "conversion", "converted"})
_NAMES = {
    "path": ("path", "journey", "touchpoints", "channel_path", "channels"),
    "conversions": ("total_conversions", "conversions", "conversion", "converted", "conv"),
    "value": ("total_conversion_value", "conversion_value", "value", "revenue", "amount"),
    "nulls": ("total_null", "nulls", "null", "total_nulls", "non_conversions"),
    "person": ("person", "user_id", "customer_id", "customer", "user", "cookie", "visitor_id", "id"),
    "channel": ("channel", "touchpoint", "source", "campaign"),
    "time": ("time", "timestamp", "ts", "date", "datetime", "at"),
}

_SEPARATORS = ((">", "->", "=>", ">>", "→"), ("|",), (";",), (",",))
"""Marks between touches: one of the first family that occurs at all."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; an empty name is found by what such columns are usually called.

    Attributes:
        path: Touches of a way, oldest first, in one text; empty for a way without.
        conversions: How many ways ended in a conversion, or yes and no.
        value: What they were worth.
        nulls: How many ended in none; without it, a row without a conversion is one.
        person: Whose touch it is, in a table of touches.
        channel: Its channel.
        time: When.
        separator: Between the touches of a path; found by itself if empty.
        look_back: How old a touch may be, in a table of touches.
    """

    path: str = ""
    conversions: str = ""
    value: str = ""
    nulls: str = ""
    person: str = ""
    channel: str = ""
    time: str = ""
    separator: str = ""
    look_back: Duration | None = None


def read_ways(table: Table, columns: Columns | None = None) -> Paths:
    """Ways of a table: of paths if it has such a column, else of touches.

    Raises:
        Unattributable: A column is missing, or holds what it can't.
        BadTable: A column that was named isn't there.
    """
    asked = columns or Columns()
    if not len(table):
        raise Unattributable("empty", "the table has no rows")
    path = _found(table, asked.path, "path")
    if path is not None:
        return _from_paths(table, asked, path)
    person, channel = _found(table, asked.person, "person"), _found(table, asked.channel, "channel")
    time = _found(table, asked.time, "time")
    if person is None or channel is None or time is None:
        raise Unattributable(
            "bad_table",
            "neither a table of paths nor one of touches",
            hint="name --path and --conversions, or --person, --channel, --time and --conversions; there are: "
            + ", ".join(table.names),
        )
    return _from_touches(table, asked, (person, channel, time))


def _from_paths(table: Table, asked: Columns, path: Column) -> Paths:
    if asked.separator and not asked.separator.strip():
        raise Unattributable("bad_table", "touches can't be told apart by blanks", hint="such as > or |")
    conversions = _numbers(_needed(table, asked.conversions, "conversions"))
    value, nulls = _found(table, asked.value, "value"), _found(table, asked.nulls, "nulls")
    values = _numbers(value) if value is not None else np.zeros(len(table))
    lost = _numbers(nulls) if nulls is not None else (conversions == 0).astype(np.float64)
    texts = _texts(path)
    separator = asked.separator.strip() or _separator(set(texts))
    split = {text: _split(text, separator) for text in set(texts)}
    rows = zip(texts, conversions.tolist(), values.tolist(), lost.tolist(), strict=True)
    return paths_of(Row(split[text], won, worth, none) for text, won, worth, none in rows)


def _from_touches(table: Table, asked: Columns, named: tuple[Column, Column, Column]) -> Paths:
    person, channel, time = named
    if np.isnan(person.values).any() or np.isnan(time.values).any():
        raise Unattributable("bad_table", "a touch has no person or no time", hint="leave those rows out")
    if time.kind == "category":
        raise Unattributable("bad_table", f"`{time.name}` holds no times", hint="ISO 8601, or seconds since 1970")
    instants = instants_of(time)
    if instants is None:  # Small numbers, such as steps.
        instants = time.values * SECOND
    conversions = _needed(table, asked.conversions, "conversions")
    value = _found(table, asked.value, "value")
    texts = _texts(channel)
    names = sorted({text for text in texts if text})
    place = {name: index for index, name in enumerate(names)}
    return ways_of(
        Happenings(
            people=np.unique(person.values, return_inverse=True)[1].astype(np.int64),
            at=np.round(instants).astype(np.int64),
            channels=tuple(names),
            touches=np.array([place.get(text, -1) for text in texts], np.int64),
            converts=_numbers(conversions) > 0,
            values=_numbers(value) if value is not None else np.zeros(len(table)),
        ),
        asked.look_back,
    )


def _found(table: Table, name: str, role: str) -> Column | None:
    if name:
        return table[name]
    by_name = {column.name.lower(): column for column in table.columns}
    return next((by_name[usual] for usual in _NAMES[role] if usual in by_name), None)


def _needed(table: Table, name: str, role: str) -> Column:
    found = _found(table, name, role)
    if found is None:
        raise Unattributable(
            "bad_table", f"no column of {role}", hint=f"name one with --{role}; there are: {', '.join(table.names)}"
        )
    return found


def _numbers(column: Column) -> Numbers:
    """Its numbers, missing ones 0; yes and no as 1 and 0."""
    if column.kind == "number":
        return np.where(np.isnan(column.values), 0.0, column.values)
    words = {"", *_YES, "0", "false", "no", "n", "f", "impression", "click", "view"}
    if column.kind == "category" and {label.strip().lower() for label in column.labels} <= words:
        return np.array([float(text.strip().lower() in _YES) for text in _texts(column)], np.float64)
    raise Unattributable("bad_table", f"`{column.name}` holds no numbers", hint="counts, or yes and no")


def _texts(column: Column) -> list[str]:
    """Its values as texts; a missing one is empty."""
    known: NDArray[np.bool_] = ~np.isnan(column.values)
    if column.kind == "category":
        places: list[int] = np.where(known, column.values, -1).astype(np.int64).tolist()
        return [column.labels[place] if place >= 0 else "" for place in places]
    listed: list[float] = column.values.tolist()
    return [f"{value:.15g}" if there else "" for value, there in zip(listed, known.tolist(), strict=True)]


def _separator(texts: set[str]) -> str:
    """What most likely stands between touches: an arrow if there is one anywhere, as long as it may be; else a mark."""
    for family in _SEPARATORS:
        counts = {mark: sum(mark in text for text in texts) for mark in family}
        if any(counts.values()):
            return max(family, key=lambda mark: (counts[mark], len(mark)))
    return _SEPARATORS[0][0]


def _split(text: str, separator: str) -> list[str]:
    """Touches of a path; blanks around them don't count, and nothing between two separators is no touch."""
    return [name for part in text.split(separator) if (name := part.strip())]
