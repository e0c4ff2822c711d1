"""Documents of any kind, by kind and id: read, looked back at, and written as text, the way a file says them."""

import re
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from clew.access import authorise
from clew.access.ports import Asked
from clew.api.authoring import ETAG, PENDING, Dependents, Reader, Writer, change_document, find_version
from clew.api.context import ApiContext, Context
from clew.api.documents import (
    AtVersion,
    DocumentId,
    DocumentView,
    IfMatch,
    IfNoneMatch,
    State,
    refuse_unless_current,
    unless_known,
    view_of,
)
from clew.api.errors import NotFound
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.planning import plan_documents, settled
from clew.api.plans import BlockedView, ChangeView, plan_view
from clew.api.ports import StoredDocument
from clew.api.problems import responses
from clew.api.publishing import find_head, versions_of
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import Moment, View
from clew.catalog import (
    ABSENT,
    Authored,
    Fault,
    InvalidDocuments,
    Key,
    Placed,
    Status,
    content,
    differences,
    parse,
    to_yaml,
)
from clew.kernel.packing import to_json

router = APIRouter(
    prefix="/api/v1/documents", tags=["documents"], route_class=StrictRoute, responses=responses(401, 403, 422)
)

_LONGEST = 1_000_000
_DEEDS = 2_000
_MADE = re.compile(r"(create|update|publish|archive) version (\d+)")
_PLACE = re.compile(r"/body/text:(\d+):(\d+)")


class TextInput(BaseModel):
    """One document as a file says it.

    Attributes:
        text: YAML, with `kind` and `id`.
        status: `published` to go live at once, `draft` to wait, `archived` to end; whatever the text says of it.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": 'kind: segment\nid: buyers\nexpression: did "Order Completed"\n'}]},
    )

    text: Annotated[str, Field(max_length=_LONGEST)]
    status: Status = "published"


class TextView(View):
    """A version of a document as a file says it.

    Attributes:
        version: Which.
        text: YAML; the other way round it is the same document.
    """

    version: int
    text: str


class TextQuestion(BaseModel):
    """A text that is not done yet.

    Attributes:
        text: YAML, with `kind` and `id`.
        kind: Of the document that it must stay; any if left out.
        id: Likewise.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "kind: segment\nid: buyers\n"}]})

    text: Annotated[str, Field(max_length=_LONGEST)]
    kind: Annotated[str | None, Field(max_length=40)] = None
    id: Annotated[str | None, Field(max_length=64)] = None


class TextFaultView(View):
    """Something wrong with a text.

    Attributes:
        line: Where, from 1; null where it is in no place of the text.
        column: Likewise.
        message: What is wrong there.
        hint: What to do about it.
        warning: Whether it keeps nothing from being published.
    """

    line: int | None
    column: int | None
    message: str
    hint: str | None
    warning: bool


class TextCheckView(View):
    """What is to be said of a text, and what publishing it would do.

    Attributes:
        kind: Of the document that it says; null while that can't be told.
        id: Likewise.
        known: Whether there is such a document already.
        faults: What is wrong, in the order of the text.
        changes: What would become of documents; nothing while anything is wrong.
        blocked: What stands in the way.
    """

    kind: str | None
    id: str | None
    known: bool
    faults: tuple[TextFaultView, ...]
    changes: tuple[ChangeView, ...] = ()
    blocked: tuple[BlockedView, ...] = ()


class EditView(View):
    """A field that one version says otherwise than the one before it.

    Attributes:
        path: As one writes it: `expression`, `fields.price.path`, `labels[0]`.
        before: What it said; null where the field is new. What is no text is written as JSON.
        after: What it says; null where the field is gone.
    """

    path: str
    before: str | None
    after: str | None


class DeedView(View):
    """What somebody did with a version.

    Attributes:
        did: What.
        name: Of the account or key; empty for somebody unknown.
        via: By which way they came.
        at: When.
    """

    did: Literal["create", "update", "publish", "archive"]
    name: str
    via: Literal["console", "api", "cli"]
    at: Moment


