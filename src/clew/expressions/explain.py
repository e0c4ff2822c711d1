"""Why an expression has its value: each part with its own value, and the records that it was read from.

Built on the naive reference, so that an explanation can't tell another story than the law.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from clew.events import Record
from clew.expressions.inline import inline
from clew.expressions.model import (
    Aggregate,
    Consent,
    Constant,
    Did,
    Events,
    Expr,
    InSegment,
    Node,
    Now,
    Path,
    Predicate,
    Quantified,
    Score,
    SinceLast,
    Trait,
    Value,
    Window,
)
from clew.expressions.model import Sequence as SequenceNode
from clew.expressions.reference import Reference
from clew.expressions.view import ProfileView
from clew.expressions.walk import children
from clew.kernel.instants import Instant

MOST_EVIDENCE = 20
"""How many records a part names at most; the newest ones."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record that a part was read from.

    Attributes:
        record: The record.
        value: What was read from it, where a property or an attribute was.
        counts: Whether it counts. One that does not is the newest that comes close: of the right type, but outside
            the window or not as the condition says; or it is the one since which is counted.
        reason: Why it does not count: `window`, `condition` or `since`; empty where it does.
    """

    record: Record
    value: Any = None
    counts: bool = True
    reason: Literal["", "window", "condition", "since"] = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of an expression with its value.

    Attributes:
        node: The part, as written: a segment or trait that it names is not replaced.
        value: True or false for a predicate, else a plain value or None.
        evidence: The records it was read from, oldest first; the newest `MOST_EVIDENCE`.
        found: How many records count, those left out included.
        parts: What it is made of.
    """

    node: Expr
    value: Any
    evidence: tuple[Evidence, ...] = ()
    found: int = 0
    parts: tuple["Reason", ...] = ()


def explain(
    expr: Expr, view: ProfileView, now: Instant, *, segments: Mapping[str, Expr], traits: Mapping[str, Expr]
) -> Reason:
    """The value of an expression for a profile at an instant, part by part.

    Law: the value of every part is what `evaluate` gives for it.

    Args:
        expr: As authored: it may name segments and traits.
        view: The profile with the records known at the instant.
        now: The instant.
        segments: What the segments that are named say.
        traits: What the traits that are named say.

    Raises:
        CxlError: if a segment or trait that it names is missing.
    """
    return _Explainer(view, now, segments, traits).reason(expr)


class _Explainer:
    def __init__(
        self, view: ProfileView, now: Instant, segments: Mapping[str, Expr], traits: Mapping[str, Expr]
    ) -> None:
        self._reference = Reference(view, now)
        self._segments, self._traits = segments, traits

    def reason(self, expr: Expr) -> Reason:
        value = self._reference.answer(inline(expr, self._segments, self._traits))
        match expr:
            case Did(events) | Aggregate(_, _, events):
                return self._from_events(expr, value, events)
            case SequenceNode():
                return self._from_steps(expr, value)
            case Path("profile", (name, *_)):
                return self._from_writes(expr, value, "identify", name)
            case Consent(name):
                return self._from_writes(expr, value, "consent", name)
            case Score(name):
                return self._from_writes(expr, value, "score", name)
            case InSegment(name):
                parts: list[Expr] = [self._segments[name]]
            case Trait(name):
                parts = [self._traits[name]]
            case Quantified(_, array, _):
                parts = [array]
            case _:
                parts = _operands(expr)
        return Reason(expr, value, parts=tuple(map(self.reason, parts)))

    def _from_writes(self, expr: Expr, value: Any, kind: str, name: str) -> Reason:
        """A value of the profile, by the write that won (R20)."""
        writes = [r for r in self._reference.view.records if r.event.kind == kind and name in r.event.properties]
        if not writes:
            return Reason(expr, value)
        # The last of equals; of consents at one time, `out`.
        said = [(r.ts, kind == "consent" and r.event.properties[name] == "out", r.event.id) for r in writes]
        newest = max(range(len(writes)), key=lambda place: (said[place], place))
        return Reason(expr, value, (Evidence(writes[newest], value),), 1)

    def _from_steps(self, expr: SequenceNode, value: Any) -> Reason:
        """A sequence, by what happened of it in its window, and by what is forbidden after that."""
        happened = [Events(step.type, step.where, expr.window) for step in expr.steps if not step.absent]
        read = [record for events in happened for record in self._reference.events(events)]
        if not read:
            near = [evidence for events in happened for evidence in self._near(events)]
            return Reason(expr, value, tuple(_ordered([*near, *self._since(expr.window)])))
        first = min(record.ts for record in read)
        absent = [step for step in expr.steps if step.absent]
        read += [r for step in absent for r in self._reference.matching(step.type, step.where) if r.ts > first]
        found = _ordered(map(Evidence, read))
        return Reason(expr, value, self._told(found, expr.window), len(found))

    def _from_events(self, expr: Expr, value: Any, events: Events) -> Reason:
        path = expr.path if isinstance(expr, Aggregate) else None
        read = self._reference.events(events)
        found: list[Evidence] = []
        for record in read:
            inner = None if path is None else self._reference.value(path, record)
            # An event without the property is skipped (R9).
            if path is None or inner is not None:
                found.append(Evidence(record, inner))
        if found:
            return Reason(expr, value, self._told(found, events.window), len(found))
        return Reason(expr, value, tuple(_ordered([*self._near(events), *self._since(events.window)])))

    def _told(self, found: Sequence[Evidence], window: Window | None) -> tuple[Evidence, ...]:
        """The newest of what counts, after that since which it does."""
        return (*self._since(window), *found[-MOST_EVIDENCE:])

    def _since(self, window: Window | None) -> list[Evidence]:
        """The newest event that opens the window, where one does (R24)."""
        if not isinstance(window, SinceLast):
            return []
        opening = self._reference.matching(window.type, None)
        return [Evidence(record, counts=False, reason="since") for record in opening[-1:]]

    def _near(self, events: Events) -> list[Evidence]:
        """The newest records that would count but for the window, and but for the condition."""
        near: list[Evidence] = []
        if events.window is not None:
            outside = self._reference.matching(events.type, events.where)
            near += [Evidence(record, counts=False, reason="window") for record in outside[-1:]]
        if events.where is not None:
            others = self._reference.events(Events(events.type, None, events.window))
            near += [Evidence(record, counts=False, reason="condition") for record in others[-1:]]
        return _ordered(near)


def _operands(expr: Node) -> list[Expr]:
    """The parts worth a line of their own: what is neither a constant nor the present."""
    return [
        part for part in children(expr) if isinstance(part, Value | Predicate) and not isinstance(part, Constant | Now)
    ]


def _ordered(found: Iterable[Evidence]) -> list[Evidence]:
    """Each record once, oldest first."""
    by_place = {(evidence.record.seq, evidence.record.index): evidence for evidence in found}
    return sorted(by_place.values(), key=lambda evidence: evidence.record.order)
