"""From the lake's records to the events that count: merged, corrected, deleted, and as known when (R14 to R19)."""

from dataclasses import dataclass

from sqlglot import exp

from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.trees import (
    Tree,
    all_of,
    case,
    coalesce,
    column,
    compared,
    is_not_null,
    is_null,
    joined,
    named,
    negated,
    number,
    one_of,
    ordered,
    select,
    text,
    where,
)
from clew.kernel.instants import Instant

Tables = list[tuple[str, exp.Select]]
"""Common tables, each before those that read it."""

_CORRECTIONS = ("replace", "delete_event")
_EVENT = ("profile", "source", "id")
"""What names an event: a correction or a deletion is kept with whom its event belongs to."""

MOMENT = "moment"
"""The column of `effective` with the time of an event as the lake keeps it, see `keeps_moments`."""

_KEPT = ("seq", "idx", "source", "id", "kind", "type")


@dataclass(frozen=True, slots=True)
class Source:
    """Where records are found, with the columns of the lake (docs/reference/lake.md).

    Attributes:
        records: The table of all records.
        aliases: The table of `leaf` and `root`, where profiles were merged.
        hidden: The table of each `profile` that is about to be erased.
        corrected: Whether there are corrections or deletions of events; if not, no record is one.
        known_at: Only what was received by then is known; None: all is.
        long_numbers: Whether a document may hold a number that is `kernel.packing.LONG_NUMBERS`; if not, none does.
        people: A table of each `profile` with the `ts` of its first record, if there is one: it is shorter to read.
    """

    records: str = "records"
    aliases: str | None = "aliases"
    hidden: str | None = None
    corrected: bool = True
    known_at: Instant | None = None
    long_numbers: bool = True
    people: str | None = None

    def document(self, dialect: Dialect, name: str) -> Tree:
        """A column of documents, made ready for the dialect's reader."""
        return named(dialect.document(column(name), long_numbers=self.long_numbers), name)


def known(dialect: Dialect, source: Source) -> exp.Select:
    """Every record that is known, under the profile that answers for it (R17)."""
    columns = _whose(dialect, source)
    columns += [column(name, "r") for name in (*_KEPT, "rev", "said_ts", "properties", "context")]
    if keeps_moments(dialect, source):
        columns.append(named(column("ts", "r"), MOMENT))
    return _seen(dialect, source, columns, source.records)


def _seen(dialect: Dialect, source: Source, columns: list[Tree], table: str) -> exp.Select:
    """The rows of a table that are known, of nobody who is about to be erased."""
    query = select(columns, _aliased(table, "r"))
    tests: list[Tree] = []
    if source.aliases is not None:
        joined(query, _aliased(source.aliases, "a"), compared("=", column("leaf", "a"), column("profile", "r")))
    if source.hidden is not None:
        joined(query, _aliased(source.hidden, "h"), compared("=", column("profile", "h"), column("profile", "r")))
        tests.append(is_null(column("profile", "h")))
    if source.known_at is not None:
        tests.append(compared("<=", dialect.micros(column("at", "r")), number(source.known_at)))
    return where(query, all_of(tests)) if tests else query


def keeps_moments(dialect: Dialect, source: Source) -> bool:
    """Whether `effective` has the time of each event as the lake keeps it too: no correction has moved any."""
    return dialect.prunes and not source.corrected


def _whose(dialect: Dialect, source: Source) -> list[Tree]:
    profile: Tree = column("profile", "r")
    if source.aliases is not None:
        profile = coalesce(column("root", "a"), profile)
    return [named(profile, "profile"), named(dialect.micros(column("ts", "r")), "ts")]


def people(dialect: Dialect, source: Source, now: Instant) -> exp.Select:
    """Profiles that exist: from their first record on, whatever becomes of it (R10)."""
    found: str | exp.Subquery = "known"
    if source.people is not None:
        found = _seen(dialect, source, _whose(dialect, source), source.people).subquery("known")
    return where(select([column("profile")], found, distinct=True), _by(dialect, now))


