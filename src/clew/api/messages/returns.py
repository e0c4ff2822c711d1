"""Mail that came back, handed in by whoever receives it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.context import Context
from clew.api.messages.views import ReturnedView
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require

router = APIRouter(
    prefix="/api/v1/returns", tags=["messages"], route_class=StrictRoute, responses=responses(401, 403, 413)
)


@router.post(
    "",
    name="takeReturned",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"message/rfc822": {"schema": {"type": "string", "format": "binary"}}},
            "description": "The mail as it was received.",
        }
    },
)
async def take(
    context: Context, request: Request, _principal: Annotated[Principal, Depends(require("messages:write"))]
) -> ReturnedView:
    """Hand in a mail that came back: a delivery report or a complaint, raw, as a mail server or a provider gives it.

    A hard bounce suppresses the address; a complaint withdraws the consent too. A mail that names no message of this
    workspace changes nothing.
    """
    raw = await request.body()
    view, _ = await run_in_threadpool(context.services.returns.take, raw)
    return view
