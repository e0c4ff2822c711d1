"""Mappings: what a document may say, what rows become, and how a wrong one is refused."""

from typing import Any

import pytest

from clew.events import Event, Identity
from clew.events.imports import Row
from clew.events.mapping import InvalidMapping, MappedRows, compile_mapping, rows_of
from clew.events.ports import Reject
from clew.kernel.errors import ClewError
from clew.kernel.instants import parse_instant
from clew.kernel.packing import ExactNumber, from_json

LINE: dict[str, Any] = {
    "kind": "track",
    "type": "Bought",
    "id": {"hash": ["$.order", "$row"]},
    "identities": {"user_id": "$.customer"},
}


def _as_written(_: str, value: Any) -> str | None:
    return str(value) or None


def _mapped(document: dict[str, Any], *rows: dict[str, Any]) -> list[Event | Reject]:
    mapper = MappedRows(compile_mapping({"id": "m", **document}), _as_written)
    return [*mapper.feed([Row(number, dict(row)) for number, row in enumerate(rows, 1)]), *mapper.finish()]


def _value(expression: Any, row: dict[str, Any]) -> Any:
    """What an expression gives on a row: the value, or the reason of the reject."""
    event = {**LINE, "identities": {"user_id": {"const": "u"}}, "properties": {"x": expression}}
    (found,) = _mapped({"event": event}, row)
    return found.properties.get("x") if isinstance(found, Event) else found.reason


