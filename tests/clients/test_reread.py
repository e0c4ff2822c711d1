"""What waits in quarantine is enough to make the event that was meant, whenever it is mended."""

import json

import pytest
from msgspec import structs

from clew.events import Event, event_time
from clew.events.ports import Reject
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


def mend(reject: Reject, **members) -> Reject:
    return structs.replace(reject, raw=json.dumps({**json.loads(reject.raw), **members}).encode())


def rejected(collector) -> Reject:
    (row,) = collector.new_rejects()
    return row.reject


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
    mended = collector.reread(mend(rejected(collector), userId="u"))
    assert isinstance(mended, Event)
    assert (
        event_time(mended, manual_clock.now()) == event_time(meant, received) == parse_instant("2025-12-31T23:00:00Z")
    )
    assert structs.replace(mended, ts=None) == structs.replace(meant, ts=None, sent_at=None)


def test_a_call_whose_type_only_its_route_said_keeps_it(collector):
    for path, kind in (("/v1/identify", "identify"), ("/v1/s", "screen"), ("/v1/track", "track")):
        collector.post(path, {"event": "E", "userId": None})
        mended = collector.reread(mend(rejected(collector), userId="u"))
        assert isinstance(mended, Event)
        assert mended.kind == kind


def test_a_pixel_and_a_cloudevent_can_be_mended(collector):
    collector.ask("GET", "/pixel/v1/track?writeKey=wk_test&userId=u")
    mended = collector.reread(mend(rejected(collector), event="E"))
    assert isinstance(mended, Event)
    assert (mended.kind, mended.type) == ("track", "E")
    headers = {"ce_specversion": "1.0", "ce_id": "1", "ce_source": "/s", "ce_type": "t"}
    collector.post("/v1/cloudevents", {"a": 1}, content_type="application/json", **headers)
    mended = collector.reread(mend(rejected(collector), subject="u"))
    assert isinstance(mended, Event)
    assert (mended.id, mended.type, mended.properties) == ("/s 1", "t", {"a": 1})


def test_what_was_no_json_is_mended_by_writing_it_anew(collector):
    collector.post("/v1/batch", b'{"batch":[{"type":"track","event":"E","userId":"u","properties":{"v":NaN}}]}')
    reject = rejected(collector)
    assert isinstance(collector.reread(reject), Reject)
    assert isinstance(collector.reread(structs.replace(reject, raw=reject.raw.replace(b"NaN", b"1"))), Event)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"[]", "held"),
        (b"", "held"),
        (b'{"type":"track"}', "call.event"),
        (
            b'{"type":"track","event":"E","userId":"u","properties":{"a":123456789012345678901}}',
            "event.integer_too_large",
        ),
        (b'{"type":"track","event":"\\u0000","userId":"u"}', "event.nul"),
        (b'{"specversion":"0.3"}', "collect.specversion"),
        (b'{"specversion":"1.0"}', "cloudevent.attribute"),
    ],
)
def test_what_is_still_wrong_says_so(collector, raw, reason):
    again = collector.reread(Reject("held", "", "", raw))
    assert isinstance(again, Reject)
    assert (again.reason, again.raw) == (reason, raw)
    assert again.message


def test_a_clock_that_a_person_wrote_wrongly_leaves_the_source_s_time(collector):
    raw = json.dumps({**GOOD, "type": "track", "sentAt": "2026-01-01T00:00:00Z", "receivedAt": "soon"}).encode()
    assert isinstance(collector.reread(Reject("held", "", "", raw)), Event)
