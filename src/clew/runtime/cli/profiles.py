"""`clew profile`: who somebody is."""

from collections.abc import Sequence
from typing import Annotated

import typer

from clew.api.parting_views import SideView
from clew.api.views import ProfileView, TimelineEvent, TimelineFact
from clew.kernel.errors import ClewError
from clew.kernel.instants import format_instant
from clew.kernel.packing import from_json
from clew.runtime.auditing import ACTOR, note
from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, print_table, say, split_identity
from clew.runtime.clock import SystemClock
from clew.runtime.inline import catch_up
from clew.runtime.services.documents import Documents
from clew.runtime.services.entries import Entries
from clew.runtime.services.partings import Partings
from clew.runtime.services.personal import Personal
from clew.runtime.services.profiles import Profiles
from clew.runtime.workspace import Workspace, open_workspace

profile = typer.Typer(help="Profiles: one view of a person.", no_args_is_help=True)


class NoProfile(ClewError):
    """Nobody is known by this identity."""

    code = "profile.unknown"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.add_typer(profile, name="profile")


@profile.command("show")
def show(
    identity: Annotated[str, typer.Argument(metavar="NAMESPACE:ID", help="Such as user_id:u1 or email:a@example.com.")],
    data: DataOption,
    *,
    events: Annotated[int, typer.Option(help="How many of the newest events and facts.", min=0)] = 10,
    as_json: JsonOption = False,
) -> None:
    """Show everything known of one person, by any of their identities."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        people = people_of(workspace)
        view = people.get(find(people, identity))
        if view is None:
            raise NoProfile("this profile has no record any more", hint="it was erased, or its records were deleted")
        view = view.model_copy(update={"segments": people.segments(view.id) or ()})
        timeline = people.timeline(view.id, after=None, limit=events)
        items: Sequence[TimelineEvent | TimelineFact] = timeline.items if timeline is not None else ()
    if as_json:
        facts = from_json(view.model_dump_json())
        print_json({**facts, "timeline": [from_json(item.model_dump_json()) for item in items]})
        return
    _print_profile(view)
    say("")
    print_table(
        ("when", "what", ""),
        (
            (format_instant(item.ts), item.type, item.source)
            if isinstance(item, TimelineEvent)
            else (format_instant(item.ts), item.kind.replace("_", " "), item.name or item.subject)
            for item in items
        ),
        empty="Nothing has happened yet.",
    )


@profile.command("export")
def export(
    identity: Annotated[str, typer.Argument(metavar="NAMESPACE:ID", help="Whose; such as email:a@example.com.")],
    data: DataOption,
) -> None:
    """Print everything that is held about a person, from every place: a line of JSON for each thing.

    For people who ask what is known of them, and for those who take their data elsewhere.
    """
    with open_workspace(data, SystemClock(), create=False) as workspace:
        root = find(people_of(workspace), identity)
        note(workspace, "exportProfile", "profile", root)
        for place, item in Personal(workspace).held(root) or ():
            print_json({"place": place, "item": item})


@profile.command("unmerge")
def unmerge(
    one: Annotated[str, typer.Argument(metavar="NAMESPACE:ID", help="A name of the one; or profile:ID.")],
    other: Annotated[str, typer.Argument(metavar="NAMESPACE:ID", help="A name of the other.")],
    data: DataOption,
    *,
    as_json: JsonOption = False,
) -> None:
    """Part two people who were taken for one, and keep them apart. Asked again, nothing changes."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        partings = partings_of(workspace)
        parting = partings.order(split_identity(one), split_identity(other), by=ACTOR)
        if parting is None:
            raise NoProfile("nobody is known by one of these names", hint="check namespaces and values")
        if parting.row is not None:
            catch_up(workspace, parting.row)
        view = partings.sides(parting)
        if view.changed:
            for side in (view.one, view.other):
                note(workspace, "unmergeProfiles", "profile", side.profile)
    if as_json:
        print_json(from_json(view.model_dump_json()))
        return
    say("parted" if view.changed else "they were apart already")
    for side in (view.one, view.other):
        _print_side(side)


@profile.command("merge")
def merge(
    one: Annotated[str, typer.Argument(metavar="NAMESPACE:ID", help="A name of the one; or profile:ID.")],
    other: Annotated[str, typer.Argument(metavar="NAMESPACE:ID", help="A name of the other.")],
    data: DataOption,
    *,
    as_json: JsonOption = False,
) -> None:
    """Make two profiles of one person one, whatever was refused or parted before. Asked again, nothing changes."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        partings = partings_of(workspace)
        joining = partings.join(split_identity(one), split_identity(other), by=ACTOR)
        if joining is None:
            raise NoProfile("nobody is known by one of these names", hint="check namespaces and values")
        if joining.row is not None:
            catch_up(workspace, joining.row)
        view = partings.joined(joining)
        if view.changed:
            note(workspace, "mergeProfiles", "profile", view.person.profile)
    if as_json:
        print_json(from_json(view.model_dump_json()))
        return
    say("merged" if view.changed else "they were one already")
    _print_side(view.person)


def _print_side(side: SideView) -> None:
    rows = [("made of", alias.profile) for alias in side.profiles]
    rows += [(name.namespace, name.value) for name in side.identities]
    say(f"profile {side.profile}")
    print_table(("", ""), rows, empty="")


def _print_profile(view: ProfileView) -> None:
    say(f"profile {view.id}, since {format_instant(view.created_at)}, {counting(view.records, 'record')}")
    rows: list[tuple[str, str, object]] = [("identity", i.namespace, i.value) for i in view.identities]
    rows += [("attribute", name, value) for name, value in sorted(view.attributes.items())]
    rows += [("consent", name, value) for name, value in sorted(view.consents.items())]
    rows += [("score", name, value) for name, value in sorted(view.scores.items())]
    rows += [("trait", name, value) for name, value in sorted(view.traits.items())]
    rows += [("segment", s.name, f"since {format_instant(s.since)}") for s in view.segments if s.since]
    print_table(("", "name", "value"), rows, empty="")


def find(people: Profiles, identity: str) -> str:
    """The id of the profile with this identity, written NAMESPACE:ID.

    Raises:
        NoProfile: if nobody is known by it.
    """
    namespace, value = split_identity(identity)
    found = people.find(namespace, value)
    if found is None:
        raise NoProfile("nobody is known by this identity", where=namespace, hint="check namespace and value")
    return found


def people_of(workspace: Workspace) -> Profiles:
    """The profiles of a workspace."""
    return Profiles(workspace.store, workspace.history, documents_of(workspace), workspace.clock)


def partings_of(workspace: Workspace) -> Partings:
    """What merges and parts people of a workspace."""
    documents = documents_of(workspace)
    entries = Entries(workspace.store, workspace.history, documents)
    return Partings(workspace.store, workspace.log, documents, entries)


def documents_of(workspace: Workspace) -> Documents:
    """The documents of a workspace."""
    return Documents(workspace.store, workspace.log, workspace.clock)
