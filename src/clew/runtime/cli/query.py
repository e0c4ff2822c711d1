"""`clew query`: read-only SQL over everything that happened."""

from typing import Annotated

import typer

from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, print_table, warn
from clew.runtime.clock import SystemClock
from clew.runtime.workspace import open_workspace


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("query")(query)


def query(
    sql: Annotated[str, typer.Argument(help='Such as "SELECT type, count(*) FROM events GROUP BY type".')],
    data: DataOption,
    *,
    limit: Annotated[int, typer.Option(help="Most rows of the answer.", min=1)] = 10_000,
    seconds: Annotated[float, typer.Option(help="How long it may take.", min=0.01)] = 60.0,
    as_json: JsonOption = False,
) -> None:
    """Ask with SQL; nothing can be changed.

    Tables: events, facts, profiles, memberships, identities and quarantine.
    """
    with open_workspace(data, SystemClock(), create=False) as workspace:
        answer = workspace.queries.run(sql, rows=limit, seconds=seconds)
    names = _distinct([column.name for column in answer.columns])
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in answer.rows])
    else:
        print_table(names, answer.rows, empty="No rows.")
    if answer.truncated:
        warn(f"the first {counting(limit, 'row')}; more with --limit")


def _distinct(names: list[str]) -> list[str]:
    """Names of columns; one that stands there again is numbered, since a JSON object holds a name once."""
    distinct: list[str] = []
    for name in names:
        fresh, number = name, 1
        while fresh in distinct:
            number += 1
            fresh = f"{name}_{number}"
        distinct.append(fresh)
    return distinct
