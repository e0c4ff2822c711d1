"""What the API needs of models beside their documents."""

from collections.abc import Sequence
from typing import Literal, Protocol

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


class ModelDesk(Protocol):
    """Models: what is published of each, jobs in the background, scores of people."""

    def models(self) -> Sequence[ModelView]:
        """All models that have a live document or a version, in order of id."""
        ...

    def model(self, model_id: str) -> ModelView | None:
        """One of them."""
        ...

    def versions(self, model_id: str) -> Sequence[ModelVersionView]:
        """All versions, the newest first."""
        ...

    def version(self, model_id: str, number: int | None) -> ModelVersionView | None:
        """A version; the published one, or else the newest, if none is named."""
        ...

    def publish(self, model_id: str, number: int) -> ModelVersionView:
        """Make a version the one that scores.

        Raises:
            ClewError: if it was refused.
        """
        ...

    def refuse(self, model_id: str, number: int, reason: str) -> ModelVersionView:
        """Say that a version must never be used."""
        ...

    def runs(self, model_id: str) -> Sequence[RunView]:
        """The runs that are kept, the newest first."""
        ...

    def drift(self, model_id: str) -> DriftView:
        """How far the published version's world has moved.

        Raises:
            ClewError: if none is published.
        """
        ...

    def scores_of(self, profile_id: str) -> Sequence[ScoreView] | None:
        """What every model says of a person; None where there is no such profile."""
        ...

    def spread(self, model_id: str) -> ScoreSpreadView:
        """How the scores of the last run are spread."""
        ...

    def people(self, model_id: str, bucket: str, *, after: str | None, limit: int) -> Slice[ScoredView]:
        """Who was scored in the last run, the highest first, only of one bucket if it is named.

        Law: pages of one run hold everybody once; a run in between ends the list.
        """
        ...

    def overdue(self) -> Sequence[tuple[str, str]]:
        """What the documents say is due: model and `train` or `score`, in the order in which it should be done."""
        ...

    def begin(self, model_id: str, kind: Literal["train", "score"]) -> JobView:
        """Begin a job in the background.

        Raises:
            ClewError: if there is no such model, or a job of it runs already.
        """
        ...

    def jobs(self, model_id: str) -> Sequence[JobView]:
        """Jobs of a model since this process began, the newest first."""
        ...

    def job(self, job_id: str) -> JobView | None:
        """One job."""
        ...

    def cancel(self, job_id: str) -> JobView | None:
        """Stop a job; what it had not finished is as if it had not begun."""
        ...
