"""Asking an expression of records that a connection can see: quickly, and once more with wide numbers if need be."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import duckdb

from clew.adapters.arrow import Table
from clew.adapters.duckdb.sight import Sight
from clew.expressions import Expr
from clew.expressions.sql import (
    Asked,
    Compiled,
    DuckDb,
    Source,
    WideNumbers,
    compile_people,
    compile_registers,
    compile_sql,
)

_ROWS = 10_000
Found = TypeVar("Found")


class Question(NamedTuple):
    """What is asked of what."""

    expr: Expr
    asked: Asked
    sight: Sight


def ask(connection: duckdb.DuckDBPyConnection, expr: Expr, asked: Asked, source: Source) -> Iterator[tuple[str, Any]]:
    """The profiles that an inlined condition holds of, or every profile with its value.

    Law: equals `evaluate` over the records that the source shows.

    Raises:
        duckdb.Error: if the query fails or is interrupted.
        Unsupported: if the expression can't be asked in SQL.
    """
    compiled = _keep(connection, "answer", lambda dialect: compile_sql(expr, dialect, asked, source), Compiled.sql)
    return _read(connection.execute("FROM answer"), compiled)


def ask_all(question: Question) -> Iterator[tuple[str, Any]]:
    """As `ask`, of what is seen."""
    compiled = _keep_answer(question, "answer")
    return _read(question.sight.cursor.execute("FROM answer"), compiled)


class Said(NamedTuple):
    """Members who are alike to a channel.

    Attributes:
        channel: Which.
        suppressed: How far their address of it is suppressed; empty if it is not.
        states: What they said under each of `Contacts.keys`, as JSON or null.
        members: How many.
    """

    channel: str
    suppressed: str
    states: tuple[str | None, ...]
    members: int


class Count(NamedTuple):
    """Of how many profiles a condition holds.

    Attributes:
        members: Of how many.
        people: How many there are; None if that was not asked for.
        sample: The first few of the members, by id.
        said: Of the members who can be found in `Contacts.addresses`, what they said and how many.
    """

    members: int
    people: int | None
    sample: list[str]
    said: list[Said]


class Contacts(NamedTuple):
    """What to ask of members beside their number.

    Attributes:
        addresses: Table of `channel`, `profile` and `suppressed`, each of the first two once: who has an address there.
        keys: Names of consents.
    """

    addresses: Table
    keys: Sequence[str]


class Wanted(NamedTuple):
    """What is to be told of members.

    Attributes:
        sample: How many to name.
        people: Whether to count everybody too.
        contacts: How to find who can be reached.
    """

    sample: int = 0
    people: bool = True
    contacts: Contacts | None = None


def count(question: Question, wanted: Wanted) -> Count:
    """Count the profiles that an inlined condition holds of, and tell more of them. Raises as `ask`.

    The members are kept in a table of this connection's own while more is asked of them.
    """
    cursor = question.sight.cursor
    _keep_answer(question, "members")
    (members,) = cursor.execute("SELECT count(*) FROM members").fetchall()[0]
    first = cursor.execute("SELECT profile FROM members ORDER BY profile LIMIT ?", [wanted.sample])
    sample = [profile for (profile,) in first.fetchall()]
    people = _people(question) if wanted.people else None
    said = [] if wanted.contacts is None else _said(question, wanted.contacts)
    return Count(members, people, sample, said)


def _people(question: Question) -> int:
    """How many profiles exist by then, by a query that asks nothing of them."""
    everybody = compile_people(DuckDb(), question.asked, question.sight.with_people()).sql(DuckDb.generator)
    (people,) = question.sight.cursor.execute(f"SELECT count(*) FROM ({everybody})").fetchall()[0]  # noqa: S608 - compiled
    return people


def _said(question: Question, contacts: Contacts) -> list[Said]:
    cursor = question.sight.cursor
    source, names = question.sight.of_consents(contacts.keys)
    cursor.register("addresses", contacts.addresses)

    def asked(dialect: DuckDb) -> str:
        found = "SELECT NULL AS profile WHERE false"
        if names:
            found = compile_registers("consent", names, dialect, question.asked, source).sql(DuckDb.generator)
        return f"""
            SELECT a.channel, a.suppressed, count(*), s.* EXCLUDE (profile)
            FROM members m JOIN addresses a USING (profile) LEFT JOIN ({found}) s USING (profile)
            GROUP BY ALL ORDER BY ALL
        """  # noqa: S608 - compiled

    _keep(cursor, "said", asked, str)
    places = {name: place for place, name in enumerate(names)}
    return [
        Said(channel, scope, tuple(said[places[key]] if key in places else None for key in contacts.keys), number)
        for channel, scope, number, *said in cursor.execute("FROM said").fetchall()
    ]


def _keep_answer(question: Question, name: str) -> Compiled:
    def compiled(dialect: DuckDb) -> Compiled:
        found = compile_sql(question.expr, dialect, question.asked, question.sight.source)
        if found.everybody and question.sight.with_people().people is not None:
            found = compile_sql(question.expr, dialect, question.asked, question.sight.source)
        return found

    return _keep(question.sight.cursor, name, compiled, Compiled.sql)


def _keep(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    compiled: Callable[[DuckDb], Found],
    say: Callable[[Found], str],
) -> Found:
    """Ask carefully, and keep the answer in a table of the connection's own; what was compiled in the end.

    An answer that is read while it is computed may be refused after it began to be read.
    """

    def kept(dialect: DuckDb) -> Found:
        found = compiled(dialect)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {say(found)}")
        return found

    return carefully(kept)


def carefully(asked: Callable[[DuckDb], Found]) -> Found:
    """Ask in the quickest way, and in slower ones as long as the data refuse it; the last one takes everything."""
    by_id, wide = False, False
    while True:
        try:
            return asked(DuckDb(WideNumbers() if wide else None, by_id=by_id))
        except duckdb.Error as error:
            if not by_id and DuckDb.tied in str(error):
                by_id = True
            elif not wide and _needs_wide(error):
                wide = True
            else:
                raise


def _read(answer: duckdb.DuckDBPyConnection, compiled: Compiled) -> Iterator[tuple[str, Any]]:
    while rows := answer.fetchmany(_ROWS):
        yield from ((row[0], compiled.value(row)) for row in rows)


def _needs_wide(error: duckdb.Error) -> bool:
    """Whether a number was too long for the quick kind, or became too long while computing."""
    return isinstance(error, duckdb.OutOfRangeException) or DuckDb.refused in str(error)
