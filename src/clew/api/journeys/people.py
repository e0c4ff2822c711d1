"""One person in journeys: their ways, and why each went as it did."""

from typing import Annotated

from fastapi import APIRouter, Depends

from clew.access import Principal
from clew.api.context import Context
from clew.api.documents import DocumentId
from clew.api.errors import NotFound
from clew.api.journeys.views import PassageView, WhyJourneyView
from clew.api.problems import responses
from clew.api.profiles import ProfileId
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View

Reader = Annotated[Principal, Depends(require("profiles:read"))]

router = APIRouter(
    prefix="/api/v1", tags=["journeys"], route_class=StrictRoute, responses=responses(401, 403, 404, 422)
)


class Passages(View):
    """The ways of a person through journeys.

    Attributes:
        items: The newest first.
    """

    items: tuple[PassageView, ...]


@router.get("/profiles/{profile_id}/journeys", name="listProfileJourneys")
def passages(context: Context, _principal: Reader, profile_id: ProfileId) -> Passages:
    """All ways of a person through journeys: under way with what is next, and ended with how."""
    found = context.services.journeys.passages(profile_id)
    if found is None:
        raise NotFound("no such profile", hint="look it up by a name")
    return Passages(items=tuple(found))


@router.get("/journeys/{document_id}/why/{profile_id}", name="whyJourney")
def why(context: Context, _principal: Reader, document_id: DocumentId, profile_id: ProfileId) -> WhyJourneyView:
    """Why a person is, was, or is not in a journey: every step with its cause, every message that was stopped."""
    found = context.services.journeys.why(document_id, profile_id)
    if found is None:
        raise NotFound("no such profile, or no such journey", hint="look the profile up; list the journeys")
    return found
