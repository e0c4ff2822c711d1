"""Models as the API sees them: what is kept, shown; what takes long, in a process of its own."""

from collections.abc import Sequence
from typing import Literal

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
from clew.api.slices import Slice
from clew.learning import NoModel
from clew.runtime.services.documents import Documents
from clew.runtime.services.jobs import Jobs
from clew.runtime.services.model_views import drift_view, model_view, run_view, score_view, scored_view, version_view
from clew.runtime.services.models import Models
from clew.runtime.workspace import Workspace


class ModelsDesk:
    """Fulfils `api.models.ports.ModelDesk`; threads may share it."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._workspace = workspace
        self._models = Models(workspace, documents)
        self._jobs = Jobs(workspace)

    @property
    def mark(self) -> int:
        """Another number once a job has moved."""
        return self._jobs.mark

    def models(self) -> Sequence[ModelView]:
        """All models, in order of id."""
        names = sorted({*self._models.documents(), *self._models.shelf.models()})
        return [model_view(self._models, name) for name in names]

    def model(self, model_id: str) -> ModelView | None:
        """One of them."""
        known = model_id in self._models.documents() or model_id in self._models.shelf.models()
        return model_view(self._models, model_id) if known else None

    def versions(self, model_id: str) -> Sequence[ModelVersionView]:
        """All versions, the newest first."""
        return [version_view(version) for version in reversed(self._models.shelf.versions(model_id))]

    def version(self, model_id: str, number: int | None) -> ModelVersionView | None:
        """A version; the published one, or else the newest."""
        try:
            return version_view(self._models.version(model_id, number))
        except NoModel:
            return None

    def publish(self, model_id: str, number: int) -> ModelVersionView:
        """Make a version the one that scores."""
        return version_view(self._models.publish(model_id, number))

    def refuse(self, model_id: str, number: int, reason: str) -> ModelVersionView:
        """Say that a version must never be used."""
        return version_view(self._models.refuse(model_id, number, reason))

    def runs(self, model_id: str) -> Sequence[RunView]:
        """The runs that are kept, the newest first."""
        return [run_view(run) for run in reversed(self._models.shelf.runs(model_id))]

    def drift(self, model_id: str) -> DriftView:
        """How far the published version's world has moved."""
        return drift_view(self._models.drift(model_id))

    def scores_of(self, profile_id: str) -> Sequence[ScoreView] | None:
        """What every model says of a person, under whatever profile they were scored."""
        store = self._workspace.store
        root = store.aliases().get(profile_id, profile_id)
        if not store.load([root]):
            return None
        leaves = [head.profile for head in store.members([root]).get(root, [])] or [root]
        return [score_view(run, row) for run, row in self._models.scores_of(leaves)]

    def spread(self, model_id: str) -> ScoreSpreadView:
        """How the scores of the last run are spread."""
        from clew.runtime.services.spreading import spread_of  # noqa: PLC0415  (loads NumPy)

        runs = self._models.shelf.runs(model_id)
        return spread_of(runs[-1] if runs else None, self._models)

    def people(self, model_id: str, bucket: str, *, after: str | None, limit: int) -> Slice[ScoredView]:
        """Who was scored in the last run, the highest first."""
        runs = self._models.shelf.runs(model_id)
        if not runs:
            return Slice([], None)
        # A place in a run: "run 200". Of another run it says nothing, and the list has ended.
        name, _, place = (after or f"{runs[-1].id} 0").partition(" ")
        if name != runs[-1].id:
            return Slice([], None)
        begin = int(place)
        rows = self._models.shelf.highest(runs[-1], bucket, begin, limit + 1)
        following = f"{name} {begin + limit}" if len(rows) > limit else None
        return Slice([scored_view(runs[-1], row) for row in rows[:limit]], following)

    def overdue(self) -> Sequence[tuple[str, str]]:
        """What the documents say is due, in the order in which it should be done."""
        return self._models.overdue()

    def begin(self, model_id: str, kind: Literal["train", "score"]) -> JobView:
        """Begin a job in the background."""
        if kind == "score":
            self._models.version(model_id)
        return self._jobs.begin(model_id, kind)

    def jobs(self, model_id: str) -> Sequence[JobView]:
        """Jobs of a model, the newest first."""
        return self._jobs.of(model_id)

    def job(self, job_id: str) -> JobView | None:
        """One job."""
        return self._jobs.get(job_id)

    def cancel(self, job_id: str) -> JobView | None:
        """Stop a job."""
        return self._jobs.cancel(job_id)
