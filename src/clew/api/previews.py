"""How large a segment would be that nobody has saved; a preview that nobody waits for any more is stopped."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictBool, StrictInt

from clew.access import Principal
from clew.api.context import Context
from clew.api.errors import NotFound
from clew.api.estimates import PreviewQuestion, PreviewView
from clew.api.ports import Running
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require, require_people
from clew.kernel.instants import from_datetime

LONGEST_SECONDS = 30.0
"""How long a preview may take; more takes longer than a browser waits."""

LOOK_SECONDS = 0.1
"""How often it is asked whether somebody still waits."""

Handle = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]

router = APIRouter(
    prefix="/api/v1/previews",
    tags=["segments"],
    route_class=StrictRoute,
    dependencies=[Depends(require("segments:read"))],
    responses=responses(401, 403, 422),
)


class PreviewInput(BaseModel):
    """A segment that nobody has saved.

    Attributes:
        expression: Who would be in it, in CXL.
        at: Of which instant; now if left out.
        then: Count only what was known then, not what is known now.
        sample: How many members to name; to name any, the key must be allowed to read profiles.
        purpose: What members would be contacted for, such as `marketing`: who could be reached is told too.
        days: Of how many local days, today included, the size is told.
        seconds: When to cut it off.
        handle: A name of your own, hard to guess, by which the preview can be stopped.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"expression": 'did "Order Completed" in last 30d', "purpose": "marketing"}]},
    )

    expression: Annotated[str, Field(min_length=1, max_length=20_000)]
    at: AwareDatetime | None = None
    then: StrictBool = False
    sample: Annotated[StrictInt, Field(ge=0, le=100)] = 0
    purpose: Annotated[str | None, Field(min_length=1, max_length=100)] = None
    days: Annotated[StrictInt, Field(ge=0, le=92)] = 0
    seconds: Annotated[float, Field(gt=0, le=LONGEST_SECONDS)] = 20.0
    handle: Handle | None = None


@router.post("", name="previewSegment", responses=responses(503))
async def run(
    context: Context,
    request: Request,
    principal: Annotated[Principal, Depends(require("segments:read"))],
    asked: PreviewInput,
) -> PreviewView:
    """Count who would be in a segment: how many, who for example, who can be reached, how it has grown.

    Up to ten million events the answer is exact; of more, `sampled` and `interval` say how sure it is. A request that
    is closed, a preview that is stopped by its handle, and one that costs too much end at once.
    """
    if asked.sample:
        require_people(principal)
    question = PreviewQuestion(
        asked.expression,
        None if asked.at is None else from_datetime(asked.at),
        asked.then,
        asked.sample,
        asked.purpose,
        asked.days,
        asked.seconds,
    )
    running = context.services.previews.begin(question, None if asked.handle is None else (principal.id, asked.handle))
    return await while_somebody_waits(request, running)


@router.delete("/{handle}", name="stopPreview", status_code=204, responses=responses(404))
def stop(
    context: Context,
    principal: Annotated[Principal, Depends(require("segments:read"))],
    handle: Annotated[Handle, Path(description="The name that the preview was begun with.")],
) -> Response:
    """Stop a preview that was begun with the same key; its request then fails with `query.too_long`."""
    if not context.services.previews.stop((principal.id, handle)):
        raise NotFound("no preview of this name is running", hint="it may have ended by itself")
    return Response(status_code=204)


async def while_somebody_waits(request: Request, running: Running) -> PreviewView:
    """The answer, computed in a thread; once the request is closed the computation is stopped."""
    task = asyncio.create_task(asyncio.to_thread(running.result))
    try:
        while not (await asyncio.wait({task}, timeout=LOOK_SECONDS))[0]:
            if await request.is_disconnected():
                running.stop()
        return task.result()
    finally:
        running.stop()
