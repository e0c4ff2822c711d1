"""`clew profile` and `clew segment`: who somebody is, and who is where."""

from collections.abc import Sequence
from typing import Annotated

import typer

from clew.api.views import ProfileView, TimelineEvent, TimelineFact
from clew.kernel.errors import ClewError
from clew.kernel.instants import format_instant, parse_instant
from clew.kernel.packing import from_json
from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, print_table, say, split_identity
from clew.runtime.cli.reasons import print_why
from clew.runtime.clock import SystemClock
from clew.runtime.services.documents import Documents
from clew.runtime.services.profiles import Profiles
from clew.runtime.services.segments import Segments
from clew.runtime.services.why import Whys
from clew.runtime.workspace import Workspace, open_workspace

profile = typer.Typer(help="Profiles: one view of a person.", no_args_is_help=True)
segment = typer.Typer(help="Segments: who is where.", no_args_is_help=True)


class NoProfile(ClewError):
    """Nobody is known by this identity."""

    code = "profile.unknown"


class NoSegment(ClewError):
    """There is no live segment of this id."""

    code = "segment.unknown"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(profile, name="profile")
    app.add_typer(segment, name="segment")


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
        people = _people(workspace)
        view = people.get(_found(people, identity))
        if view is None:
            raise NoProfile("this profile has no record any more", hint="it was erased, or its records were deleted")
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


def _print_profile(view: ProfileView) -> None:
    say(f"profile {view.id}, since {format_instant(view.created_at)}, {counting(view.records, 'record')}")
    rows: list[tuple[str, str, object]] = [("identity", i.namespace, i.value) for i in view.identities]
    rows += [("attribute", name, value) for name, value in sorted(view.attributes.items())]
    rows += [("consent", name, value) for name, value in sorted(view.consents.items())]
    rows += [("score", name, value) for name, value in sorted(view.scores.items())]
    rows += [("trait", name, value) for name, value in sorted(view.traits.items())]
    rows += [("segment", s.name, f"since {format_instant(s.since)}") for s in view.segments]
    print_table(("", "name", "value"), rows, empty="")


@segment.command("list")
def list_segments(data: DataOption, *, as_json: JsonOption = False) -> None:
    """List segments with their sizes."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        documents = _documents(workspace)
        counts = Segments(workspace.store, documents).counts()
        rows = [
            {
                "id": stored.document.id,
                "name": stored.document.name,
                "version": stored.document.version,
                "state": stored.state,
                "members": counts.get(stored.document.id, 0) if stored.state == "live" else None,
                "expression": str(stored.document.body.get("expression", "")),
            }
            for stored in documents.documents("segment")
            if stored.state != "archived"
        ]
    if as_json:
        print_json(rows)
        return
    columns = ("id", "name", "version", "state", "members", "expression")
    print_table(columns, ([row[c] for c in columns] for row in rows), empty="No segments yet: clew apply FOLDER")


@segment.command("members")
def members(
    segment_id: Annotated[str, typer.Argument(help="Id of the segment.")],
    data: DataOption,
    *,
    limit: Annotated[int, typer.Option(help="How many at most.", min=1)] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after this profile id.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List who is in a segment, and since when."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        segments = Segments(workspace.store, _documents(workspace))
        _require_segment(segments, segment_id)
        page = segments.members(segment_id, after=after, limit=limit)
    rows = [(member.profile, format_instant(member.since)) for member in page.items]
    if as_json:
        print_json({"items": [{"profile": p, "since": s} for p, s in rows], "next": page.next})
        return
    print_table(("profile", "since"), rows, empty="Nobody is in this segment now.")
    if page.next is not None:
        say(f"more: --after {page.next}")


@segment.command("why")
def why(
    segment_id: Annotated[str, typer.Argument(help="Id of the segment.")],
    identity: Annotated[str, typer.Argument(metavar="NAMESPACE:ID", help="Such as user_id:u1 or email:a@example.com.")],
    data: DataOption,
    *,
    at: Annotated[str | None, typer.Option(help="An instant, such as 2026-01-31T12:00:00Z; now if left out.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell why somebody is or is not in a segment, at any instant."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        documents = _documents(workspace)
        _require_segment(Segments(workspace.store, documents), segment_id)
        found = _found(_people(workspace), identity)
        whys = Whys(workspace.store, workspace.history, documents, workspace.clock)
        told = whys.segment(found, segment_id, at=parse_instant(at) if at is not None else None)
    if told is None:
        raise NoProfile("nobody is known by this identity", hint="check namespace and value")
    if as_json:
        print_json(from_json(told.model_dump_json()))
        return
    print_why(told)


def _found(people: Profiles, identity: str) -> str:
    namespace, value = split_identity(identity)
    found = people.find(namespace, value)
    if found is None:
        raise NoProfile("nobody is known by this identity", where=namespace, hint="check namespace and value")
    return found


def _require_segment(segments: Segments, segment_id: str) -> None:
    if segment_id not in segments.counts():
        raise NoSegment("no live segment has this id", where=segment_id, hint="see `clew segment list`")


def _people(workspace: Workspace) -> Profiles:
    return Profiles(workspace.store, workspace.history, _documents(workspace), workspace.clock)


def _documents(workspace: Workspace) -> Documents:
    return Documents(workspace.store, workspace.log, workspace.clock)
