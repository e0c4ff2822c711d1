"""Moving people in flight to the version that takes entries: said before it is done."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.context import Context
from clew.api.documents import DocumentId
from clew.api.journeys.ports import MoveQuestion
from clew.api.journeys.views import MigrationView
from clew.api.problems import responses
from clew.api.publishing import applied, find_head
from clew.api.requests import StrictRoute
from clew.api.security import require

router = APIRouter(
    prefix="/api/v1/journeys", tags=["journeys"], route_class=StrictRoute, responses=responses(401, 403, 404, 422)
)


class MoveInput(BaseModel):
    """Which people go on where.

    Attributes:
        version: The version that they go to; it must be the one that takes entries.
        nodes: Node where somebody is to the node where they go on; who is at another stays at it.
        sources: From which versions; all others if none is named.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"nodes": {"days": "week"}}]})

    version: Annotated[int | None, Field(ge=1)] = None
    nodes: Annotated[dict[str, str], Field(max_length=500)] = {}
    sources: Annotated[list[int], Field(max_length=500)] = []


@router.post("/{document_id}/migrations/plan", name="planJourneyMigration")
def plan(
    context: Context,
    _principal: Annotated[Principal, Depends(require("documents:read"))],
    document_id: DocumentId,
    asked: MoveInput,
) -> MigrationView:
    """What a move of people in flight to the present version would mean for whom. Changes nothing."""
    find_head(context.services, "journey", document_id)
    return context.services.journeys.plan_move(_question(document_id, asked))


@router.post("/{document_id}/migrations", name="migrateJourney")
async def migrate(
    context: Context,
    principal: Annotated[Principal, Depends(require("documents:write"))],
    response: Response,
    document_id: DocumentId,
    asked: MoveInput,
) -> MigrationView:
    """Move people in flight to the present version; the answer says for how many that was so."""

    def order() -> tuple[MigrationView, int]:
        find_head(context.services, "journey", document_id)
        question, desk = _question(document_id, asked), context.services.journeys
        return desk.plan_move(question), desk.move(question, by=principal.id)

    planned, row = await run_in_threadpool(order)
    done = await applied(context, row)
    response.status_code = 200 if done else 202
    return planned.model_copy(update={"applied": done})


def _question(journey_id: str, asked: MoveInput) -> MoveQuestion:
    return MoveQuestion(journey_id, asked.version, asked.nodes, tuple(asked.sources))
