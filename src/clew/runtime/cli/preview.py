"""`clew segment preview`: how large a segment would be that nobody has saved."""

from typing import Annotated

import typer

from clew.api.estimates import IntervalView, PreviewQuestion, PreviewView
from clew.kernel.instants import format_instant, parse_instant
from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table, say
from clew.runtime.cli.profiles import documents_of
from clew.runtime.clock import SystemClock
from clew.runtime.services.preview import Previews
from clew.runtime.workspace import open_workspace

SECONDS = 20.0


def preview(  # noqa: PLR0913  (one parameter an option)
    expression: Annotated[str, typer.Argument(help='CXL, such as "did purchase in last 30d".')],
    data: DataOption,
    *,
    at: Annotated[str | None, typer.Option(help="An instant, such as 2026-01-31T12:00:00Z; now if left out.")] = None,
    then: Annotated[bool, typer.Option(help="Count only what was known then, merged as it was then.")] = False,
    sample: Annotated[int, typer.Option(help="How many members to name.", min=0, max=1_000)] = 10,
    purpose: Annotated[str | None, typer.Option(help="Tell who could be contacted for it, such as marketing.")] = None,
    days: Annotated[int, typer.Option(help="Of how many days to tell the size, today included.", min=0, max=92)] = 0,
    seconds: Annotated[float, typer.Option(help="How long it may take.", min=0.01)] = SECONDS,
    as_json: JsonOption = False,
) -> None:
    """Count who would be in a segment, at any instant, and who of them can be reached. Saves nothing."""
    moment = parse_instant(at) if at is not None else None
    question = PreviewQuestion(expression, moment, then, sample, purpose, days, seconds)
    with open_workspace(data, SystemClock(), create=False) as workspace:
        found = Previews(workspace, documents_of(workspace)).preview(question)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    show(found)


def show(found: PreviewView) -> None:
    """Print it for people; what is an estimate says so."""
    share = f" ({found.share:.1%})" if found.people else ""
    about = "about " if found.interval else ""
    say(f"{about}{found.members:,} of {found.people:,} profiles{share}, at {format_instant(found.at)}")
    if found.interval:
        sure = f"a 95% interval, estimated from {found.sampled:.0%} of the profiles"
        say(f"between {_between(found.interval)}: {sure}")
    for profile in found.sample:
        say(f"  {profile}")
    for reach in found.reach:
        say(f"{reach.channel}: {reach.reachable:,} can be reached, of {reach.addressed:,} with an address")
    if found.days:
        rows = [(str(day.day), f"{day.members:,}", _between(day.interval)) for day in found.days]
        print_table(("day", "members", "between"), rows, empty="")


def _between(interval: IntervalView | None) -> str:
    return f"{interval.low:,} and {interval.high:,}" if interval else ""