class WrittenVersionView(View):
    """A version of a document, and what it changed.

    Attributes:
        version: Counts from 1.
        state: How the engine stands to it now.
        at: When that last changed.
        deeds: Who made it, published it or ended it, newest first; nobody where the workspace came with it.
        differences: What it says otherwise than the version before; nothing for the first.
    """

    version: int
    state: State
    at: Moment
    deeds: tuple[DeedView, ...]
    differences: tuple[EditView, ...]


class VersionPage(PageView[WrittenVersionView]):
    """Some versions of a document, the newest first."""


def readable(
    context: Context,
    principal: Reader,
    kind: Annotated[str, Path(max_length=40, pattern=r"^[a-z_]+$", description="Such as `segment`.")],
) -> str:
    """The kind that the path names, for whoever may read documents of it.

    Raises:
        NotFound: if there is no such kind.
    """
    if kind not in context.services.kinds:
        raise NotFound("there is no such kind of document", hint="such as `segment`, `journey` or `template`")
    if kind == "segment":
        authorise(principal, "segments:read")
    return kind


Readable = Annotated[str, Depends(readable)]


@router.get(
    "/{kind}/{document_id}",
    name="getDocument",
    response_model=DocumentView,
    responses=responses(404) | {200: {"headers": ETAG}, 304: {"description": "The caller has it already."}},
)
def get_document(
    context: Context,
    kind: Readable,
    response: Response,
    document_id: DocumentId,
    version: AtVersion = None,
    if_none_match: IfNoneMatch = None,
) -> Any:
    """Read a document of any kind as its author wrote it: as it is live, or its newest draft."""
    stored = find_version(context, kind, document_id, version)
    return unless_known(response, stored.document, if_none_match, lambda: view_of(stored))


@router.get("/{kind}/{document_id}/text", name="getDocumentText", responses=responses(404))
def get_text(
    context: Context,
    kind: Readable,
    document_id: DocumentId,
    version: AtVersion = None,
) -> TextView:
    """Read a document as text: what `clew apply` makes the same document of."""
    document = find_version(context, kind, document_id, version).document
    status = "draft" if document.status == "draft" else "published"
    return TextView(version=document.version, text=to_yaml(document.numbered(0, status)))


@router.get("/{kind}/{document_id}/dependents", name="listDocumentDependents", responses=responses(404))
def dependents(context: Context, kind: Readable, document_id: DocumentId) -> Dependents:
    """Which documents mention it, whatever its kind."""
    find_head(context.services, kind, document_id)
    return Dependents(items=tuple(context.services.documents.dependents(kind, document_id)))


@router.get("/{kind}/{document_id}/versions", name="listDocumentVersions", responses=responses(400, 404))
def versions(
    context: Context, kind: Readable, document_id: DocumentId, cursor: CursorParameter = None, limit: Limit = 20
) -> VersionPage:
    """Every version, newest first: who made it, and what it changed; also of a document that has ended."""
    found = versions_of(context.services, kind, document_id)
    if not found:
        raise NotFound(f"no {kind} has this id", hint="list them, or publish one")
    listing = f"versions:{kind}:{document_id}"
    opened = context.cursors.open(listing, cursor)
    end = len(found) if opened is None else min(int(opened), len(found))
    begin = max(0, end - limit)
    deeds = _deeds(context, kind, document_id)
    items = [
        _version(found[place], found[place - 1] if place else None, deeds.get(found[place].document.version, []))
        for place in reversed(range(begin, end))
    ]
    return VersionPage(items=items, next_cursor=context.cursors.seal(listing, str(begin) if begin else None))


