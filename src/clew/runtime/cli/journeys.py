"""`clew journey`: which journeys there are, who is under way where, and whether they hold."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from clew.engine.ports import DocumentRow
from clew.events import Event
from clew.events.ports import Arrival
from clew.kernel.errors import ClewError
from clew.kernel.packing import from_json, pack
from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table, say
from clew.runtime.clock import SystemClock
from clew.runtime.inline import catch_up
from clew.runtime.workspace import Workspace, open_workspace

journey = typer.Typer(help="Journeys: who is under way where; pause and resume them.", no_args_is_help=True)

Counts = Mapping[tuple[str, int, str], int]

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of the journey.")]


class NoJourney(ClewError):
    """There is no journey of this id, or none that could be paused or resumed."""

    code = "journey.unknown"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(journey, name="journey")


@journey.command("list")
def list_journeys(data: DataOption, *, as_json: JsonOption = False) -> None:
    """List journeys, the newest version of each, and how many people are under way in all its versions."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        counts = workspace.store.participant_counts()
        newest = {row.id: row for row in _journeys(workspace)}  # in order of (id, version)
    rows = [
        {
            "id": row.id,
            "name": from_json(row.document).get("name", ""),
            "version": row.version,
            "status": row.status,
            "under_way": sum(count for (name, _, _), count in counts.items() if name == row.id),
        }
        for row in newest.values()
    ]
    if as_json:
        print_json(rows)
        return
    columns = ("id", "name", "version", "status", "under_way")
    print_table(columns, ([row[c] for c in columns] for row in rows), empty="No journeys yet: clew apply FOLDER")


@journey.command("show")
def show(journey_id: IdArgument, data: DataOption, *, as_json: JsonOption = False) -> None:
    """Show how many people are at which node, of each version that is in force or that somebody is still in."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        counts = workspace.store.participant_counts()
        rows = _of(workspace, journey_id)
    versions = [_version(row, counts) for row in rows if row is rows[-1] or _total(row, counts)]
    if as_json:
        print_json({"id": journey_id, "status": rows[-1].status, "versions": versions})
        return
    for version in versions:
        say(f"{journey_id} version {version['version']}, {version['status']}: {version['under_way']} under way")
        nodes: dict[str, int] = version["nodes"]
        print_table(("node", "people"), nodes.items(), empty="")


@journey.command("pause")
def pause(journey_id: IdArgument, data: DataOption, *, as_json: JsonOption = False) -> None:
    """Pause a journey: nobody enters or moves on, and what it was about to send waits."""
    _control("pause", journey_id, data, as_json=as_json)


@journey.command("resume")
def resume(journey_id: IdArgument, data: DataOption, *, as_json: JsonOption = False) -> None:
    """Resume a paused journey."""
    _control("resume", journey_id, data, as_json=as_json)


def _control(action: str, journey_id: str, data: Any, *, as_json: bool) -> None:
    before, after = ("live", "paused") if action == "pause" else ("paused", "live")
    with open_workspace(data, SystemClock(), create=False) as workspace:
        row = next((row for row in _of(workspace, journey_id) if row.status in ("live", "paused")), None)
        if row is None:
            raise NoJourney("this journey is not in force", where=journey_id, hint="see `clew journey list`")
        if row.status == before:
            # Ordered twice of the same state, it is one record.
            name = f"{action}:{journey_id}:{row.seq}"
            properties = {"action": action, "kind": "journey", "id": journey_id}
            event = Event(name, "control", "control", properties=properties, context={"by": "command line"})
            (place,) = workspace.log.append([Arrival("clew", pack([event]))])
            if place is not None:
                catch_up(workspace, place.seq)
    if as_json:
        print_json({"id": journey_id, "status": after, "changed": row.status == before})
        return
    say(f"{journey_id} is {after}" + ("" if row.status == before else " already"))


def _journeys(workspace: Workspace) -> Sequence[DocumentRow]:
    found = (row for row in workspace.store.documents() if row.kind == "journey")
    return sorted(found, key=lambda row: (row.id, row.version))


def _of(workspace: Workspace, journey_id: str) -> Sequence[DocumentRow]:
    rows = [row for row in _journeys(workspace) if row.id == journey_id]
    if not rows:
        raise NoJourney("no journey has this id", where=journey_id, hint="see `clew journey list`")
    return rows


def _version(row: DocumentRow, counts: Counts) -> dict[str, Any]:
    nodes = {str(node): counts.get((row.id, row.version, str(node)), 0) for node in from_json(row.document)["nodes"]}
    return {"version": row.version, "status": row.status, "under_way": _total(row, counts), "nodes": nodes}


def _total(row: DocumentRow, counts: Counts) -> int:
    return sum(count for (name, version, _), count in counts.items() if (name, version) == (row.id, row.version))
