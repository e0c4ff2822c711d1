"""Why somebody is, was, or is not in a journey, and why they did or did not get a message: told from the facts.

Nothing is evaluated anew: a journey's past is what its facts say. Only where there are none at all, what is known of
the person is looked through for what would have begun something.
"""

from collections.abc import Iterable, Sequence

import msgspec

from clew.actions import outcome_words, read_outcome, reason_words
from clew.events import Fact, Record
from clew.journeys import marks
from clew.journeys.matching import is_event
from clew.journeys.model import Journey
from clew.journeys.program import audience_of, row_test
from clew.journeys.walk import HELD_OUT, TREATED
from clew.journeys.words import NO_NAMES, Names, read_condition, read_where
from clew.kernel.instants import Instant


class Told(msgspec.Struct, frozen=True):
    """One thing that happened on the way.

    Attributes:
        at: When.
        node: Where; empty for the entry.
        text: What, in a sentence.
        cause: `record` or `clock`.
        seq: Log row of the record; 0 for the clock.
        version: In which version of the journey.
    """

    at: Instant
    node: str
    text: str
    cause: str
    seq: int
    version: int


class Way(msgspec.Struct):
    """One participant.

    Attributes:
        participant: Its id.
        version: Which version it is on.
        entered: When.
        ended: When; None while it is under way.
        reason: How it ended; empty while it is under way.
        steps: Everything in order.
    """

    participant: str
    version: int
    entered: Instant
    ended: Instant | None = None
    reason: str = ""
    steps: list[Told] = []


class Why(msgspec.Struct, frozen=True):
    """What there is to say about a person and a journey.

    Attributes:
        ways: Every time they came in.
        blocked: Every time they would have, and what stood against it.
        nothing: Why there is neither; empty if there is.
    """

    ways: list[Way]
    blocked: list[Told]
    nothing: str = ""


ENDS = {
    "completed": "the end was reached",
    "exit": "an exit criterion came true",
    "expired": "the journey's time was over",
    "deleted": "the person was erased",
    "merged": "the person is one with another who had entered before",
    "archived": "the journey was archived",
    "held_out": "held out: nothing was done, and the time of measuring is over",
    "endless": "it went on and on in one instant, and was stopped",
    "lost": "the step it was to go to is not there",
}
"""Reasons of ends."""

BLOCKS = {
    "paused": "the journey was paused",
    "period": "it was outside the journey's period",
    "late": "the event was too old when it was received",
    "active": "they were in it already",
    "gap": "the last entry was too recent",
    "again": "they may not come in again",
    "exit_true": "an exit or a goal was met already",
    "full": "they were in as many journeys as this one allows",
    "endless": "journeys jumped to each other in one instant",
}
"""Reasons of entries that came to nothing."""

_ENTRIES = {
    "event": "came in by an event",
    "segment": "came in by a segment",
    "broadcast": "came in with a broadcast",
    "business": "came in by something that happened to the workspace",
    "request": "came in on request",
    "jump": "came in from another journey",
}

_TOOK = {
    "then": "and it was so",
    "else": "and it was not so",
    "timeout": "and the time was up",
    "event": "and it came",
    "answer": "and it answered",
    "error": "and the call failed",
    "missing": "and there is no such date",
    "passed": "and that was over already",
    "again": "once more",
    "on": "often enough",
}
"""By which way a step was left, behind its name."""


_ORDER = (
    marks.ENTERED,
    marks.BLOCKED,
    marks.REACHED,
    marks.DREW,
    marks.HELD,
    marks.SUPPRESSED,
    marks.GOAL,
    marks.TOOK,
    marks.ENDED,
)
_RANKS = {kind: rank for rank, kind in enumerate(_ORDER)}
"""In which order the facts of one node are told that were made in one instant."""


