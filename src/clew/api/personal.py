"""What people may ask of their data: to have all of it, and to have it erased."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.auditing import about
from clew.api.context import Context
from clew.api.errors import NotFound
from clew.api.personal_views import ErasureView
from clew.api.problems import responses
from clew.api.profiles import ProfileId
from clew.api.publishing import applied
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.kernel.packing import to_json
from clew.privacy import Disclosure

MEDIA = "application/x-ndjson"

router = APIRouter(
    prefix="/api/v1", tags=["profiles"], route_class=StrictRoute, responses=responses(401, 403, 404, 422)
)


@router.get(
    "/profiles/{profile_id}/export",
    name="exportProfile",
    dependencies=[Depends(require("profiles:export"))],
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "A line of JSON for each thing that is held: `place`, where it is, and `item`, what it is.",
            "content": {MEDIA: {}},
        }
    },
)
def export(context: Context, profile_id: ProfileId) -> StreamingResponse:
    """Download everything that is held about a person, from every place, as they may ask for it."""
    about("profile", profile_id)
    held = context.services.personal.held(profile_id)
    if held is None:
        raise NotFound("no profile has this id", hint="look it up by an identity: POST /api/v1/profiles/lookup")
    # The file is not named after anybody: names of files stand in histories and logs.
    headers = {"Content-Disposition": 'attachment; filename="everything-held.jsonl"'}
    return StreamingResponse(_lines(held), media_type=MEDIA, headers=headers)


@router.delete("/profiles/{profile_id}", name="eraseProfile", status_code=202)
async def erase(
    context: Context, principal: Annotated[Principal, Depends(require("profiles:erase"))], profile_id: ProfileId
) -> ErasureView:
    """Erase a person everywhere: hidden at once, gone within minutes; what is left is a keyed hash. It can't be undone.

    Ask `GET /api/v1/erasures/{id}` whether it is done.
    """
    ordered = await run_in_threadpool(context.services.personal.erase, profile_id, by=principal.actor)
    if ordered is None:
        raise NotFound("no profile has this id", hint="look it up by an identity: POST /api/v1/profiles/lookup")
    about("erasure", ordered.erasure.id)
    await applied(context, ordered.row)
    return ordered.erasure


@router.get("/erasures/{erasure_id}", name="getErasure", dependencies=[Depends(require("profiles:erase"))])
def erasure(
    context: Context,
    erasure_id: Annotated[
        str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._~-]+$", description="Id of an erasure.")
    ],
) -> ErasureView:
    """How far an erasure is; its receipt once it is done."""
    found = context.services.personal.erasure(erasure_id)
    if found is None:
        raise NotFound("no erasure has this id", hint="it is shown once the engine has taken it over, within seconds")
    return found


def _lines(held: Iterator[Disclosure]) -> Iterator[bytes]:
    return (to_json({"place": place, "item": item}) + b"\n" for place, item in held)
