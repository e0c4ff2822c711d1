"""The live definitions, compiled: which clauses a record of a type touches, and which segments read them.

Law: what a record costs depends on the definitions that mention its type, never on how many there are (law 4).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clew.events import Event
from clew.expressions import (
    Clause,
    CxlError,
    Expr,
    Lowered,
    Predicate,
    Reading,
    Verdict,
    inline,
    lower,
    parse,
    references,
    trait_references,
)
from clew.kernel.instants import Instant

ZONE_ATTRIBUTES = ("timeZone", "timezone")
"""Attributes that may name a profile's zone; the first valid one counts (R6)."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A segment or trait as authored, or a condition that another document mentions.

    Attributes:
        kind: `segment`, `trait`, `condition`: folded like a segment that nobody is a member of, or `audience`: like a
            segment that nobody hears of.
        id: Unique within its kind.
        version: Counts from 1.
        expression: CXL text.
        live: False while it is building: it is folded and decided, but nobody hears of it. Of a condition: whether it
            is watched, so that its changes are told at their instant.
    """

    kind: str
    id: str
    version: int
    expression: str
    live: bool = True

    @property
    def key(self) -> str:
        """`id@version`: what its memberships are kept under, so that an edit can't read old ones; a condition's id."""
        return self.id if self.kind in ("condition", "audience") else f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A segment, or a watched condition, compiled.

    Attributes:
        key: `Definition.key`.
        id: Of the segment.
        live: Whether anybody hears of it.
        verdict: Membership and its next change.
        lowered: The whole.
        hidden: Whether it is a condition.
    """

    key: str
    id: str
    live: bool
    verdict: Verdict
    lowered: Lowered
    hidden: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Trait:
    """A trait (computed attribute), compiled: its value is read when asked, at that instant."""

    id: str
    value: Callable[[Reading], Any]
    lowered: Lowered


Readers = tuple[Segment, ...]

Take = tuple[str, Callable[[list[Any], Any, Instant], int], Callable[[], list[Any]], Readers, Readers]
"""A clause as the hot path uses it: key, take, start, the segments that read it, and those of them for which a lasting
change is a change too (see `expressions.LASTING`)."""

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


@dataclass(frozen=True, slots=True)
class Program:
    """All definitions in force between two publishing records; immutable.

    Attributes:
        segments: By key.
        traits: By id.
        folds: Event type to the clauses that its records touch.
        clause_readers: Clause key to the segments that read it.
        readers: Register key (`a:country`, `c:email`, `s:churn`) to the segments that read it.
        zoned: Segments for which the profile's zone matters.
        local: Whether it matters to anything at all, a condition that is asked only at a journey's node among it.
        born: Segments that are to be decided for a profile that just began, whatever its first record says.
        clauses: Every clause in use, by key.
        conditions: Every condition, watched or not, by key; those watched are among the segments too.
        zone: The workspace's zone.
    """

    segments: Mapping[str, Segment] = field(default_factory=dict[str, Segment])
    traits: Mapping[str, Trait] = field(default_factory=dict[str, Trait])
    folds: Mapping[str, Folds] = field(default_factory=dict[str, Folds])
    clause_readers: Mapping[str, tuple[Segment, ...]] = field(default_factory=dict[str, tuple[Segment, ...]])
    readers: Mapping[str, tuple[Segment, ...]] = field(default_factory=dict[str, tuple[Segment, ...]])
    zoned: tuple[Segment, ...] = ()
    local: bool = False
    born: tuple[Segment, ...] = ()
    clauses: Mapping[str, Clause] = field(default_factory=dict[str, Clause])
    conditions: Mapping[str, Lowered] = field(default_factory=dict[str, Lowered])
    zone: tzinfo = UTC