@pytest.mark.parametrize(
    ("expression", "row", "expected"),
    [
        ("$.a", {"a": "x"}, "x"),
        ("$.a", {}, None),
        ("$.a", {"a": ""}, None),
        ("$.a.b[1]", {"a": {"b": [1, 2]}}, 2),
        ("$.a.b[7]", {"a": {"b": [1, 2]}}, None),
        ("$.a.b", {"a": "text"}, None),
        ("$['Customer ID']", {"Customer ID": "7"}, "7"),
        ("$row", {}, 1),
        ("plain", {}, "plain"),
        (12.5, {}, 12.5),
        ({"const": "$5"}, {}, "$5"),
        ({"const": [1, 2]}, {}, [1, 2]),
        ({"string": "$.a"}, {"a": 17850.0}, "17850"),
        ({"string": "$.a"}, {"a": True}, "true"),
        ({"string": "$.a"}, {"a": [1]}, "mapping.text"),
        ({"lower": "$.a"}, {"a": "ÄB"}, "äb"),
        ({"upper": "$.a"}, {"a": "ab"}, "AB"),
        ({"trim": "$.a"}, {"a": "  x "}, "x"),
        ({"trim": "$.a"}, {"a": "   "}, None),
        ({"concat": ["$.a", "-", "$.b"]}, {"a": "x", "b": 2}, "x-2"),
        ({"concat": ["$.a", "$.b"]}, {}, None),
        ({"replace": "$.a", "find": ",", "with": "."}, {"a": "1,5"}, "1.5"),
        ({"split": "$.a", "by": ","}, {"a": "x, y,,z"}, ["x", "y", "z"]),
        ({"split": "$.a", "by": ",", "index": -1}, {"a": "x, y"}, "y"),
        ({"split": "$.a", "by": ",", "index": 5}, {"a": "x, y"}, None),
        ({"number": "$.a"}, {"a": "12.50"}, 12.5),
        ({"number": "$.a"}, {"a": " -3 "}, -3),
        ({"number": "$.a"}, {"a": "+.5"}, 0.5),
        ({"number": "$.a"}, {"a": "1e3"}, 1000),
        ({"number": "$.a"}, {"a": 2.5}, 2.5),
        ({"number": "$.a"}, {"a": "1.23456789012345678901"}, ExactNumber("1.23456789012345678901")),
        ({"number": "$.a"}, {"a": "12,50"}, "mapping.number"),
        ({"number": "$.a"}, {"a": "NaN"}, "mapping.number"),
        ({"number": "$.a"}, {"a": "1_000"}, "mapping.number"),
        ({"number": "$.a"}, {"a": "٣"}, "mapping.number"),
        ({"number": "$.a"}, {"a": True}, "mapping.number"),
        ({"number": "$.a", "decimal": ",", "thousands": "."}, {"a": "1.234,56"}, 1234.56),
        ({"number": "$.a", "thousands": ","}, {"a": "1,234.56"}, 1234.56),
        ({"number": "$.a", "decimal": ","}, {"a": "1.5"}, "mapping.number"),
        ({"integer": "$.a"}, {"a": "7.0"}, 7),
        ({"integer": "$.a"}, {"a": "7.5"}, "mapping.integer"),
        ({"multiply": ["$.a", "$.b"]}, {"a": "0.1", "b": 3}, 0.3),
        ({"multiply": ["$.a", "$.b"]}, {"a": "0.1"}, None),
        ({"hash": ["$.a", "$.b"]}, {"a": "x", "b": 1}, "a8db9de0c3e6b5f9"),
        ({"hash": ["$.a", "$.b"]}, {}, None),
        ({"coalesce": ["$.a", "$.b", "z"]}, {"b": 0}, 0),
        ({"lookup": "$.a", "table": {"1": "one"}}, {"a": 1}, "one"),
        ({"lookup": "$.a", "table": {"1": "one"}}, {"a": 2}, "mapping.lookup"),
        ({"lookup": "$.a", "table": {"1": "one"}, "default": "many"}, {"a": 2}, "many"),
        ({"if": {"equals": ["$.a", 1]}, "then": "yes", "else": "no"}, {"a": "1"}, "yes"),
        ({"if": {"present": "$.a"}, "then": "yes"}, {}, None),
        ({"in": "$.a", "of": ["x", 2]}, {"a": "2"}, True),
        ({"all": [{"starts_with": ["$.a", "x"]}, {"ends_with": ["$.a", "z"]}]}, {"a": "xyz"}, True),
        ({"any": [{"contains": ["$.a", "q"]}, {"not": {"present": "$.b"}}]}, {"a": "xyz"}, True),
        ({"less": ["$.a", 10]}, {"a": "9"}, True),
        ({"greater": ["$.a", "$.b"]}, {"a": "9", "b": "10"}, False),
        ({"less": ["$.a", 10]}, {"a": "x"}, "mapping.number"),
        ({"a": {"b": "$.a"}, "c": "$.nothing"}, {"a": 1}, {"a": {"b": 1}}),
    ],
)
def test_expressions(expression: Any, row: dict[str, Any], expected: Any) -> None:
    found = _value(expression, row)
    if isinstance(expression, dict) and "hash" in expression and expected:
        assert isinstance(found, str)
        assert len(found) == 32
        assert found == _value(expression, dict(row))
        assert found != _value(expression, {**row, "a": "y"})
    else:
        assert found == expected
        assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("options", "value", "expected"),
    [
        ({}, "2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
        ({}, "2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00Z"),
        ({}, "2026-01-31", "2026-01-31T00:00:00Z"),
        ({}, 1_700_000_000, "2023-11-14T22:13:20Z"),
        ({}, 1_700_000_000_500, "2023-11-14T22:13:20.500000Z"),
        ({"format": "%d/%m/%Y %H:%M"}, "31/01/2026 12:30", "2026-01-31T12:30:00Z"),
        ({"format": "%d/%m/%Y %H:%M"}, "1/2/2026 9:05", "2026-02-01T09:05:00Z"),
        ({"format": "%d %b %Y"}, "31 Jan 2026", "2026-01-31T00:00:00Z"),
        ({"format": ["%Y-%m-%d", "%d.%m.%Y"]}, "31.01.2026", "2026-01-31T00:00:00Z"),
        ({"format": "epoch_milliseconds"}, "1700000000500", "2023-11-14T22:13:20.500000Z"),
        ({"format": "epoch_seconds"}, 1_700_000_000.25, "2023-11-14T22:13:20.250000Z"),
        ({"zone": "Europe/London"}, "2026-07-01 12:00:00", "2026-07-01T11:00:00Z"),
        # Clocks go back on 25 October 2026 at 02:00: the first of the two is taken.
        ({"zone": "Europe/London"}, "2026-10-25 01:30:00", "2026-10-25T00:30:00Z"),
        # Clocks go forward on 29 March 2026 at 01:00: the offset before the gap is taken.
        ({"zone": "Europe/London"}, "2026-03-29 01:30:00", "2026-03-29T01:30:00Z"),
        ({}, "yesterday", None),
        ({}, "0001-01-01T00:00:00+23:00", None),
        ({}, 1e300, None),
        ({"format": "%d/%m/%Y"}, "2026-01-31", None),
        ({"format": "%d/%m/%Y"}, "31/02/2026", None),
        ({"format": "%d/%m/%Y"}, "31/01/2026x", None),
        ({"format": "epoch_seconds"}, "1e300", None),
        ({}, True, None),
    ],
)
def test_dates(options: dict[str, Any], value: Any, expected: str | None) -> None:
    assert _value({"date": "$.at", **options}, {"at": value}) == (expected or "mapping.date")
    timed = {"event": {**LINE, "ts": {"date": "$.at", **options}}}
    (found,) = _mapped(timed, {"order": "o", "customer": "u", "at": value})
    if expected:
        assert isinstance(found, Event)
        assert found.ts == parse_instant(expected)
    else:
        assert isinstance(found, Reject)
        assert found.pointer == "/1/event/ts"


