"""The live feed: events, segment changes and what else goes on; server-sent, resumable after the last one seen.

The feed of all needs a scope of its own; the feed of one person is a look-up of that person, and audited as one; that
something moves at all is told to whoever reads documents.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from clew.api.context import Context
from clew.api.errors import NotFound
from clew.api.messages.routes import MessageKey
from clew.api.problems import responses
from clew.api.profiles import ProfileId
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import LiveItem, View

PAUSE_SECONDS = 0.25
MOST_AT_ONCE = 200
RETRY_MILLISECONDS = 1000
PEOPLE_SECONDS = 2
"""How often at most it is told that something happened, to whoever is not told what."""
LONGEST_SECONDS = 300
"""How long one connection lasts: whoever reconnects is asked for a valid key again."""

router = APIRouter(prefix="/api/v1/live", tags=["live"], route_class=StrictRoute, responses=responses(401, 403, 422))

_ALL = [Depends(require("live:read"))]


class RecentView(View):
    """The newest items, and where the feed goes on.

    Attributes:
        items: Oldest first.
        cursor: What to pass as `after`.
    """

    items: list[LiveItem]
    cursor: str


@router.get("/recent", name="getRecent", dependencies=_ALL)
def recent(
    context: Context, limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE, description="How many items.")] = 50
) -> RecentView:
    """The newest events and segment changes, to begin with before following the feed."""
    page = context.services.live.recent(limit)
    return RecentView(items=list(page.items), cursor=context.cursors.seal("live", page.cursor) or "")


async def start_of(
    context: Context,
    after: Annotated[
        str | None, Query(max_length=2000, description="`cursor` of `recent`; leave it out to begin with what is new.")
    ] = None,
    last_event_id: Annotated[
        str | None, Header(max_length=2000, description="Sent by browsers that reconnect.")
    ] = None,
) -> str:
    """Where to begin; asked before the response begins, so that a wrong cursor is still a 400."""
    opened = context.cursors.open("live", last_event_id or after)
    return opened if opened is not None else (await run_in_threadpool(context.services.live.recent, 1)).cursor


async def marks_of(context: Context) -> Mapping[str, int]:
    """How work stood when the reader came."""
    return await run_in_threadpool(context.services.work.marks)


@router.get("", name="followLive", response_class=EventSourceResponse, responses=responses(400), dependencies=_ALL)
async def follow(
    context: Context,
    cursor: Annotated[str, Depends(start_of)],
    seen: Annotated[Mapping[str, int], Depends(marks_of)],
) -> AsyncIterator[ServerSentEvent]:
    """Follow what happens, as server-sent events; comments keep the connection open.

    `event: event` is a record, `event: change` a segment entered or left (both as in `recent`), and `event: skipped`
    says about how many older items were left out because there were too many to look at. `event: work` names in `moved`
    what else has changed and is worth asking for again: `documents`, `health`, `imports`, `models`, `simulations`,
    `quarantine`, `tests`, `messages`. The stream ends after some minutes: browsers then reconnect by themselves, after
    the last item that they have seen.
    """
    yield ServerSentEvent(comment="following", retry=RETRY_MILLISECONDS)
    for _ in range(int(LONGEST_SECONDS / PAUSE_SECONDS)):
        page = await run_in_threadpool(context.services.live.since, cursor, MOST_AT_ONCE)
        if page.skipped:
            yield ServerSentEvent(event="skipped", data={"count": page.skipped})
        for item in page.items:
            sealed = context.cursors.seal("live", item.cursor)
            yield ServerSentEvent(event=item.item, raw_data=item.model_dump_json(), id=sealed)
        cursor = page.cursor
        marks = await marks_of(context)
        if moved := sorted(name for name, mark in marks.items() if seen.get(name) != mark):
            yield ServerSentEvent(event="work", data={"moved": moved})
        seen = marks
        if context.stopping():
            return
        await asyncio.sleep(PAUSE_SECONDS)


@router.get(
    "/work",
    name="followWork",
    response_class=EventSourceResponse,
    dependencies=[Depends(require("documents:read"))],
)
async def follow_work(
    context: Context, seen: Annotated[Mapping[str, int], Depends(marks_of)]
) -> AsyncIterator[ServerSentEvent]:
    """Follow that something moves, for whoever may not see what: `event: work`, as `followLive` tells it.

    `moved` names `people` as well, about every other second while events come in. The stream ends after some minutes,
    as that one does.
    """
    cursor = (await run_in_threadpool(context.services.live.recent, 1)).cursor
    told, turns = True, 0
    yield ServerSentEvent(comment="following", retry=RETRY_MILLISECONDS)
    for _ in range(int(LONGEST_SECONDS / PAUSE_SECONDS)):
        page = await run_in_threadpool(context.services.live.since, cursor, 1)
        told, turns = told and page.cursor == cursor, turns + 1
        marks, cursor = await marks_of(context), page.cursor
        moved = sorted(name for name, mark in marks.items() if seen.get(name) != mark)
        if not told and turns * PAUSE_SECONDS >= PEOPLE_SECONDS:
            moved, told, turns = [*moved, "people"], True, 0
        if moved:
            yield ServerSentEvent(event="work", data={"moved": moved})
        seen = marks
        if context.stopping():
            return
        await asyncio.sleep(PAUSE_SECONDS)


async def standing_of(context: Context, key: MessageKey) -> str:
    """How a message stood when the reader came; asked before the response begins, so that an unknown key is a 404."""
    found = await run_in_threadpool(context.services.messages.standing, key)
    if found is None:
        raise NotFound("no message has this key", hint="list them: GET /api/v1/messages")
    return found


@router.get(
    "/messages/{key:path}",
    name="followMessage",
    response_class=EventSourceResponse,
    responses=responses(404),
    dependencies=[Depends(require("messages:read"))],
)
async def follow_message(
    context: Context, key: MessageKey, seen: Annotated[str, Depends(standing_of)]
) -> AsyncIterator[ServerSentEvent]:
    """Follow a message that is under way: `event: work`, with `message` in `moved`, says that it stands elsewhere now.

    What comes of it once it was sent is told as what happens to its person. The stream ends after some minutes, as
    that of all does.
    """
    yield ServerSentEvent(comment="following", retry=RETRY_MILLISECONDS)
    for _ in range(int(LONGEST_SECONDS / PAUSE_SECONDS)):
        standing = await run_in_threadpool(context.services.messages.standing, key)
        if standing != seen:
            yield ServerSentEvent(event="work", data={"moved": ["message"]})
        seen = standing or ""
        if context.stopping():
            return
        await asyncio.sleep(PAUSE_SECONDS)


def known(context: Context, profile_id: ProfileId) -> str:
    """The profile that answers for this id; asked before the response begins, so that an unknown id is a 404."""
    found = context.services.profiles.get(profile_id)
    if found is None:
        raise NotFound("no profile has this id", hint="look it up by an identity: POST /api/v1/profiles/lookup")
    return found.id


@router.get(
    "/profiles/{profile_id}",
    name="followProfile",
    response_class=EventSourceResponse,
    responses=responses(400, 404),
    dependencies=[Depends(require("profiles:read"))],
)
async def follow_one(
    context: Context, profile: Annotated[str, Depends(known)], cursor: Annotated[str, Depends(start_of)]
) -> AsyncIterator[ServerSentEvent]:
    """Follow what happens to one person, as `followLive` tells it of everybody; also after they are merged.

    The stream ends after some minutes, as that one does.
    """
    yield ServerSentEvent(comment="following", retry=RETRY_MILLISECONDS, id=context.cursors.seal("live", cursor))
    for _ in range(int(LONGEST_SECONDS / PAUSE_SECONDS)):
        page = await run_in_threadpool(context.services.live.since, cursor, MOST_AT_ONCE)
        if page.items:
            found = await run_in_threadpool(context.services.profiles.get, profile)
            profile = found.id if found else profile
        for item in page.items:
            if item.profile == profile:
                sealed = context.cursors.seal("live", item.cursor)
                yield ServerSentEvent(event=item.item, raw_data=item.model_dump_json(), id=sealed)
        if page.cursor != cursor:
            # A browser that reconnects goes on after what was looked at, theirs or not.
            yield ServerSentEvent(comment="so far", id=context.cursors.seal("live", page.cursor))
        cursor = page.cursor
        if context.stopping():
            return
        await asyncio.sleep(PAUSE_SECONDS)
