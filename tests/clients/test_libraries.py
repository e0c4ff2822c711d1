"""The real client libraries against a live collector: in peace, and under everything that can go wrong on the way."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clew.events import Event, Identity

HERE = Path(__file__).parent
PYTHON = HERE / "drivers/python_clients.py"
NODE = HERE / "node"
COUNT = 120

TROUBLES = {
    "refused: 429 with Retry-After, 500": ["429", "ok", "500"],
    "cut: after the request was read, between commit and reply": ["cut", "drop", "ok", "drop"],
    "kill -9: between commit and reply": ["ok", "kill"],
}


def driven(command: list[Any], folder: Path | None = None) -> dict[str, Any]:
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def python_client(scenario: str, server, count: int = COUNT) -> dict[str, Any]:
    return driven([sys.executable, PYTHON, scenario, server.url, server.key, count])


def node_client(node: Path, script: str, server, count: int = COUNT) -> dict[str, Any]:
    if not (NODE / "node_modules").is_dir():
        pytest.fail("the npm packages are not installed: `npm ci` in tests/clients/node, or `make test`")
    return driven([node, script, server.url, server.key, count], NODE)


def all_stored_once(sent: dict[str, Any], server) -> dict[str, Event]:
    """What the client believes it sent is what the engine will see: by id, nothing lost and nothing more."""
    assert sent["complaints"] == []
    events = server.events()
    assert server.rejects() == []
    assert len(set(sent["ids"])) == len(sent["ids"]) > 0
    assert {event.id for event in events} == set(sent["ids"])
    # Copies of one id say the same, so that it does not matter which of them wins.
    said: dict[str, Event] = {}
    for event in events:
        first = said.setdefault(event.id, event)
        assert (first.kind, first.type, first.identities, first.properties, first.ts) == (
            event.kind,
            event.type,
            event.identities,
            event.properties,
            event.ts,
        )
    return said


def six_calls(events: dict[str, Event]) -> None:
    """One call of each kind, as every client of Segment's dialect sent them."""
    one = {event.kind: event for event in events.values() if event.type != "Product Viewed"}
    assert set(one) == {"identify", "track", "page", "screen", "group", "alias"}
    assert one["identify"].properties == {"email": "Ada@Example.com"}
    assert {Identity("user_id", "u1"), Identity("email", "ada@example.com")} <= set(one["identify"].identities)
    assert (one["track"].type, one["track"].properties["revenue"]) == ("Order Completed", 12.5)
    assert one["page"].properties["name"] == "Home"
    assert one["page"].properties["category"] == "Docs"
    assert one["screen"].properties["name"] == "Main"
    assert one["group"].properties == {"name": "Acme", "group_id": "g1"}
    assert [namespace for namespace, _ in one["alias"].identities[:2]] == ["user_id", "user_id"]
    assert all(event.ts is not None and event.sent_at is not None for event in one.values())


@pytest.mark.parametrize("scenario", ["segment", "segment-gzip", "rudder", "rudder-plain"])
def test_python_libraries(live, scenario):
    server = live()
    six_calls(all_stored_once(python_client(scenario, server), server))


def in_trouble(drive: Callable[[Any], dict[str, Any]], live, trouble: str) -> dict[str, Event]:
    """Run a client while its requests meet a trouble; every event must be there once, whatever came twice."""
    faults = [fault for fault in TROUBLES[trouble] if fault != "ok"]
    server = live(faults=TROUBLES[trouble])
    watcher = server.restart_when_killed() if "kill" in faults else None
    sent = drive(server)
    if watcher is not None:
        watcher.join(30)
        assert not watcher.is_alive()
    assert server.faults_met() == faults
    events = all_stored_once(sent, server)
    copies = len(server.events()) - len(events)
    assert (copies > 0) == bool({"drop", "kill"} & set(faults))
    return events


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("scenario", ["segment", "rudder"])
def test_python_libraries_in_trouble(live, scenario, trouble):
    events = in_trouble(lambda server: python_client(scenario, server), live, trouble)
    assert len(events) == COUNT + 6


def test_python_cloudevents(live):
    server = live()
    events = all_stored_once(python_client("cloudevents", server, 10), server)
    assert {event.identities for event in events.values()} == {(Identity("user_id", "Köln u1"),)}
    assert {event.context["cloudevent"]["extensions"]["tenant"] for event in events.values()} == {"t1"}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_python_cloudevents_in_trouble(live, trouble):
    assert len(in_trouble(lambda server: python_client("cloudevents", server, 6), live, trouble)) == 12


@pytest.mark.node
def test_node_library(live, node):
    server = live()
    six_calls(all_stored_once(node_client(node, "segment_node.mjs", server), server))


@pytest.mark.node
@pytest.mark.parametrize("trouble", TROUBLES)
def test_node_library_in_trouble(live, node, trouble):
    events = in_trouble(lambda server: node_client(node, "segment_node.mjs", server), live, trouble)
    assert len(events) == COUNT + 6


@pytest.mark.node
def test_node_cloudevents(live, node):
    server = live()
    events = all_stored_once(node_client(node, "cloudevents_node.mjs", server, 6), server)
    assert {event.identities for event in events.values()} == {(Identity("user_id", "u1"),)}


BATCHING = {"deliveryStrategy": {"strategy": "batching", "config": {"size": 5, "timeout": 200}}}


def browser(node: Path, chromium: Path, server, delivery: dict[str, Any]) -> dict[str, Any]:
    """Run the page, and close the browser when what it sent has arrived, or half a minute later."""
    command = [node, "browser_run.mjs", chromium, server.url, server.key, 10, json.dumps(delivery)]
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=NODE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        ids = json.loads(process.stdout.readline() or "[]")
        deadline = time.monotonic() + 30
        while not {event.id for event in server.events()} >= set(ids) and time.monotonic() < deadline:
            time.sleep(0.1)
        rest, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
    return {"ids": ids, "complaints": json.loads(rest)}


@pytest.mark.node
@pytest.mark.browser
@pytest.mark.parametrize("delivery", [{}, BATCHING], ids=["one by one", "batching"])
def test_browser_library(live, node, chromium, delivery):
    server = live()
    events = all_stored_once(browser(node, chromium, server, delivery), server)
    six_calls(events)
    page = next(event for event in events.values() if event.kind == "page")
    assert page.context["ip"] == "127.0.0.1"
    assert "Chrome" in page.context["userAgent"]
    assert page.context["campaign"] == {"source": "news", "name": "c1"}


@pytest.mark.node
@pytest.mark.browser
def test_browser_library_in_trouble(live, node, chromium):
    faults = ["429", "ok", "500", "ok", "cut", "ok", "drop"]
    server = live(faults=list(faults))
    sent = browser(node, chromium, server, {})
    # The browser itself reports each failed request; the library must not.
    sent["complaints"] = [said for said in sent["complaints"] if "Failed to load resource" not in said]
    assert server.faults_met() == [fault for fault in faults if fault != "ok"]
    assert len(all_stored_once(sent, server)) == 16
