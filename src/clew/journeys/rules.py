"""What the fields of a journey must obey one by one: durations, times, what may stand beside what."""

from collections.abc import Iterator
from datetime import UTC

from clew.catalog import Fault, pointer
from clew.journeys.localtime import clocktime_of, duration_of
from clew.journeys.model import Broadcast, Entry, Journey, Period
from clew.journeys.nodes import Criterion, If, Wait, WaitEvent, WaitLocal, WaitUntil, Webhook
from clew.journeys.program import state_text
from clew.journeys.run import goal_name
from clew.journeys.schedule import first_of
from clew.kernel.instants import InvalidInstant, parse_instant

_SPAN_HINT = "write it like 30m, 24h or 7d"
_TIME_HINT = 'write it like "09:00", with quotes'


def criteria_of(journey: Journey) -> Iterator[tuple[str, Criterion]]:
    """Every criterion with its place."""
    for field, criteria in (("exit", journey.body.exit), ("goals", journey.body.goals)):
        for index, criterion in enumerate(criteria):
            yield pointer(field, index), criterion
    for name, node in journey.nodes.items():
        if isinstance(node, WaitEvent):
            single = isinstance(node.wait_event, Criterion)
            for index, criterion in enumerate(node.awaited):
                yield pointer("nodes", name, "wait_event", *([] if single else [index])), criterion


def texts_of(journey: Journey) -> Iterator[tuple[str, str]]:
    """Every segment and condition on the person with its place."""
    entry = journey.body.entry
    if entry.segment is not None:
        yield "/entry/segment", entry.segment
    if entry.broadcast is not None:
        yield "/entry/broadcast/segment", entry.broadcast.segment
    if entry.business is not None:
        yield "/entry/business/segment", entry.business.segment
    for place, criterion in criteria_of(journey):
        text = state_text(criterion)
        if text is not None:
            field = "segment" if criterion.segment else "left" if criterion.left else "if"
            yield f"{place}/{field}", text
    for name, node in journey.nodes.items():
        if isinstance(node, If) and node.condition is not None:
            yield pointer("nodes", name, "if"), node.condition


def wheres_of(journey: Journey) -> Iterator[tuple[str, str, str | None]]:
    """Every condition on an event with its place, and which event it is asked of."""
    entry = journey.body.entry
    found = [(f"{place}/where", criterion.where, criterion.event) for place, criterion in criteria_of(journey)]
    found.append(("/entry/where", entry.where, entry.event))
    if entry.business is not None:
        found.append(("/entry/business/where", entry.business.where, entry.business.event))
    begun = entry.business.event if entry.business is not None else entry.event
    found += [
        (pointer("nodes", name, "where"), node.where, begun)
        for name, node in journey.nodes.items()
        if isinstance(node, If)
    ]
    for place, text, event in found:
        if text is not None:
            yield place, text, event


def events_of(journey: Journey) -> Iterator[tuple[str, str]]:
    """Every event that a person is to do, with its place; not what begins it for a whole audience."""
    if journey.body.entry.event is not None:
        yield "/entry/event", journey.body.entry.event
    for place, criterion in criteria_of(journey):
        if criterion.event is not None:
            yield f"{place}/event", criterion.event


def properties_of(journey: Journey) -> Iterator[tuple[str, str, str]]:
    """Every property that is named by itself, with its place and the event that is to have it."""
    entry = journey.body.entry
    if entry.event is not None and entry.key is not None:
        yield "/entry/key", entry.key, entry.event
    for place, criterion in criteria_of(journey):
        for index, name in enumerate(criterion.alike):
            where = f"{place}/same" if isinstance(criterion.same, str) else f"{place}/same/{index}"
            yield from ((where, name, event) for event in (criterion.event, entry.event) if event is not None)


def attributes_of(journey: Journey) -> Iterator[tuple[str, str]]:
    """Every attribute of the person that is read by its name, with its place."""
    for name, node in journey.nodes.items():
        if isinstance(node, WaitUntil):
            yield pointer("nodes", name, "wait_until"), node.wait_until


def timed_faults(journey: Journey) -> Iterator[Fault]:
    """Durations, clock times and instants that are none."""
    for place, text in _spans(journey):
        if text is not None and duration_of(text) is None:
            yield Fault(place, "not a duration", _SPAN_HINT)
    for place, text in _times(journey):
        if text is not None and clocktime_of(text) is None:
            yield Fault(place, "not a time of day", _TIME_HINT)
    period = journey.body.period
    if period is not None:
        yield from _period_faults(period)
    broadcast = journey.body.entry.broadcast
    if broadcast is not None and not _is_time(broadcast):
        hint = "write it like `2026-01-31T12:00:00Z`, or `2026-01-31T09:00` by the workspace's clock"
        known = Fault("/entry/broadcast/at", "not an instant", hint)
        yield known if broadcast.at else Fault("/entry/broadcast/at", "no time is chosen", "say when they come in")


