"""One person from record to record without an engine: what simulation steps journeys with.

Folds the same clauses as the engine does, over records that count, in the order in which they were received.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from clew.events import Record
from clew.expressions import Clause, Reading
from clew.journeys.program import JourneyProgram
from clew.kernel.instants import Instant
from clew.profiles import Definition, ProfileState, compile_program, write_record, zone_of


class Conditions:
    """The conditions of journeys compiled beside the segments and traits that they mention.

    Attributes:
        program: All definitions, compiled.
        keys: Watched condition to its key in the program.
        clauses: Event type to the clauses that fold it.
    """

    def __init__(self, program: JourneyProgram, definitions: Iterable[Definition], *, zone: tzinfo) -> None:
        hidden = program.definitions()
        self.program = compile_program([*definitions, *hidden], zone=zone)
        self.keys = {definition.id: definition.key for definition in hidden if definition.live}
        self.clauses: dict[str, list[Clause]] = {}
        for clause in self.program.clauses.values():
            for name in clause.types:
                self.clauses.setdefault(name, []).append(clause)


class Thread:
    """A person, as known at the instant they were last brought to; a `Person` for `step`.

    Attributes:
        profile: Root profile id.
        inside: Watched conditions that hold.
        due: The next instant at which time alone may change a condition.
    """

    def __init__(self, profile: str, conditions: Conditions) -> None:
        self.profile = profile
        self._conditions = conditions
        self._state = ProfileState(profile=profile, created_at=0, last_at=0)
        self.inside: set[str] = set()
        self.due: Instant | None = None
        self._reading = Reading()

    @property
    def zone(self) -> tzinfo:
        """Their zone, or the workspace's."""
        return zone_of(self._state.attributes, self._conditions.program.zone)

    @property
    def attributes(self) -> Mapping[str, Any]:
        """Name to value."""
        return self._state.attributes

    @property
    def consents(self) -> Mapping[str, Any]:
        """Channel or purpose to `in` or `out`."""
        return self._state.consents

    def traits(self) -> Mapping[str, Any]:
        """Computed attributes, by id, at the instant that they were brought to."""
        return {name: trait.value(self._reading) for name, trait in self._conditions.program.traits.items()}

    def holds(self, condition: str) -> bool:
        """Whether a condition holds at the instant that they were brought to."""
        if condition in self._conditions.keys:
            return condition in self.inside
        lowered = self._conditions.program.conditions[condition]
        return self._state.records > 0 and bool(lowered.test(self._reading))

    def bring(self, at: Instant, records: Sequence[Record] = ()) -> tuple[list[str], list[str]]:
        """On to an instant, with what is received then; the conditions that became true, and false."""
        state = self._state
        for record in records:
            write_record(state, record)
            for clause in self._conditions.clauses.get(record.event.type, ()):
                clause.fold(state.clauses.setdefault(clause.key, clause.start()), record, at)
        state.records += len(records)
        return self._decide(at) if state.records else ([], [])

    def compared(self, before: "Thread") -> tuple[list[str], list[str]]:
        """The conditions that are true here and not there, and the other way round: what a merge changes."""
        return sorted(self.inside - before.inside), sorted(before.inside - self.inside)

    def _decide(self, at: Instant) -> tuple[list[str], list[str]]:
        state = self._state
        self._reading = reading = Reading(
            attributes=state.attributes,
            consents=state.consents,
            scores=state.scores,
            clauses=state.clauses,
            now=at,
            zone=self.zone,
        )
        inside: set[str] = set()
        dues: list[Instant] = []
        for name, key in self._conditions.keys.items():
            holds, due = self._conditions.program.segments[key].verdict(reading)
            if holds:
                inside.add(name)
            if due is not None:
                dues.append(due)
        before, self.inside = self.inside, inside
        self.due = min(dues, default=None)
        return sorted(inside - before), sorted(before - inside)
