"""Random logs for the engine: people with devices, late and repeated events, corrections, merges, erasures."""

from dataclasses import dataclass

from hypothesis import strategies as st

from clew.events import Event, Identity, Kind
from clew.kernel.instants import DAY, HOUR, Instant

START: Instant = 1_770_000_000_000_000
SEGMENTS = {
    "recent": "did purchase in last 1d",
    "thrice": "did purchase in last 3d at least 3 times",
    "spent": "sum(total of purchase in last 2d) >= 50",
    "lapsed": 'did purchase and not in segment "recent"',
    "silent": "did not visit in last 12h",
    "gb": 'profile.country = "GB" and count(visit) >= 1',
    "abandoned": "sequence(cart then no purchase within 6h) in last 2d",
    "today": "did visit today",
    "exactly": "did purchase in last 1d exactly 1 times",
    "fresh": "distinct(store of purchase in last 2d) >= 2",
}
TRAITS = {
    "orders": "count(purchase in last 3d)",
    "spend": "sum(total of purchase)",
    "newest": "last(total of purchase)",
}

_RARE: list[Kind] = ["replace", "delete_event", "merge", "unmerge", "consent"]
_USUAL: list[Kind] = ["track", "track", "track", "identify"]
_KINDS: list[Kind] = [*_USUAL, *_USUAL, *_USUAL, *_RARE]
_USERS = [Identity("user_id", f"u{n}") for n in range(3)]
_DEVICES = [Identity("anonymous_id", f"d{n}") for n in range(3)]


@dataclass(frozen=True)
class Step:
    """What happens next: some events at an instant."""

    at: Instant
    events: tuple[Event, ...]


@st.composite
def _event(draw: st.DrawFn, number: int, recent: int, at: Instant, kinds: list[Kind]) -> Event:
    kind = draw(st.sampled_from(kinds))
    age = draw(st.sampled_from([0, 0, 0, HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY]))
    ts = at - age if draw(st.booleans()) else None
    who = draw(
        st.one_of(
            st.sampled_from(_USERS).map(lambda u: (u,)),
            st.sampled_from(_DEVICES).map(lambda d: (d,)),
            st.tuples(st.sampled_from(_USERS), st.sampled_from(_DEVICES)),
        )
    )
    target = f"e{draw(st.integers(recent, number))}"
    if kind == "track":
        # A repeated id is a redelivery, or another event that must be ignored: the first wins.
        name = f"e{number}" if draw(st.integers(0, 5)) else target
        type_ = draw(st.sampled_from(["purchase", "visit", "cart"]))
        total = draw(st.sampled_from([10, 20.5, 49.5, -10]))
        return Event(name, "track", type_, who, ts, properties={"total": total, "store": draw(st.sampled_from("AB"))})
    if kind == "identify":
        country = draw(st.sampled_from(["GB", "US", None]))
        zone = draw(st.sampled_from(["Asia/Tokyo", "Europe/London", None]))
        return Event(f"e{number}", "identify", "identify", who, ts, properties={"country": country, "timeZone": zone})
    if kind == "consent":
        return Event(
            f"c{number}", "consent", "consent", who, ts, properties={"email": draw(st.sampled_from(["in", "out"]))}
        )
    if kind == "replace":
        return Event(target, "replace", "replace", (), ts, properties={"total": 100}, rev=draw(st.integers(2, 3)))
    if kind == "delete_event":
        return Event(
            f"x{number}", "delete_event", "delete_event", properties={"id": f"e{draw(st.integers(0, number))}"}
        )
    pair = draw(st.permutations([*_USERS, *_DEVICES]))[:2]
    return Event(f"m{number}", kind, kind, tuple(pair))


@st.composite
def worlds(draw: st.DrawFn, *, erasures: bool = False, unmerges: bool = True) -> list[Step]:
    """A log: steps at increasing instants, each one body."""
    kinds: list[Kind] = [kind for kind in _KINDS if unmerges or kind != "unmerge"]
    steps: list[Step] = []
    at, number = START, 0
    times: list[Instant] = []
    for _ in range(draw(st.integers(1, 9))):
        at += draw(st.sampled_from([1, HOUR, 6 * HOUR, 12 * HOUR, DAY - 1, DAY, 2 * DAY]))
        # What comes again comes within the window of `Seen`: beyond it an event without a time of its own is a new one.
        recent = next((n for n, time in enumerate(times) if time >= at - 6 * DAY), number)
        events: list[Event] = []
        for _ in range(draw(st.integers(1, 3))):
            if erasures and draw(st.integers(0, 11)) == 0:
                victim = draw(st.sampled_from([*_USERS, *_DEVICES]))
                events.append(Event(f"z{number}", "delete_profile", "delete_profile", (victim,)))
            else:
                events.append(draw(_event(number, recent, at, kinds)))
            number += 1
            times.append(at)
        steps.append(Step(at, tuple(events)))
    return steps


def apart(steps: list[Step]) -> list[Step]:
    """Erasures in bodies of their own: what came before and after one in its body, a history does not tell."""
    found: list[Step] = []
    for step in steps:
        erasing = any(event.kind == "delete_profile" for event in step.events)
        bodies = [(event,) for event in step.events] if erasing else [step.events]
        found += [Step(step.at + number, body) for number, body in enumerate(bodies)]
    return [Step(step.at + 10 * number, step.events) for number, step in enumerate(found)]


def people() -> list[Identity]:
    """Everybody who may occur."""
    return [*_USERS, *_DEVICES]
