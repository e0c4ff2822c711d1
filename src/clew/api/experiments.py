"""Experiments: those of journeys, read; and plain numbers, how large one must be and what its counts say."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Response

from clew.api.context import Context
from clew.api.documents import DocumentId
from clew.api.journeys.experiment_views import JourneyExperiments
from clew.api.problems import responses
from clew.api.publishing import find_head
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.shapes import Shape, answered, shows
from clew.decisions import PlanAnswer, PlanQuestion, Reading, TrialCounts, answer, read_trial

router = APIRouter(
    prefix="/api/v1/experiments",
    tags=["experiments"],
    route_class=StrictRoute,
    dependencies=[Depends(require("insight:read"))],
    responses=responses(401, 403, 422),
)

_PLAN = {"baseline": 0.05, "effect": 0.01, "held_out": 0.1, "per_day": 800}
_COUNTS = {
    "control": "held_out",
    "metrics": [
        {
            "name": "bought",
            "arms": {
                "held_out": {"people": 5000, "conversions": 250},
                "treated": {"people": 45000, "conversions": 2700},
            },
        }
    ],
    "shares": {"held_out": 10, "treated": 90},
}


@router.get("", name="listExperiments", responses=shows(JourneyExperiments) | responses(503), response_class=Response)
def experiments(context: Context) -> Response:
    """Read every split of every journey that is measured: who was drawn, and what the numbers say so far."""
    return answered(JourneyExperiments(tuple(context.services.journeys.experiments())))


@router.get(
    "/{document_id}",
    name="getJourneyExperiments",
    responses=shows(JourneyExperiments) | responses(404, 503),
    response_class=Response,
)
def experiments_of(context: Context, document_id: DocumentId) -> Response:
    """Read the splits of one journey, with what is gained by knowing people beforehand (CUPED)."""
    find_head(context.services, "journey", document_id)
    return answered(JourneyExperiments(tuple(context.services.journeys.experiments(document_id))))


@router.post("/plan", name="planExperiment", responses=shows(PlanAnswer), response_class=Response)
def plan(question: Annotated[PlanQuestion, Shape(PlanQuestion, _PLAN), Body()]) -> Response:
    """Say how large an experiment must be to find an effect, or what so many people can show, and how long it takes."""
    return answered(answer(question))


@router.post("/read", name="readExperiment", responses=shows(Reading), response_class=Response)
def read(counts: Annotated[TrialCounts, Shape(TrialCounts, _COUNTS), Body()]) -> Response:
    """Read the counts of an experiment: split, lift by every method, guardrails, and what to do."""
    return answered(read_trial(counts.trial()))
