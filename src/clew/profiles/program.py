"""The live definitions, compiled: which clauses a record of a type touches, and which segments read them.

Law: what a record costs depends on the definitions that mention its type, never on how many there are (law 4).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from clew.events import Event, Record
from clew.expressions import Bar, Clause, Lowered, Reading, Taking, Verdict, joined_clauses, lower, parse
from clew.kernel.instants import Instant
from clew.profiles.definitions import CHANGING, Definition, Meanings, Segment, Trait, changing, in_zone

Readers = tuple[Segment, ...]

States = dict[str, list[Any]]
"""Clause key to its state."""

Take = tuple[str, Taking, Callable[[], list[Any]], Readers, Readers, tuple[Readers, ...]]
"""A clause as the hot path uses it: key, take, start, the segments that read it, those of them to whom every change is
one, and for each bar those who ask for it (see `expressions.Taking`)."""

Fold = tuple[Callable[[Event], bool] | None, tuple[Take, ...]]
"""A condition on an event, and the clauses that take it where the condition holds."""


@dataclass(frozen=True, slots=True)
class Folds:
    """What the records of one type touch.

    Law: what a record costs grows with the conditions that may hold for it, not with those that ask for another text.

    Attributes:
        always: Conditions to ask of every event, each once.
        by_text: By property and by its text: conditions that hold for no other.
    """

    always: tuple[Fold, ...]
    by_text: tuple[tuple[str, Mapping[str, tuple[Fold, ...]]], ...] = ()

    def of(self, event: Event) -> tuple[Fold, ...]:
        """The conditions to ask of an event."""
        found = self.always
        for name, folds in self.by_text:
            text = event.properties.get(name)
            if type(text) is str:
                found += folds.get(text, ())
        return found

    def fold(self, clauses: States, record: Record, at: Instant, spares: States, dirty: set[Segment]) -> None:
        """Take a record, received by an instant, into all clauses that it is for.

        Args:
            clauses: The states of one profile, changed in place.
            record: Of the type that these are the folds of.
            at: The instant.
            spares: States that nothing has come into, to begin with.
            dirty: The segments whose answer may have changed are added.
        """
        event = record.event
        for where, takes in self.of(event):
            if where is not None and not where(event):
                continue
            for key, take, start, readers, others, asking in takes:
                found = clauses.get(key)
                if found is None:
                    # Many a record comes to nothing, and leaves the state for the next one to begin with.
                    found = spares.pop(key, None) or start()
                    passed = take(found, record, at)
                    (spares if passed is False else clauses)[key] = found
                else:
                    passed = take(found, record, at)
                if passed is True:
                    dirty.update(readers)
                elif passed is not False:
                    if others:
                        dirty.update(others)
                    for bar in passed:
                        dirty.update(asking[bar])


@dataclass(frozen=True, slots=True)
class Program:
    """All definitions in force between two publishing records, and those that are on their way; immutable.

    What is on its way goes by what else is on its way, what is in force by what is in force. Where a segment or a
    condition in force will mean something else when all of that goes live, there is a segment beside it, under
    `CHANGING` and its key: those for whom the two meanings differ, who are to be decided anew at that instant. Those
    for whom they don't differ keep what they have, the alarms under that key among it.

    Attributes:
        segments: By key.
        alarms: The same, by what their alarms are armed under.
        traits: By id, those in force.
        folds: Event type to the clauses that its records touch.
        clause_readers: Clause key to the segments that read it.
        readers: Register key (`a:country`, `c:email`, `s:churn`) to the segments that read it.
        zoned: Segments for which the profile's zone matters.
        local: Whether it matters to anything at all, a condition that is asked only at a journey's node among it.
        born: Segments that are to be decided for a profile that just began, whatever its first record says.
        clauses: Every clause in use, by key: one for all that fold the same.
        conditions: Every condition, watched or not, by key; those watched are among the segments too.
        fresh: Clauses that nothing in force has, or not to that extent: to be folded over history.
        zone: The workspace's zone.
    """

    segments: Mapping[str, Segment] = field(default_factory=dict[str, Segment])
    alarms: Mapping[str, Segment] = field(default_factory=dict[str, Segment])
    traits: Mapping[str, Trait] = field(default_factory=dict[str, Trait])
    folds: Mapping[str, Folds] = field(default_factory=dict[str, Folds])
    clause_readers: Mapping[str, tuple[Segment, ...]] = field(default_factory=dict[str, tuple[Segment, ...]])
    readers: Mapping[str, tuple[Segment, ...]] = field(default_factory=dict[str, tuple[Segment, ...]])
    zoned: tuple[Segment, ...] = ()
    local: bool = False
    born: tuple[Segment, ...] = ()
    clauses: Mapping[str, Clause] = field(default_factory=dict[str, Clause])
    conditions: Mapping[str, Lowered] = field(default_factory=dict[str, Lowered])
    fresh: Mapping[str, Clause] = field(default_factory=dict[str, Clause])
    zone: tzinfo = UTC


def compile_program(
    definitions: Iterable[Definition], *, zone: tzinfo = UTC, zone_to_come: tzinfo | None = None
) -> Program:
    """Compile definitions into the tables of the hot path.

    Args:
        definitions: Those in force and those on their way.
        zone: The workspace's zone.
        zone_to_come: What it will be when those on their way are in force; None where it stays.

    Raises:
        CxlError: if an expression does not parse or refers to itself.
    """
    compiling = _Compiling(list(definitions), zone_to_come)
    segments = compiling.segments
    known = [*compiling.in_force, *compiling.on_its_way]
    clauses = joined_clauses(clause for lowered in known for clause in lowered.clauses)
    folded = joined_clauses(clause for lowered in compiling.in_force for clause in lowered.clauses)
    clause_readers = _clause_readers(clauses, segments)
    return Program(
        segments=segments,
        alarms={CHANGING + key: segment for key, segment in segments.items()} | segments,
        traits=compiling.traits,
        folds=_folds(clauses, clause_readers),
        clause_readers=clause_readers,
        readers=_readers(segments),
        zoned=tuple(s for s in segments.values() if s.lowered.zoned),
        local=any(lowered.zoned for lowered in known),
        born=tuple(s for s in segments.values() if _decided_at_birth(s, zone)),
        clauses=clauses,
        conditions=compiling.conditions,
        fresh={key: each for key, each in clauses.items() if key not in folded or not folded[key].covers(each)},
        zone=zone,
    )


class _Compiling:
    """Definitions, compiled one by one; the attributes are those of `Program`, and what is lowered of either sort."""

    def __init__(self, authored: Sequence[Definition], zone_to_come: tzinfo | None) -> None:
        self.segments: dict[str, Segment] = {}
        self.traits: dict[str, Trait] = {}
        self.conditions: dict[str, Lowered] = {}
        self.in_force: list[Lowered] = []
        self.on_its_way: list[Lowered] = []
        self._zone = zone_to_come
        parsed = {(d.kind, d.key): parse(d.expression) for d in authored}
        changes = zone_to_come is not None or any(d.to_come for d in authored)
        now = Meanings(authored, parsed, to_come=False)
        then = Meanings(authored, parsed, to_come=True) if changes else now
        for definition in authored:
            expression = parsed[definition.kind, definition.key]
            if definition.to_come:
                self._take_to_come(definition, lower(then.of(expression)))
                continue
            meant = now.of(expression)
            lowered = lower(meant)
            self._take(definition, lowered)
            if changes:
                becoming = then.of(expression)
                if becoming != meant or (zone_to_come is not None and lowered.zoned):
                    self._take_change(definition.key, lower(becoming))

    def _take(self, definition: Definition, lowered: Lowered) -> None:
        self.in_force.append(lowered)
        hidden = definition.kind == "condition"
        if hidden:
            self.conditions[definition.key] = lowered
        if definition.kind == "trait":
            self.traits[definition.id] = Trait(id=definition.id, value=lowered.test, lowered=lowered)
        elif definition.live or not hidden:
            self._add(definition, lowered, lowered.verdict, live=definition.live and not hidden, hidden=hidden)

    def _take_to_come(self, definition: Definition, lowered: Lowered) -> None:
        self.on_its_way.append(lowered)
        if definition.kind == "segment":
            self._add(definition, lowered, in_zone(lowered, self._zone), live=False)

    def _take_change(self, key: str, becoming: Lowered) -> None:
        self.on_its_way.append(becoming)
        if key in self.segments:
            self.segments[CHANGING + key] = changing(self.segments[key], becoming, self._zone)

    def _add(
        self, definition: Definition, lowered: Lowered, verdict: Verdict, *, live: bool, hidden: bool = False
    ) -> None:
        key = definition.key
        self.segments[key] = Segment(
            key=key, id=definition.id, live=live, verdict=verdict, lowered=lowered, hidden=hidden
        )


def _clause_readers(clauses: Mapping[str, Clause], segments: Mapping[str, Segment]) -> dict[str, tuple[Segment, ...]]:
    reading: dict[str, list[Segment]] = {key: [] for key in clauses}
    for segment in segments.values():
        for clause in segment.lowered.clauses:
            reading[clause.key].append(segment)
    return {key: tuple(found) for key, found in reading.items()}


def _folds(clauses: Mapping[str, Clause], readers: Mapping[str, tuple[Segment, ...]]) -> dict[str, Folds]:
    by_type: dict[str, dict[str, list[Clause]]] = {}
    for clause in clauses.values():
        for event_type in clause.types:
            by_type.setdefault(event_type, {}).setdefault(clause.condition, []).append(clause)
    return {event_type: _folds_of(conditions.values(), readers) for event_type, conditions in by_type.items()}


def _folds_of(conditions: Iterable[list[Clause]], readers: Mapping[str, tuple[Segment, ...]]) -> Folds:
    """The folds of one type; each list has one condition."""
    always: list[Fold] = []
    by_text: dict[str, dict[str, tuple[Fold, ...]]] = {}
    for clauses in conditions:
        fold = (clauses[0].where, tuple(_take(clause, readers[clause.key]) for clause in clauses))
        if clauses[0].equal is None:
            always.append(fold)
        else:
            name, text = clauses[0].equal
            folds = by_text.setdefault(name, {})
            folds[text] = (*folds.get(text, ()), fold)
    return Folds(tuple(always), tuple(by_text.items()))


def _take(clause: Clause, readers: Readers) -> Take:
    asking: dict[Bar, list[Segment]] = {}
    for segment in readers:
        for bar in segment.lowered.bars.get(clause.key, ()):
            asking.setdefault(bar, []).append(segment)
    bars = sorted(asking)
    others = tuple(segment for segment in readers if clause.key not in segment.lowered.bars)
    return clause.key, clause.watching(bars), clause.start, readers, others, tuple(tuple(asking[bar]) for bar in bars)


def _readers(segments: Mapping[str, Segment]) -> dict[str, tuple[Segment, ...]]:
    readers: dict[str, list[Segment]] = {}
    for segment in segments.values():
        lowered = segment.lowered
        keys = {"a:" + name for name in lowered.attributes}
        keys |= {"c:" + name for name in lowered.consents} | {"s:" + name for name in lowered.scores}
        for key in keys:
            readers.setdefault(key, []).append(segment)
    return {key: tuple(found) for key, found in readers.items()}


def _decided_at_birth(segment: Segment, zone: tzinfo) -> bool:
    """Whether a profile of which nothing is known is in the segment, or may come into it by time alone.

    Such segments ("has not purchased") must be decided for every new profile; the others only when a record
    touches what they read, so that a thousand unrelated definitions cost a new profile nothing.
    """
    blank = Reading(zone=zone)
    inside, due = segment.verdict(blank)
    return inside or due is not None