def test_a_whole_event() -> None:
    event = {
        **LINE,
        "ts": "$.at",
        "identities": {"user_id": {"string": "$.customer"}, "email": "$.mail"},
        "properties": {"price": {"number": "$.price"}, "note": "$.note"},
        "context": {"library": {"name": "import"}},
    }
    row = {"order": "o1", "customer": 17.0, "at": "2026-01-01T00:00:00Z", "price": "1.50"}
    (found,) = _mapped({"event": event}, row)
    assert isinstance(found, Event)
    assert (found.kind, found.type, found.ts) == ("track", "Bought", parse_instant("2026-01-01T00:00:00Z"))
    assert found.identities == (Identity("user_id", "17"),)
    assert found.properties == {"price": 1.5}
    assert found.context == {"library": {"name": "import"}}


@pytest.mark.parametrize(
    ("row", "reason", "pointer"),
    [
        ({"customer": "u", "at": "2026"}, "mapping.date", "/1/event/ts"),
        ({"customer": "u"}, "mapping.missing", "/1/event/ts"),
        ({"at": "2026-01-01"}, "mapping.no_identity", "/1/event/identities"),
        ({"customer": "u", "at": "2026-01-01", "n": "x"}, "mapping.number", "/1/event/properties/n"),
        ({"customer": "u", "at": "2026-01-01", "order": "x" * 300}, "mapping.too_long", "/1/event/id"),
        ({"customer": "bad", "at": "2026-01-01"}, "identity.bad", "/1/event/identities"),
    ],
)
def test_a_row_that_does_not_fit_is_kept_whole_with_its_place(row: dict[str, Any], reason: str, pointer: str) -> None:
    class Bad(ClewError):
        code = "identity.bad"

    def normalise(_: str, value: Any) -> str:
        if value == "bad":
            raise Bad("not an id")
        return str(value)

    event = {**LINE, "id": {"concat": ["$.order", "$row"]}, "ts": "$.at", "properties": {"n": {"number": "$.n"}}}
    mapper = MappedRows(compile_mapping({"id": "m", "version": 3, "event": event}), normalise)
    (found,) = mapper.feed([Row(1, dict(row))])
    assert isinstance(found, Reject)
    assert (found.reason, found.pointer, found.mapping) == (reason, pointer, "m@3")
    assert from_json(found.raw) == [{"$row": 1, **row}]
    assert "bad" not in found.message
    assert [kept.values for kept in rows_of(found.raw, found.pointer) or []] == [row]


ORDERS: dict[str, Any] = {
    "when": {"present": "$.customer"},
    "group": {"by": "$.order", "within": 3},
    "events": [
        {
            "kind": "identify",
            "id": {"concat": ["c-", "$.customer"]},
            "identities": {"user_id": "$.customer"},
            "properties": {"country": "$.country"},
        },
        {
            "kind": "track",
            "type": {"if": {"starts_with": ["$.order", "C"]}, "then": "Order Cancelled", "else": "Order Completed"},
            "id": "$.order",
            "identities": {"user_id": "$.customer"},
            "properties": {
                "total": {"sum": {"multiply": ["$.n", "$.price"]}},
                "lines": {"count": "$.n"},
                "products": {"each": {"sku": "$.sku", "quantity": "$.n"}},
            },
        },
    ],
}


def _line(order: str, sku: str, n: int, **more: Any) -> dict[str, Any]:
    return {"order": order, "sku": sku, "n": n, "price": 0.1, "customer": "u1", "country": "UK", **more}


def test_lines_become_orders() -> None:
    identify, order, cancelled = _mapped(ORDERS, _line("1", "a", 1), _line("1", "b", 2), _line("C2", "a", -1))
    assert isinstance(order, Event)
    assert order.properties == {
        "total": 0.3,
        "lines": 2,
        "products": [{"sku": "a", "quantity": 1}, {"sku": "b", "quantity": 2}],
    }
    assert isinstance(identify, Event)
    assert identify.properties == {"country": "UK"}
    assert isinstance(cancelled, Event)
    assert (cancelled.type, cancelled.properties["total"]) == ("Order Cancelled", -0.1)


def test_interleaved_orders_are_still_whole() -> None:
    found = _mapped(ORDERS, _line("1", "a", 1), _line("2", "x", 1), _line("1", "b", 2), _line("2", "y", 1))
    orders = {item.id: item.properties["lines"] for item in found if isinstance(item, Event) and item.kind == "track"}
    assert orders == {"1": 2, "2": 2}


def test_an_order_torn_further_apart_is_refused_and_not_lost() -> None:
    others = [_line(str(number), "x", 1) for number in range(2, 8)]
    found = _mapped(ORDERS, _line("1", "a", 1), *others, _line("1", "b", 2))
    (reject,) = [item for item in found if isinstance(item, Reject)]
    assert reject.reason == "mapping.same_id"
    assert reject.pointer == "/8/events/1/id"


