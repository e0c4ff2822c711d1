"""Generated journeys, and what befalls a person: adversarial in ties, bounds, lateness and changes of clocks."""

from typing import Any

from hypothesis import strategies as st

from clew.events import Event, Identity, Record
from clew.kernel.instants import DAY, HOUR, MINUTE, Instant, parse_instant

# The nights around changes of clocks in Europe, America and on Lord Howe (half an hour), and a common one.
BEGINNINGS = [
    parse_instant(text)
    for text in ("2026-03-28T20:00:00Z", "2026-10-24T20:00:00Z", "2026-03-07T20:00:00Z", "2026-04-04T10:00:00Z")
]
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Nowhere/Else")
TYPES = ("cart", "buy", "click")
CONDITIONS = (
    "did click in last 1h",
    "did buy in last 1d",
    "did not click in last 2h",
    "count(cart in last 1d) >= 2",
    'profile.tier = "gold"',
    "did cart and did not buy in last 2h",
)

times = st.one_of(
    st.integers(0, 300).map(lambda n: n * 10 * MINUTE),
    st.sampled_from([0, HOUR, 2 * HOUR, DAY, DAY - MINUTE, 2 * DAY]),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Record]:
    """Records of one person, in log order."""
    begin: Instant = draw(st.sampled_from(BEGINNINGS))
    instants = sorted(draw(st.lists(times, min_size=3, max_size=12)))
    records: list[Record] = []
    for number, offset in enumerate(instants):
        at = begin + offset
        lag = draw(st.sampled_from([0, 0, 0, MINUTE, HOUR, HOUR + MINUTE]))
        event = draw(events(f"e{number:02d}"))
        records.append(Record(1 + offset // MINUTE, number, at, at - lag, "case", "p", event))
    return records


@st.composite
def events(draw: st.DrawFn, name: str) -> Event:
    """One thing that befalls them."""
    who = (Identity("user_id", "p"),)
    kind = draw(st.sampled_from(["track"] * 6 + ["identify", "consent"]))
    if kind == "identify":
        said: dict[str, Any] = draw(
            st.sampled_from([{"timeZone": zone} for zone in ZONES] + [{"tier": "gold"}, {"tier": None}])
        )
        return Event(name, "identify", "identify", who, properties=said)
    if kind == "consent":
        said = draw(st.sampled_from([{"email": "in"}, {"email": "in"}, {"sms": "out"}, {"email": "out"}]))
        return Event(name, "consent", "consent", who, properties=said)
    properties = {"value": draw(st.integers(0, 4)), "cart": draw(st.sampled_from(["c1", "c2", None]))}
    return Event(name, "track", draw(st.sampled_from(TYPES)), who, properties=properties)


@st.composite
def journeys(draw: st.DrawFn) -> dict[str, Any]:
    """A journey of up to six nodes that lead only forward, but for `repeat`."""
    names = [f"n{number}" for number in range(draw(st.integers(2, 6)))]
    nodes = {name: draw(_node(names, index)) for index, name in enumerate(names)}
    body: dict[str, Any] = {"start": "n0", "nodes": nodes, "priority": draw(st.sampled_from([0, 0, 5]))}
    if draw(st.booleans()):
        body["entry"] = {"event": draw(st.sampled_from(TYPES))}
        body["entry"] |= draw(st.sampled_from([{}, {}, {"key": "cart"}, {"where": "value > 2"}]))
    else:
        body["entry"] = {"segment": draw(st.sampled_from(CONDITIONS))}
    exits = st.one_of(
        st.builds(_event, st.sampled_from(TYPES), st.sampled_from([{}, {"where": "value > 1"}, {"same": "cart"}])),
        st.sampled_from(CONDITIONS).map(lambda text: {"segment": text}),
    )
    if draw(st.booleans()):
        body["exit"] = draw(st.lists(exits, min_size=1, max_size=2))
    if draw(st.integers(0, 3)) == 0:
        body["goals"] = [{"event": draw(st.sampled_from(TYPES))}]
    if draw(st.integers(0, 2)) == 0:
        body["reentry"] = draw(st.sampled_from([{"gap": "1d"}, {"mode": "never"}, {"gap": "2h"}]))
    if draw(st.integers(0, 2)) == 0:
        body["quiet"] = {"from": "22:00", "to": draw(st.sampled_from(["02:30", "08:00"])), "channels": ["email"]}
    if draw(st.integers(0, 3)) == 0:
        body["expiry"] = draw(st.sampled_from(["1h", "1d"]))
    if draw(st.integers(0, 3)) == 0:
        body["concurrency"] = 1
    return body


def _event(name: str, more: dict[str, Any]) -> dict[str, Any]:
    return {"event": name, **more}


def _node(names: list[str], index: int) -> st.SearchStrategy[dict[str, Any]]:
    later = names[index + 1 :]
    target = st.sampled_from([*later[:1] * 3, *later, "end"])
    spans = st.sampled_from(["10m", "1h", "2h", "1d"])
    state = st.sampled_from(CONDITIONS).map(lambda text: {"segment": text})
    awaited = st.one_of(st.sampled_from(TYPES).map(lambda name: {"event": name}), state)
    kinds = [
        st.builds(lambda w, n: {"wait": w, "next": n}, spans, target),
        st.builds(lambda w, n: {"wait_local": w, "next": n}, st.sampled_from(["02:30", "09:00", "23:50"]), target),
        st.builds(
            lambda c, t, n, m: {"wait_event": c, "timeout": t, "on_event": n, "on_timeout": m},
            st.lists(awaited, min_size=1, max_size=2),
            spans,
            target,
            target,
        ),
        st.builds(lambda c, n, m: {"if": c, "then": n, "else": m}, st.sampled_from(CONDITIONS), target, target),
        st.builds(lambda n, m: {"where": "value > 1", "then": n, "else": m}, target, target),
        *[
            st.builds(
                lambda c, n: {"send": f"m{index}", "channel": c, "next": n}, st.sampled_from(["email", "sms"]), target
            )
        ]
        * 3,
        st.builds(
            lambda p, n, m: {
                "split": [{"percent": p, "next": n, "arm": "a"}, {"percent": 100 - p, "next": m, "arm": "b"}]
            },
            st.sampled_from([0, 30, 50, 100]),
            target,
            target,
        ),
        st.builds(lambda n: {"join": "j", "next": n}, target),
    ]
    if index:
        back = st.sampled_from(names[:index])
        kinds.append(st.builds(lambda b, n: {"repeat": b, "times": 2, "next": n}, back, target))
    return st.one_of(kinds)


CAPS = (
    [],
    [{"channel": "email", "max": 1, "per": "1d", "policy": "skip"}],
    [{"channel": "email", "max": 1, "per": "2h", "policy": "defer"}],
    [
        {"channel": "email", "max": 2, "per": "1d", "policy": "defer"},
        {"channel": "sms", "max": 1, "per": "1h", "policy": "skip"},
    ],
)
