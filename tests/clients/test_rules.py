"""The rules for every collection route, and every limit with its error."""

import gzip
import json

import pytest
from msgspec import structs

from clew.api.collect import Limits
from clew.api.collect.dialects import DIALECTS
from clew.events import Identity
from clew.events.ports import Reject

TRACK = {"type": "track", "event": "E", "userId": "u", "messageId": "m"}
ROUTES = sorted(path.replace("{key}", "wk_test") for dialect in DIALECTS for path in dialect)
ORIGIN = "https://shop.example"


def refused(answer, status: int, code: str) -> None:
    """A refusal says what is wrong and what to do, the way every SDK can read it."""
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json
    assert problem["code"] == code
    assert problem["status"] == status
    assert all(problem[member] for member in ("message", "title", "detail", "type", "hint"))


@pytest.fixture
def collector(inside):
    return inside()


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", None])
def test_any_content_type_is_json(collector, content_type):
    headers = {} if content_type is None else {"content_type": content_type}
    answer = collector.post("/v1/track", TRACK, **headers)
    assert (answer.status, answer.json) == (200, {"success": True})
    assert answer.headers["content-type"] == "application/json"
    assert [event.id for event in collector.new_events()] == ["m"]


@pytest.mark.parametrize("headers", [{}, {"content_encoding": "gzip"}])
def test_gzip_by_header_or_by_magic(collector, headers):
    assert collector.post("/v1/track", gzip.compress(json.dumps(TRACK).encode()), **headers).status == 200
    assert len(collector.new_events()) == 1


def test_a_body_in_small_chunks(collector):
    answer = collector.ask("POST", "/v1/track?writeKey=wk_test", json.dumps(TRACK).encode(), chunk=3)
    assert answer.status == 200
    assert len(collector.new_events()) == 1


@pytest.mark.parametrize("member", ["writeKey", "api_key", "token"])
def test_a_key_in_the_body(collector, member):
    assert collector.post("/v1/track", {**TRACK, member: "wk_test"}, key=None).status == 200
    assert collector.post("/v1/batch", {"batch": [TRACK], member: "wk_test"}, key=None).status == 200
    assert len(collector.new_events()) == 2


def test_an_unknown_key_is_refused_before_the_body_is_read(collector):
    refused(collector.post("/v1/track", b"\xff" * 10, key="nobody"), 401, "collect.write_key")
    refused(collector.post("/v1/track", {**TRACK, "writeKey": "nobody"}, key=None), 401, "collect.write_key")
    refused(collector.post("/v1/track", TRACK, key=None), 401, "collect.write_key")
    assert not collector.new_events()
    assert not collector.new_rejects()


@pytest.mark.parametrize("path", ROUTES)
def test_every_route_answers_a_preflight(collector, path):
    asked = [
        (b"origin", ORIGIN.encode()),
        (b"access-control-request-method", b"POST"),
        (b"access-control-request-headers", b"x-own"),
    ]
    answer = collector.ask("OPTIONS", path, headers=asked)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert int(answer.headers["access-control-max-age"]) > 0
    allowed = {name.strip() for name in answer.headers["access-control-allow-headers"].split(",")}
    assert {
        "authorization",
        "content-type",
        "x-write-key",
        "x-retry-count",
        "anonymousid",
        "sentat",
        "x-own",
    } <= allowed


@pytest.mark.parametrize("path", ROUTES)
def test_every_route_is_claimed_with_and_without_a_slash_and_refuses_other_methods(collector, path):
    assert collector.app.claims(path)
    assert collector.app.claims(path + "/")
    answer = collector.ask("DELETE", path)
    refused(answer, 405, "collect.method")
    assert answer.headers["allow"] in {"POST, OPTIONS", "GET, OPTIONS"}


def test_other_paths_are_left_to_others(collector):
    for path in ("/", "/api/v1/profiles", "/v1/projects//settings", "/v1/projects/a/b/settings", "/v1/tracks"):
        assert not collector.app.claims(path)
    refused(collector.ask("POST", "/nowhere"), 404, "collect.route")


@pytest.mark.parametrize("body", [TRACK, b"{"])
def test_a_page_of_another_origin_may_read_the_answer_whatever_it_is(collector, body):
    answer = collector.post("/v1/t", body, origin=ORIGIN)
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "retry-after" in answer.headers["access-control-expose-headers"]
    assert answer.headers["vary"] == "origin"