@router.post("/check", name="checkDocumentText", dependencies=[Depends(require("documents:write", changes=False))])
def check(context: Context, asked: TextQuestion) -> TextCheckView:
    """Say what is wrong with a text, each fault at its line, and what publishing it would do; changes nothing."""
    key = Key(asked.kind, asked.id) if asked.kind is not None and asked.id is not None else None
    authored: Authored | None = None
    try:
        authored = _read(asked.text, key)
        planned = plan_documents(context.services, [authored])
    except InvalidDocuments as error:
        faults, view = error.faults, None
    else:
        faults, view = settled(context.services, planned).warnings, plan_view(planned, applied=False)
    return TextCheckView(
        kind=authored.document.kind if authored else None,
        id=authored.document.id if authored else None,
        known=authored is not None and _known(context, authored.document.key),
        faults=tuple(_fault(placed) for placed in faults),
        changes=tuple(view.changes) if view else (),
        blocked=tuple(view.blocked) if view else (),
    )


@router.put(
    "/{kind}/{document_id}/text",
    name="replaceDocumentText",
    response_model=DocumentView,
    responses=responses(404, 409, 412, 428) | PENDING | {201: {"model": DocumentView, "description": "It is new."}},
)
async def replace_text(
    context: Context,
    principal: Writer,
    kind: Readable,
    response: Response,
    document_id: DocumentId,
    written: TextInput,
    if_match: IfMatch = None,
) -> DocumentView:
    """Write the next version of a document as text; one that is not there yet begins, unless a version was seen."""
    authored = _read(written.text, Key(kind, document_id))
    desired = msgspec.structs.replace(authored, document=authored.document.numbered(0, written.status))
    try:
        current = find_head(context.services, kind, document_id).document
    except NotFound:
        if if_match not in (None, "*"):
            raise
        return await change_document(context, principal, response, desired, status=201)
    refuse_unless_current(if_match, current)
    return await change_document(context, principal, response, desired)


def _read(text: str, key: Key | None) -> Authored:
    """The one document that a text says.

    Raises:
        InvalidDocuments: if it says none, several, or another than it must.
    """
    documents = parse(text, "/body/text").checked()
    if not documents:
        raise InvalidDocuments(
            [Placed("/body/text:1:1", Fault("", "there is no document here", "begin with its kind"))]
        )
    authored = documents[0]
    if len(documents) > 1:
        raise InvalidDocuments([documents[1].place(Fault("", "a second document", "keep one in this text"))])
    if key is not None and authored.document.key != key:
        pointer, own = ("/kind", key.kind) if authored.document.kind != key.kind else ("/id", key.id)
        raise InvalidDocuments([authored.place(Fault(pointer, f"it stays `{own}`", "make a new document instead"))])
    return authored


def _known(context: ApiContext, key: Key) -> bool:
    try:
        find_head(context.services, key.kind, key.id)
    except NotFound:
        return False
    return True


def _fault(placed: Placed) -> TextFaultView:
    place = _PLACE.fullmatch(placed.where)
    said = placed.fault.message if place else f"{placed.where}: {placed.fault.message}"
    return TextFaultView(
        line=int(place[1]) if place else None,
        column=int(place[2]) if place else None,
        message=said,
        hint=placed.fault.hint,
        warning=placed.fault.warning,
    )


def _deeds(context: ApiContext, kind: str, document_id: str) -> dict[int, list[DeedView]]:
    """Who did what with each version, newest first."""
    asked = Asked(kind=kind, object=document_id, outcome="done")
    found: dict[int, list[DeedView]] = {}
    for entry in context.services.trail.entries(asked, limit=_DEEDS):
        deed = entry.deed
        if made := _MADE.fullmatch(deed.detail):
            did: Any = made[1]
            found.setdefault(int(made[2]), []).append(DeedView(did=did, name=deed.name, via=deed.via, at=deed.at))
    return found


def _version(stored: StoredDocument, before: StoredDocument | None, deeds: list[DeedView]) -> WrittenVersionView:
    edits = differences(content(before.document), content(stored.document)) if before else ()
    return WrittenVersionView(
        version=stored.document.version,
        state=stored.state,
        at=stored.at,
        deeds=tuple(deeds),
        differences=tuple(EditView(path=e.path, before=_said(e.before), after=_said(e.after)) for e in edits),
    )


def _said(value: Any) -> str | None:
    if value is ABSENT:
        return None
    return value if isinstance(value, str) else to_json(value).decode()
