"""Segments: their documents with live counts, and their members."""

from contextlib import ExitStack
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import FileResponse
from pydantic import AwareDatetime
from starlette.background import BackgroundTask

from clew.access import Principal
from clew.api.authoring import ETAG, add_changing, add_creating, add_dependents, find_version, page_of
from clew.api.context import Context
from clew.api.documents import AtVersion, DocumentId, DocumentView, IfNoneMatch, SegmentInput, unless_known, view_of
from clew.api.errors import NotFound
from clew.api.files import FILE, MEDIA, FileFormat, Namespaces
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.ports import StoredDocument
from clew.api.problems import responses
from clew.api.profiles import ProfileId
from clew.api.publishing import find_head
from clew.api.reasons import WhyView
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.trials import DayView
from clew.api.views import MemberView, View
from clew.kernel.instants import from_datetime

Reader = Annotated[Principal, Depends(require("segments:read"))]

router = APIRouter(
    prefix="/api/v1/segments", tags=["segments"], route_class=StrictRoute, responses=responses(401, 403, 422)
)


class SegmentView(DocumentView):
    """A segment and how many are in it.

    Attributes:
        expression: Who is in it, in CXL.
        count: How many are in the live version now.
    """

    expression: str
    count: int


class SegmentTrend(View):
    """A segment over time.

    Attributes:
        days: Oldest first; empty while the segment is not live.
    """

    days: tuple[DayView, ...]


class SegmentPage(PageView[SegmentView]):
    """Some segments, in order of id."""


class MemberPage(PageView[MemberView]):
    """Some members of a segment."""


@router.get("", name="listSegments", responses=responses(400))
def list_segments(
    context: Context, _principal: Reader, cursor: CursorParameter = None, limit: Limit = 50
) -> SegmentPage:
    """List segments in order of id, with live counts; what was archived is left out."""
    page = page_of(context, "segment", cursor, limit)
    counts = context.services.segments.counts()
    items = [_segment(stored, counts.get(stored.document.id, 0)) for stored in page.items]
    return SegmentPage(items=items, next_cursor=page.next_cursor)


@router.get(
    "/{document_id}",
    name="getSegment",
    response_model=SegmentView,
    responses=responses(404) | {200: {"headers": ETAG}, 304: {"description": "The caller has it already."}},
)
def get_segment(
    context: Context,
    _principal: Reader,
    response: Response,
    document_id: DocumentId,
    version: AtVersion = None,
    if_none_match: IfNoneMatch = None,
) -> Any:
    """Read a segment: as it is live, or its newest draft. The ETag is that of the document, whatever the count."""
    stored = find_version(context, "segment", document_id, version)
    return unless_known(
        response,
        stored.document,
        if_none_match,
        lambda: _segment(stored, context.services.segments.counts().get(document_id, 0)),
    )


@router.get("/{document_id}/members", name="listSegmentMembers", responses=responses(400, 404))
def members(
    context: Context, _principal: Reader, document_id: DocumentId, cursor: CursorParameter = None, limit: Limit = 50
) -> MemberPage:
    """Who is in it now, and since when."""
    find_head(context.services, "segment", document_id)
    listing = f"members:{document_id}"
    found = context.services.segments.members(document_id, after=context.cursors.open(listing, cursor), limit=limit)
    return MemberPage(items=found.items, next_cursor=context.cursors.seal(listing, found.next))


@router.get("/{document_id}/trend", name="getSegmentTrend", responses=responses(404))
def trend(
    context: Context,
    _principal: Reader,
    document_id: DocumentId,
    days: Annotated[int, Query(ge=1, le=731, description="How many days back, today included.")] = 30,
) -> SegmentTrend:
    """How many were in it at the end of each day, and how many came and went."""
    find_head(context.services, "segment", document_id)
    return SegmentTrend(days=tuple(context.services.trends.days(document_id, days)))


@router.get(
    "/{document_id}/why/{profile_id}",
    name="whySegment",
    dependencies=[Depends(require("profiles:read"))],
    responses=responses(404),
)
def why(
    context: Context,
    _principal: Reader,
    document_id: DocumentId,
    profile_id: ProfileId,
    at: Annotated[
        AwareDatetime | None, Query(description="An instant; now if left out. What was received later is left out.")
    ] = None,
) -> WhyView:
    """Why a person is or is not in the segment: part by part, with the records that decide, since when, until when."""
    find_head(context.services, "segment", document_id)
    instant = from_datetime(at) if at is not None else None
    found = context.services.why.segment(profile_id, document_id, at=instant)
    if found is None:
        raise NotFound("no such profile, or no live version of this segment", hint="look the profile up; publish it")
    return found


@router.get(
    "/{document_id}/export",
    name="exportSegmentMembers",
    dependencies=[Depends(require("profiles:read")), Depends(require("segments:export"))],
    response_class=FileResponse,
    responses=responses(404) | {200: FILE},
)
def export(
    context: Context,
    _principal: Reader,
    document_id: DocumentId,
    file_format: FileFormat = "csv",
    namespace: Namespaces = None,
) -> FileResponse:
    """Download who is in it now, and since when, as a file."""
    find_head(context.services, "segment", document_id)
    with ExitStack() as held:
        path = held.enter_context(context.services.exports.download(document_id, file_format, namespace or ()))
        gone = BackgroundTask(held.pop_all().close)
    return FileResponse(path, media_type=MEDIA[file_format], filename=path.name, background=gone)


add_dependents(router, "segment", "Segment", Reader)
add_creating(router, "segment", "Segment", SegmentInput)
add_changing(router, "segment", "Segment", SegmentInput)


def _segment(stored: StoredDocument, count: int) -> SegmentView:
    return SegmentView.model_validate(view_of(stored, count=count).model_dump())
