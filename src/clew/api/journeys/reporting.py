"""What a journey has come to: figures, messages by outcome, and what it brings against a hold-out."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from clew.access import Principal
from clew.api.context import Context
from clew.api.documents import DocumentId
from clew.api.errors import NotFound
from clew.api.journeys.report_views import MeasureView, OutcomeView, ReportView
from clew.api.problems import responses
from clew.api.publishing import find_head
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View

Reader = Annotated[Principal, Depends(require("documents:read"))]

router = APIRouter(
    prefix="/api/v1/journeys", tags=["journeys"], route_class=StrictRoute, responses=responses(401, 403, 404, 422)
)


class Outcomes(View):
    """What became of a journey's messages.

    Attributes:
        items: By template.
    """

    items: tuple[OutcomeView, ...]


class Measures(View):
    """What a journey brings.

    Attributes:
        items: Each measured split by each goal; empty where nothing is measured.
    """

    items: tuple[MeasureView, ...]


@router.get("/{document_id}/report", name="getJourneyReport")
def report(
    context: Context,
    _principal: Reader,
    document_id: DocumentId,
    version: Annotated[int | None, Query(ge=1, description="Only this version; all together if left out.")] = None,
    since: Annotated[date | None, Query(description="Count only from this day on, in UTC.")] = None,
) -> ReportView:
    """What it has come to: entries, ends by reason, goals, each node, day by day. Kept as it happens."""
    found = context.services.journeys.report(document_id, version, since)
    if found is None:
        raise NotFound("no journey has this id, or no such version", hint="list them")
    return found


@router.get("/{document_id}/messages", name="getJourneyMessages", responses=responses(503))
def messages(context: Context, _principal: Reader, document_id: DocumentId) -> Outcomes:
    """What became of its messages, by template: sent, opened, clicked, stopped and why."""
    find_head(context.services, "journey", document_id)
    return Outcomes(items=tuple(context.services.journeys.outcomes(document_id)))


@router.get("/{document_id}/lift", name="getJourneyLift", responses=responses(503))
def lift(context: Context, _principal: Reader, document_id: DocumentId) -> Measures:
    """What it brings against those for whom nothing was done, by intervals that hold however often one looks."""
    find_head(context.services, "journey", document_id)
    return Measures(items=tuple(context.services.journeys.lift(document_id)))
