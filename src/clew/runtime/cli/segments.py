"""`clew segment`: who is where, why, and who would have been."""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from clew.api.trials import BackTestView, FlipView, Question
from clew.expressions import to_text
from clew.kernel.errors import ClewError
from clew.kernel.instants import DAY, format_instant, parse_instant
from clew.kernel.packing import from_json
from clew.runtime.auditing import note
from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, print_table, say
from clew.runtime.cli.preview import preview
from clew.runtime.cli.profiles import NoProfile, documents_of, find, people_of
from clew.runtime.cli.reasons import print_why
from clew.runtime.clock import SystemClock
from clew.runtime.services.backtest import BackTests
from clew.runtime.services.documents import Documents
from clew.runtime.services.entries import Entries
from clew.runtime.services.exports import Exports
from clew.runtime.services.segments import Segments
from clew.runtime.services.trend import Trends
from clew.runtime.services.why import Whys
from clew.runtime.workspace import Workspace, open_workspace

segment = typer.Typer(help="Segments: who is where.", no_args_is_help=True)


class NoSegment(ClewError):
    """There is no live segment of this id."""

    code = "segment.unknown"


def register(app: typer.Typer) -> None:
    """Add the command."""
    segment.command("preview")(preview)
    app.add_typer(segment, name="segment")


@segment.command("list")
def list_segments(data: DataOption, *, as_json: JsonOption = False) -> None:
    """List segments with their sizes."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        documents = documents_of(workspace)
        counts = _segments(workspace, documents).counts()
        rows = [
            {
                "id": stored.document.id,
                "name": stored.document.name,
                "version": stored.document.version,
                "state": stored.state,
                "seeded": stored.seeded,
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
    shown = [row if row["seeded"] is None else {**row, "state": f"{row['state']} {row['seeded']:.0%}"} for row in rows]
    print_table(columns, ([row[c] for c in columns] for row in shown), empty="No segments yet: clew apply FOLDER")


@segment.command("dependents")
def dependents(
    segment_id: Annotated[str, typer.Argument(help="Id of the segment.")],
    data: DataOption,
    *,
    as_json: JsonOption = False,
) -> None:
    """List the documents that mention a segment: while there are any, it can't be archived."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        found = documents_of(workspace).dependents("segment", segment_id)
    if as_json:
        print_json([each.model_dump() for each in found])
        return
    print_table(
        ("kind", "id", "name"), ((each.kind, each.id, each.name) for each in found), empty="No document mentions it."
    )


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
        segments = _segments(workspace, documents_of(workspace))
        _require_segment(segments, segment_id)
        page = segments.members(segment_id, after=after, limit=limit)
    rows = [(member.profile, format_instant(member.since)) for member in page.items]
    if as_json:
        print_json({"items": [{"profile": p, "since": s} for p, s in rows], "next": page.next})
        return
    print_table(("profile", "since"), rows, empty="Nobody is in this segment now.")
    if page.next is not None:
        say(f"more: --after {page.next}")


@segment.command("trend")
def trend(
    segment_id: Annotated[str, typer.Argument(help="Id of the segment.")],
    data: DataOption,
    *,
    days: Annotated[int, typer.Option(help="How many days back, today included.", min=1, max=731)] = 30,
    as_json: JsonOption = False,
) -> None:
    """Show how many were in a segment at the end of each day, and how many came and went."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        documents = documents_of(workspace)
        _require_segment(_segments(workspace, documents), segment_id)
        found = Trends(workspace, documents).days(segment_id, days)
    if as_json:
        print_json([day.model_dump(mode="json") for day in found])
        return
    rows = [(day.day.isoformat(), day.entered, day.left, day.size) for day in found]
    print_table(("day", "entered", "left", "size"), rows, empty="")


@segment.command("export")
def export(
    segment_id: Annotated[str, typer.Argument(help="Id of the segment.")],
    file: Annotated[Path, typer.Argument(help="Where to; its name ends in .csv, .parquet or .arrow.", dir_okay=False)],
    data: DataOption,
    *,
    namespace: Annotated[
        list[str] | None, typer.Option(help="Add a column with the name of this sort, such as email; may be repeated.")
    ] = None,
) -> None:
    """Write who is in a segment, and since when, to a file."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        documents = documents_of(workspace)
        entries = Entries(workspace.store, workspace.history, documents)
        count = Exports(workspace.store, documents, entries).members(segment_id, file, namespace or ())
        note(workspace, "exportSegmentMembers", "segment", segment_id, counting(count, "member"))
    say(f"{counting(count, 'member')} written to {file}")


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
        documents = documents_of(workspace)
        _require_segment(_segments(workspace, documents), segment_id)
        found = find(people_of(workspace), identity)
        whys = Whys(workspace.store, workspace.history, documents, workspace.clock)
        told = whys.segment(found, segment_id, at=parse_instant(at) if at is not None else None)
    if told is None:
        raise NoProfile("nobody is known by this identity", hint="check namespace and value")
    if as_json:
        print_json(from_json(told.model_dump_json()))
        return
    print_why(told)


