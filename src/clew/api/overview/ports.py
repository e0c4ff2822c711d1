"""What the overview needs of the rest."""

from collections.abc import Sequence
from typing import Protocol

from clew.api.overview.views import FoundView, OverviewView, PaletteView


class OverviewDesk(Protocol):
    """Answers what only screens ask."""

    def overview(self) -> OverviewView:
        """What changed since yesterday."""
        ...

    def search(self, text: str, limit: int) -> Sequence[FoundView]:
        """Who is known by this, or has it among the declared facts; who was active lately if there is no text."""
        ...

    def palette(self) -> PaletteView:
        """Everything that a condition may mention."""
        ...