def test_settings_documents(collector):
    assert collector.ask("GET", "/v1/projects/wk_test/settings").json == {
        "integrations": {"Segment.io": {"apiKey": "wk_test"}},
        "plan": {"track": {"__default": {"enabled": True, "integrations": {}}}},
    }
    config = collector.ask("GET", "/sourceConfig/?writeKey=wk_test").json
    assert config["source"] == config["source"] | {"id": "web", "name": "Shop", "writeKey": "wk_test", "enabled": True}
    assert config["source"]["destinations"] == config["source"]["connections"] == []
    refused(collector.ask("GET", "/v1/projects/nobody/settings"), 401, "collect.write_key")


def test_figures_of_the_browser_library_are_thanked_for(collector):
    assert collector.post("/v1/m", {"series": []}, key=None).json == {"success": True}


def test_a_retry_is_stored_again_under_the_same_id(collector):
    # The engine deduplicates, for ever; the collector never loses by guessing.
    for sent_at in ("2026-01-01T00:00:00Z", "2026-01-01T00:00:09Z"):
        collector.post("/v1/batch", {"batch": [TRACK], "sentAt": sent_at})
    assert {event.id for event in collector.new_events()} == {"m"}


def test_an_empty_batch_is_a_success(collector):
    assert collector.post("/v1/batch", {"batch": []}).json == {"success": True}
    assert not collector.new_events()


BAD_ITEMS = {
    "call.type": b'{"userId":"u"}',
    "call.event": b'{"type":"track","userId":"u"}',
    "event.unreadable": b'{"type":"track","event":"E","userId":"u","properties":{"v":NaN}}',
    "event.not_utf8": b'{"type":"track","event":"E","userId":"\xff"}',
    "event.too_deep": b'{"type":"track","event":"E","userId":"u","properties":' + b'{"a":' * 40 + b"1" + b"}" * 41,
    "event.too_large": b'{"type":"track","event":"E","userId":"u","properties":{"a":"' + b"x" * 40_000 + b'"}}',
    "event.integer_too_large": b'{"type":"track","event":"E","userId":"u","properties":{"a":123456789012345678901}}',
    "event.nul": b'{"type":"track","event":"E","userId":"u","properties":{"a":["\\u0000"]}}',
    "event.id": b'{"type":"track","event":"E","userId":"u","messageId":"' + b"x" * 256 + b'"}',
    "event.name": b'{"type":"track","event":"' + b"x" * 256 + b'","userId":"u"}',
    "identity.missing": b'{"type":"track","event":"E","userId":null,"anonymousId":""}',
    "identity.too_long": b'{"type":"track","event":"E","userId":"' + b"x" * 513 + b'"}',
    "time.unreadable": b'{"type":"track","event":"E","userId":"u","timestamp":"12026-01-01T00:00:00Z"}',
    "time.out_of_range": b'{"type":"track","event":"E","userId":"u","timestamp":0.1,"sentAt":"9000-01-01T00:00:00Z"}',
}


@pytest.mark.parametrize("reason", BAD_ITEMS)
def test_one_bad_event_waits_in_quarantine_and_the_others_go_on(collector, reason):
    good = [json.dumps({**TRACK, "messageId": name}).encode() for name in "abc"]
    body = b'{"sentAt":"2025-12-31T23:59:00Z","batch":[' + b", ".join([*good, BAD_ITEMS[reason], good[0]]) + b"]}"
    answer = collector.post("/v1/batch", body)
    assert answer.status == 200
    assert answer.json["success"] is True
    assert answer.json["quarantined"] == 1
    (fault,) = answer.json["faults"]
    assert fault["code"] == reason
    assert fault["pointer"].startswith("/batch/3")
    events = collector.new_events()
    assert [event.id for event in events] == ["a", "b", "c", "a"]
    assert {event.sent_at for event in events} == {events[0].sent_at} != {None}
    (row,) = collector.new_rejects()
    assert row.source == "web"
    assert (row.reject.reason, row.reject.message, row.reject.pointer) == (reason, fault["message"], fault["pointer"])
    # As Latin-1, since one of them is no UTF-8.
    kept, sent = row.reject.raw.decode("latin-1"), BAD_ITEMS[reason].decode("latin-1")
    said = {"sentAt": "2025-12-31T23:59:00Z"}
    alone = reason != "event.unreadable"
    if alone:
        assert json.loads(kept) == said | json.loads(sent)
    else:
        assert kept == f'{{"batch":[{sent}],"sentAt":"2025-12-31T23:59:00Z"}}'


