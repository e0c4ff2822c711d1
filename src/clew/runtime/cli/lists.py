"""`clew list`: lists of people that somebody put there; each is a segment."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from clew.adapters.files import open_rows
from clew.api.audience_desk import ListReport
from clew.api.planning import plan_documents
from clew.catalog import Authored, Document, publish
from clew.profiles import list_expression
from clew.runtime.auditing import ACTOR, note
from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, print_table, say
from clew.runtime.clock import SystemClock
from clew.runtime.inline import catch_up
from clew.runtime.services.assembly import services_of
from clew.runtime.services.audiences import Audiences, names_in
from clew.runtime.services.documents import Documents
from clew.runtime.workspace import Workspace, open_workspace

lists = typer.Typer(help="Lists: people whom somebody put there; each is a segment.", no_args_is_help=True)

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of the list.")]
PeopleArgument = Annotated[
    list[str], typer.Argument(metavar="NAMESPACE:ID...", help="Such as user_id:u1 or email:a@example.com.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(lists, name="list")


@lists.command("create")
def create(
    list_id: IdArgument,
    data: DataOption,
    *,
    name: Annotated[str, typer.Option(help="What it is called; its id if left out.")] = "",
) -> None:
    """Make an empty list: publish the segment that it is."""
    body = {"expression": list_expression(list_id)}
    document = Document("segment", list_id, name or list_id, body=body)
    with open_workspace(data, SystemClock()) as workspace:
        services = services_of(workspace)
        planned = plan_documents(services, [Authored(document, list_id)], prune=False)
        publications = publish(planned)
        if publications:
            row = services.publisher.publish(publications, by=ACTOR)
            note(workspace, "changeList", "segment", list_id)
            catch_up(workspace, row)
    say(f"{list_id} is a list" + ("" if publications else " already"))


@lists.command("show")
def show(data: DataOption, *, as_json: JsonOption = False) -> None:
    """Show the lists that are in force and how many are on each; who: `clew segment members ID`."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        found = _desk(workspace).lists()
    if as_json:
        print_json([each.model_dump() for each in found])
        return
    rows = ((each.id, each.name, each.people) for each in found)
    print_table(("id", "name", "people"), rows, empty="No lists yet: clew list create ID")


@lists.command("import")
def import_list(  # noqa: PLR0913  (a command's options)
    list_id: IdArgument,
    file: Annotated[Path, typer.Argument(help="CSV or JSON Lines, also .gz or .zst; or Parquet.", exists=True)],
    data: DataOption,
    *,
    namespace: Annotated[str, typer.Option(help="Of the names in the file, such as email.")] = "email",
    column: Annotated[
        str | None, typer.Option(help="In which they stand; else the one called like the namespace, or the only one.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take these people off the list.")] = False,
    encoding: Annotated[str, typer.Option(help="Of a text file.")] = "utf-8",
    delimiter: Annotated[str | None, typer.Option(help="Of a CSV file; a comma unless given.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Put the people of a file on a list; rows that can't be names are told."""
    source = open_rows(file, encoding=encoding, delimiter=delimiter)
    rows = chain.from_iterable(chunk.rows for chunk in source.chunks())
    _change(list_id, names_in(rows, namespace, column), data, member=not remove, as_json=as_json)


@lists.command("add")
def add(list_id: IdArgument, people: PeopleArgument, data: DataOption, *, as_json: JsonOption = False) -> None:
    """Put people on a list."""
    _change(list_id, _named(people), data, member=True, as_json=as_json)


@lists.command("remove")
def remove(list_id: IdArgument, people: PeopleArgument, data: DataOption, *, as_json: JsonOption = False) -> None:
    """Take people off a list."""
    _change(list_id, _named(people), data, member=False, as_json=as_json)


def _change(list_id: str, names: Iterable[tuple[int, str, str]], data: Path, *, member: bool, as_json: bool) -> None:
    with open_workspace(data, SystemClock(), create=False) as workspace:
        once = f"at {workspace.clock.now()}"
        found = _desk(workspace).change(list_id, names, member=member, once=once)
        note(workspace, "changeList", "segment", list_id, f"{found.accepted} people")
        if found.log_row:
            catch_up(workspace, found.log_row)
            found = found.model_copy(update={"applied": True})
    if as_json:
        print_json(found.model_dump())
        return
    _tell(found, "put on" if member else "taken off", list_id)


def _tell(found: ListReport, done: str, list_id: str) -> None:
    say(f"{counting(found.accepted, 'name')} {done} {list_id}, {found.refused:,} refused")
    if found.faults:
        print_table(("row", "reason"), ((each.row, each.reason) for each in found.faults), empty="")


def _named(people: Iterable[str]) -> Iterable[tuple[int, str, str]]:
    for number, text in enumerate(people, 1):
        namespace, colon, value = text.partition(":")
        if not colon:
            raise typer.BadParameter(f"{text!r} is no NAMESPACE:ID")
        yield number, namespace, value


def _desk(workspace: Workspace) -> Audiences:
    return Audiences(workspace, Documents(workspace.store, workspace.log, workspace.clock))
