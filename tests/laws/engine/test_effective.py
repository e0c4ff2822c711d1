"""Law: what records amount to does not depend on where corrections and deletions stand among them."""

from hypothesis import given
from hypothesis import strategies as st

from clew.engine import effective_records
from clew.events import Event, Record


def record(seq: int, event: Event, ts: int | None = None) -> Record:
    return Record(seq, 0, 100 + seq, ts if ts is not None else seq, "s", "p", event)


def original(number: int) -> Event:
    return Event(f"e{number}", "track", "purchase", ts=number, properties={"total": number})


CHANGES = st.one_of(
    st.builds(
        lambda n, rev: Event(f"e{n}", "replace", "replace", properties={"total": 1000 * rev}, rev=rev),
        st.integers(0, 3),
        st.integers(1, 4),
    ),
    st.builds(lambda n: Event(f"d{n}", "delete_event", "delete_event", properties={"id": f"e{n}"}), st.integers(0, 3)),
    st.builds(original, st.integers(0, 3)),
)


@given(st.lists(CHANGES, max_size=8))
def test_position_of_changes_does_not_matter(events: list[Event]) -> None:
    # A second record of one revision is ignored (R14), so keep the first of each before permuting.
    unique = list({(e.id, e.kind, e.rev): e for e in reversed(events)}.values())
    forward = [record(n, e) for n, e in enumerate(unique, 1)]
    backward = [record(n, e) for n, e in enumerate(reversed(unique), 1)]

    def amount(records: list[Record]) -> dict[str, tuple[object, int]]:
        return {r.event.id: (r.event.properties["total"], r.event.rev) for r in effective_records(records)}

    assert amount(forward) == amount(backward)


def test_a_correction_keeps_place_and_type_and_moves_time_only_if_it_says_so() -> None:
    first = record(1, original(1))
    kept = effective_records([first, record(2, Event("e1", "replace", "replace", properties={"total": 9}, rev=2))])
    assert [(r.seq, r.ts, r.event.type, r.event.properties) for r in kept] == [(1, 1, "purchase", {"total": 9})]
    moved = effective_records([first, record(3, Event("e1", "replace", "replace", ts=7, properties={}, rev=2), ts=7)])
    assert [(r.ts, r.event.properties) for r in moved] == [(7, {"total": 1})]


def test_a_deleted_event_is_dead_whatever_came_first() -> None:
    gone = record(1, Event("d", "delete_event", "delete_event", properties={"id": "e1"}))
    assert effective_records([gone, record(2, original(1))]) == []


def test_a_revision_that_is_not_higher_than_the_original_does_not_count() -> None:
    first = record(1, original(1))
    assert effective_records([first, record(2, Event("e1", "replace", "replace", properties={"total": 9}))]) == [first]
