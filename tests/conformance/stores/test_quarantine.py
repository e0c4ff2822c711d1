"""Quarantine: what could not enter the log is kept, found, counted, and replayed once."""

import pytest
from msgspec import structs

from clew.adapters.sql import SqlEventLog
from clew.events.ports import Arrival, Reject, RejectTaken
from tests.conformance.stores.places import Place
from tests.conftest import ManualClock


def reject(reason: str = "schema.violation", raw: bytes = b"{}") -> Reject:
    return Reject(reason=reason, message="what is wrong", pointer="/a\x00b", raw=raw, mapping="shop@2")


@pytest.fixture
def log(place: Place, manual_clock: ManualClock) -> SqlEventLog:
    return place.log(manual_clock)


def test_a_body_and_its_rejects_arrive_together(log: SqlEventLog, manual_clock: ManualClock) -> None:
    broken, other = reject(raw=b"\x00\xff"), reject("mapping.failed")
    places = log.append([Arrival("web", b"body", (broken,)), Arrival("till", None, (other, other))])
    assert [bool(place) for place in places] == [True, False]
    found = log.rejects()
    assert [(row.id, row.source, row.reject, row.state) for row in found] == [
        (1, "web", broken, "held"),
        (2, "till", other, "held"),
        (3, "till", other, "held"),
    ]
    assert {row.at for row in found} == {manual_clock.now()}
    assert log.reject_counts() == {("web", "schema.violation"): 1, ("till", "mapping.failed"): 2}


def test_a_reject_that_came_before_is_held_once(log: SqlEventLog) -> None:
    first = structs.replace(reject(), key=b"\x00one")
    again = structs.replace(first, reason="mapping.failed")
    other = structs.replace(first, key=b"other")
    log.append([Arrival("web", b"body", (first, reject(), again))])
    log.append([Arrival("web", None, (again, reject(), other)), Arrival("till", None, (first,))])
    found = [(row.source, row.reject) for row in log.rejects()]
    assert found == [("web", first), ("web", reject()), ("web", reject()), ("web", other), ("till", first)]
    ids = [row.id for row in log.rejects()]
    log.replay([], ids[:1])
    log.discard(ids[3:])
    log.append([Arrival("web", None, (first, other))])
    assert [row.id for row in log.rejects()] == ids[1:3], "whatever has become of it"
    log.erase_rejects(ids)
    log.append([Arrival("web", None, (first,))])
    assert [row.reject for row in log.rejects()] == [first]


def test_rejects_are_filtered_and_paged(log: SqlEventLog) -> None:
    log.append([Arrival("web", None, (reject(), reject("mapping.failed"))), Arrival("till", None, (reject(),))])
    assert [row.id for row in log.rejects(limit=2)] == [1, 2]
    assert [row.id for row in log.rejects(after=2)] == [3]
    assert [row.id for row in log.rejects(source="web")] == [1, 2]
    assert [row.id for row in log.rejects(reason="schema.violation")] == [1, 3]
    assert [row.id for row in log.rejects(source="web", reason="mapping.failed")] == [2]
    assert log.rejects(state="discarded") == []


def test_a_replay_appends_and_marks_at_once(log: SqlEventLog) -> None:
    log.append([Arrival("web", None, (reject(), reject()))])
    (place,) = log.replay([Arrival("web", b"mended", (reject("mapping.failed"),))], [1])
    assert place
    assert log.read(0, 10).rows == [place]
    assert [(row.id, row.state) for row in log.rejects(state="replayed")] == [(1, "replayed")]
    assert [row.id for row in log.rejects()] == [2, 3]


@pytest.mark.parametrize("taken_by", ["replay", "discard", "erase", "nobody"])
def test_what_is_not_held_is_not_replayed(log: SqlEventLog, taken_by: str) -> None:
    log.append([Arrival("web", None, (reject(), reject()))])
    if taken_by == "replay":
        log.replay([Arrival("web", b"mended")], [1])
    elif taken_by == "discard":
        log.discard([1])
    elif taken_by == "erase":
        log.erase_rejects([1])
    before = log.last()
    wanted = [2, 1] if taken_by != "nobody" else [2, 7]
    with pytest.raises(RejectTaken):
        log.replay([Arrival("web", b"again")], wanted)
    assert log.last() == before
    assert [row.id for row in log.rejects(after=1)] == [2]


def test_discarding_leaves_what_was_replayed(log: SqlEventLog) -> None:
    log.append([Arrival("web", None, (reject(), reject()))])
    log.replay([], [1])
    log.discard([1, 2, 99])
    assert [row.id for row in log.rejects(state="replayed")] == [1]
    assert [row.id for row in log.rejects(state="discarded")] == [2]
    assert log.reject_counts() == {}


def test_what_was_discarded_is_taken_back_and_nothing_else(log: SqlEventLog) -> None:
    log.append([Arrival("web", None, (reject(), reject(), reject()))])
    log.replay([], [1])
    log.discard([2])
    assert log.reject_counts("discarded") == {("web", "schema.violation"): 1}
    log.take_back([1, 2, 3, 99])
    assert [row.id for row in log.rejects(newest=True)] == [3, 2]
    assert [row.id for row in log.rejects(state="replayed")] == [1]
    log.replay([Arrival("web", b"mended")], [2])
    assert [row.id for row in log.rejects()] == [3]


def test_an_erased_number_is_not_given_again(log: SqlEventLog) -> None:
    log.append([Arrival("web", None, (reject(), reject()))])
    log.erase_rejects([2])
    log.append([Arrival("web", None, (reject(),))])
    assert [row.id for row in log.rejects()] == [1, 3]
