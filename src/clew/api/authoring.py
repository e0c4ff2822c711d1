"""The routes that all kinds of documents share: list, read, create, replace, publish, archive."""

from functools import cache
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Response

from clew.access import Principal
from clew.api.context import ApiContext, Context
from clew.api.documents import (
    AtVersion,
    DocumentId,
    DocumentInput,
    DocumentView,
    IfMatch,
    IfNoneMatch,
    data_of,
    etag_of,
    refuse_unless_current,
    unless_known,
    view_of,
)
from clew.api.errors import AlreadyExists, NotFound
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.ports import StoredDocument
from clew.api.problems import responses
from clew.api.publishing import (
    authored_of,
    find_head,
    heads,
    outcome_view,
    publish_documents,
    versions_of,
)
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import DependentView, View
from clew.catalog import Authored, same_content
from clew.kernel.pages import Page


class Dependents(View):
    """What mentions a document.

    Attributes:
        items: In order of kind and id; while there are any, it can't be archived.
    """

    items: tuple[DependentView, ...]


class DocumentPage(PageView[DocumentView]):
    """Some documents of a kind, in order of id."""


Reader = Annotated[Principal, Depends(require("documents:read"))]
Writer = Annotated[Principal, Depends(require("documents:write"))]
PENDING = {202: {"model": DocumentView, "description": "In the log; the engine takes it over shortly."}}
EXISTING = {200: {"model": DocumentView, "description": "It is there already and says the same."}}
ETAG = {"ETag": {"description": "Of this version; send it as If-Match.", "schema": {"type": "string"}}}


@cache
def authoring_router(kind: str, plural: str, written: type[DocumentInput]) -> APIRouter:
    """The routes of one kind under `/api/v1/{plural}`, the same for every application, as those of modules are.

    Args:
        kind: As in the catalog.
        plural: As in the path.
        written: What a client sends.
    """
    title, titles = kind.title(), plural.title()
    router = APIRouter(
        prefix=f"/api/v1/{plural}", tags=[plural], route_class=StrictRoute, responses=responses(401, 403, 422)
    )
    add_reading(router, kind, title, titles)
    add_dependents(router, kind, title, Reader)
    add_creating(router, kind, title, written)
    add_changing(router, kind, title, written)
    return router


def add_reading(router: APIRouter, kind: str, title: str, titles: str) -> None:
    """Add `list` and `get`."""

    @router.get("", name=f"list{titles}", responses=responses(400))
    def list_documents(
        context: Context, _principal: Reader, cursor: CursorParameter = None, limit: Limit = 50
    ) -> DocumentPage:
        """List them in order of id; what was archived is left out."""
        page = page_of(context, kind, cursor, limit)
        return DocumentPage(items=[view_of(stored) for stored in page.items], next_cursor=page.next_cursor)

    @router.get(
        "/{document_id}",
        name=f"get{title}",
        response_model=DocumentView,
        responses=responses(404) | {200: {"headers": ETAG}, 304: {"description": "The caller has it already."}},
    )
    def get_document(
        context: Context,
        _principal: Reader,
        response: Response,
        document_id: DocumentId,
        version: AtVersion = None,
        if_none_match: IfNoneMatch = None,
    ) -> Any:
        """Read one: as it is live, or its newest draft if it was never published."""
        stored = find_version(context, kind, document_id, version)
        return unless_known(response, stored.document, if_none_match, lambda: view_of(stored))

    del list_documents, get_document


def add_dependents(router: APIRouter, kind: str, title: str, reader: object) -> None:
    """Add `dependents`, for whoever may read them."""

    @router.get("/{document_id}/dependents", name=f"list{title}Dependents", responses=responses(404))
    def dependents(context: Context, _principal: reader, document_id: DocumentId) -> Dependents:  # type: ignore[valid-type]
        """Which documents mention it; a template mentions the offers that fit its places."""
        find_head(context.services, kind, document_id)
        return Dependents(items=tuple(context.services.documents.dependents(kind, document_id)))

    del dependents


def add_creating(router: APIRouter, kind: str, title: str, written: type[DocumentInput]) -> None:
    """Add `create`."""

    @router.post(
        "",
        name=f"create{title}",
        status_code=201,
        responses=responses(409) | PENDING | EXISTING | {201: {"headers": ETAG}},
    )
    async def create(
        context: Context,
        principal: Writer,
        response: Response,
        document: written,  # type: ignore[valid-type]
    ) -> DocumentView:
        """Publish a new one, or keep it as a draft. The same again is no error and changes nothing."""
        return await create_document(
            context, principal, response, authored_of(data_of(kind, cast("DocumentInput", document)))
        )

    del create


