"""What the API needs to simulate journeys."""

from typing import Protocol

from clew.api.journeys.simulating_views import (
    FilmView,
    PlayedView,
    RenderedView,
    SimulationQuestion,
    SimulationView,
    StoryView,
)
from clew.api.slices import Slice


class Simulator(Protocol):
    """Plays journeys over the past, in the background; each simulation belongs to who began it."""

    def begin(self, question: SimulationQuestion, *, owner: str) -> SimulationView:
        """Begin one.

        Raises:
            ClewError: if the question makes no sense, or as many run as may.
        """
        ...

    def find(self, simulation: str, *, owner: str) -> SimulationView | None:
        """How far it has come."""
        ...

    def stop(self, simulation: str, *, owner: str) -> bool:
        """Stop and forget it; whether there was one."""
        ...

    def film(self, simulation: str, version: int, *, owner: str) -> FilmView | None:
        """The film of one of its versions, counted from 0; None until it is done."""
        ...

    def people(self, simulation: str, *, owner: str, after: str | None, limit: int) -> Slice[PlayedView] | None:
        """Who came in, or would have, by profile id; None until it is done."""
        ...

    def story(self, simulation: str, profile: str, *, owner: str) -> StoryView | None:
        """What would have become of one person."""
        ...

    def message(self, simulation: str, profile: str, key: str, *, owner: str) -> RenderedView | None:
        """A message as it would have looked."""
        ...
