"""What waits in quarantine is enough to make the event that was meant, whenever it is mended."""

import json

import pytest
from msgspec import structs

from clew.events import Event, Identity, event_time
from clew.events.ports import QuarantineRow, Reject
from clew.kernel.instants import DAY, parse_instant

GOOD = {
    "event": "Order Completed",
    "userId": "u",
    "messageId": "m",
    "timestamp": "2025-12-31T22:00:00Z",
    "properties": {"revenue": 1.5},
}


@pytest.fixture
def collector(inside):
    return inside()


def with_raw(row: QuarantineRow, raw: bytes) -> QuarantineRow:
    return structs.replace(row, reject=structs.replace(row.reject, raw=raw))


def held(raw: bytes) -> QuarantineRow:
    return QuarantineRow(1, parse_instant("2026-01-01T00:00:00Z"), "web", Reject("held", "", "", raw))


def mend(row: QuarantineRow, **members) -> QuarantineRow:
    return with_raw(row, json.dumps({**json.loads(row.reject.raw), **members}).encode())


def rejected(collector) -> QuarantineRow:
    (row,) = collector.new_rejects()
    return row


@pytest.mark.parametrize("batched", [True, False])
def test_a_mended_call_happened_when_it_would_have(collector, manual_clock, batched):
    """The client's clock was an hour behind; mending takes days; neither may move the event."""
    sent_at, broken = "2025-12-31T23:00:00Z", {**GOOD, "userId": ["u"]}

    def post(call: dict) -> None:
        if batched:
            collector.post("/v1/batch", {"batch": [{**call, "type": "track"}], "sentAt": sent_at})
        else:
            collector.post("/v1/track", {**call, "sentAt": sent_at})

    received = manual_clock.now()
    post(GOOD)
    (meant,) = collector.new_events()
    post(broken)
    manual_clock.advance(3 * DAY)
    row = mend(rejected(collector), userId="u")
    assert collector.quarantine.mend(row.id, row.reject.raw).replayed == (row.id,)
    (mended,) = collector.new_events()
    assert (
        event_time(mended, manual_clock.now()) == event_time(meant, received) == parse_instant("2025-12-31T23:00:00Z")
    )
    assert structs.replace(mended, ts=None) == structs.replace(meant, ts=None, sent_at=None)


@pytest.mark.parametrize(
    ("path", "body", "repair"),
    [
        ("/v1/batch", {"batch": [{"type": "track", "event": "E"}]}, {"userId": "u"}),
        ("/v1/cloudevents", {"specversion": "1.0", "id": "1", "source": "/s", "type": "t"}, {"subject": "u"}),
    ],
)
def test_what_says_no_time_happened_when_it_was_received(collector, manual_clock, path, body, repair):
    received = manual_clock.now()
    collector.post(path, body)
    manual_clock.advance(3 * DAY)
    row = mend(rejected(collector), **repair)
    collector.quarantine.mend(row.id, row.reject.raw)
    (mended,) = collector.new_events()
    assert event_time(mended, manual_clock.now()) == received


def test_what_was_no_json_happened_when_it_would_have(collector, manual_clock):
    call = b'{"timestamp":"2025-12-31T22:00:00Z","sentAt":"2025-12-31T23:00:00Z","event":"\\ud83d","userId":"u"}'
    collector.post("/v1/t", call)
    manual_clock.advance(3 * DAY)
    row = rejected(collector)
    collector.quarantine.mend(row.id, row.reject.raw.replace(b"\\ud83d", b"E"))
    (mended,) = collector.new_events()
    assert (mended.kind, mended.type) == ("track", "E")
    assert event_time(mended, manual_clock.now()) == parse_instant("2025-12-31T23:00:00Z")


def test_a_call_whose_type_only_its_route_said_keeps_it(collector):
    for path, kind in (("/v1/identify", "identify"), ("/v1/s", "screen"), ("/v1/track", "track")):
        for said in ({}, {"type": "page"}):
            collector.post(path, {"event": "E", "userId": None, **said})
            (mended,) = collector.reread(mend(rejected(collector), userId="u"))
            assert isinstance(mended, Event)
            assert mended.kind == kind


SAID = {
    "context": {"traits": {"email": "ada@example.com", "age": 36}, "library": {"name": "theirs"}},
    "integrations": {"Mail": False},
    "sentAt": "2025-12-31T23:00:00Z",
}


@pytest.mark.parametrize(
    ("broken", "good"),
    [
        (b'{"type":"track","anonymousId":"a","messageId":"m","event":""}', (b'""', b'"E"')),
        (b'{"type":"track","anonymousId":"a","messageId":"m","event":"","context":null}', (b'""', b'"E"')),
        (b'{"type":"track","anonymousId":"a","messageId":"m","event":"","context":{"ip":"::1"}}', (b'""', b'"E"')),
        (b'{"type":"track","anonymousId":"a","messageId":"m","event":"E","context":7}', (b":7", b":{}")),
        (b'{"type":"track","anonymousId":"a","messageId":"m","event":"E","context":{"v":NaN}}', (b"NaN", b"1")),
        (b'{"type":"track","anonymousId":"a","messageId":"m","event":"","batch":[]}', (b'""', b'"E"')),
        (b'{"type":"track","anonymousId":"a","messageId":"m","event":"","specversion":"1.0"}', (b'""', b'"E"')),
    ],
)
def test_what_only_the_batch_and_the_browser_said_is_kept(collector, broken, good):
    """Identities may be in the batch's context: an event that lost them would never be linked."""

    def post(item: bytes) -> None:
        body = b'{"batch":[' + item + b"]," + json.dumps(SAID).encode()[1:]
        collector.post("/v1/batch", body, origin="https://shop.example", user_agent="Theirs/1")

    post(broken.replace(*good))
    (meant,) = collector.new_events()
    assert Identity("email", "ada@example.com") in meant.identities
    assert meant.context["userAgent"] == "Theirs/1"
    post(broken)
    row = rejected(collector)
    (mended,) = collector.reread(with_raw(row, row.reject.raw.replace(*good)))
    assert mended == meant


