"""Traits: their documents with the type of their value."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from clew.access import Principal
from clew.api.authoring import ETAG, add_changing, add_creating, add_dependents, find_version, page_of
from clew.api.context import Context
from clew.api.documents import AtVersion, DocumentId, DocumentView, IfNoneMatch, TraitInput, unless_known, view_of
from clew.api.errors import NotFound
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.ports import StoredDocument
from clew.api.problems import responses
from clew.api.profiles import ProfileId
from clew.api.publishing import find_head
from clew.api.reasons import TraitWhyView
from clew.api.requests import StrictRoute
from clew.api.security import require

Reader = Annotated[Principal, Depends(require("documents:read"))]

router = APIRouter(
    prefix="/api/v1/traits", tags=["traits"], route_class=StrictRoute, responses=responses(401, 403, 422)
)


class TraitView(DocumentView):
    """A trait, and what sort of value it has.

    Attributes:
        expression: What its value is, in CXL.
        unit: In what it is measured.
        type: The type of its value, in words: `number`, `text`, …; null where that can't be told.
        says: What its value is, in plain English; null where the expression can't be read.
        used_by: How many documents mention it; while any does, it can't be archived.
    """

    expression: str
    unit: str | None = None
    type: str | None
    says: str | None
    used_by: int


class TraitPage(PageView[TraitView]):
    """Some traits, in order of id."""


@router.get("", name="listTraits", responses=responses(400))
def list_traits(context: Context, _principal: Reader, cursor: CursorParameter = None, limit: Limit = 50) -> TraitPage:
    """List traits in order of id, with the types of their values; what was archived is left out."""
    page = page_of(context, "trait", cursor, limit)
    return TraitPage(items=[_trait(context, stored) for stored in page.items], next_cursor=page.next_cursor)


@router.get(
    "/{document_id}",
    name="getTrait",
    response_model=TraitView,
    responses=responses(404) | {200: {"headers": ETAG}, 304: {"description": "The caller has it already."}},
)
def get_trait(
    context: Context,
    _principal: Reader,
    response: Response,
    document_id: DocumentId,
    version: AtVersion = None,
    if_none_match: IfNoneMatch = None,
) -> Any:
    """Read a trait: as it is live, or its newest draft if it was never published."""
    stored = find_version(context, "trait", document_id, version)
    return unless_known(response, stored.document, if_none_match, lambda: _trait(context, stored))


@router.get(
    "/{document_id}/why/{profile_id}",
    name="whyTrait",
    dependencies=[Depends(require("profiles:read"))],
    responses=responses(404),
)
def why(context: Context, _principal: Reader, document_id: DocumentId, profile_id: ProfileId) -> TraitWhyView:
    """Why a trait of a person has its value: part by part, with the records that it was read from."""
    find_head(context.services, "trait", document_id)
    found = context.services.why.trait(profile_id, document_id)
    if found is None:
        raise NotFound("no such profile, or no live version of this trait", hint="look the profile up; publish it")
    return found


add_dependents(router, "trait", "Trait", Reader)
add_creating(router, "trait", "Trait", TraitInput)
add_changing(router, "trait", "Trait", TraitInput)


def _trait(context: Context, stored: StoredDocument) -> TraitView:
    checked = context.services.expressions.check(str(stored.document.body["expression"]))
    used_by = context.services.documents.uses("trait").get(stored.document.id, 0)
    return TraitView.model_validate(view_of(stored, type=checked.type, says=checked.says, used_by=used_by).model_dump())
