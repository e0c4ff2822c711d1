"""The schemas in force, those that come with Clew and those of the workspace, and their fields as trees."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from clew.api.context import Context
from clew.api.documents import DocumentId
from clew.api.errors import NotFound
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.schema_views import FieldView, SchemaView
from clew.api.security import require
from clew.api.views import View

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
