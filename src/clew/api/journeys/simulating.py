"""Simulations: journeys played over the workspace's own past, in the background, without effects."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from clew.access import Principal
from clew.api.authoring import find_version
from clew.api.context import ApiContext, Context
from clew.api.errors import NotFound
from clew.api.journeys.simulating_views import (
    FilmView,
    PlayedView,
    RenderedView,
    SimulationQuestion,
    SimulationView,
    StoryView,
)
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.problems import responses
from clew.api.profiles import ProfileId
from clew.api.publishing import authored_of
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.catalog import Document
from clew.kernel.instants import from_datetime

MOST_RECORDS = 3_000_000
"""How many records one simulation may read; more takes longer than people wait."""

SimulationId = Annotated[str, Path(min_length=1, max_length=64, description="Id of a simulation.")]
Reader = Annotated[Principal, Depends(require("documents:read"))]

router = APIRouter(
    prefix="/api/v1/journey-simulations",
    tags=["journeys"],
    route_class=StrictRoute,
    dependencies=[Depends(require("profiles:read"))],
    responses=responses(401, 403, 404, 422),
)


class PlayedPage(PageView[PlayedView]):
    """Some of the people of a simulation."""


class Played(BaseModel):
    """A version of a journey: one that is there, or a document that nobody has saved.

    Attributes:
        id: Id of a journey that is there.
        version: A certain version of it; the present one if left out.
        document: A journey that nobody has saved, in place of the two.
    """

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str | None, Field(max_length=64)] = None
    version: Annotated[int | None, Field(ge=1)] = None
    document: dict[str, Any] | None = None


class SimulationInput(BaseModel):
    """What is asked of the past.

    Attributes:
        versions: One version of a journey, or two to compare.
        since: When it would have been published.
        until: Up to when people are played.
        received: Take records by when they were received, not by when they happened.
        people: How many people at most; they are drawn evenly.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "versions": [{"id": "win-back"}],
                    "since": "2026-01-01T00:00:00Z",
                    "until": "2026-03-31T00:00:00Z",
                    "people": 5000,
                }
            ]
        },
    )

    versions: Annotated[list[Played], Field(min_length=1, max_length=2)]
    since: AwareDatetime
    until: AwareDatetime
    received: bool = False
    people: Annotated[int | None, Field(ge=1)] = None


@router.post("", name="beginJourneySimulation", status_code=202, responses=responses(503))
def begin(context: Context, principal: Reader, asked: SimulationInput) -> SimulationView:
    """Begin to play a journey, or two versions of one, over the past. Ask for it again to see how far it is."""
    question = SimulationQuestion(
        tuple(_document(context, played, index) for index, played in enumerate(asked.versions)),
        from_datetime(asked.since),
        from_datetime(asked.until),
        asked.received,
        asked.people,
        MOST_RECORDS,
    )
    return context.services.simulations.begin(question, owner=principal.id)


@router.get("/{simulation_id}", name="getJourneySimulation")
def find(context: Context, principal: Reader, simulation_id: SimulationId) -> SimulationView:
    """How far a simulation has come, and what it came to once it is done."""
    return _found(context.services.simulations.find(simulation_id, owner=principal.id))


@router.delete("/{simulation_id}", name="stopJourneySimulation", status_code=204)
def stop(context: Context, principal: Reader, simulation_id: SimulationId) -> Response:
    """Stop a simulation, and forget what it came to."""
    if not context.services.simulations.stop(simulation_id, owner=principal.id):
        _found(None)
    return Response(status_code=204)


@router.get("/{simulation_id}/film", name="getJourneySimulationFilm")
def film(
    context: Context,
    principal: Reader,
    simulation_id: SimulationId,
    version: Annotated[int, Query(ge=0, le=1, description="Which of the versions, counted from 0.")] = 0,
) -> FilmView:
    """Frame by frame who went where, and how many were at each node: for a clock that is scrubbed."""
    return _found(context.services.simulations.film(simulation_id, version, owner=principal.id))


@router.get("/{simulation_id}/people", name="listJourneySimulationPeople", responses=responses(400))
def people(
    context: Context,
    principal: Reader,
    simulation_id: SimulationId,
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> PlayedPage:
    """Who came in, or would have; the first ten thousand by profile id."""
    listing = f"simulation:{simulation_id}"
    after = context.cursors.open(listing, cursor)
    desk = context.services.simulations
    found = _found(desk.people(simulation_id, owner=principal.id, after=after, limit=limit))
    return PlayedPage(items=found.items, next_cursor=context.cursors.seal(listing, found.next))


@router.get("/{simulation_id}/people/{profile_id}", name="getJourneySimulationStory")
def story(context: Context, principal: Reader, simulation_id: SimulationId, profile_id: ProfileId) -> StoryView:
    """What would have become of one person: every step, every message, every one that was stopped and why."""
    return _found(context.services.simulations.story(simulation_id, profile_id, owner=principal.id))


@router.get("/{simulation_id}/people/{profile_id}/message", name="getJourneySimulationMessage")
def message(
    context: Context,
    principal: Reader,
    simulation_id: SimulationId,
    profile_id: ProfileId,
    key: Annotated[str, Query(max_length=200, description="`key` of a message of the story.")],
) -> RenderedView:
    """A message as it would have looked to this person at that instant."""
    return _found(context.services.simulations.message(simulation_id, profile_id, key, owner=principal.id))


def _document(context: ApiContext, played: Played, index: int) -> Document:
    if played.document is not None:
        data = {"id": "draft", **played.document, "kind": "journey", "version": None}
        return authored_of(data, f"/body/versions/{index}/document").document
    if played.id is None:
        raise NotFound("neither a journey nor a document is named", where=f"/body/versions/{index}", hint="name one")
    return find_version(context, "journey", played.id, played.version).document


def _found(found: Any) -> Any:
    if found is None:
        raise NotFound(
            "there is nothing of this kind, or it is not done yet", hint="ask for the simulation; begin it again"
        )
    return found
