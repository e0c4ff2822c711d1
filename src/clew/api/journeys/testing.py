"""Tests of journeys in force, with time compressed and a sandbox for what they send."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.context import Context
from clew.api.documents import DocumentId
from clew.api.errors import NotFound
from clew.api.journeys.testing_views import TestedView
from clew.api.problems import responses
from clew.api.profiles import ProfileId
from clew.api.publishing import applied, find_head
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View

router = APIRouter(
    prefix="/api/v1/journeys", tags=["journeys"], route_class=StrictRoute, responses=responses(401, 403, 404, 422)
)


class JourneyTestInput(BaseModel):
    """Who goes through a journey in a test.

    Attributes:
        profiles: Ids of profiles.
        speed: How many times faster waits are: 1440 makes a minute of a day.
        properties: What conditions and templates see as the entry event's.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"profiles": ["p1b2c3d4e5f6g7h8j"], "speed": 1440, "properties": {}}]},
    )

    profiles: Annotated[list[Annotated[str, Field(min_length=1, max_length=64)]], Field(min_length=1, max_length=100)]
    speed: Annotated[int, Field(ge=1, le=1_000_000)] = 1440
    properties: dict[str, Any] = {}


class Begun(View):
    """A test that was begun.

    Attributes:
        applied: Whether the engine has taken it over; if not, it will.
    """

    applied: bool


class Tested(View):
    """Tests of one person in one journey.

    Attributes:
        items: The newest first.
    """

    items: tuple[TestedView, ...]


@router.post("/{document_id}/tests", name="testJourney", status_code=202)
async def begin(
    context: Context,
    principal: Annotated[Principal, Depends(require("documents:write"))],
    document_id: DocumentId,
    asked: JourneyTestInput,
) -> Begun:
    """Let chosen people come in at once, with time compressed; what is sent stays in the local outbox.

    Quiet hours, caps and rules of re-entry don't count in a test, and it is in no figure; consent counts.
    """

    def order() -> int:
        find_head(context.services, "journey", document_id)
        desk = context.services.journeys
        return desk.test(document_id, asked.profiles, speed=asked.speed, properties=asked.properties, by=principal.id)

    return Begun(applied=await applied(context, await run_in_threadpool(order)))


@router.get(
    "/{document_id}/tests/{profile_id}",
    name="listJourneyTests",
    dependencies=[Depends(require("profiles:read"))],
)
def tests(
    context: Context,
    _principal: Annotated[Principal, Depends(require("documents:read"))],
    document_id: DocumentId,
    profile_id: ProfileId,
) -> Tested:
    """How the tests of one person went: every step, and what would have been sent."""
    found = context.services.journeys.tests(document_id, profile_id)
    if found is None:
        raise NotFound("no such profile, or no such journey", hint="look the profile up; list the journeys")
    return Tested(items=tuple(found))
