"""What is authored of a segment or trait, what it compiles to, and what its mentions of others mean."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from clew.expressions import (
    CxlError,
    Expr,
    Lowered,
    Predicate,
    Reading,
    Verdict,
    inline,
    joined_clauses,
    lower,
    parse,
    references,
    trait_references,
)
from clew.kernel.instants import Instant
from clew.profiles.zones import zone_of

CHANGING = "changing:"
"""Before the key of a segment: of whom its answer is about to change, see `Program`."""


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
    def to_come(self) -> bool:
        """Whether it is a segment or a trait that is not in force yet."""
        return not self.live and self.kind in ("segment", "trait")

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


class Meanings:
    """What mentions mean: the newest version in force or, `to_come`, the newest on its way; else what there is."""

    def __init__(
        self, definitions: Sequence[Definition], parsed: Mapping[tuple[str, str], Expr], *, to_come: bool
    ) -> None:
        self._said: dict[str, dict[str, Expr]] = {"segment": {}, "trait": {}}
        for definition in sorted(definitions, key=lambda d: (d.to_come is to_come, d.version)):
            if definition.kind in self._said:
                self._said[definition.kind][definition.id] = parsed[definition.kind, definition.key]

    def of(self, expression: Expr) -> Expr:
        """The expression with all that it mentions in its place."""
        return inline(expression, self._said["segment"], self._said["trait"])


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


def changing(segment: Segment, becoming: Lowered, zone_to_come: tzinfo | None) -> Segment:
    """Those for whom a segment in force says something else than what it is becoming."""
    lowered, will = segment.lowered, in_zone(becoming, zone_to_come)

    def verdict(reading: Reading) -> tuple[bool, Instant | None]:
        inside, due = lowered.verdict(reading)
        anew, later = will(reading)
        return inside is not anew, min((at for at in (due, later) if at is not None), default=None)

    def test(reading: Reading) -> bool:
        return verdict(reading)[0]

    read = {clause.key for each in (lowered, becoming) for clause in each.clauses if clause.key not in each.bars}
    keys = (lowered.bars.keys() | becoming.bars.keys()) - read
    both = replace(
        lowered,
        clauses=tuple(joined_clauses([*lowered.clauses, *becoming.clauses]).values()),
        attributes=lowered.attributes | becoming.attributes,
        consents=lowered.consents | becoming.consents,
        scores=lowered.scores | becoming.scores,
        bars={key: lowered.bars.get(key, frozenset()) | becoming.bars.get(key, frozenset()) for key in keys},
        zoned=lowered.zoned or becoming.zoned,
        test=test,
        verdict=verdict,
    )
    return Segment(key=CHANGING + segment.key, id=segment.id, live=False, verdict=verdict, lowered=both)


def in_zone(lowered: Lowered, zone: tzinfo | None) -> Verdict:
    """A verdict as it will be once the workspace's zone is this one; as it is where it stays."""
    if zone is None or not lowered.zoned:
        return lowered.verdict

    def verdict(reading: Reading) -> tuple[Any, Instant | None]:
        present = reading.zone
        reading.zone = zone_of(reading.attributes, zone)
        found = lowered.verdict(reading)
        reading.zone = present
        return found

    return verdict
