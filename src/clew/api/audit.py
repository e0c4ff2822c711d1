"""The audit trail: who did what, on which object, when, and how it ended."""

from collections.abc import Mapping, Set
from contextlib import suppress
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from clew.access import Entry, UnknownAccount
from clew.access.ports import Asked
from clew.api.context import ApiContext, Context
from clew.api.documents import DocumentId
from clew.api.errors import NotFound
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import Moment, View
from clew.kernel.instants import from_datetime

router = APIRouter(prefix="/api/v1", tags=["audit"], route_class=StrictRoute, responses=responses(400, 401, 403, 422))


class EntryView(View):
    """Something that somebody did or tried.

    Attributes:
        seq: Its number, without gaps.
        at: When.
        actor: Id of the account or key; `cli` for the command line, empty for somebody unknown.
        name: What they were called then.
        via: By which way they came.
        action: The operation, as it is called in this document.
        kind: What the object is, such as `segment`; empty when there is none.
        object: Its id.
        called: What people call it now; empty where nobody does, and of a profile.
        outcome: Whether it was done, refused, or failed by a fault of ours.
        detail: A version, a role, the code of an error.
    """

    seq: int
    at: Moment
    actor: str
    name: str
    via: Literal["console", "api", "cli"]
    action: str
    kind: str
    object: str
    called: str
    outcome: Literal["done", "refused", "failed"]
    detail: str


class AuditPage(PageView[EntryView]):
    """Some entries, newest first."""


class Filters(BaseModel):
    """Which entries; what is left out asks for nothing."""

    model_config = ConfigDict(extra="forbid")

    actor: Annotated[str, Field(max_length=200, description="Only of this account or key.")] = ""
    action: Annotated[str, Field(max_length=200, description="Only this operation.")] = ""
    kind: Annotated[str, Field(max_length=200, description="Only on objects of this kind.")] = ""
    object: Annotated[str, Field(max_length=200, description="Only on the object of this id.")] = ""
    outcome: Annotated[Literal["", "done", "refused", "failed"], Field(description="Only what ended so.")] = ""
    since: Annotated[AwareDatetime | None, Field(description="From this instant on.")] = None
    until: Annotated[AwareDatetime | None, Field(description="Before this instant.")] = None
    cursor: Annotated[
        str | None, Field(max_length=2000, description="`next_cursor` of the page before; none for the first page.")
    ] = None
    limit: Annotated[int, Field(ge=1, le=1000, description="How many items at most.")] = 50


@router.get("/audit", name="listAudit", dependencies=[Depends(require("audit:read"))])
def list_audit(context: Context, filters: Annotated[Filters, Query()]) -> AuditPage:
    """Who did what, newest first."""
    bounds = [from_datetime(each) if each is not None else None for each in (filters.since, filters.until)]
    asked = Asked(filters.actor, filters.action, filters.kind, filters.object, filters.outcome, *bounds)
    return _page(context, asked, filters.cursor, filters.limit)


@router.get(
    "/documents/{kind}/{document_id}/changes",
    name="listDocumentChanges",
    dependencies=[Depends(require("documents:read"))],
    responses=responses(404),
)
def list_changes(
    context: Context,
    kind: Annotated[str, Path(max_length=40, pattern=r"^[a-z_]+$", description="Such as `segment`.")],
    document_id: DocumentId,
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> AuditPage:
    """Who changed a document, newest first; also if it was archived since."""
    if kind not in context.services.kinds:
        # The trail of accounts and keys is for those who may read all of it.
        raise NotFound("there is no such kind of document", hint="such as `segment`, `journey` or `template`")
    return _page(context, Asked(kind=kind, object=document_id, outcome="done"), cursor, limit)


def _page(context: ApiContext, asked: Asked, cursor: str | None, limit: int) -> AuditPage:
    listing = f"audit:{asked}"
    opened = context.cursors.open(listing, cursor)
    before = int(opened) if opened is not None else None
    found = context.services.trail.entries(asked, before=before, limit=limit + 1)
    last = str(found[limit - 1].seq) if len(found) > limit else None
    called = _called(context, {(entry.deed.kind, entry.deed.object) for entry in found[:limit]})
    items = [_view(entry, called.get((entry.deed.kind, entry.deed.object), "")) for entry in found[:limit]]
    return AuditPage(items=items, next_cursor=context.cursors.seal(listing, last))


def _called(context: ApiContext, objects: Set[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """What these objects are called by those who made them."""
    services = context.services
    names = {(title.kind, title.id): title.name for title in services.documents.titles()}
    for kind, name in objects:
        if kind == "key" and (row := services.access.credential(name)):
            names[kind, name] = row.name or row.source
        elif kind == "account":
            with suppress(UnknownAccount):
                names[kind, name] = services.accounts.get(name).name
    return names


def _view(entry: Entry, called: str) -> EntryView:
    deed = entry.deed
    return EntryView(
        seq=entry.seq,
        at=deed.at,
        actor=deed.actor,
        name=deed.name,
        via=deed.via,
        action=deed.action,
        kind=deed.kind,
        object=deed.object,
        called=called,
        outcome=deed.outcome,
        detail=deed.detail,
    )
