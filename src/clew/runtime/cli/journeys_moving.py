"""`clew journey migrate`: moving people in flight to the version that takes entries."""

from typing import Annotated

import typer

from clew.api.journeys.ports import MoveQuestion
from clew.api.journeys.views import MigrationView
from clew.runtime.auditing import ACTOR, note
from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table, say, warn
from clew.runtime.cli.profiles import documents_of
from clew.runtime.clock import SystemClock
from clew.runtime.inline import catch_up
from clew.runtime.services.journeys import Journeys
from clew.runtime.workspace import open_workspace


def migrate(
    journey_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the journey.")],
    data: DataOption,
    *,
    node: Annotated[
        list[str] | None,
        typer.Option("--node", help="Who is at one node goes on at another: old=new; may be repeated."),
    ] = None,
    source: Annotated[
        list[int] | None, typer.Option("--from", help="Only from this version; may be repeated.", min=1)
    ] = None,
    now: Annotated[bool, typer.Option("--now", help="Do it; without this, it is only said what it would do.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what moving the people in flight to the present version would mean for whom; with --now, move them."""
    question = MoveQuestion(journey_id, None, dict(_pair(each) for each in node or ()), tuple(source or ()))
    with open_workspace(data, SystemClock(), create=False) as workspace:
        journeys = Journeys(workspace, documents_of(workspace))
        planned = journeys.plan_move(question)
        if now and not planned.faults:
            catch_up(workspace, journeys.move(question, by=ACTOR))
            note(workspace, "migrateJourney", "journey", journey_id)
            planned = planned.model_copy(update={"applied": True})
    if as_json:
        print_json(planned.model_dump(mode="json"))
    else:
        _print(planned)
    if planned.faults:
        raise typer.Exit(1)


def _print(planned: MigrationView) -> None:
    columns = ("version", "node", "goes to", "people", "they")
    rows = ((p.version, p.node, p.target, p.people, p.effect) for p in planned.passages)
    print_table(columns, rows, empty="Nobody is under way in another version.")
    for fault in planned.faults:
        warn(f"error: {fault.pointer}: {fault.message}" + (f" ({fault.hint})" if fault.hint else ""))
    verb = "moved" if planned.applied else "would move"
    say(f"{planned.moved:,} {verb} to version {planned.version}; {planned.staying:,} stay on theirs")
    if not planned.applied and not planned.faults and planned.moved:
        say("do it with --now")


def _pair(text: str) -> tuple[str, str]:
    old, separator, new = text.partition("=")
    if not (old and separator and new):
        raise typer.BadParameter("write it OLD=NEW, such as --node days=week")
    return old, new