@segment.command("backtest")
def backtest(  # noqa: PLR0913  (a command's options)
    data: DataOption,
    segment_id: Annotated[str | None, typer.Argument(help="Id of a live segment; or give --expression.")] = None,
    *,
    expression: Annotated[str | None, typer.Option(help="CXL of a segment that need not exist.")] = None,
    since: Annotated[str | None, typer.Option(help="Where the period begins; ninety days ago if left out.")] = None,
    until: Annotated[str | None, typer.Option(help="Where it ends; now if left out.")] = None,
    other: Annotated[str | None, typer.Option(help="A live segment to compare with.")] = None,
    received: Annotated[
        bool, typer.Option(help="Take records by when they were received, not by when they happened.")
    ] = False,
    changes: Annotated[bool, typer.Option(help="Print every change as CSV: profile, instant, change, cause.")] = False,
    to: Annotated[
        Path | None,
        typer.Option(help="Write every change to a file; its name ends in .csv, .parquet or .arrow.", dir_okay=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run a segment over the past: who would have entered and left when. Changes nothing."""
    if (segment_id is None) == (expression is None):
        raise typer.BadParameter("name a segment, or give --expression")
    with open_workspace(data, SystemClock(), create=False) as workspace:
        documents = documents_of(workspace)
        if segment_id is not None:
            _require_segment(_segments(workspace, documents), segment_id)
            expression = to_text(documents.expressions("segment")[segment_id])
        end = parse_instant(until) if until is not None else workspace.clock.now()
        start = parse_instant(since) if since is not None else end - 90 * DAY
        question = Question(expression or "", start, end, other, received)
        tests = BackTests(workspace.store, workspace.history, documents, workspace.clock)
        if changes:
            _print_changes(tests.told(question))
            return
        if to is not None:
            say(f"{counting(tests.write(question, to), 'change')} written to {to}")
            return
        result = tests.run(question)
    if as_json:
        print_json(result.model_dump(mode="json"))
        return
    _print_backtest(result)


def _print_changes(changes: Iterable[FlipView]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for each in changes:
        writer.writerow((each.profile, format_instant(each.at), each.change, each.cause))


def _print_backtest(result: BackTestView) -> None:
    say(f"{result.people:,} people; {result.start_size:,} in it at the start, {result.size:,} at the end")
    say(
        f"{result.ever:,} were in it at some time; {result.entered:,} entries, {result.left:,} exits"
        f" ({result.by_clock:,} of them by the clock alone); {result.returned:,} came back"
    )
    if result.median_stay is not None:
        say(f"half of the stays that ended lasted at most {result.median_stay / 86_400:.1f} days")
    if result.overlap is not None:
        both, only, rest = result.overlap.both, result.overlap.only, result.overlap.other
        say(f"at the end {both:,} are in both segments, {only:,} in this one alone, {rest:,} in the other alone")
    say("")
    moving = [day for day in result.days if day.entered or day.left]
    rows = [(day.day.isoformat(), day.entered, day.left, day.size) for day in moving]
    print_table(("day", "entered", "left", "size"), rows, empty="Nobody entered or left it in this time.")


def _segments(workspace: Workspace, documents: Documents) -> Segments:
    return Segments(workspace.store, documents, Entries(workspace.store, workspace.history, documents))


def _require_segment(segments: Segments, segment_id: str) -> None:
    if segment_id not in segments.counts():
        raise NoSegment("no live segment has this id", where=segment_id, hint="see `clew segment list`")
