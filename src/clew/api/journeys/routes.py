"""Journeys: their documents with live figures, how they look, what is wrong with one, pausing, and who is in them."""

import re
from contextlib import ExitStack
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.authoring import ETAG, add_changing, add_creating, find_version, page_of
from clew.api.context import ApiContext, Context
from clew.api.documents import (
    DocumentId,
    DocumentInput,
    DocumentView,
    IfNoneMatch,
    unless_known,
    view_of,
)
from clew.api.errors import NotFound
from clew.api.files import FILE, MEDIA, FileFormat, Namespaces
from clew.api.journeys.ports import Totals
from clew.api.journeys.views import CheckedJourneyView, FaultView, GraphView, InsideView, VersionView
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.planning import doubted, further_faults, plan_documents
from clew.api.plans import DifferenceView
from clew.api.ports import StoredDocument
from clew.api.problems import responses
from clew.api.publishing import applied, authored_of, find_head
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View
from clew.catalog import Fault, InvalidDocuments, content, differences

Reader = Annotated[Principal, Depends(require("documents:read"))]
Writer = Annotated[Principal, Depends(require("documents:write"))]
Node = Annotated[str, Query(max_length=64, description="Only those at this node.")]
Version = Annotated[int | None, Query(ge=1, description="A certain version; the one that takes entries if left out.")]

_WITHIN = re.compile(r"at character (\d+): ")
_SIFTED = 200
"""How many people who fit are looked at for those in a journey."""

router = APIRouter(
    prefix="/api/v1/journeys", tags=["journeys"], route_class=StrictRoute, responses=responses(401, 403, 422)
)


class JourneyView(DocumentView):
    """A journey and how many people are in it.

    Attributes:
        under_way: How many are under way in all versions.
        held_out: How many are held out: nothing is done for them, goals are noted.
        entered: How often somebody came in, in all versions.
        ended: How often somebody's way ended, in all versions.
    """

    under_way: int
    held_out: int
    entered: int
    ended: int


class JourneyPage(PageView[JourneyView]):
    """Some journeys, in order of id."""


class Versions(View):
    """The versions of a journey.

    Attributes:
        items: The newest first.
    """

    items: tuple[VersionView, ...]


class JourneyDiff(View):
    """What differs between two versions.

    Attributes:
        before: The one.
        after: The other.
        differences: Field by field.
    """

    before: int
    after: int
    differences: tuple[DifferenceView, ...]


class InsidePage(PageView[InsideView]):
    """Some of those who are in a journey."""


class PeopleSearch(BaseModel):
    """Whom to look for among those who are in a journey.

    Attributes:
        text: A name in any namespace, whole or its beginning; a profile id; or a part of a declared fact.
        node: Only those at this node.
        limit: How many at most; of names that fit very many, the first are looked at.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "ada@example.com"}]})

    text: Annotated[str, Field(min_length=1, max_length=200)]
    node: Annotated[str, Field(max_length=64)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 20


class InsideFindings(View):
    """Who was found in a journey.

    Attributes:
        items: The likeliest first.
    """

    items: tuple[InsideView, ...]


class JourneyInput(DocumentInput):
    """A journey as its author writes it; entry, nodes and rules stand beside these fields."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "id": "welcome",
                    "status": "draft",
                    "entry": {"event": "Signed Up"},
                    "nodes": {"days": {"wait": "2d", "next": "done"}, "done": {"end": "waited"}},
                }
            ]
        },
    )


class JourneyCheck(BaseModel):
    """A journey that nobody has saved; it may lack anything.

    Attributes:
        id: Its id; it may be that of one that is there.
    """

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [{"id": "w", "entry": {}, "nodes": {}}]})

    id: str = "draft"


@router.get("", name="listJourneys", responses=responses(400))
def list_journeys(
    context: Context, _principal: Reader, cursor: CursorParameter = None, limit: Limit = 50
) -> JourneyPage:
    """List journeys in order of id, with live figures; what was archived is left out."""
    page = page_of(context, "journey", cursor, limit)
    totals = context.services.journeys.totals()
    items = [_journey(stored, totals.get(stored.document.id, Totals())) for stored in page.items]
    return JourneyPage(items=items, next_cursor=page.next_cursor)


