"""Journeys compiled: who is touched by what, and the conditions that the engine must keep for them.

Law 4: what a record costs depends on the journeys that mention its type, never on how many there are.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clew.actions import HAPPENINGS, Policy, compile_policy
from clew.catalog import ID_PATTERN
from clew.expressions import CxlError, Expr, lower, parse
from clew.journeys.guards import rules_of
from clew.journeys.localtime import duration_of
from clew.journeys.model import Entry, Journey
from clew.journeys.nodes import Criterion, If, WaitEvent, Webhook
from clew.kernel.hashing import derive_id
from clew.kernel.instants import HOUR, Duration
from clew.profiles import Definition, condition_key, expression_of

RowTest = Callable[[Any], bool]
"""Whether a condition holds for something with `properties` and `context`: an event, or a participant's row."""

DEFAULT_POLICY = compile_policy(())
"""Consent must have been given; no quiet hours, no caps."""

_ROW_PREFIX = "did event where ("


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """One version of a journey, ready to step.

    Attributes:
        journey: What was authored.
        rules: The workspace's rules for messages with the journey's own.
        lag: How old an entry event may be.
        expiry: How long after the entry it ends; None if never.
        gap: Least time between entries.
    """

    journey: Journey
    rules: Policy
    lag: Duration
    expiry: Duration | None
    gap: Duration


@dataclass(frozen=True, slots=True)
class JourneyProgram:
    """All journeys in force between two publishing records; immutable.

    Attributes:
        versions: By (id, version): all that somebody may still be in.
        newest: By id: the version that takes entries.
        paused: Journeys that hold participants before actions and take no entries (J16).
        by_event: Event type to the newest versions that it may begin.
        by_watch: Watched condition to the newest versions that it may begin.
        recents: Event type to the criteria (with their key) whose newest events are remembered.
        conditions: Key to CXL text: what `Person.holds` is asked, see `definitions`.
        watched: Keys among them whose changes the engine must tell at their exact instant.
        types: Event types that concern somebody who is in no journey.
        mentioned: Event types that concern somebody who is in one.
        lag: The longest time by which an entry event may be late.
        longest_cap: For how long a message counts at most.
        audiences: Key to CXL text: whom the newest versions take all at once, where the engine must keep a list.
    """

    versions: Mapping[tuple[str, int], Compiled] = field(default_factory=dict[tuple[str, int], Compiled])
    newest: Mapping[str, Compiled] = field(default_factory=dict[str, Compiled])
    paused: frozenset[str] = frozenset()
    by_event: Mapping[str, tuple[Compiled, ...]] = field(default_factory=dict[str, tuple[Compiled, ...]])
    by_watch: Mapping[str, tuple[Compiled, ...]] = field(default_factory=dict[str, tuple[Compiled, ...]])
    recents: Mapping[str, tuple[tuple[str, Criterion], ...]] = field(
        default_factory=dict[str, tuple[tuple[str, Criterion], ...]]
    )
    conditions: Mapping[str, str] = field(default_factory=dict[str, str])
    watched: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()
    lag: Duration = HOUR
    longest_cap: Duration = 0
    audiences: Mapping[str, str] = field(default_factory=dict[str, str])

    def definitions(self) -> list[Definition]:
        """What an engine must fold for `Person.holds`, as definitions that nobody hears of.

        A watched one is live: decided when something touches it, with alarms, so that its changes are known. Any other
        is folded, and asked only when somebody comes to the node. Of an audience the members are kept, like those of a
        segment that is not live.
        """
        asked = [
            Definition("condition", key, 1, text, live=key in self.watched)
            for key, text in sorted(self.conditions.items())
        ]
        return asked + [
            Definition("audience", key, 1, text, live=False) for key, text in sorted(self.audiences.items())
        ]


def compile_journeys(
    journeys: Iterable[Journey], *, policy: Policy = DEFAULT_POLICY, paused: Iterable[str] = ()
) -> JourneyProgram:
    """Compile versions into the tables of the hot path; of each journey the highest version takes entries.

    Raises:
        CxlError: if a condition does not parse.
    """
    versions = {(journey.id, journey.version): _compiled(journey, policy) for journey in journeys}
    newest: dict[str, Compiled] = {}
    for (name, _), compiled in sorted(versions.items()):
        newest[name] = compiled
    conditions: dict[str, str] = {}
    watched: set[str] = set()
    for compiled in versions.values():
        for text, asked_always in condition_texts(compiled.journey):
            key = condition_key(text)
            conditions[key] = expression_of(text)
            if asked_always:
                watched.add(key)
    by_event: dict[str, list[Compiled]] = {}
    by_watch: dict[str, list[Compiled]] = {}
    recents: dict[str, dict[str, Criterion]] = {}
    for compiled in newest.values():
        entry = compiled.journey.body.entry
        if entry.event is not None:
            by_event.setdefault(entry.event, []).append(compiled)
            for criterion in blocking(compiled.journey):
                if criterion.event is not None:
                    recents.setdefault(criterion.event, {})[recent_key(criterion)] = criterion
        if entry.segment is not None:
            by_watch.setdefault(condition_key(entry.segment), []).append(compiled)
    return JourneyProgram(
        versions=versions,
        newest=newest,
        paused=frozenset(paused),
        by_event={name: tuple(found) for name, found in by_event.items()},
        by_watch={name: tuple(found) for name, found in by_watch.items()},
        recents={name: tuple(found.items()) for name, found in recents.items()},
        conditions=conditions,
        watched=frozenset(watched),
        types=frozenset(by_event) | frozenset(recents),
        mentioned=frozenset(name for compiled in versions.values() for name in _mentioned(compiled.journey)),
        lag=max((compiled.lag for compiled in newest.values()), default=HOUR),
        audiences=_audiences(newest.values()),
        longest_cap=max((compiled.rules.longest_cap for compiled in versions.values()), default=0),
    )


