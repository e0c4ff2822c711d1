"""Erasure and access of files of scores."""

from collections.abc import Iterator, Mapping, Sequence

from clew.adapters.models.shelf import ModelShelf
from clew.learning.models import ScoringRun
from clew.privacy import Disclosure, ErasureOrder, Subject


class ScoresHolder:
    """Fulfils `privacy.ports.PersonalDataHolder` over a shelf.

    Versions hold nobody: trees know limits of features, samples quantiles of them, and a label that is kept was held by
    at least ten people (`Column.with_few_labels`). Training frames are never
    written down, so that nothing of them can be left.
    """

    places = ("scores",)

    def __init__(self, shelf: ModelShelf) -> None:
        self._shelf = shelf

    def erase(self, orders: Sequence[ErasureOrder]) -> Mapping[str, int]:
        """Write every file anew that holds one of them; how many rows went."""
        gone = {profile for order in orders for profile in order.subject.profiles}
        self._shelf.drop_unfinished()
        return {"scores": sum(self._shelf.drop_people(run, gone) for run in self._runs())}

    def export(self, subject: Subject) -> Iterator[Disclosure]:
        """What was said of them in every run that is kept."""
        for run in self._runs():
            for row in self._shelf.score_of(run, subject.profiles).values():
                yield Disclosure(
                    "scores",
                    {
                        "model": run.model,
                        "version": run.version,
                        "probability": row.probability,
                        "score": row.score,
                        "bucket": row.bucket,
                        "reasons": [list(reason) for reason in row.reasons],
                    },
                )

    def _runs(self) -> Iterator[ScoringRun]:
        for model in self._shelf.models():
            yield from self._shelf.runs(model)
