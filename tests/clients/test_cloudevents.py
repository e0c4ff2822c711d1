"""CloudEvents 1.0 over HTTP, in its three content modes."""

import base64
import json

import pytest

from clew.events import Identity
from clew.kernel.instants import parse_instant

EVENT = {
    "specversion": "1.0",
    "id": "1",
    "source": "/shop",
    "type": "com.acme.order",
    "time": "2025-12-31T23:00:00.123456789Z",
    "subject": "u1",
    "data": {"order_id": "o1", "total": 12.5},
}
CONTEXT = {"cloudevent": {"source": "/shop", "subject": "u1"}}


@pytest.fixture
def collector(inside):
    return inside()


def headers_of(event: dict) -> dict[str, str]:
    return {f"ce_{name}": value for name, value in event.items() if name != "data"}


def test_the_three_modes_say_the_same(collector):
    binary = collector.post("/v1/cloudevents", EVENT["data"], content_type="application/json", **headers_of(EVENT))
    structured = collector.post("/v1/cloudevents", EVENT, content_type="application/cloudevents+json; charset=utf-8")
    batched = collector.post("/v1/cloudevents", [EVENT], content_type="application/cloudevents-batch+json")
    assert binary.json == structured.json == batched.json == {"success": True}
    first, second, third = collector.new_events()
    assert first == second == third
    assert (first.id, first.kind, first.type) == ("/shop 1", "track", "com.acme.order")
    assert first.identities == (Identity("user_id", "u1"),)
    assert first.ts == parse_instant("2025-12-31T23:00:00.123456Z")
    assert first.properties == EVENT["data"]
    assert first.context == CONTEXT


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/json"])
def test_the_mode_is_known_without_its_content_type(collector, content_type):
    headers = {} if content_type is None else {"content_type": content_type}
    assert collector.post("/v1/cloudevents", EVENT, **headers).status == 200
    assert collector.post("/v1/cloudevents", [EVENT, EVENT], **headers).status == 200
    assert [event.id for event in collector.new_events()] == ["/shop 1"] * 3


def test_extensions_name_people_and_the_rest_is_kept(collector):
    people = {"userid": "u1", "anonymousid": "a1", "email": "ada@example.com", "tenant": "t1"}
    collector.post("/v1/cloudevents", {**EVENT, **people})
    (event,) = collector.new_events()
    assert event.identities == (
        Identity("user_id", "u1"),
        Identity("anonymous_id", "a1"),
        Identity("email", "ada@example.com"),
    )
    assert event.context["cloudevent"]["extensions"] == people


@pytest.mark.parametrize("written", ["K%C3%B6ln %25", '"K%C3%B6ln \\"%25"', "K%c3%b6ln%20%25"])
def test_header_values_are_percent_decoded(collector, written):
    headers = headers_of({**EVENT, "subject": written})
    collector.post("/v1/cloudevents", {}, content_type="application/json", **headers)
    (event,) = collector.new_events()
    assert event.identities[0].value in ("Köln %", 'Köln "%')


@pytest.mark.parametrize(
    ("content_type", "body", "properties"),
    [
        ("application/json", b"[1,2]", {"data": [1, 2]}),
        ("application/vnd.acme+json; v=1", b'{"a":1}', {"a": 1}),
        ("application/json", b"{broken", {"data_base64": base64.b64encode(b"{broken").decode()}),
        ("text/plain", b"hello", {"data": "hello"}),
        ("application/xml", b"<a/>", {"data": "<a/>"}),
        ("text/plain", b"\xff", {"data_base64": base64.b64encode(b"\xff").decode()}),
        ("application/protobuf", b"\x01\x02", {"data_base64": "AQI="}),
        ("application/json", b"", {}),
    ],
)
def test_data_of_every_type_is_kept(collector, content_type, body, properties):
    collector.post("/v1/cloudevents", body, content_type=content_type, **headers_of(EVENT))
    assert [event.properties for event in collector.new_events()] == [properties]


def test_data_base64_of_a_structured_event_is_kept(collector):
    event = {name: value for name, value in EVENT.items() if name != "data"}
    collector.post("/v1/cloudevents", {**event, "data_base64": "AQI=", "data": None})
    assert [event.properties for event in collector.new_events()] == [{"data_base64": "AQI="}]


@pytest.mark.parametrize("version", ["0.3", "0.1", "2.0", 1.0, None])
def test_another_version_is_refused(collector, version):
    answers = [collector.post("/v1/cloudevents", {**EVENT, "specversion": version})]
    if isinstance(version, str):
        answers.append(collector.post("/v1/cloudevents", {}, **headers_of({**EVENT, "specversion": version})))
    for answer in answers:
        assert answer.status == 400
        assert answer.json["code"] == "collect.specversion"
        assert answer.json["message"]
        assert answer.json["hint"]
    assert not collector.new_events()
    assert len(collector.new_rejects()) == len(answers)


def test_the_same_id_of_two_sources_is_two_events(collector):
    collector.post("/v1/cloudevents", [EVENT, {**EVENT, "source": "/other"}, {**EVENT, "source": "/x" * 200}])
    ids = [event.id for event in collector.new_events()]
    assert len(set(ids)) == 3
    assert max(map(len, ids)) <= 255


@pytest.mark.parametrize(
    ("change", "reason", "pointer"),
    [
        ({"specversion": "0.3"}, "cloudevent.version", "/specversion"),
        ({"specversion": None}, "cloudevent.version", "/specversion"),
        ({"id": ""}, "cloudevent.attribute", "/id"),
        ({"id": None}, "cloudevent.attribute", "/id"),
        ({"type": 7}, "cloudevent.attribute", "/type"),
        ({"source": ""}, "cloudevent.attribute", "/source"),
        ({"source": "/a b"}, "cloudevent.source", "/source"),
        ({"time": "soon"}, "time.unreadable", "/time"),
        ({"time": 7}, "time.unreadable", "/time"),
        ({"subject": None}, "identity.missing", ""),
        ({"data": {"v": 10**30}}, "event.integer_too_large", ""),
    ],
)
def test_a_malformed_event_of_a_batch_waits_in_quarantine(collector, change, reason, pointer):
    answer = collector.post("/v1/cloudevents", [EVENT, {**EVENT, **change}])
    assert answer.status == 200
    (fault,) = answer.json["faults"]
    assert (fault["code"], fault["pointer"]) == (reason, f"/1{pointer}")
    assert len(collector.new_events()) == 1
    (row,) = collector.new_rejects()
    assert json.loads(row.reject.raw) == {**EVENT, **change}


def test_nan_in_one_event_of_a_batch_costs_that_event_only(collector):
    bad = json.dumps({**EVENT, "data": {"v": float("nan")}})
    answer = collector.post("/v1/cloudevents", f"[{json.dumps(EVENT)}, {bad}]".encode())
    assert answer.json["quarantined"] == 1
    assert len(collector.new_events()) == 1


@pytest.mark.parametrize("body", [b"", b"7", b"[", b"[1", b"{}x", b"\xff"])
def test_what_is_no_cloudevent_is_refused(collector, body):
    answer = collector.post("/v1/cloudevents", body)
    assert answer.status == 400
    assert answer.json["code"] == "collect.body_unreadable"
