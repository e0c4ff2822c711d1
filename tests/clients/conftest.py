"""A live collector that can be killed, and the same collector in this process for thousands of odd requests."""

import asyncio
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clew.adapters.sqlite import LOG_FILE, SqliteEventLog
from clew.api.collect import Collector, Limits, LogWriter, Source, reread
from clew.events import Event
from clew.events.mapping import MappedRows, compile_mapping
from clew.events.ports import QuarantineRow, Reject
from clew.events.quarantine import Quarantine
from clew.identity import normalise
from clew.kernel.instants import Instant, parse_instant
from clew.kernel.packing import unpacker
from tests.begun import Process, beginning
from tests.ports import free_port

WRITE_KEY = "wk_test"

_events = unpacker(list[Event])


class StillClock:
    """A clock that stands at the beginning of 2026."""

    def now(self) -> Instant:
        """That instant."""
        return parse_instant("2026-01-01T00:00:00Z")


def stored(log: SqliteEventLog) -> list[Event]:
    """All events of a log, in order."""
    rows = log.read(0, 1_000_000).rows
    return [event for row in rows for event in _events.decode(row.body)]


Starts = Callable[..., Process]


class Live:
    """A collector in a process of its own.

    Attributes:
        url: Where it listens.
        key: A write key of its one source.
    """

    def __init__(self, starts: Starts, folder: Path, options: dict[str, Any]) -> None:
        self._starts = starts
        self._folder = folder
        self._options = {"keys": {WRITE_KEY: "web"}, **options}
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.key = WRITE_KEY
        self.process = self._start(self._options)

    def _start(self, options: dict[str, Any]) -> Process:
        return self._starts(str(self._port), str(self._folder), json.dumps(options))

    def restart_when_killed(self) -> threading.Thread:
        """Bring the collector back, without faults, as soon as it dies."""

        def watch() -> None:
            process = self.process
            process.wait()
            self.process = self._start({**self._options, "faults": []})

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        return thread

    def faults_met(self) -> list[str]:
        """The faults that really happened to a request."""
        return (self._folder / "faults.txt").read_text().split()

    def events(self) -> list[Event]:
        """What is in the log."""
        return self._read(stored)

    def rejects(self) -> list[QuarantineRow]:
        """What is in quarantine."""
        return self._read(lambda log: log.rejects(limit=1_000_000))

    def _read(self, what: Callable[[SqliteEventLog], Any]) -> Any:
        log = SqliteEventLog(self._folder / LOG_FILE, StillClock())
        try:
            return what(log)
        finally:
            log.close()

    def stop(self) -> None:
        """End the process in order."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="module")
def starts() -> Iterator[Starts]:
    """Starts a collector's process, and waits until it serves."""
    with beginning("tests.clients.collector_server") as begin:

        def start(*arguments: str) -> Process:
            process, said = begin(*arguments)
            with said:
                assert said.read(1) == b"r", "the collector did not start"
            return process

        yield start


@pytest.fixture
def live(tmp_path: Path, starts: Starts) -> Iterator[Callable[..., Live]]:
    """Starts collectors; `live(faults=["429"], limits={"event_bytes": 100})`."""
    started: list[Live] = []

    def start(**options: Any) -> Live:
        folder = tmp_path / f"data{len(started)}"
        folder.mkdir()
        started.append(Live(starts, folder, options))
        return started[-1]

    yield start
    for each in started:
        each.stop()


