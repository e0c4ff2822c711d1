"""How a document looks in the API, whatever its kind: one flat object, its body beside its header, with an ETag."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from fastapi import Header, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from clew.api.errors import Changed, NoPrecondition
from clew.api.ports import StoredDocument
from clew.api.views import Moment
from clew.catalog import Document, digest

T = TypeVar("T")

DocumentId: TypeAlias = Annotated[
    str,
    Path(min_length=1, max_length=64, pattern=r"^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$", description="Id of a document."),
]
AtVersion: TypeAlias = Annotated[int | None, Query(ge=1, description="A certain version; the current one if left out.")]
IfMatch: TypeAlias = Annotated[
    str | None, Header(max_length=200, description="`ETag` of the version that the change is based on.")
]
IfNoneMatch: TypeAlias = Annotated[str | None, Header(max_length=200, description="`ETag` of what the caller has.")]

State: TypeAlias = Literal["draft", "building", "live", "paused", "archived", "refused", "pending"]
"""draft: not live. building: being seeded from history. paused: a journey that holds. refused: it does not compile.
pending: in the log, the engine has yet to take it over."""


class DocumentView(BaseModel):
    """A version of a document; the fields of its kind stand beside these.

    Attributes:
        kind: What it is.
        id: Unique within its kind.
        name: What people call it.
        version: Counts from 1.
        status: What its author wants: draft, published or archived.
        state: What is so.
        at: When that last changed.
        labels: For grouping and search.
        description: For whoever finds it.
        draft: Number of a newer version that is kept as a draft beside this one; null where there is none.
        seeded: While it is being built, the part of all people whose history has been read for it; else null.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    kind: str
    id: str
    name: str
    version: int
    status: Literal["draft", "published", "archived"]
    state: State
    at: Moment
    labels: list[str]
    description: str
    draft: int | None = None
    seeded: float | None = None


class DocumentInput(BaseModel):
    """A document as its author writes it; the fields of its kind stand beside these.

    Attributes:
        id: Lower-case letters, digits and inner `-`, `_`, `.`; never changes.
        name: What people call it; the id unless given.
        status: `published` to go live at once, `draft` to wait.
        labels: For grouping and search.
        description: For whoever finds it.
    """

    model_config = ConfigDict(
        extra="allow", json_schema_extra={"examples": [{"id": "orders-90d", "expression": 'count("Order Completed")'}]}
    )

    id: Annotated[str, Field(min_length=1, max_length=64)]
    name: Annotated[str | None, Field(max_length=200)] = None
    status: Literal["draft", "published"] = "published"
    labels: list[Annotated[str, Field(min_length=1, max_length=100)]] = []
    description: Annotated[str, Field(max_length=10_000)] = ""


class SegmentInput(DocumentInput):
    """A segment as its author writes it.

    Attributes:
        expression: Who is in it, in CXL.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"id": "frequent", "name": "Frequent", "expression": 'count("Order Completed" in last 90d) >= 3'}
            ]
        },
    )

    expression: Annotated[str, Field(min_length=1, max_length=20_000)]


class TraitInput(DocumentInput):
    """A trait as its author writes it.

    Attributes:
        expression: What its value is, in CXL.
        unit: In what it is measured, for people.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"id": "spent", "name": "Spent", "expression": 'sum(total of "Order Completed")', "unit": "GBP"}
            ]
        },
    )

    expression: Annotated[str, Field(min_length=1, max_length=20_000)]
    unit: Annotated[str | None, Field(max_length=40)] = None


def view_of(stored: StoredDocument, *, state: State | None = None, **further: Any) -> DocumentView:
    """The view of a stored version."""
    document = stored.document
    return DocumentView.model_validate(
        {
            **document.body,
            "kind": document.kind,
            "id": document.id,
            "name": document.name,
            "version": document.version,
            "status": "archived" if stored.state == "archived" else document.status,
            "state": state or stored.state,
            "at": stored.at,
            "labels": list(document.labels),
            "description": document.description,
            "draft": stored.draft,
            "seeded": stored.seeded,
            **further,
        }
    )


def data_of(kind: str, written: DocumentInput) -> dict[str, Any]:
    """What the catalog reads, from what came in."""
    return {"kind": kind, **written.model_dump(exclude_none=True)}


def etag_of(document: Document) -> str:
    """The strong ETag of a version; a function of its content."""
    return f'"{document.version}-{digest(document)}"'


def refuse_unless_current(if_match: str | None, current: Document) -> None:
    """Refuse a change that was made against another version.

    Raises:
        NoPrecondition: if the caller doesn't say which version it has seen.
        Changed: if that is not the current one.
    """
    if if_match is None:
        raise NoPrecondition("say which version you have seen", where="If-Match", hint="send the ETag of your GET")
    if if_match.strip() != "*" and etag_of(current) not in [part.strip() for part in if_match.split(",")]:
        raise Changed(
            f"the document is at version {current.version} now", where="If-Match", hint="read it again and merge"
        )


def unless_known(
    response: Response, document: Document, if_none_match: str | None, view: Callable[[], T]
) -> T | Response:
    """A document with its ETag; only that where the caller has this very version already."""
    tag = etag_of(document)
    if if_none_match is not None and tag in [part.strip() for part in if_none_match.split(",")]:
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return view()