@pytest.mark.parametrize("reason", BAD_ITEMS)
def test_a_single_bad_event_waits_in_quarantine_too(collector, reason):
    answer = collector.post("/v1/track", BAD_ITEMS[reason])
    if reason == "call.type":
        reason = "call.event"  # the route says the type
    assert answer.status == 200
    assert answer.json["faults"][0]["code"] == reason
    assert [row.reject.reason for row in collector.new_rejects()] == [reason]
    assert not collector.new_events()


@pytest.mark.parametrize(
    ("path", "item"),
    [
        ("/v1/batch", {"type": "track", "event": "", "userId": "u", "messageId": "m"}),
        ("/v1/cloudevents", {"specversion": "1.0", "source": "/s", "id": "1", "type": "t"}),
    ],
)
def test_a_retry_does_not_double_what_waits(collector, path, item):
    """Nor does what says no id, or says something else, get lost for it."""

    def post(sent_at: str, *items: dict) -> None:
        batch = path == "/v1/batch"
        collector.post(path, {"batch": items, "sentAt": sent_at} if batch else list(items))

    for sent_at in ("2026-01-01T00:00:00Z", "2026-01-01T00:00:09Z"):
        post(sent_at, item)
    assert len(collector.new_rejects()) == 1
    post("2026-01-01T00:00:09Z", {**item, "more": 1})
    assert len(collector.new_rejects()) == 1
    nameless = {name: value for name, value in item.items() if name not in ("messageId", "id")}
    post("2026-01-01T00:00:09Z", nameless, nameless, {**nameless, "messageId": None, "id": ""})
    assert len(collector.new_rejects()) == 3


def test_half_an_emoji_costs_its_own_event_only(collector):
    items = b'{"type":"track","event":"\\ud83d","userId":"u"},{"type":"track","event":"E","userId":"u"}'
    assert collector.post("/v1/batch", b'{"batch":[' + items + b'],"context":{"k":1}}').json["quarantined"] == 1
    (event,) = collector.new_events()
    assert event.context == {"k": 1}


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b'{"batch":', b'{"batch":{}}', b'{"batch":[{}}', b"{}", b"\xff\xfe", b'{"batch":1}'],
)
def test_a_body_that_is_no_batch_is_refused_and_kept(collector, body):
    refused(collector.post("/v1/batch", body), 400, "collect.body_unreadable")
    (row,) = collector.new_rejects()
    assert (row.reject.reason, row.reject.raw) == ("body.unreadable", body)
    assert not collector.new_events()


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b'"x"', b"{", b"}"])
def test_a_body_that_is_no_call_is_refused(collector, body):
    refused(collector.post("/v1/track", body), 400, "collect.body_unreadable")


def test_nesting_beyond_the_stack_is_refused(collector):
    for body in (b"[" * 100_000, b'{"batch":' + b"[" * 100_000 + b"]" * 100_000 + b"}", b'{"x":' * 50_000):
        assert collector.post("/v1/batch", body).status in (200, 400)
    assert not collector.new_events()


def test_bodies_and_batches_above_their_limits(inside):
    collector = inside(Limits(body_bytes=2_000, batch_events=3))
    refused(collector.post("/v1/track", b" " * 2_001), 413, "collect.too_large")
    refused(collector.post("/v1/track", gzip.compress(b" " * 500_000)), 413, "collect.too_large")
    refused(collector.post("/v1/batch", {"batch": [TRACK] * 4}), 413, "collect.too_large")
    refused(collector.post("/v1/cloudevents", [{"specversion": "1.0"}] * 4), 413, "collect.too_large")
    assert collector.post("/v1/batch", {"batch": [TRACK] * 3}).status == 200


def test_broken_gzip_and_foreign_encodings(collector):
    refused(collector.post("/v1/track", gzip.compress(b"{}")[:-3]), 400, "collect.body_unreadable")
    refused(collector.post("/v1/track", b"{}", content_encoding="br"), 415, "collect.encoding")


def test_when_too_much_waits_the_answer_is_429_with_retry_after(inside):
    collector = inside(Limits(waiting_bodies=0))
    answer = collector.post("/v1/track", TRACK)
    refused(answer, 429, "collect.overloaded")
    assert int(answer.headers["retry-after"]) >= 1


