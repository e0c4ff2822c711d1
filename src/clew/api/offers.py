"""Which offers a person would get now, and why not the others."""

from fastapi import APIRouter, Depends

from clew.api.auditing import about
from clew.api.context import Context
from clew.api.errors import NotFound
from clew.api.offer_views import PersonOffersView
from clew.api.problems import responses
from clew.api.profiles import ProfileId
from clew.api.requests import StrictRoute
from clew.api.security import require

router = APIRouter(
    prefix="/api/v1/profiles",
    tags=["offers"],
    route_class=StrictRoute,
    dependencies=[Depends(require("profiles:read"))],
    responses=responses(401, 403, 404, 422),
)


@router.get("/{profile_id}/offers", name="getProfileOffers")
def offers_of(context: Context, profile_id: ProfileId) -> PersonOffersView:
    """Tell which offers a message to a person would take now; nothing is proposed by asking."""
    found = context.services.offers.of(profile_id)
    if found is None:
        raise NotFound("no profile has this id", hint="look it up by an identity")
    about("profile", found.profile)
    return found
