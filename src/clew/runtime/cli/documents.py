"""`clew plan` and `clew apply`: a folder of YAML becomes the live documents, reviewed before."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from clew.api.planning import plan_documents, settled
from clew.api.ports import Services
from clew.catalog import Plan, parse_folder, publish
from clew.runtime.auditing import ACTOR, deed
from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, say, warn
from clew.runtime.clock import SystemClock
from clew.runtime.inline import catch_up
from clew.runtime.services.assembly import services_of
from clew.runtime.workspace import Workspace, open_workspace

FolderArgument = Annotated[Path, typer.Argument(help="Folder of YAML documents.", exists=True)]
PruneOption = Annotated[bool, typer.Option("--prune", help="Archive live documents that the folder lacks.")]
_MARKS = {"create": "+", "update": "~", "publish": "^", "archive": "-", "unchanged": " "}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("plan")(plan_command)
    app.command("apply")(apply_command)


def plan_command(
    folder: FolderArgument, data: DataOption, *, prune: PruneOption = False, as_json: JsonOption = False
) -> None:
    """Show what `apply` would do, field by field; changes nothing.

    Exits with 1 if something stands in the way.
    """
    begun = data.exists()
    with _as_it_stands(data) as workspace:
        planned = _plan(services_of(workspace), folder, prune=prune)
    if not (begun or as_json):
        say(f"there is no workspace in {data} yet")
    _show(planned, as_json=as_json)
    if planned.blocked:
        raise typer.Exit(1)


@contextmanager
def _as_it_stands(data: Path) -> Generator[Workspace]:
    """The workspace; where there is none yet, what it would begin as, elsewhere."""
    if data.exists():
        with open_workspace(data, SystemClock(), create=False) as workspace:
            yield workspace
        return
    with TemporaryDirectory() as elsewhere, open_workspace(elsewhere, SystemClock()) as workspace:
        yield workspace


def apply_command(
    folder: FolderArgument, data: DataOption, *, prune: PruneOption = False, as_json: JsonOption = False
) -> None:
    """Publish what the folder says, whether `clew serve` runs or not; returns once it is in force."""
    with open_workspace(data, SystemClock()) as workspace:
        services = services_of(workspace)
        planned = _plan(services, folder, prune=prune)
        put_in_force(workspace, services, planned)
    _show(planned, as_json=as_json)
    if not as_json:
        say(f"applied {counting(len(planned.changes), 'change')}" if planned.changes else "all is as the folder says")


def put_in_force(workspace: Workspace, services: Services, planned: Plan) -> None:
    """Publish what was planned, write down who did, and return once the engine has taken it over."""
    publications = publish(planned)
    if not publications:
        return
    row = services.publisher.publish(publications, by=ACTOR)
    changed = [(change.document, f"{change.action} version {change.document.version}") for change in planned.changes]
    workspace.trail.record([deed(workspace, "applyDocuments", each.kind, each.id, detail) for each, detail in changed])
    catch_up(workspace, row)


def _plan(services: Services, folder: Path, *, prune: bool) -> Plan:
    return settled(services, plan_documents(services, parse_folder(folder).checked(), prune=prune))


def _show(planned: Plan, *, as_json: bool) -> None:
    if as_json:
        print_json(planned)
        return
    for placed in planned.warnings:
        warn(f"warning: {placed}")
    for change in planned.changes:
        say(f"{_MARKS[change.action]} {change.action} {change.document.key} version {change.document.version}")
        for difference in change.differences:
            say(f"    {difference}")
    for blocked in planned.blocked:
        say(f"! {blocked.key} {blocked.reason}")
    if planned.empty:
        say("no changes")
