"""Logs that once went wrong, tried every time."""

from clew.events import Event, Identity, Kind
from clew.kernel.instants import HOUR
from tests.laws.engine.worlds import START, Step, people

ADA, BEN, CLEO, PHONE, TABLET, KIOSK = people()


def story(*bodies: Event | tuple[Event, ...]) -> list[Step]:
    """One body an hour."""
    return [
        Step(START + number * HOUR, body if isinstance(body, tuple) else (body,)) for number, body in enumerate(bodies)
    ]


def visit(name: str, *who: Identity) -> Event:
    """Somebody looks in."""
    return Event(name, "track", "visit", who)


def by_hand(kind: Kind, name: str, *who: Identity) -> Event:
    """A merge, an unmerge or an erasure."""
    return Event(name, kind, kind, who)


def deletion(name: str, target: str) -> Event:
    """An event is declared dead."""
    return Event(name, "delete_event", "delete_event", properties={"id": target})


PARTED = story(visit("e0", ADA, PHONE), by_hand("unmerge", "m1", ADA, PHONE))
"""The device leads to a new profile, which begins with its first record: until then nobody is there."""

MERGED_UNKNOWN = story(
    by_hand("merge", "m0", ADA, BEN), by_hand("unmerge", "m1", ADA, BEN), visit("e2", ADA), visit("e3", BEN)
)
"""The merge is the record of one of them only; parted, the other has none and is in no segment of the silent."""

REFOLDED_BEFORE_A_MERGE = story(
    visit("e0", ADA), visit("e1", BEN), deletion("x2", "e0"), by_hand("merge", "m3", ADA, BEN)
)
"""What is folded anew in the same batch as a merge, but before it, is of the one profile only."""

REFOLDED_AND_ABSORBED = story(
    visit("e0", ADA), visit("e1", BEN), visit("e2", BEN), deletion("x3", "e2"), by_hand("merge", "m4", ADA, BEN)
)
"""The profile that goes up in another is folded anew before, in the same batch."""

REFOLDED_WITH_A_NEWCOMER = story(
    visit("e0", ADA), (deletion("x1", "e0"), by_hand("merge", "m2", CLEO, ADA)), visit("e3", CLEO)
)
"""In the instant of the deletion somebody joins who was never alone."""

MOVED = [
    Step(START, (Event("e0", "track", "visit", (ADA, TABLET), START),)),
    Step(START + HOUR, (visit("e1", BEN, TABLET),)),
]
"""The tablet was Ada's and is Ben's."""

DETACHED_FROM_THE_ERASED = story(
    visit("e0", ADA, PHONE),
    by_hand("unmerge", "m1", ADA, PHONE),
    visit("e2", PHONE),
    by_hand("delete_profile", "z3", ADA),
)
"""The record that began the phone's own profile goes with Ada; the profile keeps its name all the same."""

LENT_TO_THE_ERASED = story(
    visit("e0", PHONE),
    visit("e1", BEN, PHONE),
    visit("e2", ADA, PHONE),
    by_hand("delete_profile", "z3", ADA),
)
"""The phone was Ben's and then Ada's: when she goes it is nobody's, not Ben's again."""

CORRECTED_BEFORE_IT_CAME = story(
    visit("e0", BEN),
    (Event("e1", "replace", "replace", properties={"total": 100}, rev=2), visit("e1", ADA)),
    by_hand("delete_profile", "z2", BEN),
)
"""In one body the correction stands before its event: a rebuild's history holds the event already."""

ID_OF_THE_ERASED = story(
    visit("e0", ADA),
    by_hand("delete_profile", "z1", ADA),
    Event("e2", "track", "visit", (ADA,), START),
    (visit("e0", BEN), visit("e2", CLEO)),
)
"""Somebody else comes by the id of an event that went with the erased, and of one that they were refused."""

ERASED_AND_BACK = story(
    visit("e0", ADA, PHONE),
    by_hand("delete_profile", "z1", ADA),
    visit("e2", ADA, PHONE),
    by_hand("delete_profile", "z3", ADA),
    visit("e4", PHONE),
)
"""Erased twice, and the phone goes on."""