def events(dialect: Dialect, source: Source, now: Instant) -> Tables:
    """The common table `effective` and those that it needs: records of one event once, as last corrected, none dead."""
    tables: Tables = []
    tests: list[Tree] = []
    ts, properties = column("ts", "k"), column("properties", "k")
    if source.corrected:
        tables += [("dead", _dead(dialect, source)), ("mended", _mended())]
        ts = coalesce(case((is_not_null(column("said_ts", "m")), column("ts", "m"))), ts)
        stated = negated(compared("=", column("properties", "m"), text("{}")))
        properties = coalesce(case((stated, column("properties", "m"))), properties)
        original = negated(one_of(column("kind", "k"), [text(kind) for kind in _CORRECTIONS]))
        tests += [original, is_null(column("id", "d"))]
    columns = [named(column("profile", "k"), "profile"), named(ts, "ts"), named(properties, "properties")]
    more = [MOMENT] if keeps_moments(dialect, source) else []
    columns += [column(name, "k") for name in (*_KEPT, "context", *more)]
    query = select(columns, _aliased("known", "k"))
    if source.corrected:
        for table, alias in (("mended", "m"), ("dead", "d")):
            same = [compared("=", column(name, alias), column(name, "k")) for name in _EVENT]
            joined(query, _aliased(table, alias), all_of(same))
    if source.aliases is not None:
        tables.append(("copies", _copies(source.aliases)))
        same = [compared("=", column(name, "c"), column(name, "k")) for name in ("seq", "idx")]
        joined(query, _aliased("copies", "c"), all_of(same))
        tests.append(is_null(column("seq", "c")))
    tables.append(("corrected", where(query, all_of(tests)) if tests else query))
    everything = [column(name) for name in ("profile", "ts", *_KEPT, "properties", "context", *more)]
    tables.append(("effective", where(select(everything, "corrected"), _by(dialect, now))))
    return tables


def _by(dialect: Dialect, now: Instant) -> Tree:
    return all_of([compared("<=", column("ts"), number(now)), dialect.is_somebody(column("profile"))])


def _dead(dialect: Dialect, source: Source) -> exp.Select:
    """Events that are dead for ever (R16)."""
    who = [column("profile"), column("source")]
    said = select([*who, source.document(dialect, "properties")], "known")
    where(said, compared("=", column("kind"), text("delete_event")))
    found = select([*who, named(dialect.found(column("properties"), ("id",)), "id")], said.subquery("said"))
    plain = select([*who, named(dialect.plain(column("id")), "id")], found.subquery("found"))
    event = coalesce(dialect.text(column("id")), dialect.shown(column("id")), text(""))
    return select([*who, named(event, "id")], plain.subquery("plain"), distinct=True)


def _mended() -> exp.Select:
    """Of one event's corrections the highest revision, the first of equals; none that is not above the original's."""
    names = (*_EVENT, "ts", "said_ts", "properties")
    keys = [column(name) for name in _EVENT]
    newest = exp.Order(
        expressions=[
            exp.Ordered(this=column("rev"), desc=True, nulls_first=False),
            *ordered(column("seq"), column("idx")).expressions,
        ]
    )
    place = exp.Window(this=exp.RowNumber(), partition_by=keys, order=newest)
    inner = select([*map(column, names), named(place, "place")], "known")
    where(inner, all_of([compared("=", column("kind"), text("replace")), compared(">", column("rev"), number(1))]))
    outer = select([column(name) for name in names], inner.subquery("ranked"))
    return where(outer, compared("=", column("place"), number(1)))


def _copies(aliases: str) -> exp.Select:
    """Where one event was received for several profiles that are one by now, all records of it but the first (R18)."""
    keys = [column(name) for name in _EVENT]
    place = exp.Window(this=exp.RowNumber(), partition_by=keys, order=ordered(column("seq"), column("idx")))
    inner = select([column("seq"), column("idx"), named(place, "place")], "known")
    merged = exp.In(this=column("profile"), query=select([column("root")], aliases).subquery())
    original = negated(one_of(column("kind"), [text(kind) for kind in _CORRECTIONS]))
    where(inner, all_of([merged, original]))
    outer = select([column("seq"), column("idx")], inner.subquery("ranked"))
    return where(outer, compared(">", column("place"), number(1)))


def _aliased(table: str, alias: str) -> exp.Table:
    return exp.to_table(table).as_(alias)  # pyright: ignore
