"""Records as anybody might send them, and how they come to the lake."""

from collections.abc import Iterable, Sequence
from typing import Any

from hypothesis import strategies as st

from clew.engine.ports import HistoryRow
from clew.events import Event, Fact, Identity, Record
from clew.kernel.packing import from_json, pack

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.one_of(
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    # What came as JSON with more digits than a float holds.
    st.decimals(allow_nan=False, allow_infinity=False, places=20).map(lambda number: from_json(str(number))),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=5,
)
INSTANTS = st.integers(-(10**15), 4 * 10**15)
PROFILES = [f"p{n}" for n in range(7)]
KINDS = ["track", "page", "identify", "consent", "replace", "delete_event", "delete_profile", "publish"]

EVENTS = st.builds(
    Event,
    id=st.one_of(TEXT, st.sampled_from(["e1", "e2", "e3"])),
    kind=st.sampled_from(KINDS),
    type=TEXT,
    identities=st.lists(st.builds(Identity, TEXT, TEXT), max_size=3).map(tuple),
    ts=st.none() | INSTANTS,
    sent_at=st.none() | INSTANTS,
    properties=st.dictionaries(TEXT, VALUES, max_size=4),
    context=st.dictionaries(TEXT, VALUES, max_size=2),
    rev=st.integers(1, 2**40),
)


@st.composite
def records(draw: st.DrawFn, *, first_seq: int = 1, most: int = 12) -> list[Record]:
    """Records in log order, bodies of one to three events."""
    found: list[Record] = []
    seq, index = first_seq, 0
    for event in draw(st.lists(EVENTS, max_size=most)):
        if index and (index == 3 or draw(st.booleans())):
            seq, index = seq + draw(st.integers(1, 3)), 0
        profile = draw(st.sampled_from(["", *PROFILES]))
        ts, at = sorted([draw(INSTANTS), draw(INSTANTS)])
        found.append(Record(seq, index, at, ts, draw(st.sampled_from(["web", "shop"])), profile, event))
        index += 1
    return found


@st.composite
def seals(draw: st.DrawFn, most: int = 4) -> list[list[Record]]:
    """What several seals took, one after the other."""
    parts: list[list[Record]] = []
    seq = 1
    for _ in range(draw(st.integers(1, most))):
        part = draw(records(first_seq=seq))
        if part:
            parts.append(part)
            seq = part[-1].seq + 1
    return parts


FACTS = st.builds(
    Fact,
    profile=st.sampled_from(PROFILES),
    at=INSTANTS,
    kind=st.sampled_from(["segment_entered", "segment_exited"]),
    subject=TEXT,
    seq=st.integers(0, 2**40),
    cause=st.sampled_from(["record", "clock", "backfill"]),
)


def rows_of(found: Iterable[Record], batch: int = 5) -> list[HistoryRow]:
    """The tail rows that the engine makes of records: one for each profile of a batch."""
    listed = list(found)
    rows: list[HistoryRow] = []
    for start in range(0, len(listed), batch):
        by_profile: dict[str, list[Record]] = {}
        for record in listed[start : start + batch]:
            by_profile.setdefault(record.profile, []).append(record)
        rows += [HistoryRow(name, mine[-1].seq, len(mine), pack(mine)) for name, mine in by_profile.items()]
    return rows


def in_log_order(found: Iterable[Record]) -> list[Record]:
    """Sorted as a reader gives them."""
    return sorted(found, key=lambda record: record.position)


def flat(parts: Iterable[Sequence[Record]]) -> list[Record]:
    """One list of all."""
    return [record for part in parts for record in part]
