"""What models' documents say is due, begun by the web process: one job after another, in processes of their own."""

from collections.abc import Sequence
from threading import Event, Thread
from typing import Literal, Protocol, cast

from clew.kernel.errors import ClewError
from clew.kernel.instants import HOUR, Clock, Duration, Instant

FIRST_LOOK_SECONDS = 90.0
"""After the start: who has just opened the page should not share the machine with a training."""

LOOK_SECONDS = 60.0
AGAIN_AFTER: Duration = HOUR
"""When what failed is tried again; it may need data that come in the meantime."""

Kind = Literal["train", "score"]


class Scheduled(Protocol):
    """Models that know what is due, and can begin it."""

    def overdue(self) -> Sequence[tuple[str, str]]:
        """Model and `train` or `score`, in the order in which they should be done."""
        ...

    def begin(self, model_id: str, kind: Kind) -> object:
        """Begin one in the background.

        Raises:
            ClewError: if it can't be done now.
        """
        ...


class Timetable:
    """Looks once a minute, and begins the first thing that is due and was not tried within the hour."""

    def __init__(self, models: Scheduled, clock: Clock) -> None:
        self._models = models
        self._clock = clock
        self._tried: dict[tuple[str, str], Instant] = {}
        self._stopping = Event()

    def look(self) -> tuple[str, str] | None:
        """Begin what is due; what was begun, if anything."""
        now = self._clock.now()
        for due in self._models.overdue():
            if now - self._tried.get(due, -AGAIN_AFTER) < AGAIN_AFTER:
                continue
            try:
                self._models.begin(due[0], cast("Kind", due[1]))
            except ClewError:
                # Another job runs: the next look comes soon. Anything else is told by the job itself.
                return None
            self._tried[due] = now
            return due
        return None

    def start(self) -> None:
        """Look from a thread of its own until `stop`."""
        Thread(target=self._run, name="timetable", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()

    def _run(self) -> None:
        wait = FIRST_LOOK_SECONDS
        while not self._stopping.wait(wait):
            self.look()
            wait = LOOK_SECONDS
