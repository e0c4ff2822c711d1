"""Journeys to start from: documents that come with the product, to be copied and changed."""

from typing import Annotated

from fastapi import APIRouter, Depends

from clew.access import Principal
from clew.api.context import Context
from clew.api.journeys.views import StarterView
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View

router = APIRouter(
    prefix="/api/v1/journey-starters", tags=["journeys"], route_class=StrictRoute, responses=responses(401, 403)
)


class Starters(View):
    """Journeys to start from.

    Attributes:
        items: In the order in which they are shown.
    """

    items: tuple[StarterView, ...]


@router.get("", name="listJourneyStarters")
def starters(context: Context, _principal: Annotated[Principal, Depends(require("documents:read"))]) -> Starters:
    """Journeys to start from: what each does in plain words, what it needs, how it looks, its document."""
    return Starters(items=tuple(context.services.journeys.starters()))
