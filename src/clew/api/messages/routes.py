"""The outbox: list, look at one, see its page, decide."""

from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.context import Context
from clew.api.errors import NotFound
from clew.api.messages.ports import MessageQuestion
from clew.api.messages.views import MessageCountView, MessageDetailView, MessageRowView, MessageStatus
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.problems import responses
from clew.api.publishing import applied
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View

router = APIRouter(
    prefix="/api/v1/messages", tags=["messages"], route_class=StrictRoute, responses=responses(401, 403, 422)
)

_READ = [Depends(require("messages:read"))]
Writer = Annotated[Principal, Depends(require("messages:write"))]
MessageKey: TypeAlias = Annotated[
    str,
    Path(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f]+$", description="Key of a message, slashes and all."),
]
Filter: TypeAlias = Annotated[str, Query(max_length=200, description="Only of this one; all if left out.")]

PAGE_POLICY = (
    "default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'; font-src https: data:; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""Under which a message's page is shown: whoever wrote it, no script of it runs, and it can't reach our own pages."""

PAGE_HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


class MessagePage(PageView[MessageRowView]):
    """Some messages, the newest first."""


class MessageCounts(View):
    """How many messages are where.

    Attributes:
        items: By channel, status, and whether they are kept.
    """

    items: list[MessageCountView]


class VerdictInput(BaseModel):
    """What becomes of a message that waits for a person.

    Attributes:
        verdict: `send` asks every guard anew before it goes; `dismiss` lets it be for good.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"verdict": "dismiss"}]})

    verdict: Literal["send", "dismiss"]


async def _asked(
    status: Annotated[list[MessageStatus] | None, Query(description="Only in this status; may be repeated.")] = None,
    channel: Filter = "",
    journey: Filter = "",
    template: Filter = "",
    profile: Filter = "",
    kept: Annotated[
        bool | None,
        Query(description="Of those that came to their end: whether nobody was written to, for want of a provider."),
    ] = None,
) -> MessageQuestion:
    return MessageQuestion(tuple(sorted(set(status or ()))), channel, journey, template, profile, kept)


@router.get("", name="listMessages", responses=responses(400), dependencies=_READ)
def list_messages(
    context: Context,
    asked: Annotated[MessageQuestion, Depends(_asked)],
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> MessagePage:
    """List messages and other effects, the newest first, each with its status and the reason for it."""
    listing = f"messages:{asked}"
    after = context.cursors.open(listing, cursor)
    found = context.services.messages.some(asked, after=after, limit=limit)
    return MessagePage(items=found.items, next_cursor=context.cursors.seal(listing, found.next))


@router.get("/counts", name="countMessages", dependencies=_READ)
def counts(context: Context, asked: Annotated[MessageQuestion, Depends(_asked)]) -> MessageCounts:
    """How many messages there are, by channel, status, and whether nobody was written to."""
    return MessageCounts(items=list(context.services.messages.counts(asked)))


@router.get(
    "/pages/{key:path}",
    name="getMessagePage",
    response_class=HTMLResponse,
    responses=responses(404)
    | {200: {"content": {"text/html": {}}, "description": "The page, for a frame of its own."}},
    dependencies=_READ,
)
def page(context: Context, key: MessageKey) -> Response:
    """See the page that a message holds: nothing runs in it, and looking at it is not told as an opening."""
    found = context.services.messages.page(key)
    if found is None:
        raise NotFound(
            "no message of this key has a page", hint="a message has one once it was made, if its template has"
        )
    return HTMLResponse(found, headers=PAGE_HEADERS)


@router.get("/{key:path}", name="getMessage", responses=responses(404), dependencies=_READ)
def get(context: Context, key: MessageKey) -> MessageDetailView:
    """Read one message: where it is and why, what it says, and all that became of it; never its address."""
    return _known(context.services.messages.get(key))


@router.post(
    "/{key:path}/decide",
    name="decideMessage",
    responses=responses(404, 409)
    | {202: {"model": MessageDetailView, "description": "In the log; the engine takes it over shortly."}},
)
async def decide(
    context: Context, principal: Writer, response: Response, key: MessageKey, decided: VerdictInput
) -> MessageDetailView:
    """Decide on a message that is held, failed, or of unknown outcome."""
    desk = context.services.messages
    row = await run_in_threadpool(desk.decide, key, decided.verdict, by=principal.actor)
    if row is None:
        raise _unknown()
    if not await applied(context, row):
        response.status_code = 202
    return _known(await run_in_threadpool(desk.get, key))


def _known(found: MessageDetailView | None) -> MessageDetailView:
    if found is None:
        raise _unknown()
    return found


def _unknown() -> NotFound:
    return NotFound("no message has this key", hint="list them: GET /api/v1/messages")
