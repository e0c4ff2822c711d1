"""Sources: where events come from, and the write keys that they use."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import ConfigDict, Field, StrictBool

from clew.access import Principal
from clew.api.auditing import about
from clew.api.authoring import Writer, add_changing, add_reading, create_document
from clew.api.context import Context
from clew.api.documents import DocumentId, DocumentInput, DocumentView, data_of
from clew.api.keys import IssuedKeyView, issued_view
from clew.api.once import IdempotencyKey, once_of
from clew.api.problems import responses
from clew.api.publishing import authored_of, find_head
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View

router = APIRouter(
    prefix="/api/v1/sources", tags=["sources"], route_class=StrictRoute, responses=responses(401, 403, 422)
)

KeyWriter = Annotated[Principal, Depends(require("keys:write"))]


class SourceInput(DocumentInput):
    """A source as its author writes it.

    Attributes:
        mapping: Id of the mapping of what it posts to `/v1/mapped`; none if it speaks a known dialect.
        schema_: Id of the schema that its events must satisfy.
        historical: Whether it imports the past.
    """

    model_config = ConfigDict(
        extra="forbid", populate_by_name=True, json_schema_extra={"examples": [{"id": "web-shop", "name": "Web shop"}]}
    )

    mapping: Annotated[str | None, Field(max_length=64)] = None
    schema_: Annotated[str | None, Field(max_length=64, alias="schema")] = None
    historical: StrictBool = False


class CreatedSource(View):
    """A new source with its first write key.

    Attributes:
        source: The document.
        write_key: Its key, shown now and never again.
    """

    source: DocumentView
    write_key: IssuedKeyView


@router.post("", name="createSource", status_code=201, responses=responses(409))
async def create_source(
    context: Context,
    principal: Writer,
    _keys: KeyWriter,
    response: Response,
    document: SourceInput,
    idempotency_key: IdempotencyKey = None,
) -> CreatedSource:
    """Publish a source and issue its first write key."""
    source = await create_document(context, principal, response, authored_of(data_of("source", document)))
    response.status_code = 201
    issued = context.services.access.create_write_key(
        document.id, now=context.services.clock.now(), once=once_of(principal, "source", idempotency_key)
    )
    about("key", issued.row.id, f"of source {document.id}")
    return CreatedSource(source=source, write_key=issued_view(issued))


@router.post("/{document_id}/keys", name="createWriteKey", status_code=201, responses=responses(404, 409))
def create_write_key(
    context: Context, principal: KeyWriter, document_id: DocumentId, idempotency_key: IdempotencyKey = None
) -> IssuedKeyView:
    """Issue another write key: two may live at once, so that a client can be moved over without a gap."""
    find_head(context.services, "source", document_id)
    issued = context.services.access.create_write_key(
        document_id, now=context.services.clock.now(), once=once_of(principal, "write key", idempotency_key)
    )
    about("key", issued.row.id, f"of source {document_id}")
    return issued_view(issued)


add_reading(router, "source", "Source", "Sources")
add_changing(router, "source", "Source", SourceInput)
