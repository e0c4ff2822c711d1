"""`clew backup`, `restore`, `erasures`: copies of a workspace."""

from pathlib import Path
from typing import Annotated

import typer

from clew.runtime.auditing import note
from clew.runtime.backup import back_up, write_ledger
from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, say
from clew.runtime.clock import SystemClock
from clew.runtime.restore import restore
from clew.runtime.workspace import open_workspace

_MEGABYTE = 1_000_000


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("backup")(backup_command)
    app.command("restore")(restore_command)
    app.command("erasures")(erasures)


def backup_command(
    folder: Annotated[Path, typer.Argument(help="Where the copy shall be; it must not exist.")],
    data: DataOption,
    *,
    as_json: JsonOption = False,
) -> None:
    """Copy a workspace into a new folder, also while `clew serve` runs.

    The copy is as secret as the workspace: events, accounts and the workspace's secret are in it.
    """
    with open_workspace(data, SystemClock(), create=False) as workspace:
        backup = back_up(workspace, folder)
        note(workspace, "backUpWorkspace", "workspace", backup.taken_at)
    if as_json:
        print_json({"folder": str(folder), "taken_at": backup.taken_at, "bytes": backup.bytes})
        return
    size = f"{backup.bytes / _MEGABYTE:,.1f} MB"
    say(f"copied as of {backup.taken_at}: {counting(len(backup.files), 'file')}, {size}, checked by sums")


def restore_command(
    folder: Annotated[Path, typer.Argument(help="The copy, as `clew backup` made it.")],
    data: DataOption,
    *,
    erased: Annotated[
        Path | None, typer.Option(help="`erasures.jsonl` of the newest copy, or what `clew erasures` wrote later.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a workspace of a copy; what may have been sent since waits, and who was erased since is gone.

    The workspace appears when all of that is done; until then there is nothing that could be served.
    """
    done = restore(folder, data, SystemClock(), erased)
    if as_json:
        print_json(done._asdict())
        return
    say(f"restored as of {done.taken_at}: {counting(done.profiles, 'profile')}")
    say(f"{counting(done.held, 'message')} may have been sent since: `clew outbox list --status unknown` shows them")
    if erased is None:
        say("nobody was erased again: name the ledger of a newer copy with --erased if there is one")
    else:
        say(f"{counting(done.erased, 'profile')} erased again")


def erasures(
    file: Annotated[Path, typer.Argument(help="Where to write; what is there is replaced.")],
    data: DataOption,
    *,
    as_json: JsonOption = False,
) -> None:
    """Write down what erasures have left, to be kept apart from older copies.

    A line for each: a keyed hash, which tells nobody who it was, and an instant. It is small; with it an older copy
    can be restored without bringing back who was erased since (`clew restore --erased`).
    """
    with open_workspace(data, SystemClock(), create=False) as workspace:
        written = write_ledger(workspace, file)
    if as_json:
        print_json({"file": str(file), "lines": written})
        return
    say(f"{counting(written, 'line')} written")