def test_when_the_log_fails_the_answer_is_503_with_retry_after(collector):
    collector.log.close()
    answer = collector.post("/v1/track", TRACK)
    refused(answer, 503, "collect.log_unavailable")
    assert int(answer.headers["retry-after"]) >= 1


def test_a_fault_of_ours_is_a_500_that_says_nothing_of_the_event(inside, caplog):
    def broken(source, event):
        raise RuntimeError(event.properties["email"])

    answer = inside(validate=broken).post("/v1/track", {**TRACK, "properties": {"email": "ada@example.com"}})
    refused(answer, 500, "collect.internal")
    assert "retry-after" in answer.headers
    assert "ada@" not in caplog.text + answer.body.decode()
    assert "RuntimeError" in caplog.text


def test_what_the_schemas_reject_waits_in_quarantine_with_their_reason(inside):
    def verdict(source, event):
        if event.properties.get("revenue", 0) < 0:
            return Reject("schema.violation", "revenue is negative", "/properties/revenue", b"")
        return structs.replace(event, type="Order")

    collector = inside(validate=verdict)
    items = [{**TRACK, "properties": {"revenue": revenue}} for revenue in (1, -1, 2)]
    answer = collector.post("/v1/batch", {"batch": items})
    assert answer.json["faults"] == [
        {"pointer": "/batch/1/properties/revenue", "code": "schema.violation", "message": "revenue is negative"}
    ]
    # A schema that reads gently gives the event back as it should have been; that one is stored.
    assert [(event.type, event.properties["revenue"]) for event in collector.new_events()] == [
        ("Order", 1),
        ("Order", 2),
    ]
    assert json.loads(collector.new_rejects()[0].reject.raw) == items[1]


def test_a_crowd_of_faults_is_counted_and_the_first_are_listed(collector):
    answer = collector.post("/v1/batch", {"batch": [{}] * 700})
    assert answer.json["quarantined"] == 700
    assert len(answer.json["faults"]) == 20
    assert len(collector.new_rejects()) == 700


def test_a_large_batch_is_stored_as_one_body_in_order(collector):
    items = [{**TRACK, "messageId": str(number)} for number in range(2_000)]
    assert collector.post("/v1/batch", {"batch": items}).status == 200
    assert [event.id for event in collector.new_events()] == [str(number) for number in range(2_000)]


def test_beacon_pixel_import_and_merge(collector):
    assert collector.ask("POST", "/beacon/v1/batch?writeKey=wk_test", json.dumps({"batch": [TRACK]}).encode()).json == {
        "success": True
    }
    assert collector.post("/v1/import", {"batch": [TRACK]}).status == 200
    pair = [{"type": "email", "value": "a@x.io"}, {"type": "mobile", "value": "+4915112345678"}]
    assert collector.post("/v1/merge", {"userId": "u", "mergeProperties": pair}).status == 200
    pixel = collector.ask(
        "GET",
        "/pixel/v1/page?writeKey=wk_test&anonymousId=a1&name=Home&context.page.url=https%3A%2F%2Fx%2F"
        "&properties.a=1&messageId=p1&context.library.name=amp",
    )
    assert pixel.status == 200
    assert pixel.headers["content-type"] == "image/gif"
    assert pixel.body.startswith(b"GIF89a")
    tracked = collector.ask("GET", "/pixel/v1/track?writeKey=wk_test&userId=u&event=Open&properties=%7B%22n%22%3A2%7D")
    assert tracked.status == 200
    refused(collector.ask("GET", "/pixel/v1/track?userId=u"), 401, "collect.write_key")
    _, _, merge, page, track = collector.new_events()
    assert merge.kind == "alias"
    assert page.properties == {"a": "1", "name": "Home"}
    assert page.context == {"page": {"url": "https://x/"}, "library": {"name": "amp"}}
    assert page.identities == (Identity("anonymous_id", "a1"),)
    assert (track.type, track.properties) == ("Open", {"n": 2})


def test_a_pixel_that_makes_no_sense_is_kept(collector):
    paths = ["/pixel/v1/track?writeKey=wk_test&a=1", "/pixel/v1/page?writeKey=wk_test&properties=x&properties.a=1"]
    for path in paths:
        assert collector.ask("GET", path).status == 200
    assert [row.reject.reason for row in collector.new_rejects()] == ["call.event", "event.unreadable"]
