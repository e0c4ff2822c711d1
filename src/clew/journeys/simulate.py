"""Journeys over what is known of people, under a virtual clock and without effects: simulation and back-test.

The step is the one that the engine runs, so what a simulation tells is what would have been (promise 4). It is
deterministic, and each person is played alone: nothing of what a journey does comes back as a record, so that an
`update` or the answer of a webhook is not seen by later nodes, and what others do (offers, stock) is not either.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, tzinfo
from itertools import groupby
from typing import Any, NamedTuple

from clew.actions import Action, Policy
from clew.events import Fact, Record
from clew.journeys.matching import is_event
from clew.journeys.model import Journey
from clew.journeys.ports import Moment, Start
from clew.journeys.program import DEFAULT_POLICY, JourneyProgram, compile_journeys, row_test
from clew.journeys.schedule import occurrences, turn_of
from clew.journeys.state import JourneyState
from clew.journeys.step import concerns, step
from clew.journeys.thread import Conditions, Thread
from clew.kernel.instants import Instant, format_instant
from clew.profiles import Definition, condition_key


class Story(NamedTuple):
    """What would have become of one person.

    Attributes:
        profile: Who.
        facts: In order; see `marks`.
        effects: In order; nothing was done.
    """

    profile: str
    facts: list[Fact]
    effects: list[Action]


Watch = Callable[[Action, Thread], None]
"""Hears of each effect, with the person as known at that instant."""


class Simulation:
    """Plays people, one after the other, through journeys that are published at an instant.

    Args:
        journeys: One version of each.
        start: When they are published; what was received before is known, and begins nothing.
        until: Up to and including which instant people are played.
        definitions: The segments and traits that the journeys mention.
        policy: The workspace's rules for messages.
        zone: The workspace's zone.
        business: What happened to the workspace itself, for journeys that such events begin.
    """

    def __init__(
        self,
        journeys: Iterable[Journey],
        start: Instant,
        until: Instant,
        *,
        definitions: Iterable[Definition] = (),
        policy: Policy = DEFAULT_POLICY,
        zone: tzinfo = UTC,
        business: Sequence[Record] = (),
    ) -> None:
        self._start, self._until = start, until
        self.program: JourneyProgram = compile_journeys(journeys, policy=policy)
        self._conditions = Conditions(self.program, definitions, zone=zone)
        found = _fan_outs(self.program, start, until, zone, business)
        self._fan_outs = sorted(found, key=lambda each: (each.at, each.journey, each.origin))

    def person(self, profile: str, records: Iterable[Record], watch: Watch | None = None) -> Story:
        """Play one person.

        Args:
            profile: Who; draws and turns depend on it.
            records: What is known of them, corrections made and deletions carried out. For a past that was imported,
                each as if it had been received when it happened (`engine.as_it_happened`).
            watch: Hears of each effect when it comes about.
        """
        play = _Play(profile, self.program, Thread(profile, self._conditions), self._start, watch)
        ordered = sorted(records, key=lambda record: (record.at, record.seq, record.index))
        instants = [(at, list(brought)) for at, brought in groupby(ordered, key=lambda record: record.at)]
        for at, brought in instants:
            if at <= self._until:
                play.bring(at, brought, self._fan_outs)
        play.advance(self._until, self._fan_outs)
        return Story(profile, play.facts, play.effects)


class _FanOut(NamedTuple):
    at: Instant
    journey: str
    condition: str
    pace: str
    cause: str
    origin: str
    properties: Mapping[str, Any]


class _Play:
    """One person on the way through time."""

    def __init__(
        self, profile: str, program: JourneyProgram, thread: Thread, start: Instant, watch: Watch | None
    ) -> None:
        self.facts: list[Fact] = []
        self.effects: list[Action] = []
        self._profile, self._program, self._thread = profile, program, thread
        self._state = JourneyState()
        self._start, self._watch = start, watch
        self._begun = False
        self._addressed = 0
        self._turns: list[tuple[Instant, Start]] = []

    def bring(self, at: Instant, records: list[Record], fan_outs: list[_FanOut]) -> None:
        """On to an instant with records, everything that is due before it first."""
        self.advance(at - 1, fan_outs)
        self._instant(at, records, fan_outs)

    def advance(self, until: Instant, fan_outs: list[_FanOut]) -> None:
        """On to an instant, through all that time alone brings."""
        while True:
            dues = [self._thread.due, self._state.due, *(at for at, _ in self._turns)]
            dues += [fan_outs[self._addressed].at] if self._addressed < len(fan_outs) else []
            if not self._begun:
                dues.append(self._start)
            at = min((due for due in dues if due is not None), default=None)
            if at is None or at > until:
                return
            self._instant(at, [], fan_outs)

    def _instant(self, at: Instant, records: list[Record], fan_outs: list[_FanOut]) -> None:
        entered, left = self._thread.bring(at, records)
        if at < self._start:
            return
        newly = () if self._begun else tuple(self._program.newest)
        if not self._begun:
            # At the publication itself nobody comes into a segment by having been in it.
            self._begun, entered, left = True, [], []
        self._address(at, fan_outs)
        starts = [start for turn, start in self._turns if turn <= at]
        self._turns = [(turn, start) for turn, start in self._turns if turn > at]
        moment = Moment(at, records=records, entered=entered, left=left, newly=newly, starts=starts)
        if not concerns(self._program, self._state, moment):
            return
        outcome = step(self._state, moment, self._thread, self._program)
        self.facts += outcome.facts
        self.effects += outcome.effects
        if self._watch is not None:
            for effect in outcome.effects:
                self._watch(effect, self._thread)

    def _address(self, at: Instant, fan_outs: list[_FanOut]) -> None:
        """Who is in the audience at its instant has a turn."""
        while self._addressed < len(fan_outs) and fan_outs[self._addressed].at <= at:
            found = fan_outs[self._addressed]
            self._addressed += 1
            if self._thread.holds(found.condition):
                turn = found.at + turn_of(self._profile, found.journey, found.pace or None)
                self._turns.append((turn, Start(found.journey, found.origin, found.cause, found.properties)))


def _fan_outs(
    program: JourneyProgram, start: Instant, until: Instant, zone: tzinfo, business: Sequence[Record]
) -> Iterable[_FanOut]:
    for name, compiled in program.newest.items():
        entry = compiled.journey.body.entry
        if entry.broadcast is not None:
            key, pace = condition_key(entry.broadcast.segment), entry.broadcast.pace or ""
            for at in occurrences(entry.broadcast, zone, start, until + 1):
                yield _FanOut(at, name, key, pace, "broadcast", format_instant(at), {})
        if entry.business is not None:
            key, pace, where = condition_key(entry.business.segment), entry.business.pace or "", entry.business.where
            for record in business:
                event = record.event
                if event.type != entry.business.event or not is_event(record) or not start <= record.at <= until:
                    continue
                if where is None or row_test(where)(event):
                    origin = f"{record.source}/{event.id}"
                    yield _FanOut(record.at, name, key, pace, "business", origin, event.properties)
