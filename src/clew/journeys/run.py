"""One step in progress: what it is given, what it has come to so far."""

from collections.abc import Iterator

from clew.actions import Action
from clew.events import Fact, Record
from clew.journeys.localtime import duration_of
from clew.journeys.marks import ENDED, Mark
from clew.journeys.model import Journey
from clew.journeys.nodes import Criterion, Node
from clew.journeys.ports import Moment, Person
from clew.journeys.program import Compiled, JourneyProgram
from clew.journeys.state import JourneyState, Participant
from clew.kernel.instants import DAY, Duration, Instant

HELD_OUT_FOR: Duration = 30 * DAY
"""How long the goals of a held-out person are noted where neither goal nor journey says."""


class Jumping:
    """An entry that a node asked for, to be made when the other entries of the instant have been.

    Attributes:
        journey: Into which.
        origin: From which participant and step.
        by: The participant, whose entry event goes along.
    """

    __slots__ = ("by", "journey", "origin")

    def __init__(self, journey: str, origin: str, by: Participant) -> None:
        self.journey, self.origin, self.by = journey, origin, by


class Run:
    """One step in progress.

    Attributes:
        state: Changed in place.
        moment: What the instant brings.
        person: As of the instant.
        program: The journeys in force.
        facts: What became true so far.
        effects: What to do so far.
        jumps: Entries that are still to be made.
        seq: Log row that the facts now made are due to; 0 for the clock.
    """

    __slots__ = ("effects", "facts", "jumps", "moment", "person", "program", "seq", "state")

    def __init__(self, state: JourneyState, moment: Moment, person: Person, program: JourneyProgram) -> None:
        self.state, self.moment, self.person, self.program = state, moment, person, program
        self.facts: list[Fact] = []
        self.effects: list[Action] = []
        self.jumps: list[Jumping] = []
        self.seq = 0

    @property
    def at(self) -> Instant:
        """The instant."""
        return self.moment.at

    def by_record(self) -> None:
        """What follows is due to the records of the instant, if there are any."""
        self.seq = self.moment.records[-1].seq if self.moment.records else 0

    def by_clock(self) -> None:
        """What follows is due to time alone."""
        self.seq = 0

    def note(self, kind: str, mark: Mark) -> None:
        """Make a fact."""
        cause = "record" if self.seq else "clock"
        self.facts.append(Fact(self.person.profile, self.at, kind, mark.subject, self.seq, cause))

    def mark(self, kind: str, participant: Participant, detail: str = "") -> None:
        """Make a fact about where a participant is."""
        p = participant
        # The subject of a `Mark`, without one: this is made for every node that everybody reaches.
        subject = f"{p.journey}@{p.version}/{p.id}/{p.seq}/{p.node}/{detail}"
        cause = "record" if self.seq else "clock"
        self.facts.append(Fact(self.person.profile, self.moment.at, kind, subject, self.seq, cause))

    def compiled(self, participant: Participant) -> Compiled | None:
        """The version that a participant is on; None if it is gone."""
        return self.program.versions.get((participant.journey, participant.version))

    def node_of(self, participant: Participant) -> Node | None:
        """Where a participant is; None if that is gone."""
        compiled = self.compiled(participant)
        return compiled.journey.nodes.get(participant.node) if compiled else None

    def ordered(self, *statuses: str) -> list[Participant]:
        """Participants in the order of J2: higher priority, journey, earlier due, lower id."""
        found = [p for p in self.state.participants if p.status in statuses]
        if len(found) < 2:
            return found

        def place(p: Participant) -> tuple[int, str, bool, Instant, str]:
            compiled = self.compiled(p)
            due = p.due
            return (-compiled.journey.body.priority if compiled else 0, p.journey, due is None, due or 0, p.id)

        return sorted(found, key=place)

    def known(self) -> Iterator[Record]:
        """Events that exits and goals are to be asked about: those of the instant, or all after a correction."""
        yield from self.moment.records if self.moment.history is None else self.moment.history

    def end(self, participant: Participant, reason: str) -> None:
        """End a way; while a goal of it may still be reached in time, it is followed silently."""
        self.mark(ENDED, participant, reason)
        until = self._followed_until(participant) if reason not in ("deleted", "merged", "archived") else None
        if until is None:
            self.state.participants.remove(participant)
            return
        participant.status, participant.wake, participant.held, participant.expires = "followed", None, "", until

    def _followed_until(self, participant: Participant) -> Instant | None:
        compiled = self.compiled(participant)
        if compiled is None or participant.status != "active" or participant.speed:
            return None
        spans = [
            duration_of(goal.within) or 0
            for goal in compiled.journey.body.goals
            if goal.within is not None and goal_name(goal) not in participant.goals
        ]
        until = participant.entered + max(spans, default=0)
        return until if until > self.at else None


def followed_for(journey: Journey) -> Duration:
    """For how long after an entry the goals of somebody who has left may still be noted."""
    return max((duration_of(goal.within) or 0 for goal in journey.body.goals if goal.within is not None), default=0)


def goal_name(goal: Criterion) -> str:
    """What a goal is called; by default after what it looks for."""
    name = goal.name or goal.event or goal.segment or goal.left or "goal"
    return name.replace("/", "-")
