"""Imports into a real log: idempotent, resumable at any point, and nothing lost or doubled."""

import gzip
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from clew.adapters.files import FileLedger, open_rows
from clew.adapters.sqlite import LOG_FILE, SqliteEventLog
from clew.catalog import parse
from clew.events import Event, EventChecker, rejection, standard_registry
from clew.events.imports import AlreadyRunning, Importer, ImportProgress, NothingFits
from clew.events.mapping import MappedRows, compile_mapping
from clew.events.ports import Reject
from clew.kernel.instants import parse_instant
from clew.kernel.packing import from_json, unpacker
from tests.conftest import ManualClock

_events = unpacker(list[Event])

MAPPING: dict[str, Any] = {
    "id": "orders",
    "version": 1,
    "event": {
        "kind": "track",
        "type": "Order Completed",
        "id": {"concat": ["o-", "$.order"]},
        "identities": {"user_id": "$.customer"},
        "properties": {"total": "$.total"},
    },
}


@pytest.fixture
def log(tmp_path: Path, manual_clock: ManualClock) -> Iterator[SqliteEventLog]:
    found = SqliteEventLog(tmp_path / LOG_FILE, manual_clock)
    yield found
    found.close()


def _mapper(document: dict[str, Any] = MAPPING) -> MappedRows:
    return MappedRows(compile_mapping(document), lambda _, value: str(value))


def _check(checker: EventChecker) -> Any:
    def check(_: str, event: Event) -> Event | Reject:
        found = checker.check(event)
        return found if isinstance(found, Event) else rejection(found, b"")

    return check


@pytest.fixture(scope="module")
def check() -> Any:
    return _check(EventChecker(standard_registry()))


def _orders(folder: Path, count: int, *, bad: tuple[int, ...] = ()) -> Path:
    path = folder / "orders.csv.gz"
    lines = [f"{n},{'x' if n in bad else n / 4},u{n % 7}" for n in range(1, count + 1)]
    path.write_bytes(gzip.compress(("order,total,customer\n" + "\n".join(lines)).encode()))
    return path


def _held(log: SqliteEventLog) -> list[Event]:
    return [event for row in log.read(0, 10_000).rows for event in _events.decode(row.body)]


def test_rows_become_events_and_broken_ones_wait(tmp_path: Path, log: SqliteEventLog, check: Any) -> None:
    seen: list[tuple[ImportProgress, float]] = []
    importer = Importer(log, FileLedger(tmp_path / "imports"), check)
    report = importer.run(
        open_rows(_orders(tmp_path, 25_000, bad=(3, 17_000))),
        _mapper(),
        "shop",
        lambda progress, share: seen.append((progress, share)),
    )
    assert report.progress == ImportProgress(25_000, 24_998, 2, report.progress.last_seq, done=True)
    assert [progress.rows for progress, _ in seen] == [10_000, 20_000, 25_000]
    assert seen[-1][1] == 1.0
    events = _held(log)
    assert [event.id for event in events] == [f"o-{n}" for n in range(1, 25_001) if n not in (3, 17_000)]
    assert events[0].properties == {"total": 0.25}, "read gently by the schema of its type"
    assert {row.source for row in log.read(0, 10_000).rows} == {"shop"}
    first, second = log.rejects()
    assert (first.reject.reason, first.reject.pointer) == ("schema.violation", "/3/properties/total")
    assert from_json(first.reject.raw) == [{"$row": 3, "order": "3", "total": "x", "customer": "u3"}]
    assert (second.reject.mapping, second.source) == ("orders@1", "shop")


def test_a_second_run_appends_nothing(tmp_path: Path, log: SqliteEventLog, check: Any) -> None:
    path, ledger = _orders(tmp_path, 100, bad=(5,)), FileLedger(tmp_path / "imports")
    first = Importer(log, ledger, check).run(open_rows(path), _mapper(), "shop")
    place = log.last()
    again = Importer(log, ledger, check).run(open_rows(path), _mapper(), "shop")
    assert log.last() == place
    assert (again.progress, again.resumed) == (first.progress, 100)
    assert len(log.rejects()) == 1


def test_another_version_or_source_is_another_import(tmp_path: Path, log: SqliteEventLog, check: Any) -> None:
    path, importer = _orders(tmp_path, 10), Importer(log, FileLedger(tmp_path / "imports"), check)
    importer.run(open_rows(path), _mapper(), "shop")
    importer.run(open_rows(path), _mapper(MAPPING | {"version": 2}), "shop")
    importer.run(open_rows(path), _mapper(), "other")
    assert len(_held(log)) == 30
    assert len({(event.id) for event in _held(log)}) == 10, "the engine knows them by source and id"


