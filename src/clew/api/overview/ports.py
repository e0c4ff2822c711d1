"""What the overview needs of the rest."""

from collections.abc import Sequence
from typing import Protocol

from clew.api.overview.views import (
    ConsentCountView,
    FoundView,
    OfferFiguresView,
    OriginView,
    OverviewView,
    PaletteView,
    SourceFiguresView,
)


class OverviewDesk(Protocol):
    """Answers what only screens ask."""

    def overview(self) -> OverviewView:
        """What changed since yesterday."""
        ...

    def sources(self) -> Sequence[SourceFiguresView]:
        """What each source has sent, in order of its id."""
        ...

    def offers(self) -> Sequence[OfferFiguresView]:
        """How often each offer was proposed, in order of its id."""
        ...

    def consents(self) -> Sequence[ConsentCountView]:
        """What people said to each key of consent, in order of the key."""
        ...

    def people(self) -> int:
        """How many people are known."""
        ...

    def search(self, text: str, limit: int, segment: str | None) -> Sequence[FoundView]:
        """Who is known by this, or has it among the declared facts; who was active lately if there is no text.

        Args:
            text: Any name, or a part of a fact.
            limit: How many at most.
            segment: Only its members; all people if None.
        """
        ...

    def provenance(self, profile_id: str) -> Sequence[OriginView] | None:
        """Where the declared facts of a person come from; None when there is no such profile."""
        ...

    def palette(self) -> PaletteView:
        """Everything that a condition may mention."""
        ...
