"""`clew journey people`, `export` and `why`: who is in a journey, and why somebody is or is not."""

from pathlib import Path
from typing import Annotated

import typer

from clew.kernel.instants import format_instant
from clew.runtime.auditing import note
from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, print_table, say
from clew.runtime.cli.profiles import NoProfile, documents_of, find, people_of
from clew.runtime.clock import SystemClock
from clew.runtime.services.entries import Entries
from clew.runtime.services.exports import Exports
from clew.runtime.services.journeys import Journeys, NoJourney
from clew.runtime.workspace import open_workspace

_Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the journey.")]


def people(
    journey_id: _Id,
    data: DataOption,
    *,
    node: Annotated[str, typer.Option(help="Only those at this node.")] = "",
    limit: Annotated[int, typer.Option(help="How many at most.", min=1)] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after this place, as the page before says.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List who is in a journey, where, and since when."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        journeys = Journeys(workspace, documents_of(workspace))
        if not journeys.rows(journey_id):
            raise NoJourney("no journey has this id", where=journey_id, hint="see `clew journey list`")
        page = journeys.people(journey_id, node=node, after=after, limit=limit)
    if as_json:
        print_json({"items": [each.model_dump(mode="json") for each in page.items], "next": page.next})
        return
    rows = ((p.profile, p.node or p.status, p.held, p.version, format_instant(p.since)) for p in page.items)
    print_table(("profile", "node", "held", "version", "since"), rows, empty="Nobody is there now.")
    if page.next is not None:
        say(f"more: --after {page.next}")


def export(
    journey_id: _Id,
    file: Annotated[Path, typer.Argument(help="Where to; its name ends in .csv, .parquet or .arrow.", dir_okay=False)],
    data: DataOption,
    *,
    node: Annotated[str, typer.Option(help="Only those at this node.")] = "",
    namespace: Annotated[
        list[str] | None, typer.Option(help="Add a column with the name of this sort, such as email; may be repeated.")
    ] = None,
) -> None:
    """Write who is in a journey, where, and since when, to a file."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        documents = documents_of(workspace)
        if not Journeys(workspace, documents).rows(journey_id):
            raise NoJourney("no journey has this id", where=journey_id, hint="see `clew journey list`")
        entries = Entries(workspace.store, workspace.history, documents)
        count = Exports(workspace.store, documents, entries).people(journey_id, node, file, namespace or ())
        note(workspace, "exportJourneyPeople", "journey", journey_id, counting(count, "participant"))
    say(f"{counting(count, 'participant')} written to {file}")


def why(
    journey_id: _Id,
    identity: Annotated[str, typer.Argument(metavar="NAMESPACE:ID", help="Such as user_id:u1 or email:a@example.com.")],
    data: DataOption,
    *,
    as_json: JsonOption = False,
) -> None:
    """Tell why somebody is, was, or is not in a journey: every step with its cause, every message that was stopped."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        found = find(people_of(workspace), identity)
        told = Journeys(workspace, documents_of(workspace)).why(journey_id, found)
    if told is None:
        raise NoProfile("no such journey, or nobody is known by this identity", hint="see `clew journey list`")
    if as_json:
        print_json(told.model_dump(mode="json"))
        return
    if told.nothing:
        say(f"never came in: {told.nothing}")
    for way in told.ways:
        say(f"in version {way.version} from {format_instant(way.entered)}")
        for step in way.steps:
            say(f"  {format_instant(step.at)}  {step.text}  [{step.cause}]")
        if way.ended is None:
            say("  and is under way")
    for step in told.blocked:
        say(f"{format_instant(step.at)}  {step.text}  [{step.cause}]")
