"""`clew journey`: which journeys there are, who is under way where, whether they hold."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from clew.catalog import InvalidDocuments, parse, plan, standing
from clew.kernel.errors import ClewError
from clew.kernel.instants import format_instant
from clew.kernel.packing import from_json
from clew.runtime.auditing import ACTOR, note
from clew.runtime.cli.journeys_graph import print_graph
from clew.runtime.cli.journeys_moving import migrate
from clew.runtime.cli.journeys_people import export, people, why
from clew.runtime.cli.journeys_report import report
from clew.runtime.cli.journeys_simulating import simulate
from clew.runtime.cli.journeys_testing import try_out
from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, print_table, say
from clew.runtime.cli.profiles import documents_of
from clew.runtime.clock import SystemClock
from clew.runtime.inline import catch_up
from clew.runtime.services.journeys import Journeys, NoJourney
from clew.runtime.workspace import Workspace, open_workspace

journey = typer.Typer(help="Journeys: who is under way where, and why.", no_args_is_help=True)

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of the journey.")]


class Faulty(ClewError):
    """A document that could not be published."""

    code = "journey.faulty"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (people, export, why, report, simulate, migrate):
        journey.command(command.__name__)(command)
    journey.command("test")(try_out)
    app.add_typer(journey, name="journey")


def journeys_of(workspace: Workspace) -> Journeys:
    """The journeys of an open workspace."""
    return Journeys(workspace, documents_of(workspace))


@journey.command("list")
def list_journeys(data: DataOption, *, as_json: JsonOption = False) -> None:
    """List journeys, the present version of each, and how many people are under way in all its versions."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        journeys = journeys_of(workspace)
        totals = journeys.totals()
        present = {row.id: journeys.current(row.id) for row in journeys.rows()}
    rows: list[Mapping[str, Any]] = [
        {
            "id": row.id,
            "name": from_json(row.document).get("name", ""),
            "version": row.version,
            "status": row.status,
            "entered": totals[row.id].entered,
            "under_way": totals[row.id].under_way,
            "ended": totals[row.id].ended,
        }
        for row in present.values()
        if row is not None
    ]
    if as_json:
        print_json(rows)
        return
    columns = ("id", "name", "version", "status", "entered", "under_way", "ended")
    print_table(columns, ([row[c] for c in columns] for row in rows), empty="No journeys yet: clew apply FOLDER")


@journey.command("show")
def show(
    journey_id: IdArgument,
    data: DataOption,
    *,
    version: Annotated[int | None, typer.Option(help="A certain version; the present one if left out.", min=1)] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what each node of a journey does, how many have passed it, wait there and ended there."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        journeys = journeys_of(workspace)
        found = journeys.graph(journey_id, version)
        versions = journeys.versions(journey_id)
    if found is None:
        raise NoJourney("no journey has this id, or no such version", where=journey_id, hint="see `clew journey list`")
    if as_json:
        shown = [view.model_dump(mode="json") for view in versions]
        print_json({"id": journey_id, "graph": found.model_dump(mode="json"), "versions": shown})
        return
    for each in versions:
        if each.version == found.version or each.under_way:
            state = f"{each.state} since {format_instant(each.at)}"
            say(f"{journey_id} version {each.version}, {state}: {each.under_way:,} under way")
    print_graph(found)


@journey.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A YAML file with a journey.", dir_okay=False, exists=True)],
    data: DataOption,
    *,
    as_json: JsonOption = False,
) -> None:
    """Say what is wrong with a journey that is not published yet, and how it looks. Changes nothing."""
    from clew.runtime.kinds import KINDS  # noqa: PLC0415  (loads the templates' language)

    authored = parse(file.read_text("utf-8"), str(file)).checked()
    with open_workspace(data, SystemClock(), create=False) as workspace:
        journeys = journeys_of(workspace)
        stored = [standing(each.document, each.state) for each in documents_of(workspace).documents()]
        drawn = [view for each in authored if (view := journeys.draw(each.document)) is not None]
        missing = sorted({(n.kind, n.id) for each in authored for n in journeys.needs(each.document) if not n.there})
    try:
        blocked = plan(authored, stored, KINDS).blocked
    except InvalidDocuments as error:
        if not as_json:
            for view in drawn:
                print_graph(view)
        raise error from None
    if blocked:
        raise Faulty(blocked[0].reason, where=str(blocked[0].key))
    if as_json:
        print_json({"graphs": [view.model_dump(mode="json") for view in drawn], "missing": missing})
        return
    for view in drawn:
        print_graph(view)
    say(f"nothing is wrong with {counting(len(authored), 'document')}")


@journey.command("starters")
def list_starters(
    data: DataOption,
    name: Annotated[str | None, typer.Argument(help="Print this one's documents, to be changed and applied.")] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """List journeys to start from: what each does, and what it brings; or print one with all that it brings."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        found = journeys_of(workspace).starters()
    if name is not None:
        text = next((each.text for each in found if each.id == name), None)
        if text is None:
            raise NoJourney("no starter is called so", where=name, hint="see `clew journey starters`")
        typer.echo(text, nl=False)
        return
    if as_json:
        print_json([each.model_dump(mode="json") for each in found])
        return
    columns = ("id", "what it does", "brings")
    rows = ((each.id, each.description, ", ".join(f"{one.kind} {one.id}" for one in each.brings)) for each in found)
    print_table(columns, rows, empty="")


@journey.command("pause")
def pause(journey_id: IdArgument, data: DataOption, *, as_json: JsonOption = False) -> None:
    """Pause a journey: nobody enters or moves on, and what it was about to send waits."""
    _control("pause", journey_id, data, as_json=as_json)


@journey.command("resume")
def resume(journey_id: IdArgument, data: DataOption, *, as_json: JsonOption = False) -> None:
    """Resume a paused journey."""
    _control("resume", journey_id, data, as_json=as_json)


def _control(action: Literal["pause", "resume"], journey_id: str, data: Path, *, as_json: bool) -> None:
    with open_workspace(data, SystemClock(), create=False) as workspace:
        row = journeys_of(workspace).control(action, journey_id, by=ACTOR)
        if row is not None:
            note(workspace, f"{action}Journey", "journey", journey_id)
            catch_up(workspace, row)
    after = "paused" if action == "pause" else "live"
    if as_json:
        print_json({"id": journey_id, "status": after, "changed": row is not None})
        return
    say(f"{journey_id} is {after}" + ("" if row is not None else " already"))
