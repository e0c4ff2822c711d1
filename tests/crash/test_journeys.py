"""`kill -9` of engine and senders while a thousand people are under way: nobody stuck, every effect exactly once."""

import json
import os
import random
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import NamedTuple

import httpx
import pytest

from clew.catalog import parse, to_data
from clew.events import Event
from clew.events.ports import Arrival
from clew.journeys import BLOCKED, ENDED, ENTERED, mark_of
from clew.kernel.instants import SECOND, format_instant
from clew.kernel.packing import pack
from clew.profiles import list_expression
from clew.runtime.clock import SystemClock
from clew.runtime.services.audiences import Audiences
from clew.runtime.services.documents import Documents
from clew.runtime.workspace import Workspace, open_workspace
from tests.crash.served import Served, clew, serving

ROUNDS = int(os.environ.get("CLEW_CRASH_ROUNDS", "20"))
PEOPLE = 1_000
GUESTS = 100
KILLED = ("engine",) if ROUNDS <= 20 else ("engine", "engine", "sender")
"""What a sender was about when it died waits for the end of its lease, and there is no time for that in every run."""
SILENT = 40 if ROUNDS <= 20 else 200
"""Seconds after which somebody is stuck."""

DOCUMENTS = """
kind: policy
id: contact
purposes: {{marketing: {{name: Offers, default: opt_out}}}}
---
kind: template
id: hello
name: Hello
channel: webhook
parts: {{url: "http://127.0.0.1:{port}/", body: {{said: hello}}}}
---
kind: template
id: note
name: Note
channel: local
parts: {{subject: Note, text: Note}}
---
kind: segment
id: guests
name: Guests
expression: {guests}
---
kind: journey
id: trip
name: Trip
entry: {{event: Started, key: trip}}
exit: [{{event: Stopped, same: trip}}]
start: note
nodes:
  note: {{send: note, channel: local, next: rest}}
  rest: {{wait_event: [{{event: Onward, same: trip}}], on_event: hello}}
  hello: {{webhook: hello, next: more}}
  more: {{wait: 3s, next: mark}}
  mark: {{update: {{seen: "yes"}}, next: end}}
---
kind: journey
id: fair
name: Fair
entry: {{broadcast: {{segment: guests, at: "{at}", pace: 4s}}}}
start: hello
nodes:
  hello: {{webhook: hello, next: leave}}
  leave: {{remove_from: guests, next: end}}
"""


