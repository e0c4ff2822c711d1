"""Attribution: a body with the question, the report once it is computed; stopped when nobody waits for it."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request, Response

from clew.api.attribution.ports import AttributionPeriod, SavedAttributions
from clew.api.context import Context
from clew.api.documents import DocumentId
from clew.api.errors import NotFound
from clew.api.insight.routes import while_somebody_waits
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.shapes import Shape, answered, shows
from clew.learning.attribution import AttributionQuestion, AttributionReport

_ASKED = {
    "conversion": '"Order Completed" where total > 50',
    "value": "total",
    "touchpoints": [
        {
            "events": "page where context.campaign.source is not null",
            "channel": "context.campaign.source",
            "campaign": "context.campaign.name",
        }
    ],
    "look_back": "30d",
    "since": "2026-01-01T00:00:00Z",
    "until": "2026-04-01T00:00:00Z",
}
_PERIOD = {"since": "2026-01-01T00:00:00Z", "until": "2026-04-01T00:00:00Z", "by": "campaign"}

router = APIRouter(
    prefix="/api/v1/attribution",
    tags=["attribution"],
    route_class=StrictRoute,
    dependencies=[Depends(require("insight:read"))],
    responses=responses(401, 403, 422, 503),
)


@router.get("", name="listAttributions", responses=shows(SavedAttributions), response_class=Response)
def saved(context: Context) -> Response:
    """List the attributions that are kept as documents, each with the question it asks."""
    return answered(SavedAttributions(tuple(context.services.attributions.saved())))


@router.post("", name="attribute", responses=shows(AttributionReport), response_class=Response)
async def attribute(
    context: Context,
    request: Request,
    question: Annotated[AttributionQuestion, Shape(AttributionQuestion, _ASKED), Body()],
) -> Response:
    """Share the conversions of a period among channels, campaigns or messages, by every model."""
    running = context.services.attributions.begin(question)
    return answered(await while_somebody_waits(request, running))


@router.post(
    "/{document_id}",
    name="attributeByDocument",
    responses=shows(AttributionReport) | responses(404),
    response_class=Response,
)
async def attribute_by_document(
    context: Context,
    request: Request,
    document_id: DocumentId,
    period: Annotated[AttributionPeriod, Shape(AttributionPeriod, _PERIOD), Body()],
) -> Response:
    """The same by a document of kind `model` and task `attribution`."""
    running = context.services.attributions.of_document(document_id, period)
    if running is None:
        raise NotFound("no attribution of this id is live", hint="publish a model with `task: attribution`")
    return answered(await while_somebody_waits(request, running))
