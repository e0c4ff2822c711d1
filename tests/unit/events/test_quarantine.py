"""Quarantine over a real store: looked at, mended by a mapping or by hand, replayed once, set aside."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from clew.adapters.sqlite import LOG_FILE, SqliteEventLog
from clew.events import Event, EventChecker, rejection, standard_registry
from clew.events.imports import Row, RowMapper
from clew.events.mapping import MappedRows, compile_mapping
from clew.events.ports import Arrival, LogRow, Reject
from clew.events.quarantine import Amendment, Mended, Quarantine, RejectNotHeld, by_mapping
from clew.kernel.instants import DAY
from clew.kernel.packing import unpacker
from tests.conftest import ManualClock

_events = unpacker(list[Event])
_checker = EventChecker(standard_registry())


def _mapping(version: int, **properties: Any) -> dict[str, Any]:
    return {
        "id": "orders",
        "version": version,
        "event": {
            "kind": "track",
            "type": "Order Completed",
            "id": {"hash": ["$.order", "$row"]},
            "identities": {"user_id": "$.customer"},
            "properties": {"total": {"number": "$.total"}, **properties},
        },
    }


def _mapper(document: dict[str, Any]) -> MappedRows:
    return MappedRows(compile_mapping(document), lambda _, value: str(value))


def _check(_: str, event: Event) -> Event | Reject:
    found = _checker.check(event)
    return found if isinstance(found, Event) else rejection(found, b"")


class Desk:
    """A log with ten rejected rows of a file, and the mapping that is in force."""

    def __init__(self, log: SqliteEventLog) -> None:
        self.log = log
        self.mapping: dict[str, Any] | None = _mapping(1)
        self.quarantine = Quarantine(log, by_mapping(self._newest, _check))
        rows = [
            Row(number, {"order": f"o{number}", "customer": "u", "total": f"{number},5"}) for number in range(1, 11)
        ]
        rejects = [item for item in _mapper(_mapping(1)).feed(rows) if isinstance(item, Reject)]
        self.log.append([Arrival("shop", None, tuple(rejects))])

    def _newest(self, source: str, name: str) -> RowMapper | None:
        return _mapper(self.mapping) if self.mapping and (name == "orders" or source == "till") else None

    def publish(self, version: int, **properties: Any) -> None:
        """Put a newer version of the mapping in force: one that knows commas."""
        self.mapping = _mapping(version, **{"total": {"number": "$.total", "decimal": ","}, **properties})

    def events(self) -> list[Event]:
        """What is in the log."""
        return [event for row in self.log.read(0, 1_000).rows for event in _events.decode(row.body)]


@pytest.fixture
def desk(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Desk]:
    log = SqliteEventLog(tmp_path / LOG_FILE, manual_clock)
    yield Desk(log)
    log.close()


@pytest.mark.parametrize(
    ("amendment", "before", "after"),
    [
        (Amendment("/a/b", "number"), '{"a":{"b":" 1 234,5 "}}', '{"a":{"b":1234.5}}'),
        (Amendment("/b", "number"), '{"b":"1,234.50"}', '{"b":1234.5}'),
        (Amendment("/b", "number"), '{"b":"1.234,50"}', '{"b":1234.5}'),
        (Amendment("/b", "number"), '{"b":"1,000"}', None),
        (Amendment("/b", "number"), '{"b":"a lot"}', None),
        (Amendment("/b", "text"), '{"b":17.0}', '{"b":"17"}'),
        (Amendment("/b", "text"), '{"b":{"c":1}}', None),
        (Amendment("/a~1b/1", "set", None), '{"a/b":[1,2]}', '{"a/b":[1,null]}'),
        (Amendment("/a/c", "set", "EUR"), '{"a":{}}', '{"a":{"c":"EUR"}}'),
        (Amendment("/x/c", "set", "EUR"), '{"a":{}}', None),
        (Amendment("/b", "rename", "c"), '[{"b":1},{"a":2},{"b":3}]', '[{"c":1},{"a":2},{"c":3}]'),
        (Amendment("/b", "leave_out"), '{"b":1,"c":1.10000000000000000001}', '{"c":1.10000000000000000001}'),
        (Amendment("/b", "leave_out"), "no JSON", None),
        (Amendment("/b/c", "leave_out"), '{"b":"text"}', None),
    ],
)
def test_an_amendment_changes_what_it_can_and_leaves_the_rest_as_it_came(
    amendment: Amendment, before: str, after: str | None
) -> None:
    assert amendment.of(before.encode()) == (before if after is None else after).encode()


def test_many_are_mended_alike_and_what_fails_stays_as_it_came(desk: Desk) -> None:
    odd = Reject(
        "mapping.number", "not a number", "/11/event/properties/total", b'[{"customer":"u","total":"much"}]', "orders@1"
    )
    desk.log.append([Arrival("shop", None, (odd,))])
    amendment = Amendment("/total", "number")
    tried = desk.quarantine.trial(amendment=amendment)
    assert (len(tried.replayed), len(tried.held), desk.events()) == (10, 1, [])
    (page,) = desk.quarantine.replay_all(source="shop", reason="mapping.number", amendment=amendment)
    assert (len(page.replayed), [again.reject.reason for again in page.held]) == (10, ["mapping.number"])
    assert [event.properties["total"] for event in desk.events()] == [number + 0.5 for number in range(1, 11)]
    (left,) = desk.quarantine.rows()
    assert left.reject.raw == odd.raw


def test_what_is_held_is_listed_and_counted(desk: Desk) -> None:
    rows = desk.quarantine.rows(limit=3)
    assert [row.reject.pointer for row in rows] == [f"/{n}/event/properties/total" for n in (1, 2, 3)]
    assert len(desk.quarantine.rows(after=rows[-1].id)) == 7
    assert desk.quarantine.counts() == {("shop", "mapping.number"): 10}


def test_the_same_mapping_changes_nothing(desk: Desk) -> None:
    ids = [row.id for row in desk.quarantine.rows()]
    mended = desk.quarantine.replay(ids)
    assert mended.replayed == ()
    assert [(held.id, held.reject.reason) for held in mended.held] == [(row_id, "mapping.number") for row_id in ids]
    assert desk.events() == []
    assert desk.quarantine.counts() == {("shop", "mapping.number"): 10}


def test_a_newer_mapping_mends_and_a_second_replay_is_harmless(desk: Desk, manual_clock: ManualClock) -> None:
    received = manual_clock.now()
    manual_clock.advance(3 * DAY)
    ids = [row.id for row in desk.quarantine.rows()]
    desk.publish(2)
    assert desk.quarantine.replay(ids).replayed == tuple(ids)
    expected = [
        item
        for number in range(1, 11)
        for item in _mapper(_mapping(2)).feed(
            [Row(number, {"order": f"o{number}", "customer": "u", "total": f"{number}.5"})]
        )
    ]
    assert [structs.replace(event, ts=None) for event in desk.events()] == expected, "ids are by the rows' own numbers"
    assert {event.ts for event in desk.events()} == {received}, "rows without a time happened when they came"
    assert desk.quarantine.replay(ids) == Mended()
    assert len(desk.events()) == 10
    assert desk.quarantine.counts() == {}
    assert [row.id for row in desk.quarantine.rows(state="replayed")] == ids


def test_everything_of_a_reason_page_by_page(desk: Desk) -> None:
    desk.publish(2)
    desk.log.append([Arrival("shop", None, (Reject("import.row", "row 11: torn", "/11", b"a,b", "orders@1"),))])
    pages = [*desk.quarantine.replay_all(source="shop", reason="mapping.number")]
    assert sum(len(page.replayed) for page in pages) == 10
    (page,) = desk.quarantine.replay_all()
    assert [held.reject.reason for held in page.held] == ["import.row"]
    assert desk.quarantine.counts() == {("shop", "import.row"): 1}


def test_a_row_is_mended_by_hand(desk: Desk) -> None:
    row = desk.quarantine.rows()[3]
    assert desk.quarantine.mend(row.id, b'{"order": "o4", "customer": "u", "total": "x"}').replayed == ()
    mended = desk.quarantine.mend(row.id, b'{"order": "o4", "customer": "u", "total": "4.5"}')
    assert mended.replayed == (row.id,)
    (event,) = desk.events()
    assert event.properties == {"total": 4.5}
    with pytest.raises(RejectNotHeld):
        desk.quarantine.mend(row.id, b"{}")


def test_what_the_schema_refuses_stays_held_with_its_new_reason(desk: Desk) -> None:
    desk.publish(2, currency={"const": ["EUR"]})
    mended = desk.quarantine.replay([desk.quarantine.rows()[0].id])
    assert [held.reject.reason for held in mended.held] == ["schema.violation"]


def test_without_its_mapping_a_row_waits(desk: Desk) -> None:
    desk.mapping = None
    mended = desk.quarantine.replay([desk.quarantine.rows()[0].id])
    assert [held.reject.reason for held in mended.held] == ["mapping.gone"]


def test_discarded_is_discarded(desk: Desk) -> None:
    ids = [row.id for row in desk.quarantine.rows()]
    assert desk.quarantine.discard([*ids[:4], ids[0], 999]) == 4
    assert desk.quarantine.discard(ids[:4]) == 0
    desk.publish(2)
    assert desk.quarantine.replay(ids).replayed == tuple(ids[4:])


def test_of_two_people_one_is_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading and appending somebody else replays some: they are passed over, the rest goes through."""
    desk.publish(2)
    ids = [row.id for row in desk.quarantine.rows()]
    real, raced = desk.log.replay, list[int]()

    def replay(arrivals: Sequence[Arrival], replayed: Sequence[int]) -> list[LogRow | None]:
        if not raced:
            raced.extend(ids[:3])
            desk.quarantine.replay(ids[:3])
        return real(arrivals, replayed)

    monkeypatch.setattr(desk.log, "replay", replay)
    assert desk.quarantine.replay(ids).replayed == tuple(ids[3:])
    assert len(desk.events()) == len({event.id for event in desk.events()}) == 10


