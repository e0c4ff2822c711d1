"""The schemas in force, those that come with Clew and those of the workspace, and their fields as trees."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field, StrictInt
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.context import Context
from clew.api.documents import DocumentId
from clew.api.errors import Changed, NotFound
from clew.api.problems import responses
from clew.api.publishing import publish_documents
from clew.api.requests import StrictRoute
from clew.api.schema_views import FieldView, LabelView, SchemaView
from clew.api.security import require
from clew.api.views import View
from clew.catalog import Authored
from clew.privacy import LABELS

router = APIRouter(
    prefix="/api/v1/schema-registry",
    tags=["schemas"],
    route_class=StrictRoute,
    dependencies=[Depends(require("documents:read"))],
    responses=responses(401, 403, 422),
)


class SchemaList(View):
    """All schemas in force.

    Attributes:
        items: In order of id.
    """

    items: tuple[SchemaView, ...]


class FieldList(View):
    """Fields of a schema, as a tree.

    Attributes:
        items: In the order of the schema.
    """

    items: tuple[FieldView, ...]


class LabelList(View):
    """Usage labels.

    Attributes:
        items: Those that have a meaning here; a field may carry others.
    """

    items: tuple[LabelView, ...]


class Labelling(BaseModel):
    """Labels for a field.

    Attributes:
        path: Of the field, as its tree shows it.
        labels: What is put on it, beside what the schema says itself; nothing takes all off again.
        version: Of the schema that was looked at.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"path": "gender", "labels": ["C4"], "version": 0}]}
    )

    path: Annotated[str, Field(min_length=1, max_length=1_000)]
    labels: Annotated[list[Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]], Field(max_length=20)]
    version: Annotated[StrictInt, Field(ge=0, le=2**31)]


@router.get("", name="listSchemasInForce")
def list_schemas(context: Context) -> SchemaList:
    """List every schema that events may be checked by, the library's and the workspace's own."""
    return SchemaList(items=tuple(context.services.schemas.in_force()))


@router.get("/{schema_id}/fields", name="getSchemaFields", responses=responses(404))
def fields(
    context: Context,
    schema_id: DocumentId,
    below: Annotated[str, Query(max_length=1_000, description="Path of a field whose fields are wanted.")] = "",
) -> FieldList:
    """Read a schema's fields with everything that it is composed of, with labels and identities."""
    found = context.services.schemas.fields(schema_id, below=below)
    if found is None:
        raise NotFound("no schema in force has this id", hint="GET /api/v1/schema-registry lists them")
    return FieldList(items=tuple(found))


@router.get("/labels", name="listLabels")
def labels() -> LabelList:
    """List usage labels with what they mean."""
    return LabelList(
        items=tuple(LabelView(code=code, name=name, meaning=says) for code, (name, says) in LABELS.items())
    )


@router.put("/{schema_id}/labels", name="labelField", responses=responses(404, 409))
async def label_field(
    context: Context,
    principal: Annotated[Principal, Depends(require("documents:write"))],
    schema_id: DocumentId,
    wanted: Labelling,
) -> SchemaView:
    """Put usage labels on a field: the schema's next version. One that comes with Clew becomes the workspace's own."""
    known = {schema.id: schema for schema in await run_in_threadpool(context.services.schemas.in_force)}.get(schema_id)
    found = await run_in_threadpool(context.services.schemas.labelled, schema_id, wanted.path, wanted.labels)
    if known is None or found is None:
        raise NotFound("no schema in force has such a field", hint="GET /api/v1/schema-registry lists them")
    if known.version != wanted.version:
        raise Changed(f"version {known.version} came in between", hint="look at it, then label it")
    await publish_documents(context, principal, [Authored(found.numbered(0, "published"))])
    return next(
        schema for schema in await run_in_threadpool(context.services.schemas.in_force) if schema.id == schema_id
    )
