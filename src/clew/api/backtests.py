"""What a segment would have done in the past, as the API shows it, and the question."""

from contextlib import ExitStack
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictBool
from starlette.background import BackgroundTask

from clew.api.context import Context
from clew.api.files import FILE, MEDIA, FileFormat
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.trials import BackTestView, FlipView, Question
from clew.kernel.instants import from_datetime

MOST_RECORDS = 500_000
"""How many records a request may read; more takes longer than a browser waits."""

router = APIRouter(
    prefix="/api/v1/backtests",
    tags=["segments"],
    route_class=StrictRoute,
    dependencies=[Depends(require("segments:read")), Depends(require("profiles:read"))],
    responses=responses(401, 403, 422),
)


class PeriodInput(BaseModel):
    """A segment, published or not, and a period.

    Attributes:
        expression: Who is in it, in CXL.
        since: Where the period begins.
        until: Where it ends.
        received: Take records by when they were received, not by when they happened.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "expression": 'did "Order Completed" in last 30d',
                    "since": "2026-01-01T00:00:00Z",
                    "until": "2026-04-01T00:00:00Z",
                }
            ]
        },
    )

    expression: Annotated[str, Field(min_length=1, max_length=20_000)]
    since: AwareDatetime
    until: AwareDatetime
    received: StrictBool = False


class BackTestInput(PeriodInput):
    """A segment, published or not, a period, and what to compare with.

    Attributes:
        expression: Who is in it, in CXL.
        since: Where the period begins.
        until: Where it ends.
        received: Take records by when they were received, not by when they happened.
        other: A live segment to compare with.
    """

    other: Annotated[str | None, Field(max_length=200)] = None


class FlipPage(PageView[FlipView]):
    """Some changes; there may be more after a page that is not full, even after an empty one."""


@router.post("", name="backTestSegment")
def run(context: Context, asked: BackTestInput) -> BackTestView:
    """Run a segment over the past, without effects: its size day by day, who came, went and came back."""
    return context.services.backtests.run(_question(asked, asked.other))


@router.post("/changes", name="listBackTestChanges", responses=responses(400))
def changes(context: Context, asked: PeriodInput, cursor: CursorParameter = None, limit: Limit = 50) -> FlipPage:
    """Run a segment over the past: who entered and left when, person by person in order of profile id."""
    # A cursor is of one question.
    listing = f"backtest:{asked.model_dump_json()}"
    after = context.cursors.open(listing, cursor)
    found = context.services.backtests.changes(_question(asked), after=after, limit=limit)
    return FlipPage(items=found.items, next_cursor=context.cursors.seal(listing, found.next))


@router.post(
    "/export",
    name="exportBackTestChanges",
    dependencies=[Depends(require("segments:export"))],
    response_class=FileResponse,
    responses={200: FILE},
)
def export(context: Context, asked: PeriodInput, file_format: FileFormat = "csv") -> FileResponse:
    """Run a segment over the past, and download who entered and left when as a file."""
    with ExitStack() as held:
        path = held.enter_context(context.services.backtests.download(_question(asked), file_format))
        gone = BackgroundTask(held.pop_all().close)
    return FileResponse(path, media_type=MEDIA[file_format], filename=path.name, background=gone)


def _question(asked: PeriodInput, other: str | None = None) -> Question:
    return Question(
        asked.expression,
        from_datetime(asked.since),
        from_datetime(asked.until),
        other,
        received=asked.received,
        most_records=MOST_RECORDS,
    )
