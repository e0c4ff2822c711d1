"""`clew audit`: who did what, on which object, when, and how it ended."""

from typing import Annotated

import typer

from clew.access.ports import Asked
from clew.kernel.instants import format_instant
from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, print_table, say
from clew.runtime.clock import SystemClock
from clew.runtime.workspace import open_workspace


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("audit")(audit)


def audit(
    data: DataOption,
    about: Annotated[str, typer.Argument(metavar="[KIND[/ID]]", help="Only on this object, such as segment/vip.")] = "",
    *,
    actor: Annotated[str, typer.Option(help="Only of this account or key; `cli` is the command line.")] = "",
    before: Annotated[int | None, typer.Option(help="Go on before the entry of this number.", min=1)] = None,
    limit: Annotated[int, typer.Option(help="How many at most.", min=1)] = 50,
    verify: Annotated[bool, typer.Option("--verify", help="Check that nothing was changed since.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List who changed what, newest first, or check that the trail is as it was written."""
    kind, _, name = about.partition("/")
    with open_workspace(data, SystemClock(), create=False) as workspace:
        trail = workspace.trail
        if verify:
            checked = trail.check()
            if as_json:
                print_json(checked._asdict())
            else:
                said = counting(checked.entries, "entry").replace("entrys", "entries")
                say(f"{said}, as they were written; the newest seal is {checked.seal}")
            return
        found = trail.entries(Asked(actor=actor, kind=kind, object=name), before=before, limit=limit + 1)
    rows = [
        {
            "seq": entry.seq,
            "at": format_instant(entry.deed.at),
            "who": entry.deed.name or entry.deed.actor,
            "actor": entry.deed.actor,
            "via": entry.deed.via,
            "action": entry.deed.action,
            "object": "/".join(part for part in (entry.deed.kind, entry.deed.object) if part),
            "outcome": entry.deed.outcome,
            "detail": entry.deed.detail,
        }
        for entry in found[:limit]
    ]
    if as_json:
        print_json(rows)
        return
    columns = ("seq", "at", "who", "via", "action", "object", "outcome", "detail")
    print_table(columns, ([row[c] for c in columns] for row in rows), empty="Nothing was changed yet.")
    if len(found) > limit:
        say(f"more: --before {rows[-1]['seq']}")