def condition_texts(journey: Journey) -> Iterable[tuple[str, bool]]:
    """Segments and conditions that a journey mentions, each with whether its changes must be told."""
    body = journey.body
    entry = body.entry
    if entry.segment is not None:
        yield entry.segment, True
    for audience in (entry.broadcast, entry.business):
        if audience is not None:
            yield audience.segment, False
    waits = [criterion for node in journey.nodes.values() if isinstance(node, WaitEvent) for criterion in node.awaited]
    for criterion in (*body.exit, *body.goals, *waits):
        text = state_text(criterion)
        if text is not None:
            yield text, True
    for node in journey.nodes.values():
        if isinstance(node, If) and node.condition is not None:
            yield node.condition, False


def audience_of(entry: Entry) -> str | None:
    """The segment, or the expression, whose members an entry takes all at once; None where it takes nobody so."""
    addressed = entry.broadcast or entry.business
    if addressed is not None:
        return addressed.segment
    return entry.segment if entry.existing else None


def audience_key(text: str) -> str:
    """Under which the members of an audience are kept that is no segment."""
    return derive_id("audience:", expression_of(text))


def blocking(journey: Journey) -> tuple[Criterion, ...]:
    """What stands against an entry if it is met already: exits and goals (J5)."""
    return (*journey.body.exit, *journey.body.goals)


def state_text(criterion: Criterion) -> str | None:
    """The segment or condition that a criterion is about; None if it is about an event."""
    return criterion.segment or criterion.left or criterion.condition


def row_expression(text: str) -> Expr:
    """A condition on an event as what somebody did, which is where it can be read.

    Raises:
        CxlError: if it does not parse.
    """
    return parse(f"{_ROW_PREFIX}{text})")


def row_test(text: str) -> RowTest:
    """A condition on an event, or on the row of a participant, as a closure.

    Raises:
        CxlError: if it does not parse; `where` is `1:column` of the text.
    """
    found = _ROWS.get(text)
    if found is None:
        try:
            where = lower(row_expression(text)).clauses[0].where
        except CxlError as error:
            raise CxlError(error.message, where=_moved(error.where), hint=error.hint) from None
        if where is None:
            raise CxlError("not a condition", where="1:1")
        found = _ROWS[text] = where
    return found


def recent_key(criterion: Criterion) -> str:
    """Under which the newest events that meet a criterion are remembered."""
    return derive_id("r", criterion.event or "", criterion.where or "", *criterion.alike)


def _audiences(newest: Iterable[Compiled]) -> dict[str, str]:
    """Audiences by expression; also by segment where the journey begins with them, for that may be new as well."""
    found: dict[str, str] = {}
    for compiled in newest:
        entry = compiled.journey.body.entry
        text = audience_of(entry)
        if text is not None and (entry.existing or not ID_PATTERN.fullmatch(text)):
            found[audience_key(text)] = expression_of(text)
    return found


def _mentioned(journey: Journey) -> Iterable[str]:
    """Event types that may move somebody who is in the journey."""
    for criterion in blocking(journey):
        if criterion.event is not None:
            yield criterion.event
    for node in journey.nodes.values():
        if isinstance(node, WaitEvent):
            yield from (criterion.event for criterion in node.awaited if criterion.event is not None)
        elif isinstance(node, Webhook) and node.answer is not None:
            yield from (f"message_{happening}" for happening in HAPPENINGS)


def _compiled(journey: Journey, policy: Policy) -> Compiled:
    body = journey.body
    for criterion in (*body.exit, *body.goals):
        if criterion.where is not None:
            row_test(criterion.where)
    return Compiled(
        journey=journey,
        rules=rules_of(policy, body.quiet, body.caps),
        lag=duration_of(body.entry.max_lag) or 0,
        expiry=duration_of(body.expiry) if body.expiry is not None else None,
        gap=duration_of(body.reentry.gap) or 0,
    )


def _moved(where: str | None) -> str | None:
    found = re.fullmatch(r"1:(\d+)", where or "")
    return f"1:{max(1, int(found[1]) - len(_ROW_PREFIX))}" if found else where


_ROWS: dict[str, RowTest] = {}