def test_two_at_once_do_not_meet(tmp_path: Path, log: SqliteEventLog, check: Any) -> None:
    path, ledger = _orders(tmp_path, 100, bad=(5,)), FileLedger(tmp_path / "imports")
    met: list[str] = []

    def meanwhile(_progress: ImportProgress, _share: float) -> None:
        with pytest.raises(AlreadyRunning) as refused:
            Importer(log, FileLedger(tmp_path / "imports"), check).run(open_rows(path), _mapper(), "shop")
        met.append(refused.value.code)
        # The same file for another source is another import.
        Importer(log, FileLedger(tmp_path / "imports"), check).run(open_rows(path), _mapper(), "other")

    report = Importer(log, ledger, check).run(open_rows(path), _mapper(), "shop", meanwhile)
    assert (report.progress.rows, report.progress.done, met) == (100, True, ["import.already_running"])
    assert len(log.rejects()) == 2


class _DyingLedger(FileLedger):
    """The ledger of a process that dies before its nth note: after the append, before it is noted."""

    def __init__(self, folder: Path, notes: int) -> None:
        super().__init__(folder)
        self._notes = notes

    def write(self, key: str, progress: ImportProgress) -> None:
        if self._notes == 0:
            raise KeyboardInterrupt
        self._notes -= 1
        super().write(key, progress)


@pytest.mark.parametrize("notes", range(5))
def test_a_crash_between_append_and_note_loses_nothing_and_doubles_nothing(
    tmp_path: Path, log: SqliteEventLog, check: Any, notes: int
) -> None:
    path = _orders(tmp_path, 2_500, bad=(3, 1_001, 2_499))
    with pytest.raises(KeyboardInterrupt):
        Importer(log, _DyingLedger(tmp_path / "imports", notes), check, chunk_rows=1_000).run(
            open_rows(path), _mapper(), "shop"
        )
    report = Importer(log, FileLedger(tmp_path / "imports"), check, chunk_rows=1_000).run(
        open_rows(path), _mapper(), "shop"
    )
    assert report.progress.done
    assert (report.progress.rows, report.progress.events, report.progress.rejects) == (2_500, 2_497, 3)
    # Repeated events carry the same id: what the engine sees is each of them once.
    assert {event.id for event in _held(log)} == {f"o-{n}" for n in range(1, 2_501) if n not in (3, 1_001, 2_499)}
    assert [row.reject.pointer for row in log.rejects()] == [f"/{n}/properties/total" for n in (3, 1_001, 2_499)]


def test_a_crash_inside_a_group_tears_none(tmp_path: Path, log: SqliteEventLog, check: Any) -> None:
    path = tmp_path / "lines.csv"
    path.write_text("order,n,customer\n" + "".join(f"{n // 8},{n},u\n" for n in range(2_004)))
    document = {
        "id": "lines",
        "group": {"by": "$.order", "within": 4},
        "event": MAPPING["event"] | {"properties": {"lines": {"count": "$.n"}, "sum": {"sum": "$.n"}}},
    }
    with pytest.raises(KeyboardInterrupt):
        Importer(log, _DyingLedger(tmp_path / "imports", 2), check, chunk_rows=1_000).run(
            open_rows(path), _mapper(document), "shop"
        )
    report = Importer(log, FileLedger(tmp_path / "imports"), check, chunk_rows=1_000).run(
        open_rows(path), _mapper(document), "shop"
    )
    assert report.resumed == 1_000
    by_id: dict[str, Event] = {}
    for event in _held(log):
        by_id.setdefault(event.id, event)  # the first received wins
    assert len(by_id) == 251
    assert all(event.properties["lines"] == 8 for name, event in by_id.items() if name != "o-250")
    assert sum(event.properties["sum"] for event in by_id.values()) == sum(range(2_004))


LINES: dict[str, Any] = {
    "id": "lines",
    "group": "$.order",
    "event": MAPPING["event"] | {"properties": {"total": {"sum": {"number": "$.total"}}, "rows": {"count": "$.total"}}},
}


def _cut_short(tmp_path: Path, log: SqliteEventLog, check: Any, lines: str, document: dict[str, Any]) -> None:
    """An import that dies after the append of its first 600 rows is noted, and is run again."""
    path = tmp_path / "lines.csv"
    path.write_text("order,total,customer\n" + lines)
    with pytest.raises(KeyboardInterrupt):
        Importer(log, _DyingLedger(tmp_path / "imports", 2), check, chunk_rows=600).run(
            open_rows(path), _mapper(document), "shop"
        )
    report = Importer(log, FileLedger(tmp_path / "imports"), check, chunk_rows=600).run(
        open_rows(path), _mapper(document), "shop"
    )
    assert (report.resumed, report.progress.done) == (600, True)


