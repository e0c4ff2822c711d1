"""Simulations that run: each on a thread of its own, few at once, with progress, until somebody stops them."""

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from threading import Event, Lock, Thread

from clew.api.journeys.simulating_views import (
    FilmView,
    FrameView,
    MoveView,
    PlayedView,
    RenderedView,
    SimulationQuestion,
    SimulationView,
    Status,
    StoryView,
)
from clew.api.slices import Slice
from clew.journeys.playing import Film
from clew.kernel.errors import ClewError
from clew.kernel.instants import SECOND
from clew.runtime.services.simulation import Outcome, Simulations, Stopped

MOST_AT_ONCE = 2
"""They share two cores with everything else."""

MOST_KEPT = 12
"""The oldest of those that have ended is forgotten first."""


class Busy(ClewError):
    """As many simulations run as may."""

    code = "simulation.busy"
    retryable = True


class _Running:
    """One simulation."""

    def __init__(self, owner: str, question: SimulationQuestion, of: int) -> None:
        self.id = secrets.token_urlsafe(12)
        self.owner, self.question, self.of = owner, question, of
        self.done = 0
        self.status: Status = "running"
        self.problem = ""
        self.outcome: Outcome | None = None
        self.stop = Event()

    def view(self) -> SimulationView:
        """How far it has come."""
        return SimulationView(
            id=self.id,
            status=self.status,
            start=self.question.start,
            until=self.question.until,
            done=self.done,
            of=self.of,
            problem=self.problem,
            result=self.outcome.result if self.outcome is not None else None,
        )


class SimulationDesk:
    """Begins simulations, tells how far they are, and what they came to; threads may share it.

    Attributes:
        mark: Another number once any of them has come further or has ended.
    """

    def __init__(self, simulations: Simulations) -> None:
        self.mark = 0
        self._simulations = simulations
        self._lock = Lock()
        self._kept: OrderedDict[str, _Running] = OrderedDict()

    def begin(self, question: SimulationQuestion, *, owner: str) -> SimulationView:
        """Begin one; it is seen by whoever began it.

        Raises:
            Busy: if as many run as may.
            ClewError: if the question makes no sense.
        """
        self._simulations.check(question)
        running = _Running(owner, question, self._simulations.count(question))
        with self._lock:
            if sum(each.status == "running" for each in self._kept.values()) >= MOST_AT_ONCE:
                raise Busy("as many simulations run as may", hint="wait for one to end, or stop it")
            ended = [name for name, each in self._kept.items() if each.status != "running"]
            for name in ended[: max(0, len(self._kept) + 1 - MOST_KEPT)]:
                del self._kept[name]
            self._kept[running.id] = running
        Thread(target=self._run, args=(running,), name="simulation", daemon=True).start()
        return running.view()

    def find(self, simulation: str, *, owner: str) -> SimulationView | None:
        """How far it has come; None where nobody of this owner began it."""
        running = self._of(simulation, owner)
        return running.view() if running is not None else None

    def stop(self, simulation: str, *, owner: str) -> bool:
        """Stop it and forget it; whether there was one."""
        running = self._of(simulation, owner)
        if running is None:
            return False
        running.stop.set()
        with self._lock:
            self._kept.pop(simulation, None)
        return True

    def film(self, simulation: str, version: int, *, owner: str) -> FilmView | None:
        """The film of one of its versions, counted from 0; None until it is done, or where there is none."""
        running = self._of(simulation, owner)
        outcome = running.outcome if running is not None else None
        if outcome is None or version >= len(outcome.films):
            return None
        return film_view(outcome.films[version])

    def people(self, simulation: str, *, owner: str, after: str | None, limit: int) -> Slice[PlayedView] | None:
        """Who came in, or would have, by profile id; None until it is done, or where there is none."""
        running = self._of(simulation, owner)
        outcome = running.outcome if running is not None else None
        if outcome is None:
            return None
        waiting: Sequence[PlayedView] = [each for each in outcome.listed if each.profile > (after or "")]
        return Slice(waiting[:limit], waiting[limit - 1].profile if len(waiting) > limit else None)

    def story(self, simulation: str, profile: str, *, owner: str) -> StoryView | None:
        """What would have become of one person; None where there is no such simulation or profile."""
        running = self._of(simulation, owner)
        return self._simulations.story(running.question, profile) if running is not None else None

    def message(self, simulation: str, profile: str, key: str, *, owner: str) -> RenderedView | None:
        """A message as it would have looked; None where there is none."""
        running = self._of(simulation, owner)
        return self._simulations.render(running.question, profile, key) if running is not None else None

    def _of(self, simulation: str, owner: str) -> _Running | None:
        with self._lock:
            running = self._kept.get(simulation)
        return running if running is not None and running.owner == owner else None

    def _run(self, running: _Running) -> None:
        def told(done: int) -> None:
            running.done = done
            self.mark += 1

        try:
            running.outcome = self._simulations.run(running.question, told, running.stop.is_set)
        except Stopped:
            running.status = "stopped"
        except ClewError as error:
            running.problem, running.status = str(error), "failed"
        except BaseException:
            running.problem, running.status = "something went wrong on our side; see the server's log", "failed"
            raise
        else:
            running.status = "done"
        finally:
            self.mark += 1


def film_view(film: Film) -> FilmView:
    """A film as the API shows it."""
    frames = [
        FrameView(
            at=frame.at,
            nodes=dict(frame.nodes),
            moves=tuple(MoveView(**move._asdict()) for move in frame.moves),
            entered=frame.entered,
            ended=frame.ended,
            sent=frame.sent,
            suppressed=frame.suppressed,
            goals=frame.goals,
        )
        for frame in film.frames()
    ]
    return FilmView(seconds=film.width / SECOND, frames=tuple(frames))
