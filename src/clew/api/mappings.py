"""Mappings over rows that a source sends: what waits for one, what it might be, what it would make of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from clew.api.context import Context
from clew.api.documents import DocumentId
from clew.api.imports.views import DryRunView, SampleView
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View

MOST_ROWS = 200

router = APIRouter(prefix="/api/v1", route_class=StrictRoute, responses=responses(401, 403, 422))

Rows = Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST_ROWS)]
_EXAMPLE: Any = {"order": "1", "placed": "2026-03-01T10:00:00Z", "customer": "ada@example.com", "sum": 12.5}


class SampleRows(BaseModel):
    """Rows to look at.

    Attributes:
        name: What the source is called, which may tell what its rows are.
        rows: As the source posts them.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "orders", "rows": [_EXAMPLE]}]})

    name: Annotated[str, Field(max_length=200)] = ""
    rows: Rows


class TryRows(BaseModel):
    """A mapping to be tried out on rows.

    Attributes:
        mapping: The document, without kind and id.
        rows: As the source posts them.
        source: Id of the source, which may name a schema; it need not be there.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "mapping": {"event": {"type": "Order", "id": "$.order", "identities": {"email": "$.customer"}}},
                    "rows": [_EXAMPLE],
                }
            ]
        },
    )

    mapping: dict[str, Any]
    rows: Rows
    source: Annotated[str, Field(max_length=64)] = ""


class WaitingRows(View):
    """Rows that wait in quarantine for a mapping that can read them.

    Attributes:
        items: The newest first, as they were posted.
    """

    items: tuple[dict[str, Any], ...]


_TRIES = [Depends(require("documents:write", changes=False))]


@router.post("/mappings/look", name="lookAtRows", tags=["mappings"], dependencies=_TRIES)
def look_at(context: Context, wanted: SampleRows) -> SampleView:
    """Say what rows hold, and suggest a first mapping; changes nothing."""
    return context.services.mappings.look(wanted.name, wanted.rows)


@router.post("/mappings/dry-run", name="tryMappingOnRows", tags=["mappings"], dependencies=_TRIES)
def try_out(context: Context, wanted: TryRows) -> DryRunView:
    """Say what rows come to by a mapping and the schemas in force; changes nothing."""
    return context.services.mappings.try_out(wanted.mapping, wanted.rows, wanted.source)


@router.get(
    "/sources/{document_id}/waiting-rows",
    name="listWaitingRows",
    tags=["sources"],
    dependencies=[Depends(require("quarantine:read"))],
)
def waiting(context: Context, document_id: DocumentId) -> WaitingRows:
    """List rows of a source, posted to `/v1/mapped` or of its files, that no mapping could read so far."""
    return WaitingRows(items=tuple(context.services.mappings.waiting(document_id, MOST_ROWS)))
