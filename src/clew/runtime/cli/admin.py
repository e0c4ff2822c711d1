"""`clew rebuild`, `doctor`, `erase`: what the operator of a workspace needs."""

from typing import Annotated

import typer

from clew.events import Identity
from clew.events.ports import Arrival
from clew.identity import canonical_namespace
from clew.kernel.errors import ClewError
from clew.kernel.instants import format_instant
from clew.kernel.packing import pack
from clew.runtime.auditing import ACTOR, note
from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, print_table, say, split_identity
from clew.runtime.clock import SystemClock
from clew.runtime.collecting import Spellings
from clew.runtime.doctor import Finding, examine
from clew.runtime.erasing import SOURCE, erasure_of
from clew.runtime.inline import catch_up
from clew.runtime.rebuild import rebuild
from clew.runtime.together import NotTogether
from clew.runtime.upkeep import Upkeep
from clew.runtime.workspace import EngineRuns, open_workspace


class NotAnIdentity(ClewError):
    """A text that is no identity."""

    code = "erase.not_an_identity"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("rebuild")(rebuild_command)
    app.command("doctor")(doctor)
    app.command("erase")(erase)


def rebuild_command(data: DataOption, *, as_json: JsonOption = False) -> None:
    """Throw the state away and fold the log anew; the result is the same, or something was broken."""
    with open_workspace(data, SystemClock(), create=False) as workspace, workspace.lock_engine():
        events = rebuild(workspace)
        profiles = workspace.store.count()
    if as_json:
        print_json({"events": events, "profiles": profiles})
        return
    say(f"{counting(events, 'event')} folded into {counting(profiles, 'profile')}")


def doctor(data: DataOption, *, as_json: JsonOption = False) -> None:
    """Look for what is wrong with a workspace, and say what to do.

    Exits with 1 if something is.
    """
    try:
        with open_workspace(data, SystemClock(), create=False) as workspace:
            findings = examine(workspace)
    except NotTogether as error:
        findings = [Finding("stores", ok=False, detail=str(error))]
    if as_json:
        print_json([finding._asdict() for finding in findings])
    else:
        print_table(
            ("", "check", "finding"), ((("ok" if f.ok else "!"), f.check, f.detail) for f in findings), empty=""
        )
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def erase(
    identity: Annotated[str, typer.Argument(metavar="NAMESPACE:ID", help="Whom; such as email:a@example.com.")],
    data: DataOption,
    *,
    as_json: JsonOption = False,
) -> None:
    """Erase a person everywhere.

    While `clew serve` runs, it hides them at once and finishes within minutes.
    """
    namespace, value = split_identity(identity)
    clock = SystemClock()
    with open_workspace(data, clock, create=False) as workspace:
        normal = Spellings(workspace.store)(namespace, value)
        if normal is None:
            raise NotAnIdentity(f"this value can't be an identity of {namespace}", hint="check namespace and value")
        event = erasure_of(Identity(canonical_namespace(namespace), normal), clock.now(), by=ACTOR)
        (place,) = workspace.log.append([Arrival(SOURCE, pack([event]))])
        note(workspace, "eraseProfile", "erasure", event.id)
        catch_up(workspace, place.seq if place is not None else 0)
        try:
            with workspace.lock_engine():
                receipts = Upkeep(workspace).erase(at_once=True)
        except EngineRuns:
            receipts = []
    if as_json:
        print_json(receipts)
        return
    if not receipts:
        say("hidden; the running keeper removes what is left within minutes and leaves a receipt")
    for receipt in receipts:
        say(f"erased at {format_instant(receipt.done_at)}, receipt {receipt.order}")
        print_table(("place", "removed"), receipt.removed.items(), empty="")