def test_rows_passed_over_are_counted() -> None:
    mapper = MappedRows(compile_mapping({"id": "m", **ORDERS}), _as_written)
    mapper.feed([Row(1, _line("1", "a", 1)), Row(2, {"order": "1"}), Row(3, _line("1", "a", 1))])
    assert mapper.skipped == 1
    assert len(mapper.finish()) == 2


def test_what_an_earlier_row_said_word_for_word_is_left_out() -> None:
    mapper = MappedRows(compile_mapping({"id": "m", **ORDERS}), _as_written)
    mapper.feed([Row(number, _line(str(number), "a", 1)) for number in range(1, 6)])
    mapper.finish()
    assert mapper.repeated == 4, "one identify for five orders of one person"


def test_a_group_that_does_not_end_is_refused_in_pieces() -> None:
    mapper = MappedRows(compile_mapping({"id": "m", **ORDERS}), _as_written)
    out = mapper.feed([Row(number, _line("1", "a", 1)) for number in range(1, 25_001)])
    out += mapper.finish()
    assert [item.reason for item in out if isinstance(item, Reject)] == ["mapping.group"] * 3
    assert not [item for item in out if isinstance(item, Event)]


def test_rows_that_cannot_be_read_are_kept_as_they_are() -> None:
    mapper = MappedRows(compile_mapping({"id": "m", "event": LINE}), _as_written)
    (found,) = mapper.feed([Row(4, {}, "3 cells where the header has 4", b"a,b,c")])
    assert isinstance(found, Reject)
    assert (found.reason, found.pointer, found.raw) == ("import.row", "/4", b"a,b,c")
    assert rows_of(found.raw, found.pointer) is None
    assert rows_of(b'{"order": "o", "gone": null}', "/4/x") == [Row(4, {"order": "o"})]


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ({"event": None}, "/event", "an event is an object"),
        ({"event": {**LINE, "kind": "bought"}}, "/event/kind", "no such kind"),
        # What concerns the workspace, or another event, is not a file's to say.
        *(
            ({"event": {**LINE, "kind": kind}}, "/event/kind", "no such kind")
            for kind in ("control", "publish", "live", "business", "replace", "delete_event", "delete_profile", "merge")
        ),
        ({"event": {**LINE, "propertys": {}}}, "/event/propertys", "did you mean `properties`"),
        ({"event": {name: LINE[name] for name in ("kind", "type", "id")}}, "/event", "identities"),
        ({"event": {name: LINE[name] for name in ("kind", "type", "identities")}}, "/event", "`id`"),
        ({"evnt": LINE}, "/evnt", "did you mean `event`"),
        ({"event": {**LINE, "properties": {"x": {"numbr": "$.a"}}}}, "/event/properties/x/numbr", "`number`"),
        (
            {"event": {**LINE, "properties": {"x": {"number": "$.a", "decimel": ","}}}},
            "/event/properties/x/decimel",
            "",
        ),
        ({"event": {**LINE, "properties": {"x": {"number": "abc"}}}}, "/event/properties/x/number", "not a number"),
        ({"event": {**LINE, "properties": {"x": {"multiply": "$.a"}}}}, "/event/properties/x/multiply", "list"),
        (
            {"event": {**LINE, "properties": {"x": {"date": "$.a", "zone": "Mars"}}}},
            "/event/properties/x/date/zone",
            "",
        ),
        (
            {"event": {**LINE, "properties": {"x": {"date": "$.a", "format": "dd.mm"}}}},
            "/event/properties/x/date/format",
            "",
        ),
        ({"event": {**LINE, "ts": {"date": "$.a", "fromat": "%Y"}}}, "/event/ts/fromat", "did you mean `format`"),
        (
            {"event": {**LINE, "properties": {"x": {"hash": ["$.a"], "length": 4}}}},
            "/event/properties/x/hash/length",
            "",
        ),
        ({"event": {**LINE, "properties": {"x": {"split": "$.a"}}}}, "/event/properties/x/split/by", ""),
        ({"event": {**LINE, "properties": {"x": "$.a["}}}, "/event/properties/x", "not a path"),
        ({"event": {**LINE, "properties": {"x": ["$.a"]}}}, "/event/properties/x", "list"),
        ({"event": LINE, "when": {"equals": ["$.a"]}}, "/when/equals", "two values"),
        ({"event": LINE, "group": {"by": "$.a", "within": 0}}, "/group/within", "whole number"),
        ({"events": []}, "/", "event"),
    ],
)
def test_a_document_that_cannot_work_is_refused_with_its_place(change: dict[str, Any], place: str, said: str) -> None:
    with pytest.raises(InvalidMapping) as caught:
        compile_mapping({"id": "m", **change})
    assert caught.value.where == place
    assert said in str(caught.value)