@router.get(
    "/{document_id}",
    name="getJourney",
    response_model=JourneyView,
    responses=responses(404) | {200: {"headers": ETAG}, 304: {"description": "The caller has it already."}},
)
def get_journey(
    context: Context,
    _principal: Reader,
    response: Response,
    document_id: DocumentId,
    version: Version = None,
    if_none_match: IfNoneMatch = None,
) -> Any:
    """Read a journey: as it is live, or its newest draft. The ETag is that of the document, whatever the figures."""
    stored = find_version(context, "journey", document_id, version)
    return unless_known(
        response,
        stored.document,
        if_none_match,
        lambda: _journey(stored, context.services.journeys.totals().get(document_id, Totals())),
    )


@router.get("/{document_id}/graph", name="getJourneyGraph", responses=responses(404))
def graph(context: Context, _principal: Reader, document_id: DocumentId, version: Version = None) -> GraphView:
    """A version as boxes and lines: what each node does, how many passed, wait there and ended there."""
    found = context.services.journeys.graph(document_id, version)
    if found is None:
        raise NotFound("no journey has this id, or no such version", hint="list them")
    return found


@router.get("/{document_id}/versions", name="listJourneyVersions", responses=responses(404))
def versions(context: Context, _principal: Reader, document_id: DocumentId) -> Versions:
    """All versions, the newest first, and how many people are under way in each."""
    found = tuple(context.services.journeys.versions(document_id))
    if not found:
        raise NotFound("no journey has this id", hint="list them")
    return Versions(items=found)


@router.get("/{document_id}/diff", name="diffJourney", responses=responses(404))
def diff(
    context: Context,
    _principal: Reader,
    document_id: DocumentId,
    before: Annotated[int, Query(ge=1, description="A version.")],
    after: Annotated[int, Query(ge=1, description="Another one.")],
) -> JourneyDiff:
    """What differs between two versions, field by field."""
    one = find_version(context, "journey", document_id, before).document
    other = find_version(context, "journey", document_id, after).document
    found = differences(content(one), content(other))
    told = tuple(DifferenceView(path=difference.path, text=str(difference)) for difference in found)
    return JourneyDiff(before=before, after=after, differences=told)


