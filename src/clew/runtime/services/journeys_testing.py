"""Tests of journeys in force: chosen people go through one much faster, and what it sends stays in the sandbox."""

import time
from collections.abc import Collection, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

from clew.actions import reason_words
from clew.api.journeys.testing_views import SandboxView, TestedView
from clew.engine.ports import DocumentRow, StateStore
from clew.events import Event
from clew.events.ports import Arrival
from clew.journeys import TEST, Journey, mark_of
from clew.journeys.telling import ENDS, Way, why
from clew.kernel.errors import ClewError
from clew.kernel.packing import pack
from clew.runtime.services.journeys_people import step_view
from clew.runtime.workspace import EngineRuns, Workspace

if TYPE_CHECKING:
    from clew.actions import OutboxRow

MOST_TESTED = 100
_PAUSE_SECONDS = 0.02
_LOOKED_AT = 500
"""How many new facts are looked through at most."""


class Untestable(ClewError):
    """A test that can't be begun as it was asked."""

    code = "journey.untestable"


class Tests:
    """Begins tests by records in the log, and tells how they go from facts and outbox."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def begin(
        self,
        row: DocumentRow,
        profiles: Sequence[str],
        *,
        speed: int,
        properties: Mapping[str, Any],
        by: str,
    ) -> int:
        """Let people come in, whatever the entry says; the log row of the order.

        Quiet hours, caps and rules of re-entry don't count in a test; consent does.

        Raises:
            Untestable: if the journey is not live, or a profile is unknown.
        """
        if row.status != "live":
            hint = "publish it; or simulate it, which needs no publishing"
            raise Untestable("only a journey that is live can be tested", where=row.id, hint=hint)
        if not 0 < len(profiles) <= MOST_TESTED:
            raise Untestable(f"a test is of one to {MOST_TESTED} people", where="profiles", hint="name some of them")
        heads = self._workspace.store.heads(profiles)
        unknown = [number for number, profile in enumerate(profiles) if profile not in heads]
        if unknown:
            hint = "look them up by a name"
            raise Untestable("no such profile", where=f"profiles/{unknown[0]}", hint=hint)
        roots = sorted({heads[profile].root for profile in profiles})
        said = {"action": "start", "kind": "journey", "id": row.id, "speed": speed, "properties": dict(properties)}
        # Two tests are two, however alike: the instant tells them apart.
        name = f"test:{row.id}:{self._workspace.clock.now()}"
        # A record for each, which goes when that person is erased and leaves the others theirs.
        events = [
            Event(f"{name}:{root}", "control", "control", properties={**said, "profiles": [root]}, context={"by": by})
            for root in roots
        ]
        (place,) = self._workspace.log.append([Arrival("clew", pack(events))])
        assert place is not None  # noqa: S101  (an arrival with a body gets a place)
        return place.seq

    def of(self, journey: Journey, leaves: Sequence[str]) -> list[TestedView]:
        """Every test of one person, the newest first."""
        facts = [
            fact
            for fact in self._workspace.history.facts(leaves)
            if (mark := mark_of(fact)) is not None and mark.tested
        ]
        rows = self._workspace.outbox.rows_of(leaves)
        views = [_view(way, rows) for way in why(journey, facts).ways]
        return sorted(views, key=lambda view: (view.entered, view.participant), reverse=True)

    def wait(self, journey: str, profiles: Collection[str], seconds: float) -> None:
        """Wait until nobody of these is under way in a test, but not for longer; where nobody serves, be the engine."""
        deadline = time.monotonic() + seconds
        try:
            with self._workspace.lock_engine():
                engine = self._workspace.engine()
                while time.monotonic() < deadline:
                    if engine.run_once().idle:
                        if not self._under_way(journey, profiles):
                            return
                        time.sleep(_PAUSE_SECONDS)
        except EngineRuns:
            while self._under_way(journey, profiles) and time.monotonic() < deadline:
                time.sleep(_PAUSE_SECONDS)

    def _under_way(self, journey: str, profiles: Collection[str]) -> bool:
        found = self._workspace.store.participants_of(profiles)
        return any(row.journey == journey and row.id.startswith(TEST) for row in found)


class Going:
    """Whether any test goes on, from the facts that are new; threads may share it."""

    def __init__(self, store: StateStore) -> None:
        self._store = store
        self._lock = Lock()
        self._seen = store.newest_ids()[1]
        self._mark = 0

    def mark(self) -> int:
        """Another number once a test has gone on."""
        with self._lock:
            newest = self._store.newest_ids()[1]
            # Of very many, or after a rebuild, which begins them anew, any may be of a test.
            if not 0 <= newest - self._seen <= _LOOKED_AT or self._tested():
                self._mark += 1
            self._seen = newest
            return self._mark

    def _tested(self) -> bool:
        found = (mark_of(fact) for _, fact in self._store.facts(after=self._seen, limit=_LOOKED_AT))
        return any(mark is not None and mark.tested for mark in found)


def _view(way: Way, rows: Sequence["OutboxRow"]) -> TestedView:
    return TestedView(
        participant=way.participant,
        version=way.version,
        entered=way.entered,
        node="" if way.ended is not None else next((s.node for s in reversed(way.steps) if s.node), ""),
        ended=way.ended,
        reason=ENDS.get(way.reason, way.reason),
        steps=tuple(step_view(step) for step in way.steps),
        messages=tuple(
            SandboxView(
                key=row.key,
                at=row.at,
                node=row.letter.action.node,
                template=row.template,
                status=row.status,
                said=reason_words(row.reason),
            )
            for row in rows
            if row.key.startswith(f"{way.participant}/")
        ),
    )