def add_changing(router: APIRouter, kind: str, title: str, written: type[DocumentInput]) -> None:
    """Add `replace`, `publish`, `discard` and `archive`."""

    @router.put("/{document_id}", name=f"replace{title}", responses=responses(404, 409, 412, 428) | PENDING)
    async def replace(
        context: Context,
        principal: Writer,
        response: Response,
        document_id: DocumentId,
        document: written,  # type: ignore[valid-type]
        if_match: IfMatch = None,
    ) -> DocumentView:
        """Write its next version; the id in the body must be the one in the path."""
        desired = authored_of(data_of(kind, cast("DocumentInput", document)) | {"id": document_id})
        current = find_head(context.services, kind, document_id).document
        # Who repeats a call whose answer was lost has the version before in hand, and what it wants is so already.
        done = same_content(current, desired.document) and current.status == desired.document.status
        refuse_unless_current("*" if done and if_match else if_match, current)
        return await change_document(context, principal, response, desired)

    @router.post("/{document_id}/publish", name=f"publish{title}", responses=responses(404, 409) | PENDING)
    async def publish_draft(
        context: Context, principal: Writer, response: Response, document_id: DocumentId
    ) -> DocumentView:
        """Make its newest draft live as it is."""
        versions = versions_of(context.services, kind, document_id)
        if not versions or versions[-1].state == "archived":
            raise NotFound(f"no {kind} has this id", hint="list them, or publish one")
        newest = versions[-1].document
        return await change_document(context, principal, response, Authored(newest.numbered(0, "published")))

    @router.delete("/{document_id}/draft", name=f"discard{title}Draft", responses=responses(404) | PENDING)
    async def discard_draft(
        context: Context, principal: Writer, response: Response, document_id: DocumentId
    ) -> DocumentView:
        """Let go of the draft beside the live version: a next draft says what is live. The draft stays readable."""
        current = find_head(context.services, kind, document_id)
        if current.draft is None:
            raise NotFound(f"this {kind} has no draft beside what is live", hint="a new one is archived instead")
        return await change_document(context, principal, response, Authored(current.document.numbered(0, "draft")))

    @router.delete(
        "/{document_id}",
        name=f"archive{title}",
        responses=responses(404, 409, 412) | PENDING,
        response_model=DocumentView,
    )
    async def archive(
        context: Context, principal: Writer, response: Response, document_id: DocumentId, if_match: IfMatch = None
    ) -> DocumentView:
        """End it; refused while other documents mention it. Its versions stay readable."""
        current = find_head(context.services, kind, document_id).document
        refuse_unless_current(if_match or "*", current)
        return await change_document(context, principal, response, Authored(current.numbered(0, "archived")))

    del replace, publish_draft, discard_draft, archive


async def create_document(
    context: ApiContext, principal: Principal, response: Response, desired: Authored
) -> DocumentView:
    """Publish a document that is not there yet.

    Raises:
        AlreadyExists: if it is, and says something else.
    """
    document = desired.document
    try:
        known = find_head(context.services, document.kind, document.id).document
    except NotFound:
        return await change_document(context, principal, response, desired, status=201)
    if not same_content(known, document):
        raise AlreadyExists(
            f"a {document.kind} of this id exists and says something else", where="/id", hint="PUT replaces it"
        )
    return await change_document(context, principal, response, desired)


async def change_document(
    context: ApiContext, principal: Principal, response: Response, desired: Authored, *, status: int = 200
) -> DocumentView:
    """Publish one document and answer with how it stands."""
    outcome = await publish_documents(context, principal, [desired])
    view = outcome_view(context, outcome, desired.document.key)
    response.status_code = status if outcome.applied else 202
    changed = next(c.document for c in (*outcome.plan.changes, *outcome.plan.unchanged))
    response.headers["ETag"] = etag_of(changed)
    return view


def page_of(context: ApiContext, kind: str, cursor: str | None, limit: int) -> Page[StoredDocument]:
    """A page of what the documents of a kind are today."""
    after = context.cursors.open(f"documents:{kind}", cursor) or ""
    waiting = [stored for stored in heads(context.services, kind) if stored.document.id > after]
    items = waiting[:limit]
    last = items[-1].document.id if len(waiting) > limit else None
    return Page(items, context.cursors.seal(f"documents:{kind}", last))


def find_version(context: ApiContext, kind: str, document_id: str, version: int | None) -> StoredDocument:
    """A certain version, or what the document is today.

    Raises:
        NotFound: if there is none.
    """
    if version is None:
        return find_head(context.services, kind, document_id)
    for stored in versions_of(context.services, kind, document_id):
        if stored.document.version == version:
            return stored
    raise NotFound(f"this {kind} has no such version", where="version", hint="leave it out for the current one")
