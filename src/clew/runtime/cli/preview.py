"""`clew segment preview`: how large a segment would be that nobody has saved."""

from typing import Annotated

import typer

from clew.kernel.instants import format_instant, parse_instant
from clew.runtime.cli.output import DataOption, JsonOption, print_json, say
from clew.runtime.cli.profiles import documents_of
from clew.runtime.clock import SystemClock
from clew.runtime.services.preview import SECONDS, Preview, Previews
from clew.runtime.workspace import open_workspace


def preview(
    expression: Annotated[str, typer.Argument(help='CXL, such as "did purchase in last 30d".')],
    data: DataOption,
    *,
    at: Annotated[str | None, typer.Option(help="An instant, such as 2026-01-31T12:00:00Z; now if left out.")] = None,
    then: Annotated[bool, typer.Option(help="Count only what was known then, merged as it was then.")] = False,
    sample: Annotated[int, typer.Option(help="How many members to name.", min=0, max=1_000)] = 10,
    seconds: Annotated[float, typer.Option(help="How long it may take.", min=0.01)] = SECONDS,
    as_json: JsonOption = False,
) -> None:
    """Count who would be in a segment, at any instant. Saves nothing."""
    moment = parse_instant(at) if at is not None else None
    with open_workspace(data, SystemClock(), create=False) as workspace:
        previews = Previews(workspace, documents_of(workspace))
        found = previews.preview(expression, moment, then=then, sample=sample, seconds=seconds)
    if as_json:
        print_json(_plain(found))
        return
    share = f" ({found.members / found.people:.1%})" if found.people else ""
    say(f"{found.members:,} of {found.people:,} profiles{share}, at {format_instant(found.at)}")
    for profile in found.sample:
        say(f"  {profile}")


def _plain(found: Preview) -> dict[str, object]:
    return {
        "at": format_instant(found.at),
        "members": found.members,
        "people": found.people,
        "sample": list(found.sample),
        "seconds": round(found.seconds, 3),
    }
