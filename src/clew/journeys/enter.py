"""Coming in: who would, what stands against it, and the first walk (J6, J10, J17)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from clew.events import Record
from clew.journeys.localtime import duration_of
from clew.journeys.marks import BLOCKED, DREW, ENTERED, TEST, Mark
from clew.journeys.matching import is_event, met_before, stands, value_text
from clew.journeys.model import Period
from clew.journeys.program import Compiled, blocking, row_test
from clew.journeys.run import HELD_OUT_FOR, Jumping, Run
from clew.journeys.state import LedgerRow, Order, Participant
from clew.journeys.walk import HELD_OUT, TREATED, advance, arm_of
from clew.kernel.hashing import derive_id
from clew.kernel.instants import Instant, parse_instant
from clew.profiles import condition_key


class Candidate(NamedTuple):
    """Somebody who would come in.

    Attributes:
        compiled: Into what.
        origin: What began it; with the journey the participant's id.
        cause: How: `event`, `segment`, `jump`, ...
        order: The entry event's.
        leaf: The profile that comes in.
        event: Type of the entry event.
        properties: Of the entry event.
        speed: In a test how many times faster it waits.
        until: Until when the workspace may begin the same again; 0 where it does not.
    """

    compiled: Compiled
    origin: tuple[str, ...]
    cause: str
    order: Order
    leaf: str
    event: str
    properties: Mapping[str, Any]
    speed: int = 0
    until: Instant = 0

    @property
    def begun(self) -> str:
        """What the workspace began, among all that it begins."""
        return "/".join((self.compiled.journey.id, *self.origin[:2]))


def enter_all(run: Run) -> None:
    """All entries of the instant: higher priority first, then journey, then by event time; jumps after them."""
    found = [*_by_records(run), *_by_segments(run), *_by_workspace(run)]
    found.sort(key=lambda c: (-c.compiled.journey.body.priority, c.compiled.journey.id, c.order, c.origin))
    for candidate in found:
        _enter(run, candidate)
    lineage: dict[str, frozenset[str]] = {}
    while run.jumps:
        jump = run.jumps.pop(0)
        compiled = run.program.newest.get(jump.journey)
        if compiled is None:
            continue
        candidate = _jumping(run, compiled, jump)
        # Through which journeys this instant has led so far: none comes twice.
        way = lineage.get(jump.by.id, frozenset[str]())
        if jump.by.entered == run.at:
            way |= {jump.by.journey}
        if jump.journey in way:
            _block(run, candidate, "endless")
        else:
            lineage[_id_of(candidate)] = way
            _enter(run, candidate)


def _by_records(run: Run) -> list[Candidate]:
    if not run.moment.entries:
        return []
    found: list[Candidate] = []
    for record in run.moment.records:
        if is_event(record):
            found += (
                _of_event(run, compiled, record)
                for compiled in run.program.by_event.get(record.event.type, ())
                if (where := compiled.journey.body.entry.where) is None or row_test(where)(record.event)
            )
    return found


def _of_event(run: Run, compiled: Compiled, record: Record) -> Candidate:
    origin = (record.source, record.event.id)
    return Candidate(
        compiled, origin, "event", record.order, record.profile, record.event.type, record.event.properties
    )


def _by_segments(run: Run) -> list[Candidate]:
    moment, program = run.moment, run.program
    found: list[Compiled] = []
    # What a past that is imported decides of segments begins nothing either.
    for on, keys in (("enter", moment.entered), ("leave", moment.left)) if moment.entries else ():
        for key in keys:
            found += [each for each in program.by_watch.get(key, ()) if each.journey.body.entry.on == on]
    for name in moment.newly:
        compiled = program.newest.get(name)
        entry = compiled.journey.body.entry if compiled is not None else None
        if compiled is None or entry is None or not entry.existing or entry.segment is None or compiled in found:
            continue
        if any(row.at == run.at for row in run.state.ledger.get(name, ())):
            continue  # it is the same coming in
        if run.person.holds(condition_key(entry.segment)):
            found.append(compiled)
    return [_without_event(run, compiled, "segment", ("segment",), {}) for compiled in found]


def _by_workspace(run: Run) -> list[Candidate]:
    found: list[Candidate] = []
    for start in run.moment.starts:
        compiled = run.program.newest.get(start.journey)
        if compiled is not None:
            origin = (start.cause, start.origin)
            candidate = _without_event(run, compiled, start.cause, origin, start.properties, timed=False)
            found.append(candidate._replace(speed=start.speed, until=start.until))
    return found


def _jumping(run: Run, compiled: Compiled, jump: Jumping) -> Candidate:
    candidate = _without_event(run, compiled, "jump", ("jump", jump.origin), jump.by.properties, timed=False)
    return candidate._replace(leaf=jump.by.leaf, event=jump.by.event, speed=jump.by.speed)


def _without_event(
    run: Run,
    compiled: Compiled,
    cause: str,
    origin: tuple[str, ...],
    properties: Mapping[str, Any],
    *,
    timed: bool = True,
) -> Candidate:
    """An entry that no event of the person began: told apart by the profile and, if nothing else does, the instant."""
    profile = run.person.profile
    whole = (*origin, profile, str(run.at)) if timed else (*origin, profile)
    return Candidate(compiled, whole, cause, (run.at, ""), profile, "", properties)


def _enter(run: Run, candidate: Candidate) -> None:
    compiled = candidate.compiled
    journey = compiled.journey
    reason = _against(run, candidate)
    if reason:
        _block(run, candidate, reason)
        return
    if not candidate.speed:
        _record(run, candidate)
    p = Participant(
        id=_id_of(candidate),
        journey=journey.id,
        version=journey.version,
        key=_key_of(candidate),
        leaf=candidate.leaf,
        entered=run.at,
        order=candidate.order,
        node="",
        since=run.at,
        event=candidate.event,
        properties=dict(candidate.properties),
        speed=candidate.speed,
    )
    if compiled.expiry is not None:
        p.expires = p.until(run.at + compiled.expiry)
    run.state.participants.append(p)
    run.mark(ENTERED, p, candidate.cause)
    holdout = 0 if candidate.speed else journey.body.holdout
    if holdout:
        drawn = arm_of(run, f"{journey.id}/", [(HELD_OUT, holdout), (TREATED, 100 - holdout)])
        run.mark(DREW, p, drawn)
        if drawn == HELD_OUT:
            p.status, p.expires = "held_out", run.at + _measured(compiled)
            return
    advance(run, p, journey.start)


def _against(run: Run, candidate: Candidate) -> str:  # noqa: C901, PLR0911 (one exit per reason)
    """What stands against an entry; empty if nothing does."""
    compiled, state = candidate.compiled, run.state
    journey = compiled.journey
    body = journey.body
    if journey.id in run.program.paused:
        return "paused"
    if candidate.speed:
        return ""
    if body.period is not None and not _within(body.period, run.at):
        return "period"
    if candidate.event and candidate.cause == "event" and run.at - candidate.order[0] > compiled.lag:
        return "late"
    if candidate.until and candidate.begun in state.begun:
        return "again"
    key = _key_of(candidate)
    if any(p.journey == journey.id and p.key == key and p.status != "followed" for p in state.participants):
        return "active"
    rows = [row for row in state.ledger.get(journey.id, ()) if row.key == key]
    if rows:
        reentry = body.reentry
        if reentry.mode == "never" or (reentry.most is not None and sum(row.entries for row in rows) >= reentry.most):
            return "again"
        if run.at < max(row.at for row in rows) + compiled.gap:
            return "gap"
    known = list(run.known())
    for criterion in blocking(journey):
        if stands(criterion, run.person) or (
            criterion.event is not None and met_before(state, criterion, known, candidate.order, candidate.properties)
        ):
            return "exit_true"
    under_way = {p.journey for p in state.participants if p.status == "active"}
    if body.concurrency is not None and len(under_way) >= body.concurrency:
        return "full"
    return ""


def _record(run: Run, candidate: Candidate) -> None:
    """Note the entry in the ledger; what can no longer stand against another entry is let go."""
    compiled = candidate.compiled
    key, at = _key_of(candidate), run.at
    if candidate.until:
        run.state.begun = {name: until for name, until in run.state.begun.items() if until >= at}
        run.state.begun[candidate.begun] = candidate.until
    reentry = compiled.journey.body.reentry
    lasting = reentry.mode == "never" or reentry.most is not None
    rows = run.state.ledger.get(compiled.journey.id, [])
    entries = next((row.entries for row in rows if (row.key, row.leaf) == (key, candidate.leaf)), 0)
    kept = [
        row
        for row in rows
        if (row.key, row.leaf) != (key, candidate.leaf) and (lasting or not row.key or row.at + compiled.gap > at)
    ]
    run.state.ledger[compiled.journey.id] = [*kept, LedgerRow(key, candidate.leaf, at, entries + 1)]


def _block(run: Run, candidate: Candidate, reason: str) -> None:
    journey = candidate.compiled.journey
    run.note(BLOCKED, Mark(journey.id, journey.version, _id_of(candidate), 0, "", reason))


def _id_of(candidate: Candidate) -> str:
    prefix = TEST if candidate.speed else "j"
    return derive_id(prefix, candidate.compiled.journey.id, *candidate.origin)


def _key_of(candidate: Candidate) -> str:
    if candidate.speed:
        return _id_of(candidate)  # nobody's way but its own
    name = candidate.compiled.journey.body.entry.key
    return (value_text(candidate.properties.get(name)) or "") if name is not None else ""


def _within(period: Period, at: Instant) -> bool:
    start = parse_instant(period.start) if period.start else None
    end = parse_instant(period.end) if period.end else None
    return (start is None or start <= at) and (end is None or at < end)


def _measured(compiled: Compiled) -> Instant:
    """How long the goals of a held-out person are noted."""
    spans = [duration_of(goal.within) or 0 for goal in compiled.journey.body.goals if goal.within is not None]
    return max(spans, default=0) or compiled.expiry or HELD_OUT_FOR
