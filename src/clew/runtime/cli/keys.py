"""`clew key`: write keys for sources, API keys for programs."""

from typing import Annotated

import typer

from clew.kernel.instants import format_instant
from clew.runtime.auditing import note
from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table, say
from clew.runtime.clock import SystemClock
from clew.runtime.workspace import open_workspace

keys = typer.Typer(help="Write keys for sources, API keys for programs.", no_args_is_help=True)
create = typer.Typer(help="Make a key; it is shown once.", no_args_is_help=True)
keys.add_typer(create, name="create")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(keys, name="key")


@create.command("write")
def create_write(
    data: DataOption, source: Annotated[str, typer.Option(help="Id of the source whose events it appends.")] = "default"
) -> None:
    """Make a write key; the key alone is the last line."""
    clock = SystemClock()
    with open_workspace(data, clock) as workspace:
        issued = workspace.access.create_write_key(source, now=clock.now())
        note(workspace, "createWriteKey", "key", issued.row.id, f"of source {source}")
    say(f"A write key for source {source}; it is public, and may only append. Shown once:")
    say(issued.text)


@create.command("api")
def create_api(
    data: DataOption, name: Annotated[str, typer.Option(help="What it is for; two live keys may share a name.")] = "api"
) -> None:
    """Make an API key with every scope; the key alone is the last line."""
    clock = SystemClock()
    with open_workspace(data, clock) as workspace:
        issued = workspace.access.create_api_key(name, now=clock.now())
        note(workspace, "createApiKey", "key", issued.row.id, name)
    say(f"An API key named {name}; keep it secret. Shown once:")
    say(issued.text)


@keys.command("list")
def list_keys(data: DataOption, *, as_json: JsonOption = False) -> None:
    """List keys, without their secrets."""
    clock = SystemClock()
    with open_workspace(data, clock, create=False) as workspace:
        rows = [row for row in workspace.access.keys(limit=10_000) if row.kind in ("write", "api")]
    now = clock.now()
    shown = [
        {
            "id": row.id,
            "kind": row.kind,
            "name": row.name,
            "source": row.source,
            "created_at": format_instant(row.created_at),
            "alive": row.alive(now),
        }
        for row in rows
    ]
    if as_json:
        print_json(shown)
        return
    columns = ("id", "kind", "name", "source", "created_at", "alive")
    print_table(columns, ([row[c] for c in columns] for row in shown), empty="No keys yet: clew key create write")


@keys.command("revoke")
def revoke(data: DataOption, key_id: Annotated[str, typer.Argument(help="Its id, see `clew key list`.")]) -> None:
    """End a key from now on."""
    clock = SystemClock()
    with open_workspace(data, clock, create=False) as workspace:
        row = workspace.access.revoke(key_id, now=clock.now())
        note(workspace, "revokeKey", "key", row.id)
    say(f"revoked {row.kind} key {row.id}; it may work for five seconds more")
