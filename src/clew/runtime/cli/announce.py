"""`clew announce`: something happened to the workspace that journeys may tell an audience of."""

from typing import Annotated, Any

import msgspec
import typer

from clew.kernel.hashing import derive_id
from clew.kernel.instants import parse_instant
from clew.kernel.packing import from_json
from clew.runtime.auditing import note
from clew.runtime.cli.output import DataOption, say
from clew.runtime.clock import SystemClock
from clew.runtime.inline import catch_up
from clew.runtime.services.audiences import Audiences
from clew.runtime.services.documents import Documents
from clew.runtime.workspace import open_workspace


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("announce")(announce)


def announce(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="Its type, such as 'Price Dropped'.")],
    data: DataOption,
    *,
    properties: Annotated[
        list[str] | None,
        typer.Option(
            "--property",
            "-p",
            metavar="NAME=VALUE",
            help="May be repeated; what reads as JSON is that, anything else a text.",
        ),
    ] = None,
    event_id: Annotated[str | None, typer.Option("--id", help="Said again under it, it happened once.")] = None,
    ts: Annotated[
        str | None, typer.Option(help="When it happened, such as 2026-01-31T12:00:00Z; now if left out.")
    ] = None,
) -> None:
    """Say that something happened that is nobody's: journeys that listen to it address their audience."""
    said: dict[str, Any] = {}
    for text in properties or ():
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise typer.BadParameter(f"{text!r} is no NAME=VALUE")
        said[name] = _value(value)
    with open_workspace(data, SystemClock(), create=False) as workspace:
        name = event_id or derive_id("b", event, str(workspace.clock.now()))
        desk = Audiences(workspace, Documents(workspace.store, workspace.log, workspace.clock))
        row = desk.announce(event, name=name, ts=parse_instant(ts) if ts else None, properties=said)
        note(workspace, "announce", "business_event", event)
        catch_up(workspace, row)
    say(f"{event} is said, as {name}")


def _value(text: str) -> Any:
    """A number, a truth, a text in quotes; else the text as it stands."""
    try:
        return from_json(text)
    except msgspec.DecodeError:
        return text
