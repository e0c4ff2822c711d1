"""Lists of people (who is on one, is in the segment of its name), and events that concern an audience."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictBool
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.audience_desk import ListReport, ListView
from clew.api.auditing import about
from clew.api.context import Context
from clew.api.problems import responses
from clew.api.profiles import Lookup
from clew.api.publishing import applied, find_head
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View
from clew.kernel.instants import from_datetime

router = APIRouter(prefix="/api/v1", route_class=StrictRoute, responses=responses(401, 403, 422))

_MOST = 10_000
Writer = Annotated[Principal, Depends(require("profiles:write"))]
ListId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._~-]+$", description="Id of the list.")]
Once = Annotated[str, Field(max_length=200)]


class Lists(View):
    """All lists.

    Attributes:
        items: In order of id.
    """

    items: tuple[ListView, ...]


class Members(BaseModel):
    """People to put on a list, or to take off it.

    Attributes:
        people: By any of their names.
        member: Whether they are on it from now on.
        once: A text of the caller's, new for every change; a request made again with it changes nothing more.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"people": [{"namespace": "email", "id": "ada@example.com"}], "once": "2026-7"}]
        },
    )

    people: Annotated[list[Lookup], Field(min_length=1, max_length=_MOST)]
    member: StrictBool = True
    once: Once = ""


class Sheet(BaseModel):
    """A CSV file of people to put on a list, or to take off it.

    Attributes:
        csv: The file as text; its first line names the columns.
        namespace: Of the names in it, such as email.
        column: In which they stand; if left out, the one called like the namespace, or the only one.
        member: Whether they are on it from now on.
        once: A text of the caller's, new for every file; a request made again with it changes nothing more.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"csv": "email\nada@example.com\n", "namespace": "email"}]}
    )

    csv: str
    namespace: Annotated[str, Field(min_length=1, max_length=64)]
    column: Annotated[str | None, Field(max_length=200)] = None
    member: StrictBool = True
    once: Once = ""


class Announcement(BaseModel):
    """Something that happened to the workspace and to nobody in it: a price that drops, a store that closes.

    Attributes:
        type: What journeys listen to.
        id: Unique for ever; said again, it happened once.
        ts: When it happened; now if left out.
        properties: What else is to be said: conditions and templates of journeys see them as the entry event's.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"type": "Price Dropped", "id": "sku-1-2026-07-01", "properties": {"sku": "1"}}]
        },
    )

    type: Annotated[str, Field(min_length=1, max_length=200)]
    id: Annotated[str, Field(min_length=1, max_length=200)]
    ts: AwareDatetime | None = None
    properties: dict[str, Any] = Field(default_factory=dict)


class Announced(View):
    """What became of it.

    Attributes:
        log_row: Its row in the log.
        applied: Whether the engine has taken it over already; if not, it will.
    """

    log_row: int
    applied: bool


@router.get("/lists", name="listLists", tags=["lists"], dependencies=[Depends(require("segments:read"))])
def lists(context: Context) -> Lists:
    """List the lists that are in force: segments in which people are because somebody put them there."""
    return Lists(items=tuple(context.services.audiences.lists()))


@router.post("/lists/{list_id}/members", name="changeList", tags=["lists"], responses=responses(404))
async def change(context: Context, _principal: Writer, list_id: ListId, asked: Members) -> ListReport:
    """Put people on a list, or take them off it. Who is not known yet begins with it."""
    find_head(context.services, "segment", list_id)
    names = [(number, each.namespace, each.id) for number, each in enumerate(asked.people, 1)]
    found = await run_in_threadpool(
        context.services.audiences.change, list_id, names, member=asked.member, once=_once(context, asked.once)
    )
    return await _told(context, list_id, found)


@router.post("/lists/{list_id}/file", name="uploadList", tags=["lists"], responses=responses(404))
async def upload(context: Context, _principal: Writer, list_id: ListId, sheet: Sheet) -> ListReport:
    """Put the people of a CSV file on a list, or take them off it; rows that can't be names are told."""
    find_head(context.services, "segment", list_id)
    names = context.services.audiences.sheet(sheet.csv, sheet.namespace, sheet.column)
    found = await run_in_threadpool(
        context.services.audiences.change, list_id, names, member=sheet.member, once=_once(context, sheet.once)
    )
    return await _told(context, list_id, found)


@router.post("/business-events", name="announce", tags=["journeys"], dependencies=[Depends(require("messages:write"))])
async def announce(context: Context, said: Announcement) -> Announced:
    """Say that something happened that is nobody's: journeys that listen to it address their audience."""
    about("business_event", said.type)
    row = await run_in_threadpool(
        context.services.audiences.announce, said.type, name=said.id, ts=_instant(said.ts), properties=said.properties
    )
    return Announced(log_row=row, applied=await applied(context, row))


async def _told(context: Context, list_id: str, found: ListReport) -> ListReport:
    about("segment", list_id, f"{found.accepted} people")
    done = await applied(context, found.log_row) if found.log_row else True
    return found.model_copy(update={"applied": done})


def _once(context: Context, once: str) -> str:
    return once or f"at {context.services.clock.now()}"


def _instant(when: datetime | None) -> int | None:
    return None if when is None else from_datetime(when)
