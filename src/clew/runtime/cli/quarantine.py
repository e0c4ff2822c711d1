"""`clew quarantine`: what could not become events, mended and replayed."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import msgspec
import typer

from clew.events.ports import QuarantineRow
from clew.events.quarantine import Amendment, Doing, Mended, Quarantine
from clew.kernel.instants import format_instant
from clew.kernel.packing import from_json
from clew.runtime.auditing import note
from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table, say
from clew.runtime.clock import SystemClock
from clew.runtime.inline import catch_up
from clew.runtime.mending import quarantine_of
from clew.runtime.workspace import Workspace, open_workspace

quarantine = typer.Typer(help="What could not become events: look, mend, replay.", no_args_is_help=True)


class RejectState(StrEnum):
    """What can have become of a reject."""

    HELD = "held"
    REPLAYED = "replayed"
    DISCARDED = "discarded"


class Change(StrEnum):
    """What can be done with a value of many rejects alike."""

    NUMBER = "number"
    TEXT = "text"
    SET = "set"
    RENAME = "rename"
    LEAVE_OUT = "leave_out"


SourceOption = Annotated[str | None, typer.Option(help="Only of this source.")]
ReasonOption = Annotated[str | None, typer.Option(help="Only of this reason.")]
NumbersArgument = Annotated[list[int] | None, typer.Argument(help="Numbers of rejects.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(quarantine, name="quarantine")


@quarantine.command("list")
def list_rejects(
    data: DataOption,
    *,
    source: SourceOption = None,
    reason: ReasonOption = None,
    state: Annotated[RejectState, typer.Option(help="What became of them.")] = RejectState.HELD,
    after: Annotated[int, typer.Option(help="Go on after this number.", min=0)] = 0,
    limit: Annotated[int, typer.Option(help="How many at most.", min=1)] = 50,
    as_json: JsonOption = False,
) -> None:
    """List rejects, oldest first, each with its reason."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        found = workspace.log.rejects(after=after, limit=limit + 1, source=source, reason=reason, state=state)
    rows = found[:limit]
    if as_json:
        print_json([_facts(row) for row in rows])
        return
    columns = ("id", "at", "source", "reason", "pointer", "message")
    print_table(columns, ([_facts(row)[c] for c in columns] for row in rows), empty=f"Nothing is {state}.")
    if len(found) > limit:
        say(f"more: --after {rows[-1].id}")


@quarantine.command("count")
def count(data: DataOption, *, as_json: JsonOption = False) -> None:
    """Count what is held, by source and reason."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        counted = sorted(workspace.log.reject_counts().items())
    if as_json:
        print_json([{"source": s, "reason": r, "count": n} for (s, r), n in counted])
        return
    print_table(("source", "reason", "count"), ((s, r, n) for (s, r), n in counted), empty="Nothing is held.")


@quarantine.command("show")
def show(number: Annotated[int, typer.Argument(help="Number of the reject.")], data: DataOption) -> None:
    """Print one reject as it was received, ready to be edited and given to `mend`."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        row = quarantine_of(workspace).held(number)
    typer.echo(row.reject.raw)


@quarantine.command("replay")
def replay(  # noqa: PLR0913  (a command's options)
    data: DataOption,
    numbers: NumbersArgument = None,
    *,
    source: SourceOption = None,
    reason: ReasonOption = None,
    at: Annotated[
        str, typer.Option(help="Place in each that is changed first, as a JSON Pointer; what fails stays as it came.")
    ] = "",
    do: Annotated[Change, typer.Option(help="What is done with what stands there.")] = Change.NUMBER,
    to: Annotated[str, typer.Option(help="The value to set, as JSON, or the new name.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Read rejects again by the present mappings and schemas: those named, else all (of a source, of a reason)."""
    amendment = _amendment(at, do, to)
    with open_workspace(data, SystemClock(), create=False) as workspace:
        desk = quarantine_of(workspace)
        mended = Mended()
        if numbers:
            _require_held(desk, numbers)
            mended = desk.replay(numbers, amendment)
        else:
            for page in desk.replay_all(source=source, reason=reason, amendment=amendment):
                mended += page
        _settle(workspace, mended, as_json=as_json)


@quarantine.command("mend")
def mend(
    number: Annotated[int, typer.Argument(help="Number of the reject.")],
    file: Annotated[Path, typer.Argument(help="The body that it should have had.", exists=True)],
    data: DataOption,
    *,
    as_json: JsonOption = False,
) -> None:
    """Replay one reject with an edited body."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        _settle(workspace, quarantine_of(workspace).mend(number, file.read_bytes()), as_json=as_json)


@quarantine.command("discard")
def discard(data: DataOption, numbers: Annotated[list[int], typer.Argument(help="Numbers of rejects.")]) -> None:
    """Set rejects aside; they stay listed as discarded, and `take-back` holds them again."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        desk = quarantine_of(workspace)
        _require_held(desk, numbers)
        gone = desk.discard(numbers)
        note(workspace, "discardRejects", "reject", detail=f"{gone} discarded")
    say(f"{gone} discarded")


@quarantine.command("take-back")
def take_back(data: DataOption, numbers: Annotated[list[int], typer.Argument(help="Numbers of rejects.")]) -> None:
    """Hold rejects again that were set aside."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        taken = quarantine_of(workspace).take_back(numbers)
        note(workspace, "takeBackRejects", "reject", detail=f"{taken} taken back")
    say(f"{taken} taken back")


def _amendment(at: str, do: Change, to: str) -> Amendment | None:
    if not at:
        return None
    if not at.startswith("/"):
        raise typer.BadParameter("a place is a JSON Pointer, such as /properties/total")
    if do is not Change.SET:
        return Amendment(at, cast("Doing", do.value), to)
    try:
        return Amendment(at, "set", from_json(to.encode()))
    except msgspec.DecodeError:
        raise typer.BadParameter("a value is JSON: text stands in double quotes") from None


def _require_held(desk: Quarantine, numbers: list[int]) -> None:
    """Refuse a call that names a reject by a wrong number, rather than do half of what was meant."""
    for number in numbers:
        desk.held(number)


def _settle(workspace: Workspace, mended: Mended, *, as_json: bool) -> None:
    said = f"{len(mended.replayed)} replayed, {len(mended.held)} still held"
    note(workspace, "replayRejects", "reject", detail=said)
    if mended.replayed:
        catch_up(workspace, workspace.log.last()[0])
    if as_json:
        held = [
            {"id": again.id, "reason": again.reject.reason, "message": again.reject.message} for again in mended.held
        ]
        print_json({"replayed": list(mended.replayed), "held": held})
        return
    say(said)
    for again in mended.held[:20]:
        say(f"  {again.id}: {again.reject.message}")


def _facts(row: QuarantineRow) -> dict[str, object]:
    reject = row.reject
    return {
        "id": row.id,
        "at": format_instant(row.at),
        "source": row.source,
        "state": row.state,
        "reason": reject.reason,
        "pointer": reject.pointer,
        "message": reject.message,
        "mapping": reject.mapping,
    }
