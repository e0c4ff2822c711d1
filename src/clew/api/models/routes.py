"""Models: their documents, versions with reports, runs, jobs in the background, drift, and scores of people."""

from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from clew.access import Principal
from clew.api.authoring import add_changing, add_creating
from clew.api.context import ApiContext, Context
from clew.api.documents import DocumentId, DocumentInput, DocumentView, view_of
from clew.api.errors import NotFound
from clew.api.models.ports import ModelDesk
from clew.api.models.views import (
    DriftView,
    JobView,
    ModelVersionView,
    ModelView,
    RunView,
    ScoredView,
    ScoreSpreadView,
    ScoreView,
)
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.problems import responses
from clew.api.profiles import ProfileId
from clew.api.publishing import find_head
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View

T = TypeVar("T")
Reader = Annotated[Principal, Depends(require("documents:read"))]
Writer = Annotated[Principal, Depends(require("documents:write"))]
Number = Annotated[int, Path(ge=1, description="Number of a version.")]
JobId = Annotated[str, Path(max_length=64, description="Id of a job.")]

router = APIRouter(prefix="/api/v1", tags=["models"], route_class=StrictRoute, responses=responses(401, 403, 422))


class ModelInput(DocumentInput):
    """A model as its author writes it; goal, window and the rest stand beside these fields."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "id": "churn",
                    "goal": '"Order Completed"',
                    "happens": False,
                    "window": "60d",
                    "eligible": 'did "Order Completed" in last 180d',
                }
            ]
        },
    )


class Models(View):
    """All models.

    Attributes:
        items: In order of id.
    """

    items: tuple[ModelView, ...]


class ModelVersions(View):
    """The versions of a model.

    Attributes:
        items: The newest first.
    """

    items: tuple[ModelVersionView, ...]


class Runs(View):
    """Runs of a model.

    Attributes:
        items: The newest first.
    """

    items: tuple[RunView, ...]


class Jobs(View):
    """Jobs of a model since the server began.

    Attributes:
        items: The newest first.
    """

    items: tuple[JobView, ...]


class PersonScores(View):
    """What the models say of a person.

    Attributes:
        items: In order of model.
    """

    items: tuple[ScoreView, ...]


class ScoredPage(PageView[ScoredView]):
    """Some of the people that a model has scored, the highest first."""


class JobInput(BaseModel):
    """What is to be done.

    Attributes:
        kind: `train` a version, or `score` everybody by the published one.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"kind": "train"}]})

    kind: Literal["train", "score"]


class Refusal(BaseModel):
    """Why a version must not be used.

    Attributes:
        reason: In words.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "its data were wrong"}]})

    reason: Annotated[str, Field(min_length=1, max_length=500)]


@router.get("/models", name="listModels")
def list_models(context: Context, _principal: Reader) -> Models:
    """List models: what is published of each, how good it is, when everybody was scored."""
    return Models(items=tuple(context.services.models.models()))


@router.get("/models/jobs/{job_id}", name="getModelJob", responses=responses(404))
def get_job(context: Context, _principal: Reader, job_id: JobId) -> JobView:
    """How far a job is."""
    return _there(context.services.models.job(job_id), "job")


@router.delete("/models/jobs/{job_id}", name="cancelModelJob", responses=responses(404))
def cancel_job(context: Context, _principal: Writer, job_id: JobId) -> JobView:
    """Stop a job. A training that is stopped leaves no version; scores that were told to the log stay told."""
    return _there(context.services.models.cancel(job_id), "job")


@router.get("/models/{document_id}", name="getModel", responses=responses(404))
def get_model(context: Context, _principal: Reader, document_id: DocumentId) -> DocumentView:
    """Read a model's document: as it is live, or its newest draft."""
    return view_of(find_head(context.services, "model", document_id))


@router.get("/models/{document_id}/versions", name="listModelVersions", responses=responses(404))
def list_versions(context: Context, _principal: Reader, document_id: DocumentId) -> ModelVersions:
    """All trained versions with their reports, the newest first."""
    return ModelVersions(items=tuple(_known(context, document_id).versions(document_id)))


@router.get("/models/{document_id}/report", name="getModelReport", responses=responses(404))
def report(context: Context, _principal: Reader, document_id: DocumentId) -> ModelVersionView:
    """The published version with its report; the newest, if none is published."""
    return _there(_known(context, document_id).version(document_id, None), "version")


