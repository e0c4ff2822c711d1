"""Every recorded request of the real clients, sent again as it was."""

import gzip
import json
from pathlib import Path

import pytest

FILES = ("segment-py", "segment-node", "segment-browser", "x-segment", "rudder-py", "cloudevents-py")


def captured(shared: Path, name: str):
    for line in (shared / "data/client-captures" / f"{name}.jsonl").read_text().splitlines():
        yield json.loads(line)


def expected_ids(body: str) -> list[str]:
    call = json.loads(body)
    if "specversion" in call:
        return [f"{call['source']} {call['id']}"]
    return [item["messageId"] for item in call.get("batch", [call]) if "messageId" in item]


@pytest.mark.parametrize("name", FILES)
def test_what_real_clients_sent_is_understood(shared, inside, name):
    collector = inside()
    collector.source_of = lambda key: (
        {"wk_test": "web", "wk_rs": "web"}.get(key) and type(collector).source_of(collector, "wk_test")
    )
    requests = 0
    for request in captured(shared, name):
        requests += 1
        method, path, body = request["method"], request["path"], request["body"].encode()
        headers = [(key.lower().encode(), value.encode()) for key, value in request["headers"]]
        if (b"content-encoding", b"gzip") in headers:
            body = gzip.compress(body)
        if name == "cloudevents-py":  # the receiver's own route and key
            path, headers = "/v1/cloudevents", [*headers, (b"authorization", b"Bearer wk_test")]
        answer = collector.ask(method, path, body, headers)
        assert answer.status == 200, (request["scenario"], answer)
        events = collector.new_events()
        assert not collector.new_rejects()
        if method == "OPTIONS":
            assert answer.headers["access-control-allow-origin"]
        elif method == "GET":
            assert answer.json
        else:
            assert answer.json == {"success": True}
            binary = dict(headers).get(b"ce-id")
            assert [event.id for event in events] == (
                [f"/shop {binary.decode()}"] if binary else expected_ids(request["body"])
            )
            assert all(event.identities and event.ts is not None for event in events)
    assert requests


def test_the_calls_of_a_batch_became_what_they_are(shared, inside):
    collector = inside()
    first = next(captured(shared, "segment-py"))
    collector.post(first["path"], first["body"].encode())
    identify, track, page, screen, group, alias = collector.new_events()[:6]
    assert identify.properties == {"email": "a@example.com", "plan": "pro"}
    assert (track.type, track.properties["revenue"]) == ("Order Completed", 12.5)
    assert page.properties == {"url": "https://x/", "name": "Home", "category": "Docs"}
    assert screen.properties == {"name": "Main", "category": "App"}
    assert group.properties == {"name": "Acme", "group_id": "g1"}
    assert [identity.value for identity in alias.identities[:2]] == ["u1", "anon9"]
    assert {event.context["library"]["name"] for event in (identify, track, page, screen, group, alias)} == {
        "analytics-python"
    }
    assert all(event.sent_at is not None for event in (identify, track, page))