def why(
    journey: Journey,
    facts: Iterable[Fact],
    records: Sequence[Record] = (),
    outcomes: Iterable[Record] = (),
    names: Names = NO_NAMES,
) -> Why:
    """What there is to say about a person and a journey.

    Args:
        journey: The version that takes entries.
        facts: The person's, of all profiles that they are.
        records: What is known of them, for when there are no facts.
        outcomes: Records of what became of their messages, in log order.
        names: What people call the documents that the journey mentions.
    """
    ways: dict[str, Way] = {}
    blocked: list[Told] = []
    marked = [(fact, mark) for fact in facts if (mark := marks.mark_of(fact)) is not None]
    for fact, mark in sorted(marked, key=lambda each: (each[0].at, each[1].seq, _RANKS[each[0].kind])):
        if mark.journey != journey.id:
            continue
        told = Told(fact.at, mark.node, sentence(fact, mark), fact.cause, fact.seq, mark.version)
        if fact.kind == marks.BLOCKED:
            blocked.append(told)
            continue
        way = ways.setdefault(mark.participant, Way(mark.participant, mark.version, fact.at))
        way.steps.append(told)
        way.version = mark.version
        if fact.kind == marks.ENDED and way.ended is None:
            way.ended, way.reason = fact.at, mark.detail
    for record in outcomes:
        way = ways.get(str(record.event.properties.get("participant", "")))
        text = outcome_sentence(record) if way is not None else ""
        if way is not None and text:
            node = str(record.event.properties.get("node", ""))
            version = next((step.version for step in reversed(way.steps) if step.at <= record.at), way.version)
            way.steps.append(Told(record.at, node, text, "record", record.seq, version))
    for way in ways.values():
        way.steps.sort(key=lambda step: step.at)
    nothing = "" if ways or blocked else _nothing(journey, records, names)
    return Why(list(ways.values()), blocked, nothing)


def sentence(fact: Fact, mark: marks.Mark) -> str:  # noqa: PLR0911 (one exit per kind)
    """A fact of a journey in words."""
    kind, _, rest = mark.detail.partition(":")
    match fact.kind:
        case marks.ENTERED:
            return _ENTRIES.get(mark.detail, f"came in by {mark.detail}")
        case marks.BLOCKED:
            return f"did not come in: {BLOCKS.get(mark.detail, mark.detail)}"
        case marks.REACHED:
            return f"reached `{mark.node}`"
        case marks.TOOK if mark.detail == "moved":
            return f"moved to version {mark.version}, at `{mark.node}`"
        case marks.TOOK:
            return f"`{mark.node}`, {_TOOK.get(mark.detail) or f'by `{mark.detail}`'}"
        case marks.GOAL:
            return f"reached the goal `{mark.detail}`"
        case marks.DREW:
            where = f"at `{mark.node}`" if mark.node else "at the entry"
            drawn = {HELD_OUT: "held out, to measure,", TREATED: "not held out"}.get(mark.detail)
            return f"{drawn or f'drew `{mark.detail}`'} {where}"
        case marks.HELD:
            until = f", until {rest}" if rest else ""
            return f"a message waits: {reason_words(kind)}{until}"
        case marks.SUPPRESSED:
            name, _, rule = rest.partition(":")
            return f"`{name}` was not sent: {reason_words(f'{kind}:{rule}')}"
        case _:
            return f"ended: {ENDS.get(mark.detail, mark.detail)}"


def outcome_sentence(record: Record) -> str:
    """What became of a message in words; empty for a record that tells nothing of the kind."""
    told = read_outcome(record.event)
    if told is None:
        return ""
    said = record.event.properties
    name = str(said.get("template", "")).partition("@")[0] or str(said.get("channel", ""))
    return f"`{name}` {outcome_words(told[1], str(said.get('reason', '')))}"


def _nothing(journey: Journey, records: Sequence[Record], names: Names) -> str:
    entry = journey.body.entry
    if entry.event is None:
        text = entry.segment or audience_of(entry)
        what = text and read_condition(text, names)
        return f"since the journey was published this has not been so of them: {what or f'`{text}`'}"
    seen = [record for record in records if record.event.type == entry.event and is_event(record)]
    if not seen:
        return f"no `{entry.event}` is known of them"
    if entry.where is not None and not any(row_test(entry.where)(record.event) for record in seen):
        asked = read_where(entry.where, names, entry.event) or f"`{entry.where}`"
        return f"of no `{entry.event}` of theirs is it so that {asked}"
    return f"every `{entry.event}` of theirs came before the journey was published"
