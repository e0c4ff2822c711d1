"""Questions of insight: a body with the question, an answer once it is computed; metrics and dashboards by id."""

import asyncio
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from clew.api.context import Context
from clew.api.documents import DocumentId
from clew.api.insight.examples import EXAMPLES
from clew.api.insight.ports import QUESTIONS, Change, MetricTrial, QueryAnswer, Running, Topic
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.shapes import Shape, answered, described, shows
from clew.insight import (
    Dashboard,
    DashboardAnswer,
    FrictionAnswer,
    FunnelAnswer,
    JourneyAnswer,
    LifecycleAnswer,
    MessagesAnswer,
    MetricAnswer,
    MetricQuestion,
    PathsAnswer,
    RetentionAnswer,
    RfmAnswer,
    TrendAnswer,
)

LONGEST_SECONDS = 60.0
LOOK_SECONDS = 0.1
"""How often it is asked whether somebody still waits."""

Seconds = Annotated[float, Query(gt=0, le=LONGEST_SECONDS, description="When to cut it off.")]
Said = TypeVar("Said")
ARROW = "application/vnd.apache.arrow.stream"

router = APIRouter(
    prefix="/api/v1",
    route_class=StrictRoute,
    responses=responses(401, 403, 422, 503),
)
_TOPICS: tuple[tuple[Topic, str, str, type[msgspec.Struct], str], ...] = (
    ("funnel", "funnels", "askFunnel", FunnelAnswer, "Count how many people took a number of steps."),
    ("paths", "paths", "askPaths", PathsAnswer, "Follow what people did before or after something."),
    ("retention", "retention", "askRetention", RetentionAnswer, "Count who came back, cohort by cohort."),
    ("trend", "trends", "askTrend", TrendAnswer, "Count or measure events, unit by unit."),
    ("friction", "friction", "askFriction", FrictionAnswer, "Rank where people stop, fail and ask for help."),
    ("rfm", "rfm", "askRfm", RfmAnswer, "Score people by how lately, how often and for how much they buy."),
    ("lifecycle", "lifecycle", "askLifecycle", LifecycleAnswer, "Count who is new, comes back, stays away."),
    ("journey", "journeys", "askJourney", JourneyAnswer, "Count who came into a journey, and what it adds."),
    ("messages", "messages", "askMessages", MessagesAnswer, "Count messages by what became of them."),
)


def _add(topic: Topic, path: str, name: str, said: type[msgspec.Struct], summary: str) -> None:
    asked = QUESTIONS[topic]

    async def ask(context: Context, request: Request, question: Any, seconds: Seconds = 30.0) -> Response:
        running = context.services.insight.ask(topic, question, seconds)
        return answered(await while_somebody_waits(request, running))

    ask.__annotations__["question"] = Annotated[msgspec.Struct, Shape(asked, EXAMPLES[asked]), Body()]
    router.add_api_route(
        f"/insight/{path}",
        ask,
        methods=["POST"],
        name=name,
        tags=["insight"],
        description=summary,
        responses=shows(said),
        response_class=Response,
        dependencies=[Depends(require("insight:read"))],
    )


for _topic in _TOPICS:
    _add(*_topic)


def _route(path: str, name: str, tag: str, said: type[msgspec.Struct], *further: int) -> dict[str, Any]:
    return {
        "path": path,
        "name": name,
        "tags": [tag],
        "responses": shows(said) | responses(*further),
        "response_class": Response,
        "dependencies": [Depends(require("insight:read"))],
    }


@router.post(**_route("/insight/metrics", "tryMetric", "insight", MetricAnswer))
async def try_metric(
    context: Context,
    request: Request,
    asked: Annotated[MetricTrial, Shape(MetricTrial, EXAMPLES[MetricTrial]), Body()],
    seconds: Seconds = 30.0,
) -> Response:
    """Compute the figure of a metric that nobody has saved."""
    running = context.services.insight.try_metric(asked.metric, asked.asked, seconds)
    return answered(await while_somebody_waits(request, running))


@router.post(**_route("/insight/dashboards", "tryDashboard", "insight", DashboardAnswer))
async def try_dashboard(
    context: Context,
    request: Request,
    board: Annotated[Dashboard, Shape(Dashboard, EXAMPLES[Dashboard]), Body()],
    seconds: Seconds = 60.0,
) -> Response:
    """Compute the tiles of a dashboard that nobody has saved."""
    running = context.services.insight.try_dashboard(board, seconds)
    return answered(await while_somebody_waits(request, running))


@router.post(**_route("/metrics/{document_id}/figure", "askMetric", "metrics", MetricAnswer, 404))
async def ask_metric(
    context: Context,
    request: Request,
    document_id: DocumentId,
    asked: Annotated[MetricQuestion, Shape(MetricQuestion, EXAMPLES[MetricQuestion]), Body()],
    seconds: Seconds = 30.0,
) -> Response:
    """Compute the figure of a metric, of any period and any people."""
    running = context.services.insight.metric(document_id, asked, seconds)
    return answered(await while_somebody_waits(request, running))


@router.post(**_route("/dashboards/{document_id}/values", "askDashboard", "dashboards", DashboardAnswer, 404))
async def ask_dashboard(
    context: Context,
    request: Request,
    document_id: DocumentId,
    change: Annotated[Change, Shape(Change, EXAMPLES[Change]), Body()],
    seconds: Seconds = 60.0,
) -> Response:
    """Compute all tiles of a dashboard; a tile that can't be computed says why."""
    running = context.services.insight.dashboard(document_id, seconds, change)
    return answered(await while_somebody_waits(request, running))


class QueryInput(BaseModel):
    """A query.

    Attributes:
        sql: One SELECT over events, facts, profiles, memberships, identities and quarantine.
        rows: Most rows of the answer.
        seconds: When to cut it off.
        form: `arrow` for a stream of record batches, `json` for columns and rows.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"sql": "SELECT type, count(*) FROM events GROUP BY type"}]},
    )

    sql: Annotated[str, Field(min_length=1, max_length=100_000)]
    rows: Annotated[int, Field(ge=1, le=5_000_000)] = 10_000
    seconds: Annotated[float, Field(gt=0, le=LONGEST_SECONDS)] = 30.0
    form: Literal["json", "arrow"] = "json"


@router.post(
    "/queries",
    name="runQuery",
    tags=["queries"],
    response_class=Response,
    dependencies=[Depends(require("queries:run"))],
    responses={
        200: {
            "description": "The rows; `Clew-Truncated: true` when there are more than asked for.",
            "content": {ARROW: {}, "application/json": {"schema": described(QueryAnswer)}},
        }
    },
)
async def run_query(context: Context, request: Request, asked: QueryInput) -> Response:
    """Ask with SQL; it reads, and reaches nothing but the tables."""
    running = context.services.insight.query(asked.sql, asked.rows, asked.seconds, asked.form)
    found = await while_somebody_waits(request, running)
    media = ARROW if asked.form == "arrow" else "application/json"
    return Response(found.body, media_type=media, headers={"Clew-Truncated": "true" if found.truncated else "false"})


async def while_somebody_waits(request: Request, running: Running[Said]) -> Said:
    """The answer, computed in a thread; once the request is closed the computation is stopped."""
    task = asyncio.create_task(asyncio.to_thread(running.result))
    try:
        while not (await asyncio.wait({task}, timeout=LOOK_SECONDS))[0]:
            if await request.is_disconnected():
                running.stop()
        return task.result()
    finally:
        running.stop()
