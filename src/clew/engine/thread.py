"""One person's thread through definitions: when each became true and ceased to be, by records and by the clock.

The same step as the engine's under a virtual clock, without effects: what a live segment did, a draft would have done.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import msgspec

from clew.engine.effective import CORRECTING, effective_records
from clew.engine.step import Group, Stepper
from clew.events import Record
from clew.kernel.instants import Instant
from clew.profiles import ProfileState, Program

MOST_ALARMS = 1_000
"""How many alarms are looked through for the next change: a calendar window may wake every day without one."""


class Flip(NamedTuple):
    """A segment that the person entered or left.

    Attributes:
        at: The exact instant.
        inside: Whether they are in it from then on.
        cause: `record`, or `clock` where time alone did it.
    """

    at: Instant
    inside: bool
    cause: str


class Thread(NamedTuple):
    """What became true of a person.

    Attributes:
        flips: Segment id to its changes, in order; a segment they never were in has none.
        nexts: Segment id to the first change after the end, if nothing else happens; absent where there is none.
    """

    flips: Mapping[str, list[Flip]]
    nexts: Mapping[str, Instant]


def follow(program: Program, records: Sequence[Record], until: Instant, *, ahead: bool = False) -> Thread:
    """Step one person, from their first record to an instant, under definitions all of which are live.

    All records are taken for one person's from the beginning, as the identity graph knows them now.

    Law: at every instant the segments that the flips say are those that the reference evaluator says.

    Args:
        program: The definitions.
        records: What is known of the person, corrections and deletions included, in any order.
        until: Up to and including which receive instant.
        ahead: Whether to look for the next change as well.
    """
    known = _without_copies(sorted((r for r in records if r.at <= until), key=lambda r: (r.at, r.seq, r.index)))
    if not known:
        return Thread({}, {})
    stepper = Stepper(program)
    state = ProfileState(profile="", created_at=known[0].at, last_at=known[0].at)
    groups: list[Group] = []
    for at, brought in groupby(known, key=lambda record: record.at):
        group = Group(at, list(brought))
        if any(record.event.kind in CORRECTING for record in group.records):
            group.refold, group.history = True, [record for record in known if record.at <= at]
        groups.append(group)
    stepper.step(state, groups, until)
    flips = _taken(stepper)
    return Thread(flips, _nexts(stepper, state) if ahead else {})


def _without_copies(records: Sequence[Record]) -> list[Record]:
    """Of one event that came to several who are one by now the first record only (R18); corrections all stay."""
    found: list[Record] = []
    seen: set[tuple[str, str]] = set()
    for record in records:
        if record.event.kind not in CORRECTING:
            key = record.source, record.event.id
            if key in seen:
                continue
            seen.add(key)
        found.append(record)
    return found


def as_it_happened(records: Sequence[Record]) -> list[Record]:
    """The records that count, each as if it had been received when it happened: how imported history is asked.

    Corrections have been made and deletions carried out.
    """
    return [msgspec.structs.replace(record, at=record.ts) for record in effective_records(records)]


def _taken(stepper: Stepper) -> dict[str, list[Flip]]:
    flips: dict[str, list[Flip]] = {}
    for fact in stepper.facts:
        if fact.kind in ("segment_entered", "segment_exited"):
            flips.setdefault(fact.subject, []).append(Flip(fact.at, fact.kind == "segment_entered", fact.cause))
    stepper.facts.clear()
    return flips


def _nexts(stepper: Stepper, state: ProfileState) -> dict[str, Instant]:
    found: dict[str, Instant] = {}
    for _ in range(MOST_ALARMS):
        if not state.dues:
            break
        stepper.step(state, [], min(state.dues.values()))
        for name, flips in _taken(stepper).items():
            found.setdefault(name, flips[0].at)
    return found