def compile_program(definitions: Iterable[Definition], *, zone: tzinfo = UTC) -> Program:
    """Compile definitions into the tables of the hot path.

    Raises:
        CxlError: if an expression does not parse or refers to itself.
    """
    authored = list(definitions)
    parsed = {(d.kind, d.key): parse(d.expression) for d in authored}
    named = _newest_expressions("segment", authored, parsed)
    computed = _newest_expressions("trait", authored, parsed)
    segments: dict[str, Segment] = {}
    traits: dict[str, Trait] = {}
    conditions: dict[str, Lowered] = {}
    for definition in authored:
        lowered = lower(inline(parsed[definition.kind, definition.key], named, computed))
        hidden = definition.kind == "condition"
        if hidden:
            conditions[definition.key] = lowered
        if definition.kind == "trait":
            traits[definition.id] = Trait(id=definition.id, value=lowered.test, lowered=lowered)
        elif definition.live or not hidden:
            segments[definition.key] = Segment(
                key=definition.key,
                id=definition.id,
                live=definition.live and not hidden,
                verdict=lowered.verdict,
                lowered=lowered,
                hidden=hidden,
            )
    known = [*(s.lowered for s in segments.values()), *(t.lowered for t in traits.values()), *conditions.values()]
    clauses = {clause.key: clause for lowered in known for clause in lowered.clauses}
    clause_readers = _clause_readers(clauses, segments)
    return Program(
        segments=segments,
        traits=traits,
        folds=_folds(clauses, clause_readers),
        clause_readers=clause_readers,
        readers=_readers(segments),
        zoned=tuple(s for s in segments.values() if s.lowered.zoned),
        local=any(lowered.zoned for lowered in known),
        born=tuple(s for s in segments.values() if _decided_at_birth(s, zone)),
        clauses=clauses,
        conditions=conditions,
        zone=zone,
    )


def zone_of(attributes: Mapping[str, Any], workspace: tzinfo) -> tzinfo:
    """The profile's zone if it names a valid one, else the workspace's (R6)."""
    for name in ZONE_ATTRIBUTES:
        value = attributes.get(name)
        if isinstance(value, str):
            zone = _zone(value)
            if zone is not None:
                return zone
    return workspace


def check_definition(definition: Definition, others: Iterable[Definition]) -> None:
    """Compile one definition beside others, without compiling them.

    Raises:
        CxlError: if it does not parse, is of the wrong sort, or refers to what is not there or to itself.
    """
    authored = [*others, definition]
    mentioned: dict[str, dict[str, Expr]] = {"segment": {}, "trait": {}}
    waiting = [definition]
    while waiting:
        expression = parse(waiting.pop().expression)
        for kind, names in (("segment", references(expression)), ("trait", trait_references(expression))):
            for other in authored:
                if other.kind == kind and other.id in names and other.id not in mentioned[kind]:
                    mentioned[kind][other.id] = parse(other.expression)
                    waiting.append(other)
    expression = parse(definition.expression)
    if isinstance(expression, Predicate) is (definition.kind == "trait"):
        sort = "a trait is a value" if definition.kind == "trait" else "a segment is a condition"
        raise CxlError(f"{sort}, and this is the other", where="1:1")
    lower(inline(expression, mentioned["segment"], mentioned["trait"]))


def valid_zone(name: str) -> bool:
    """Whether the tz database knows a zone of this name."""
    return _zone(name) is not None


_zones: dict[str, tzinfo | None] = {}


def _zone(name: str) -> tzinfo | None:
    if name not in _zones:
        try:
            _zones[name] = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            _zones[name] = None
    return _zones[name]


def _newest_expressions(
    kind: str, definitions: list[Definition], parsed: Mapping[tuple[str, str], Expr]
) -> dict[str, Expr]:
    """What a mention of each id means: its newest live version, or the newest of all while none is live."""
    chosen: dict[str, Definition] = {}
    for definition in definitions:
        if definition.kind != kind:
            continue
        rival = chosen.get(definition.id)
        if rival is None or (definition.live, definition.version) > (rival.live, rival.version):
            chosen[definition.id] = definition
    return {name: parsed[kind, definition.key] for name, definition in chosen.items()}


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
    others = tuple(segment for segment in readers if clause.key not in segment.lowered.lasting)
    return clause.key, clause.take, clause.start, readers, others


def _readers(segments: Mapping[str, Segment]) -> dict[str, tuple[Segment, ...]]:
    readers: dict[str, list[Segment]] = {}
    for segment in segments.values():
        lowered = segment.lowered
        keys = {"a:" + name.partition(".")[0] for name in lowered.attributes}
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