def test_a_body_that_waited_for_a_mapping_is_taken_apart_by_it(desk: Desk, manual_clock: ManualClock) -> None:
    rows = b'[{"order": "a", "customer": "u", "total": "1"}, {"order": "b", "customer": "u", "total": "odd"}]'
    whole = Reject("mapping.none", "the source has no mapping that is live", "", rows, "@0", b"key")
    desk.log.append([Arrival("till", None, (whole,))])
    body = desk.quarantine.rows(source="till")[0]
    manual_clock.advance(DAY)
    trial = desk.quarantine.trial(source="till")
    assert (trial.seen, trial.replayed, [again.id for again in trial.held]) == (1, (body.id,), [body.id])
    done = desk.quarantine.replay([body.id])
    assert (done.replayed, [again.reject.reason for again in done.held]) == ((body.id,), ["mapping.number"])
    (left,) = desk.quarantine.rows(source="till")
    assert (left.reject.mapping, left.reject.pointer) == ("orders@1", "/2/event/properties/total")
    # However long it waited, it came when it came.
    assert left.at == body.at
    desk.quarantine.mend(left.id, left.reject.raw.replace(b"odd", b"2"))
    assert desk.quarantine.counts() == {("shop", "mapping.number"): 10}
    assert [event.properties["total"] for event in desk.events() if event.properties] == [1, 2]
