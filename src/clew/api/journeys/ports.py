"""What the API needs of journeys beside their documents."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, Protocol

from clew.api.journeys.experiment_views import JourneyExperiment
from clew.api.journeys.report_views import MeasureView, OutcomeView, ReportView
from clew.api.journeys.testing_views import TestedView
from clew.api.journeys.views import (
    GraphView,
    InsideView,
    MigrationView,
    NeedView,
    PassageView,
    StarterView,
    VersionView,
    WhyJourneyView,
)
from clew.api.slices import Slice
from clew.catalog import Document


class Totals(NamedTuple):
    """Figures of a journey, all versions together; see `JourneyView`."""

    under_way: int = 0
    held_out: int = 0
    entered: int = 0
    ended: int = 0


class MoveQuestion(NamedTuple):
    """A move of people in flight.

    Attributes:
        journey: Id of the journey.
        version: To which version; None for the one that takes entries.
        nodes: Node where somebody is to the node where they go on; who is at another stays at it.
        sources: From which versions; all others if none is named.
    """

    journey: str
    version: int | None
    nodes: Mapping[str, str]
    sources: tuple[int, ...] = ()


class JourneyDesk(Protocol):
    """Journeys: their figures, who is in them, why; and what may be done with them as a whole."""

    def totals(self) -> Mapping[str, Totals]:
        """Figures of each journey, by id; cheap enough to ask every second."""
        ...

    def versions(self, journey_id: str) -> Sequence[VersionView]:
        """All versions, the newest first."""
        ...

    def graph(self, journey_id: str, version: int | None = None) -> GraphView | None:
        """A version (the one that takes entries if not said) with its figures; None where there is none."""
        ...

    def draw(self, document: Document) -> GraphView | None:
        """A document as it would look, without figures; None where it is not of the right shape."""
        ...

    def needs(self, document: Document) -> Sequence[NeedView]:
        """What a document mentions, and whether it is there."""
        ...

    def people(self, journey_id: str, *, node: str, after: str | None, limit: int) -> Slice[InsideView]:
        """Who is in it, at one node where it is named, person by person."""
        ...

    def inside(self, journey_id: str, profiles: Sequence[str], *, node: str) -> Sequence[InsideView]:
        """Who of these is in it, at one node where it is named, in the order in which they are given."""
        ...

    def passages(self, profile_id: str) -> Sequence[PassageView] | None:
        """All ways of a person, the newest first; None where there is no such profile."""
        ...

    def why(self, journey_id: str, profile_id: str) -> WhyJourneyView | None:
        """Why somebody is or is not in it; None where there is no such profile or no such journey."""
        ...

    def test(
        self, journey_id: str, profiles: Sequence[str], *, speed: int, properties: Mapping[str, Any], by: str
    ) -> int:
        """Let people come in for a test; the log row.

        Raises:
            ClewError: if it is not live, or a profile is unknown.
        """
        ...

    def tests(self, journey_id: str, profile_id: str) -> Sequence[TestedView] | None:
        """The tests of one person, the newest first; None where there is no such profile or no such journey."""
        ...

    def report(self, journey_id: str, version: int | None = None, since: date | None = None) -> ReportView | None:
        """What it has come to, in one version or in all; cheap enough to ask every second."""
        ...

    def outcomes(self, journey_id: str) -> Sequence[OutcomeView]:
        """What became of its messages, by template.

        Raises:
            ClewError: if it would take too long.
        """
        ...

    def lift(self, journey_id: str) -> Sequence[MeasureView]:
        """What it brings, against those for whom nothing was done; empty where nothing is measured.

        Raises:
            ClewError: if it would take too long.
        """
        ...

    def experiments(self, journey_id: str | None = None) -> Sequence[JourneyExperiment]:
        """Every split that is measured, read; of one journey also adjusted for what was known of people beforehand.

        Raises:
            ClewError: if it would take too long.
        """
        ...

    def starters(self) -> Sequence[StarterView]:
        """Journeys to start from."""
        ...

    def control(self, action: Literal["pause", "resume"], journey_id: str, *, by: str) -> int | None:
        """Order a pause or its end; the log row, None if it is so already.

        Raises:
            ClewError: if it is not in force.
        """
        ...

    def plan_move(self, question: MoveQuestion) -> MigrationView:
        """What a move would do.

        Raises:
            ClewError: if there is no such version in force.
        """
        ...

    def move(self, question: MoveQuestion, *, by: str) -> int:
        """Order a move; the log row.

        Raises:
            ClewError: if something is wrong with it.
        """
        ...