@router.get("/{document_id}/people", name="listJourneyPeople", responses=responses(400, 404))
def people(
    context: Context,
    _principal: Annotated[Principal, Depends(require("profiles:read"))],
    document_id: DocumentId,
    node: Node = "",
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> InsidePage:
    """Who is in it now, where, and since when."""
    find_head(context.services, "journey", document_id)
    listing = f"people:{document_id}:{node}"
    after = context.cursors.open(listing, cursor)
    found = context.services.journeys.people(document_id, node=node, after=after, limit=limit)
    return InsidePage(items=found.items, next_cursor=context.cursors.seal(listing, found.next))


@router.post("/{document_id}/people/search", name="searchJourneyPeople", responses=responses(404))
def search_people(
    context: Context,
    _principal: Annotated[Principal, Depends(require("profiles:read"))],
    document_id: DocumentId,
    sought: PeopleSearch,
) -> InsideFindings:
    """Find people who are in it now by any name or declared fact."""
    find_head(context.services, "journey", document_id)
    known = [found.profile.id for found in context.services.overview.search(sought.text.strip(), _SIFTED, None)]
    found = context.services.journeys.inside(document_id, known, node=sought.node)
    return InsideFindings(items=tuple(found[: sought.limit]))


@router.get(
    "/{document_id}/people/export",
    name="exportJourneyPeople",
    dependencies=[Depends(require("profiles:read")), Depends(require("segments:export"))],
    response_class=FileResponse,
    responses=responses(404) | {200: FILE},
)
def export_people(
    context: Context,
    document_id: DocumentId,
    file_format: FileFormat = "csv",
    node: Node = "",
    namespace: Namespaces = None,
) -> FileResponse:
    """Download who is in it now, where, and since when, as a file."""
    find_head(context.services, "journey", document_id)
    with ExitStack() as held:
        path = held.enter_context(
            context.services.exports.download_people(document_id, node, file_format, namespace or ())
        )
        gone = BackgroundTask(held.pop_all().close)
    return FileResponse(path, media_type=MEDIA[file_format], filename=path.name, background=gone)


@router.post("/check", name="checkJourney")
def check(context: Context, _principal: Reader, journey: JourneyCheck) -> CheckedJourneyView:
    """What is wrong with a journey that nobody has saved, how it looks, and what it needs. Changes nothing."""
    data = {"kind": "journey", **journey.model_dump(), "version": None, "status": "published"}
    desk = context.services.journeys
    try:
        authored = authored_of(data, "")
    except InvalidDocuments as error:
        found = tuple(_fault(each.fault) for each in error.faults)
        return CheckedJourneyView(faults=found, doubts=(), graph=None, needs=())
    document = authored.document
    beside = further_faults(context.services, document)
    try:
        plan = plan_documents(context.services, [authored])
        faults = [FaultView(pointer="", node="", message=blocked.reason) for blocked in plan.blocked]
    except InvalidDocuments as error:
        faults = [_fault(each.fault) for each in error.faults]
        # Whoever draws is told all of it at once; publishing asks what stands beside others last.
        told = {fault.pointer for fault in faults}
        faults += [_fault(fault) for fault in beside if not fault.warning and fault.pointer not in told]
    doubts = doubted(context.services, [fault for fault in beside if fault.warning])
    return CheckedJourneyView(
        faults=tuple(faults),
        doubts=tuple(_fault(fault) for fault in doubts if fault is not None),
        graph=desk.draw(document),
        needs=tuple(desk.needs(document)),
    )


@router.post("/{document_id}/pause", name="pauseJourney", responses=responses(404))
async def pause(context: Context, principal: Writer, response: Response, document_id: DocumentId) -> DocumentView:
    """Pause it: nobody enters or moves on, and what it was about to send waits. The same again changes nothing."""
    row = await run_in_threadpool(_control, context, "pause", document_id, principal)
    return await _standing(context, response, document_id, row)


@router.post("/{document_id}/resume", name="resumeJourney", responses=responses(404))
async def resume(context: Context, principal: Writer, response: Response, document_id: DocumentId) -> DocumentView:
    """End its pause: everybody goes on where they are. The same again changes nothing."""
    row = await run_in_threadpool(_control, context, "resume", document_id, principal)
    return await _standing(context, response, document_id, row)


add_creating(router, "journey", "Journey", JourneyInput)
add_changing(router, "journey", "Journey", JourneyInput)


def _control(context: ApiContext, action: Any, journey_id: str, principal: Principal) -> int | None:
    find_head(context.services, "journey", journey_id)
    return context.services.journeys.control(action, journey_id, by=principal.id)


async def _standing(context: ApiContext, response: Response, journey_id: str, row: int | None) -> DocumentView:
    """The journey once the engine has taken the order over, or 202."""
    if row is not None and not await applied(context, row):
        response.status_code = 202
    return view_of(await run_in_threadpool(find_head, context.services, "journey", journey_id))


def _journey(stored: StoredDocument, totals: Totals) -> JourneyView:
    return JourneyView.model_validate(view_of(stored, **totals._asdict()).model_dump())


def _fault(fault: Fault) -> FaultView:
    steps = fault.pointer.split("/")
    node = steps[2].replace("~1", "/").replace("~0", "~") if steps[1:2] == ["nodes"] and len(steps) > 2 else ""
    message, offset = fault.message, fault.offset
    # Of a document that came as JSON, how far into a text something stands was put before the message.
    if within := _WITHIN.match(message):
        message, offset = message[within.end() :], int(within[1]) - 1
    return FaultView(pointer=fault.pointer, node=node, message=message, hint=fault.hint, offset=offset)
