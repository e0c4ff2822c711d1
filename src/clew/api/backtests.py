"""What a segment would have done in the past, as the API shows it, and the question."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictBool

from clew.api.context import Context
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.trials import BackTestView, Question
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


class BackTestInput(BaseModel):
    """A segment, published or not, and a period.

    Attributes:
        expression: Who is in it, in CXL.
        since: Where the period begins.
        until: Where it ends.
        other: A live segment to compare with.
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
    other: Annotated[str | None, Field(max_length=200)] = None
    received: StrictBool = False


@router.post("", name="backTestSegment")
def run(context: Context, asked: BackTestInput) -> BackTestView:
    """Run a segment over the past, without effects: its size day by day, who came, went and came back."""
    question = Question(
        asked.expression,
        from_datetime(asked.since),
        from_datetime(asked.until),
        asked.other,
        received=asked.received,
        most_records=MOST_RECORDS,
    )
    return context.services.backtests.run(question)
