"""Asks both evaluators and insists that they agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from clew.events import Event, Record
from clew.expressions import Expr, Reading, evaluate, inline, lower, parse
from clew.kernel.instants import Instant, parse_instant

NOW = parse_instant("2026-06-15T12:00:00Z")


@dataclass
class Person:
    """A profile, as the reference sees it and as the engine folds it."""

    records: Sequence[Record] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)
    consents: Mapping[str, Any] = field(default_factory=dict)
    scores: Mapping[str, Any] = field(default_factory=dict)
    zone: tzinfo = UTC
    exists: bool = True


def happened(kind: str, ts: Instant | str, id: str = "", **properties: Any) -> Record:  # noqa: A002 (as events say)
    """A record received as it happened."""
    at = parse_instant(ts) if isinstance(ts, str) else ts
    return Record(0, 0, at, at, "s", "p", Event(id or f"{kind}-{at}", "track", kind, properties=properties))


def ask(
    text: str | Expr, person: Person | None = None, now: Instant | str = NOW, segments: Mapping[str, str] | None = None
) -> Any:
    """The value that both evaluators give."""
    person = person or Person()
    person.records = sorted(person.records, key=lambda record: record.order)
    instant = parse_instant(now) if isinstance(now, str) else now
    expr = parse(text) if isinstance(text, str) else text
    expr = inline(expr, {name: parse(each) for name, each in (segments or {}).items()})
    wanted = evaluate(expr, person, instant)
    lowered = lower(expr)
    states = {clause.key: clause.start() for clause in lowered.clauses}
    for clause in lowered.clauses:
        for record in person.records:
            if record.event.type in clause.types:
                clause.fold(states[clause.key], record, instant)
    reading = Reading(
        attributes=person.attributes,
        consents=person.consents,
        scores=person.scores,
        clauses=states,
        now=instant,
        zone=person.zone,
    )
    found = lowered.test(reading)
    assert found == wanted, (text, found, wanted)
    assert type(found) is type(wanted), (text, found, wanted)
    return found