class Provider:
    """A provider that honours keys: what comes again under its key is done once."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, key: str) -> None:
        """One attempt."""
        with self._lock:
            self.calls[key] += 1


@contextmanager
def providing() -> Iterator[tuple[Provider, int]]:
    """A provider that answers, and its port."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        """Takes every message."""

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            provider.take(self.headers["webhook-id"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - as the library wants it
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider, server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.crash
def test_killed_while_a_thousand_people_are_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEW_WEBHOOK_HOSTS", "127.0.0.1")
    chance, folder, begun = random.Random(ROUNDS), tmp_path / "data", time.monotonic()
    with providing() as (provider, port):
        _prepare(folder, port)
        key = clew("key", "create", "write", "--source", "web", "--data", str(folder)).split()[-1]
        kills: Counter[str] = Counter()
        with serving(folder) as served, open_workspace(folder, SystemClock()) as workspace:
            live: list[int] = []
            for number in range(ROUNDS):
                _move_on(served.port, key, workspace, number)
                time.sleep(chance.uniform(0, 0.3))
                live.append(_under_way(workspace))
                role = chance.choice(KILLED)
                _until(lambda role=role: served.kill(role), 60)
                kills[role] += 1
            assert min(live) > 0, f"nobody to be hit by a kill: {live}"
            _wait_for_all(served, workspace)
            told = _look(workspace, provider)
    said = {"kills": dict(kills), "live": [min(live), max(live)], "seconds": round(time.monotonic() - begun)}
    print(json.dumps({**said, **told._asdict()}))  # noqa: T201


class Told(NamedTuple):
    """What it came to."""

    people: int
    effects: int
    attempts: int
    repeated: int


def _prepare(folder: Path, port: int) -> None:
    """Publish, before the broadcast's instant and while there is nobody: what begins later is not made up for."""
    with open_workspace(folder, SystemClock()) as workspace:
        at = format_instant(SystemClock().now() + (6 + ROUNDS // 5) * SECOND)
        text = DOCUMENTS.format(port=port, guests=list_expression("guests"), at=at)
        events = [
            Event(str(document.key), "publish", "publish", properties={"document": to_data(document)})
            for document in (authored.document.numbered(1, "published") for authored in parse(text, "").checked())
        ]
        workspace.log.append([Arrival("catalog", pack(events))])
        with workspace.lock_engine():
            workspace.engine().drain()
        desk = Audiences(workspace, Documents(workspace.store, workspace.log, workspace.clock))
        guests = [(number, "user_id", f"g{number}") for number in range(GUESTS)]
        assert desk.change("guests", guests, member=True, once="once").accepted == GUESTS


def _move_on(port: int, key: str, workspace: Workspace, number: int) -> None:
    """A round's share of the people sets out, in the second half goes on; returns when an engine has taken some of it.

    So every kill hits an engine at work, and people who are under way: at half-time all of them.
    """
    if number == ROUNDS // 2:
        _until(lambda: _under_way(workspace) >= PEOPLE, 120)
    before = workspace.store.offset()
    first, last = (2 * PEOPLE * each // ROUNDS for each in (number, number + 1))
    _post(port, key, [_said("Started" if n < PEOPLE else "Onward", n % PEOPLE) for n in range(first, last)])
    _until(lambda: workspace.store.offset() != before, 120)


def _under_way(workspace: Workspace) -> int:
    return sum(count.people for count in workspace.store.participant_counts("trip"))


def _until(holds: Callable[[], bool], seconds: float) -> None:
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < seconds
        time.sleep(0.01)


def _post(port: int, key: str, batch: list[dict[str, object]]) -> None:
    """Send a batch until it is acknowledged."""
    authorization = "Basic " + b64encode(f"{key}:".encode()).decode()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=10) as client:
        while True:
            try:
                sent = client.post("/v1/batch", json={"batch": batch}, headers={"Authorization": authorization})
                if sent.status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)


def _said(event: str, number: int) -> dict[str, object]:
    return {
        "type": "track",
        "event": event,
        "messageId": f"{event}-{number}",
        "userId": f"u{number}",
        "properties": {"trip": f"t{number}"},
    }


def _wait_for_all(served: Served, workspace: Workspace) -> None:
    """Until everybody has come through and every message is closed; nobody may stand still for long."""
    before, since = (-1, -1, -1), time.monotonic()
    while True:
        under_way = len(workspace.store.participants(limit=10_000))
        rows = workspace.outbox.rows(limit=20_000)
        closed = sum(row.status in ("sent", "delivered") for row in rows)
        now = (under_way, len(rows), closed)
        if not under_way and closed == len(rows) == 3 * PEOPLE + 2 * GUESTS:
            return
        if now != before:
            before, since = now, time.monotonic()
        assert time.monotonic() - since < SILENT, (
            now,
            Counter((row.status, row.reason) for row in rows),
            served.pids(),
        )
        time.sleep(0.2)


def _look(workspace: Workspace, provider: Provider) -> Told:
    rows = workspace.outbox.rows(limit=20_000)
    assert len({row.key for row in rows}) == len(rows)
    by_kind = Counter((row.journey, row.letter.action.kind, row.channel) for row in rows)
    assert by_kind == {
        ("trip", "send", "local"): PEOPLE,
        ("trip", "webhook", "webhook"): PEOPLE,
        ("trip", "update", "records"): PEOPLE,
        ("fair", "webhook", "webhook"): GUESTS,
        ("fair", "remove_from", "records"): GUESTS,
    }
    # Every effect at the provider, none that is not ours; what came again came under its key.
    assert provider.calls.keys() == {row.key for row in rows if row.channel == "webhook"}
    facts = Counter[str]()
    ends = Counter[str]()
    after = 0
    while page := workspace.store.facts(after=after, limit=10_000):
        after = page[-1][0]
        for _, fact in page:
            facts[fact.kind] += 1
            if fact.kind == ENDED and (mark := mark_of(fact)) is not None:
                ends[mark.detail] += 1
    everybody = PEOPLE + GUESTS
    assert (facts[ENTERED], facts[ENDED], facts[BLOCKED], ends) == (everybody, everybody, 0, {"completed": everybody})
    repeated = sum(count - 1 for count in provider.calls.values())
    return Told(everybody, len(rows), sum(provider.calls.values()), repeated)
