"""What changed since yesterday, who is meant, what a condition may mention."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from clew.api.context import Context
from clew.api.errors import NotFound
from clew.api.overview.views import (
    ConsentCountView,
    FoundView,
    OfferFiguresView,
    OriginView,
    OverviewView,
    PaletteView,
    SourceFiguresView,
)
from clew.api.problems import responses
from clew.api.profiles import ProfileId
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View

router = APIRouter(prefix="/api/v1", route_class=StrictRoute, responses=responses(401, 403, 422, 503))


class Search(BaseModel):
    """Whom to look for.

    Attributes:
        text: A name in any namespace, whole or its beginning; a profile id; or a part of a declared fact. Nothing:
            who was active lately.
        limit: How many people at most.
        segment: Only who is in this segment now.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "ada@example.com"}]})

    text: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=500)] = 20
    segment: Annotated[str | None, Field(max_length=64)] = None


class Findings(View):
    """Who was found.

    Attributes:
        items: The likeliest first.
        people: How many people are known in all, found or not.
    """

    items: tuple[FoundView, ...]
    people: int


class SourceFigures(View):
    """What sources have sent.

    Attributes:
        items: In order of the source's id; one that sent nothing is left out.
    """

    items: tuple[SourceFiguresView, ...]


class OfferFigures(View):
    """How often offers were proposed.

    Attributes:
        items: In order of the offer's id; one that was never proposed is left out.
    """

    items: tuple[OfferFiguresView, ...]


class ConsentCounts(View):
    """What people said about being contacted.

    Attributes:
        people: How many people are known; who is in no count of a key has said nothing to it.
        items: In order of the key; a key to which nobody said anything is left out.
    """

    people: int
    items: tuple[ConsentCountView, ...]


class Provenance(View):
    """Where declared facts come from.

    Attributes:
        items: In order of name; what nobody's record says is left out.
    """

    items: tuple[OriginView, ...]


@router.get("/overview", name="getOverview", tags=["overview"], dependencies=[Depends(require("segments:read"))])
def overview(context: Context) -> OverviewView:
    """What changed since yesterday: events, people, segments, journeys, messages; what is held or broken."""
    return context.services.overview.overview()


@router.get(
    "/source-figures", name="listSourceFigures", tags=["sources"], dependencies=[Depends(require("documents:read"))]
)
def source_figures(context: Context) -> SourceFigures:
    """How much each source sent, day by day, when it was last heard of, and what of it waits in quarantine."""
    return SourceFigures(items=tuple(context.services.overview.sources()))


@router.get(
    "/offer-figures", name="listOfferFigures", tags=["offers"], dependencies=[Depends(require("documents:read"))]
)
def offer_figures(context: Context) -> OfferFigures:
    """How often each offer was proposed, day by day, to how many people, and how often its message was clicked."""
    return OfferFigures(items=tuple(context.services.overview.offers()))


@router.get(
    "/purposes/counts", name="countConsents", tags=["consents"], dependencies=[Depends(require("consents:read"))]
)
def consent_counts(context: Context) -> ConsentCounts:
    """How many people agreed to be contacted and how many withdrew, by purpose, channel and topic."""
    desk = context.services.overview
    return ConsentCounts(people=desk.people(), items=tuple(desk.consents()))


@router.post(
    "/profiles/search", name="searchProfiles", tags=["profiles"], dependencies=[Depends(require("profiles:read"))]
)
def search(context: Context, sought: Search) -> Findings:
    """Find people by any name or declared fact; text is compared without regard to case."""
    desk = context.services.overview
    found = desk.search(sought.text.strip(), sought.limit, sought.segment)
    return Findings(items=tuple(found), people=desk.people())


@router.get(
    "/profiles/{profile_id}/provenance",
    name="getProvenance",
    tags=["profiles"],
    dependencies=[Depends(require("profiles:read"))],
    responses=responses(404),
)
def provenance(context: Context, profile_id: ProfileId) -> Provenance:
    """Which record each declared fact of a person comes from: the newest that says what is held true now."""
    found = context.services.overview.provenance(profile_id)
    if found is None:
        raise NotFound("no profile has this id", hint="look it up by an identity: POST /api/v1/profiles/lookup")
    return Provenance(items=tuple(found))


@router.get(
    "/expressions/palette",
    name="getPalette",
    tags=["expressions"],
    dependencies=[Depends(require("documents:read")), Depends(require("profiles:read"))],
)
def palette(context: Context) -> PaletteView:
    """Everything that a condition may mention, with how often it occurs and what it often is."""
    return context.services.overview.palette()
