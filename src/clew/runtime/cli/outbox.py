"""`clew outbox`: what was to be sent, what became of it, and what waits for a person's decision."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from clew.actions import SOURCE, NothingToDecide, OutboxRow, outcome_event, verdict_outcome
from clew.events.ports import Arrival
from clew.kernel.errors import ClewError
from clew.kernel.instants import format_instant
from clew.kernel.packing import pack
from clew.runtime.auditing import note
from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table, say
from clew.runtime.clock import SystemClock
from clew.runtime.inline import catch_up
from clew.runtime.workspace import Workspace, open_workspace

outbox = typer.Typer(help="The outbox: what was to be sent, and what became of it.", no_args_is_help=True)

_COLUMNS = ("key", "channel", "journey", "template", "status", "reason", "at")

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="Key of the message, as `list` shows it.")]


class NoMessage(ClewError):
    """No row of the outbox has this key."""

    code = "outbox.unknown"


class RowStatus(StrEnum):
    """Where a message can be."""

    PLANNED = "planned"
    RELEASED = "released"
    SENDING = "sending"
    RETRY = "retry"
    SENT = "sent"
    SUPPRESSED = "suppressed"
    FAILED = "failed"
    HELD = "held"
    UNKNOWN = "unknown"
    DISMISSED = "dismissed"


class Verdict(StrEnum):
    """What a person can decide."""

    SEND = "send"
    DISMISS = "dismiss"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(outbox, name="outbox")


@outbox.command("list")
def list_rows(
    data: DataOption,
    *,
    status: Annotated[list[RowStatus] | None, typer.Option(help="Only in this status; may be repeated.")] = None,
    channel: Annotated[str, typer.Option(help="Only by this channel.")] = "",
    journey: Annotated[str, typer.Option(help="Only of this journey.")] = "",
    after: Annotated[str | None, typer.Option(help="Go on after the message of this key.")] = None,
    limit: Annotated[int, typer.Option(help="How many at most.", min=1)] = 50,
    as_json: JsonOption = False,
) -> None:
    """List messages and other effects, oldest first, each with its status and the reason for it."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        last = _row(workspace, after) if after is not None else None
        place = last.place if last is not None else (0, "", "")
        found = workspace.outbox.rows(
            status=status or (), channel=channel, journey=journey, after=place, limit=limit + 1
        )
    rows = found[:limit]
    if as_json:
        print_json([_facts(row) for row in rows])
        return
    print_table(_COLUMNS, ([_facts(row)[c] for c in _COLUMNS] for row in rows), empty="Nothing is in the outbox.")
    if len(found) > limit:
        say(f"more: --after {rows[-1].key}")


@outbox.command("show")
def show(key: KeyArgument, data: DataOption, *, as_json: JsonOption = False) -> None:
    """Show one message: where it is and why, and what it says once it was made; never the address."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        row = _row(workspace, key)
    letter = row.letter
    facts = _facts(row) | {"language": letter.language}
    offers = [str(offer["id"]) for offer in letter.offers]
    if as_json:
        print_json(facts | {"offers": offers, "content": letter.content})
        return
    shown = facts | {"offers": " ".join(offers)}
    print_table(("", ""), ((name, value) for name, value in shown.items() if value not in ("", None)), empty="")
    for part, text in letter.content.items():
        say(f"\n{part}:\n{text}")


@outbox.command("decide")
def decide(
    key: KeyArgument,
    verdict: Annotated[Verdict, typer.Argument(help="Ask for its release anew, or let it be.")],
    data: DataOption,
    *,
    as_json: JsonOption = False,
) -> None:
    """Decide on a message that is held, failed, or of unknown outcome: every guard is asked again before it goes."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        row = _row(workspace, key)
        outcome = verdict_outcome(row, verdict, workspace.clock.now())
        if outcome is None:
            raise NothingToDecide(
                f"this message is {row.status}", where=key, hint="only held, failed and unknown ones wait for a person"
            )
        (place,) = workspace.log.append([Arrival(SOURCE, pack([outcome_event(outcome, row)]))])
        note(workspace, "decideMessage", "message", key, verdict)
        if place is not None:
            catch_up(workspace, place.seq)
        facts = _facts(_row(workspace, key))
    if as_json:
        print_json(facts)
        return
    say(f"{key} is {facts['status']}")


def _row(workspace: Workspace, key: str) -> OutboxRow:
    row = workspace.outbox.row(key)
    if row is None:
        raise NoMessage("no message has this key", where=key, hint="see `clew outbox list`")
    return row


def _facts(row: OutboxRow) -> dict[str, Any]:
    action = row.letter.action
    return {
        "key": row.key,
        "kind": action.kind,
        "profile": row.profile,
        "channel": row.channel,
        "journey": row.journey,
        "node": action.node,
        "template": f"{action.template}@{action.version}" if action.template else "",
        "purpose": row.purpose,
        "status": row.status,
        "reason": row.reason,
        "at": format_instant(row.at),
        "released_at": format_instant(row.released_at) if row.released_at is not None else None,
        "attempts": row.attempts,
    }
