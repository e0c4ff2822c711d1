"""What the overview needs of the rest."""

from collections.abc import Sequence
from typing import Protocol

from clew.api.overview.views import FoundView, OriginView, OverviewView, PaletteView


class OverviewDesk(Protocol):
    """Answers what only screens ask."""

    def overview(self) -> OverviewView:
        """What changed since yesterday."""
        ...

    def search(self, text: str, limit: int) -> Sequence[FoundView]:
        """Who is known by this, or has it among the declared facts; who was active lately if there is no text."""
        ...

    def provenance(self, profile_id: str) -> Sequence[OriginView] | None:
        """Where the declared facts of a person come from; None when there is no such profile."""
        ...

    def palette(self) -> PaletteView:
        """Everything that a condition may mention."""
        ...