class Answer(NamedTuple):
    """What the collector answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


def odd(answer: Answer, events: list[Event], rejects: list[QuarantineRow]) -> str | None:
    """What is wrong with an answer to whatever was sent, given what it left in the log; None when all is well.

    Law: never a 5xx; a success tells how much waits in quarantine; a refusal has stored no event, and says in the
    members that SDKs and people read what is wrong and what to do.
    """
    if answer.status >= 500:
        return "the collector failed"
    if answer.status == 200:
        if answer.headers.get("content-type") != "application/json":
            return None
        return None if answer.json.get("quarantined", 0) == len(rejects) else "quarantine was not counted"
    if events:
        return "a refused body left events"
    if [row.reject.reason for row in rejects] not in ([], ["body.unreadable"], ["mapping.none"]):
        return "a refused body left rejects"
    missing = [name for name in ("code", "message", "hint", "title", "detail", "status") if not answer.json.get(name)]
    return f"the refusal lacks {missing}" if missing else None


MAPPING = {
    "id": "fuzzed",
    "version": 1,
    "event": {
        "type": {"coalesce": ["$.event", "$.type"]},
        "id": {"hash": ["$.messageId", "$.event", "$row"]},
        "ts": {"date": "$.timestamp"},
        "identities": {"user_id": "$.userId", "email": "$.traits.email"},
        "properties": {"total": {"number": "$.value"}, "all": "$.properties"},
    },
}
"""What the one source says of its own JSON."""


class Inside:
    """A collector in this process, over a real log, asked without a network.

    Args:
        path: Where its log is.
        clock: Its clock.
        limits: Its limits.
        options: What else `Collector` takes.
    """

    def __init__(self, path: Path, clock: Any, limits: Limits | None = None, **options: Any) -> None:
        self._runner = asyncio.Runner()
        self._clock = clock
        self.log = SqliteEventLog(path, clock)
        self.writer = LogWriter(self.log, limits)
        numbers = iter(range(10**9))
        self.app = Collector(
            self.writer,
            self,
            clock,
            normalise,
            limits=limits,
            new_id=lambda: f"fresh-{next(numbers)}",
            **options,
        )
        self._seq = self._reject = 0

    def source_of(self, write_key: str) -> Source | None:
        """The one source, for the one key."""
        return Source("web", "Shop") if write_key == WRITE_KEY else None

    def reread(self, row: QuarantineRow) -> list[Event | Reject]:
        """What the collector makes of a reject now."""
        return reread(row, normalise, lambda: "fresh")

    @property
    def quarantine(self) -> Quarantine:
        """What waits, to be mended."""
        return Quarantine(self.log, self.reread)

    def ask(self, method: str, path: str, body: bytes = b"", headers: Any = (), chunk: int = 65_536) -> Answer:
        """One request; the body comes in chunks, as from a socket."""
        return self._runner.run(self._ask(method, path, body, headers, chunk))

    def post(self, path: str, body: Any, *, key: str | None = WRITE_KEY, **headers: str) -> Answer:
        """POST a value as JSON (or bytes as they are) with a write key."""
        sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        if key is not None:
            sent.append((b"authorization", b"Bearer " + key.encode()))
        return self.ask("POST", path, body if isinstance(body, bytes) else json.dumps(body).encode(), sent)

    async def _ask(self, method: str, path: str, body: bytes, headers: Any, chunk: int) -> Answer:
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.lower(), value) for name, value in headers],
            "client": ("9.9.9.9", 1),
        }
        parts = [body[start : start + chunk] for start in range(0, len(body), chunk)] or [b""]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        start, end = sent
        lines = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
        return Answer(start["status"], lines, end["body"])

    def new_events(self) -> list[Event]:
        """Events stored since this was last asked."""
        rows = self.log.read(self._seq, 1_000_000).rows
        self._seq = rows[-1].seq if rows else self._seq
        return [event for row in rows for event in _events.decode(row.body)]

    def new_rejects(self) -> list[QuarantineRow]:
        """Quarantined since this was last asked."""
        rows = self.log.rejects(after=self._reject, limit=1_000_000)
        self._reject = rows[-1].id if rows else self._reject
        return rows

    def forget(self) -> None:
        """Empty the quarantine, so that what was in it may come again."""
        with self.log._database.write() as batch:
            batch.run("DELETE FROM reject")

    def close(self) -> None:
        """Stop the writer and close the log."""
        self._runner.run(self.writer.close())
        self._runner.close()
        self.log.close()


@pytest.fixture
def inside(tmp_path: Path, manual_clock: Any) -> Iterator[Callable[..., Inside]]:
    """Makes collectors in this process; `inside(Limits(...), validate=...)`."""
    made: list[Inside] = []

    def make(limits: Limits | None = None, **options: Any) -> Inside:
        made.append(Inside(tmp_path / f"log{len(made)}.db", manual_clock, limits, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """One collector for all examples of a property."""
    plan = compile_mapping(MAPPING)
    made = Inside(
        tmp_path_factory.mktemp("fuzzed") / LOG_FILE, StillClock(), mapper_of=lambda _: MappedRows(plan, normalise)
    )
    yield made
    made.close()


@pytest.fixture(scope="session")
def oddity() -> Callable[[Answer, list[Event], list[QuarantineRow]], str | None]:
    """The law of all answers, see `odd`."""
    return odd