@router.get("/models/{document_id}/versions/{number}", name="getModelVersion", responses=responses(404))
def get_version(context: Context, _principal: Reader, document_id: DocumentId, number: Number) -> ModelVersionView:
    """A trained version with its report."""
    return _there(_known(context, document_id).version(document_id, number), "version")


@router.post(
    "/models/{document_id}/versions/{number}/publish", name="publishModelVersion", responses=responses(404, 409)
)
def publish_version(context: Context, _principal: Writer, document_id: DocumentId, number: Number) -> ModelVersionView:
    """Make a version the one that scores; refused versions, and unfair ones where the document says so, can't be."""
    desk = _known(context, document_id)
    _there(desk.version(document_id, number), "version")
    return desk.publish(document_id, number)


@router.post("/models/{document_id}/versions/{number}/refuse", name="refuseModelVersion", responses=responses(404))
def refuse_version(
    context: Context, _principal: Writer, document_id: DocumentId, number: Number, refusal: Refusal
) -> ModelVersionView:
    """Say that a version must never be used."""
    desk = _known(context, document_id)
    _there(desk.version(document_id, number), "version")
    return desk.refuse(document_id, number, refusal.reason)


@router.get("/models/{document_id}/runs", name="listModelRuns", responses=responses(404))
def list_runs(context: Context, _principal: Reader, document_id: DocumentId) -> Runs:
    """The latest runs: how many people were scored, how many scores changed, how far they have drifted."""
    return Runs(items=tuple(_known(context, document_id).runs(document_id)))


@router.get("/models/{document_id}/scores", name="getModelScores", responses=responses(404))
def spread(context: Context, _principal: Reader, document_id: DocumentId) -> ScoreSpreadView:
    """How the scores of the last run are spread: bins of what was said, and how many are in each bucket."""
    return _known(context, document_id).spread(document_id)


@router.get(
    "/models/{document_id}/people",
    name="listModelPeople",
    responses=responses(400, 404),
    dependencies=[Depends(require("profiles:read"))],
)
def scored(
    context: Context,
    document_id: DocumentId,
    bucket: Annotated[Literal["", "low", "medium", "high"], Query(description="Only these; all if empty.")] = "",
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> ScoredPage:
    """Who was scored in the last run and why, the highest first."""
    listing = f"scored:{document_id}:{bucket}"
    desk = _known(context, document_id)
    found = desk.people(document_id, bucket, after=context.cursors.open(listing, cursor), limit=limit)
    return ScoredPage(items=found.items, next_cursor=context.cursors.seal(listing, found.next))


@router.get("/models/{document_id}/drift", name="getModelDrift", responses=responses(404))
def drift(context: Context, _principal: Reader, document_id: DocumentId) -> DriftView:
    """Compare today's inputs and scores with those of the training, and old scores with what came."""
    return _known(context, document_id).drift(document_id)


@router.get("/models/{document_id}/jobs", name="listModelJobs", responses=responses(404))
def list_jobs(context: Context, _principal: Reader, document_id: DocumentId) -> Jobs:
    """Jobs of a model since the server began."""
    return Jobs(items=tuple(_known(context, document_id).jobs(document_id)))


@router.post("/models/{document_id}/jobs", name="beginModelJob", status_code=202, responses=responses(404, 409))
def begin(context: Context, _principal: Writer, document_id: DocumentId, wanted: JobInput) -> JobView:
    """Train a version, or score everybody, in the background. The first usable version is published at once."""
    return _known(context, document_id).begin(document_id, wanted.kind)


@router.get(
    "/profiles/{profile_id}/scores",
    name="listProfileScores",
    responses=responses(404),
    dependencies=[Depends(require("profiles:read"))],
)
def scores(context: Context, profile_id: ProfileId) -> PersonScores:
    """What every model says of a person, and why."""
    return PersonScores(items=tuple(_there(context.services.models.scores_of(profile_id), "profile")))


documents = APIRouter(
    prefix="/api/v1/models", tags=["models"], route_class=StrictRoute, responses=responses(401, 403, 422)
)
add_creating(documents, "model", "Model", ModelInput)
add_changing(documents, "model", "Model", ModelInput)


def _known(context: ApiContext, model_id: str) -> ModelDesk:
    desk = context.services.models
    if desk.model(model_id) is None:
        raise NotFound("no model has this id", hint="list them, or publish one")
    return desk


def _there(found: T | None, what: str) -> T:
    if found is None:
        raise NotFound(f"no such {what}", hint="list them")
    return found