def test_a_kept_batch_is_mended_as_one(collector, manual_clock):
    """A comma too many must not cost the events around it."""
    items = [json.dumps({**GOOD, "type": "track", "messageId": name}).encode() for name in "ab"]
    collector.post("/v1/batch", b'{"context":{"k":1},"batch":[' + b",".join(items) + b"],}")
    row = rejected(collector)
    assert row.reject.reason == "body.unreadable"
    assert collector.quarantine.replay([row.id]).held
    manual_clock.advance(DAY)
    assert collector.quarantine.mend(row.id, row.reject.raw.replace(b"],}", b"]}")).replayed == (row.id,)
    events = collector.new_events()
    assert [(event.id, event.context) for event in events] == [("a", {"k": 1}), ("b", {"k": 1})]


def test_of_a_batch_with_another_fault_nothing_goes_ahead(collector):
    bad = {**GOOD, "type": "track", "event": ""}
    collector.post("/v1/batch", b'{"batch":[' + json.dumps({**GOOD, "type": "track"}).encode())
    row = rejected(collector)
    (again,) = collector.quarantine.mend(row.id, json.dumps({"batch": [{**GOOD, "type": "track"}, bad]}).encode()).held
    assert (again.reject.reason, again.reject.pointer) == ("call.event", "/batch/1/event")
    assert not collector.new_events()


def test_a_kept_batch_of_cloudevents_is_mended_as_one(collector):
    event = {"specversion": "1.0", "source": "/s", "type": "t", "subject": "u"}
    body = json.dumps([{**event, "id": "1"}, {**event, "id": "2"}]).encode()
    collector.post("/v1/cloudevents", body[:-1], content_type="application/cloudevents-batch+json")
    row = rejected(collector)
    collector.quarantine.mend(row.id, body)
    assert [event.id for event in collector.new_events()] == ["/s 1", "/s 2"]


def test_a_pixel_and_a_cloudevent_can_be_mended(collector):
    collector.ask("GET", "/pixel/v1/track?writeKey=wk_test&userId=u")
    (mended,) = collector.reread(mend(rejected(collector), event="E"))
    assert isinstance(mended, Event)
    assert (mended.kind, mended.type) == ("track", "E")
    headers = {"ce_specversion": "1.0", "ce_id": "1", "ce_source": "/s", "ce_type": "t"}
    collector.post("/v1/cloudevents", {"a": 1}, content_type="application/json", **headers)
    (mended,) = collector.reread(mend(rejected(collector), subject="u"))
    assert isinstance(mended, Event)
    assert (mended.id, mended.type, mended.properties) == ("/s 1", "t", {"a": 1})


def test_a_cloudevent_of_another_version_is_kept_whole(collector):
    headers = {"ce_specversion": "0.3", "ce_id": "1", "ce_source": "/s", "ce_type": "t", "ce_subject": "u"}
    assert collector.post("/v1/cloudevents", {"a": 1}, content_type="application/json", **headers).status == 400
    (mended,) = collector.reread(mend(rejected(collector), specversion="1.0"))
    assert isinstance(mended, Event)
    assert (mended.id, mended.properties) == ("/s 1", {"a": 1})


def test_what_was_no_json_is_mended_by_writing_it_anew(collector):
    collector.post("/v1/batch", b'{"batch":[{"type":"track","event":"E","userId":"u","properties":{"v":NaN}}]}')
    row = rejected(collector)
    (again,) = collector.reread(row)
    assert isinstance(again, Reject)
    (mended,) = collector.reread(with_raw(row, row.reject.raw.replace(b"NaN", b"1")))
    assert isinstance(mended, Event)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"[[]]", "event.unreadable"),
        (b"1", "held"),
        (b"", "held"),
        (b'{"type":"track"}', "call.event"),
        (b'{"batch":{}}', "body.unreadable"),
        (
            b'{"type":"track","event":"E","userId":"u","properties":{"a":123456789012345678901}}',
            "event.integer_too_large",
        ),
        (b'{"type":"track","event":"\\u0000","userId":"u"}', "event.nul"),
        (b'{"specversion":"0.3"}', "body.unreadable"),
        (b'{"specversion":"1.0"}', "cloudevent.attribute"),
    ],
)
def test_what_is_still_wrong_says_so(collector, raw, reason):
    (again,) = collector.reread(held(raw))
    assert isinstance(again, Reject)
    assert (again.reason, again.raw) == (reason, raw)
    assert again.message