def rule_faults(journey: Journey) -> Iterator[Fault]:
    """What can't stand as it does, beside what else is said."""
    yield from _entry_faults(journey.body.entry)
    for place, criterion in criteria_of(journey):
        yield from _criterion_faults(place, criterion)
    quiet = journey.body.quiet
    if quiet is not None and quiet.start == quiet.end:
        yield Fault("/quiet", "from and to are the same, so it is never quiet", "name two times")
    goals = journey.body.goals
    names = [goal_name(goal) for goal in goals]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Fault(pointer("goals", index), f"two goals are called `{name}`", "give one of them a `name`")
    if journey.body.holdout and not any(goal.within for goal in goals):
        hint = "add a goal with `within`, such as 14d"
        yield Fault("/holdout", "a hold-out without a goal measures nothing", hint)


def _spans(journey: Journey) -> Iterator[tuple[str, str | None]]:
    body = journey.body
    yield "/expiry", body.expiry
    yield "/reentry/gap", body.reentry.gap
    yield "/entry/max_lag", body.entry.max_lag
    if body.entry.broadcast is not None:
        yield "/entry/broadcast/pace", body.entry.broadcast.pace
    if body.entry.business is not None:
        yield "/entry/business/pace", body.entry.business.pace
    for index, cap in enumerate(body.caps):
        yield pointer("caps", index, "per"), cap.per
    for place, criterion in criteria_of(journey):
        yield f"{place}/within", criterion.within
    for name, node in journey.nodes.items():
        place = pointer("nodes", name)
        match node:
            case Wait(span):
                yield f"{place}/wait", span
            case WaitUntil():
                yield f"{place}/before", node.before
                yield f"{place}/after", node.after
            case WaitEvent():
                yield f"{place}/timeout", node.timeout
            case Webhook():
                yield f"{place}/answer", node.answer
            case _:
                pass


def _times(journey: Journey) -> Iterator[tuple[str, str | None]]:
    if journey.body.quiet is not None:
        yield "/quiet/from", journey.body.quiet.start
        yield "/quiet/to", journey.body.quiet.end
    for name, node in journey.nodes.items():
        if isinstance(node, WaitLocal):
            yield pointer("nodes", name, "wait_local"), node.wait_local
        elif isinstance(node, WaitUntil):
            yield pointer("nodes", name, "time"), node.time


def _entry_faults(entry: Entry) -> Iterator[Fault]:
    ways = [entry.event, entry.segment, entry.broadcast, entry.business]
    if sum(way is not None for way in ways) != 1:
        yield Fault("/entry", "exactly one way in is needed", "event, segment, broadcast or business")
    yield from _unnamed("/entry", entry.event)
    if entry.business is not None:
        yield from _unnamed("/entry/business", entry.business.event)
    if entry.event is None and (entry.key is not None or entry.where is not None):
        yield Fault("/entry", "`key` and `where` are about an entry event", "name the `event`")
    if entry.segment is None and (entry.on != "enter" or entry.existing):
        yield Fault("/entry", "`on` and `existing` are about a segment", "name the `segment`")
    if entry.existing and entry.on == "leave":
        yield Fault("/entry/existing", "nobody is leaving when the journey begins", "take it out, or enter on `enter`")


def _unnamed(place: str, event: str | None) -> Iterator[Fault]:
    """An event without a name never happens: nobody would come in, or out."""
    if event is not None and not event.strip():
        yield Fault(f"{place}/event", "no event is chosen", "choose one")


def _criterion_faults(place: str, criterion: Criterion) -> Iterator[Fault]:
    yield from _unnamed(place, criterion.event)
    ways = [criterion.event, criterion.segment, criterion.left, criterion.condition]
    if sum(way is not None for way in ways) != 1:
        yield Fault(place, "exactly one thing to look for is needed", "event, segment, left or if")
    if criterion.event is None and (criterion.where is not None or criterion.same):
        yield Fault(place, "`where` and `same` are about an event", "name the `event`")
    waits = place.startswith("/nodes")
    if criterion.next is not None and not waits:
        yield Fault(f"{place}/next", "only a wait goes on somewhere", "take it out")
    if (criterion.within is not None or criterion.name is not None) and not place.startswith("/goals"):
        yield Fault(place, "`name` and `within` are about goals", "take them out")


def _period_faults(period: Period) -> Iterator[Fault]:
    bounds = [None if text is None else _instant(text) for text in (period.start, period.end)]
    for name, text, bound in zip(("from", "to"), (period.start, period.end), bounds, strict=True):
        if text is not None and bound is None:
            yield Fault(f"/period/{name}", "not an instant", "write it like 2026-01-31T12:00:00Z")
    start, end = bounds
    if start is not None and end is not None and start >= end:
        yield Fault("/period", "ends before it begins", "exchange from and to")


def _is_time(broadcast: Broadcast) -> bool:
    try:
        first_of(broadcast, UTC)
    except InvalidInstant:
        return False
    return True


def _instant(text: str) -> int | None:
    try:
        return parse_instant(text)
    except InvalidInstant:
        return None
