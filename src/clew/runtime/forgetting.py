"""Files of scores, for erasure and access: what reads them is loaded only where there are any."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from clew.privacy import Disclosure, ErasureOrder, Subject
from clew.privacy.ports import PersonalDataHolder

MODELS = "models"
"""Folder of versions and runs, in that of the workspace."""


class LateScores:
    """Fulfils `privacy.ports.PersonalDataHolder` over the scores of a workspace, however many models it has."""

    places = ("scores",)

    def __init__(self, folder: Path) -> None:
        self._folder = folder / MODELS

    def erase(self, orders: Sequence[ErasureOrder]) -> Mapping[str, int]:
        """Write every file anew that holds one of them."""
        holder = self._holder()
        return {"scores": 0} if holder is None else holder.erase(orders)

    def export(self, subject: Subject) -> Iterator[Disclosure]:
        """What was said of them."""
        holder = self._holder()
        if holder is not None:
            yield from holder.export(subject)

    def _holder(self) -> PersonalDataHolder | None:
        if not self._folder.exists():
            return None
        from clew.adapters.models import ModelShelf, ScoresHolder  # noqa: PLC0415  (loads Arrow)

        return ScoresHolder(ModelShelf(self._folder))