@pytest.mark.parametrize("event_id", [{"concat": ["o-", "$.order"]}, {"concat": ["o-", "$.order", "-", "$row"]}])
def test_what_a_group_that_is_still_open_reaches_over_is_not_made_again(
    tmp_path: Path, log: SqliteEventLog, check: Any, event_id: Any
) -> None:
    rows = {1: "A,x,u", 2: "B,1,u", 3: "A,10,u", 4: "C,2,u", 6: "C,3,u", 300: "B,4,u", 800: "D,5,u"}
    lines = "".join(rows.get(number, f"e{number},1,u") + "\n" for number in range(1, 1_300))
    document = LINES | {"event": LINES["event"] | {"id": event_id}}
    _cut_short(tmp_path, log, check, lines, document)
    (held,) = log.rejects()
    assert [row["$row"] for row in from_json(held.reject.raw)] == [1, 3]
    by_id = {event.id: event for event in _held(log)}
    made = {name.split("-")[1]: event.properties for name, event in by_id.items()}
    assert len(made) == len(by_id), "none has two ids"
    assert "A" not in made, "a part of it is none of it"
    assert (made["B"], made["C"]) == ({"total": 5, "rows": 2}, {"total": 5, "rows": 2})


def test_a_contradiction_across_a_crash_is_one(tmp_path: Path, log: SqliteEventLog, check: Any) -> None:
    rows = {1: "A,1,u", 2: "B,1,u", 1_250: "A,2,u", 1_251: "B,1,u"}
    lines = "".join(rows.get(number, f"e{number},1,u") + "\n" for number in range(1, 1_300))
    _cut_short(tmp_path, log, check, lines, MAPPING)
    (held,) = log.rejects()
    assert (held.reject.reason, held.reject.pointer) == ("mapping.same_id", "/1250/event/id")


def test_a_mapping_for_another_file_stops_before_anything_is_changed(
    tmp_path: Path, log: SqliteEventLog, check: Any
) -> None:
    path, ledger = _orders(tmp_path, 1_000), FileLedger(tmp_path / "imports")
    wrong = MAPPING | {"event": MAPPING["event"] | {"ts": "$.date"}}
    with pytest.raises(NothingFits, match="none of the first 1,000 rows") as caught:
        Importer(log, ledger, check).run(open_rows(path), _mapper(wrong), "shop")
    assert caught.value.where == "orders@1/1/event/ts"
    assert log.last() == (0, 0)
    assert log.rejects() == []
    report = Importer(log, ledger, check).run(open_rows(path), _mapper(), "shop")
    assert report.progress.events == 1_000


def test_a_mapping_that_gives_all_rows_one_id_stops_too(tmp_path: Path, log: SqliteEventLog, check: Any) -> None:
    path = _orders(tmp_path, 2_000)
    wrong = MAPPING | {"event": MAPPING["event"] | {"id": {"concat": ["o-", "$.misspelt"]}}}

    with pytest.raises(NothingFits, match="only 1 of the first 2,000 rows"):
        Importer(log, FileLedger(tmp_path / "imports"), check).run(open_rows(path), _mapper(wrong), "shop")

    assert log.last() == (0, 0)


def test_a_few_broken_rows_are_no_wrong_mapping(tmp_path: Path, log: SqliteEventLog, check: Any) -> None:
    path = _orders(tmp_path, 3, bad=(1, 2, 3))
    report = Importer(log, FileLedger(tmp_path / "imports"), check).run(open_rows(path), _mapper(), "shop")
    assert (report.progress.events, report.progress.rejects) == (0, 3)


def test_real_orders(tmp_path: Path, shared: Path, log: SqliteEventLog, check: Any) -> None:
    """The public data set's first months through the mapping that the demo ships, against sums made another way."""
    path = tmp_path / "orders.parquet"
    pq.write_table(pq.read_table(shared / "data/online_retail_2009_10/transactions.parquet")[:40_000], path)
    demo = Path(__file__).parents[3] / "src/clew/runtime/demo/online_retail.mapping.yaml"
    document = parse(demo.read_text()).checked()[0].document
    mapper = _mapper({"id": document.id, **document.body})
    report = Importer(log, FileLedger(tmp_path / "imports"), check).run(open_rows(path), mapper, "retail")
    table = pq.read_table(path)
    known = table.filter(pc.is_valid(table["customer_id"])) if mapper.skipped else table
    assert mapper.skipped == table.num_rows - known.num_rows
    assert (report.progress.rows, report.progress.rejects) == (40_000, 0)
    events = _held(log)
    orders = [event for event in events if event.kind == "track"]
    assert {event.properties["order_id"] for event in orders} == set(known["invoice"].to_pylist())
    assert len(orders) == pc.count_distinct(known["invoice"]).as_py()
    assert sum(len(event.properties["products"]) for event in orders) == known.num_rows
    lines = zip(known["quantity"].to_pylist(), known["unit_price"].to_pylist(), strict=True)
    expected = sum(quantity * Decimal(repr(price)) for quantity, price in lines)
    assert sum(Decimal(repr(event.properties["total"])) for event in orders) == expected
    cancelled = [event for event in orders if event.type == "Order Cancelled"]
    assert len(cancelled) == sum(name.startswith("C") for name in set(known["invoice"].to_pylist()))
    assert min(event.ts or 0 for event in orders) == parse_instant("2009-12-01T07:45:00Z")
    people = {identity.value for event in events for identity in event.identities if identity.namespace == "user_id"}
    assert len(people) == pc.count_distinct(known["customer_id"]).as_py()
