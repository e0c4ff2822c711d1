"""From sending an event over HTTP to the segment entry that it causes, committed: at 1,500 events a second.

A live `clew serve` with the catalogue and 100,000 known profiles takes single events. One in ten is the first of a new
visitor and brings them into a segment. The time runs from the instant at which the request was due to the instant at
which the fact is read from the state, which is asked every millisecond. In the real size the run is long enough for the
keeper to seal meanwhile. `event_to_segment` is the 99th percentile.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.calls import call_of
from bench.load import percentile, start, write_requests
from bench.population import populated
from bench.result import Result
from bench.scale import sized
from bench.served import served
from bench.workload import events, skewed
from clew.engine.ports import StateStore
from clew.events import Event, Identity
from clew.kernel.packing import to_json
from clew.runtime.clock import SystemClock
from clew.runtime.workspace import open_workspace

_PROBE = "near-2"
"""A segment that a visitor enters with one `Product Added` of a high price."""

_EVERY = 10
_WARM_SECONDS = 2.0
_POLL_SECONDS = 0.001
_PATIENCE_SECONDS = 30.0


def run() -> list[Result]:
    """Median and 99th percentile."""
    users, rate, seconds = sized(100_000, 100), sized(1_500.0, 100.0), sized(40.0, 1.0)
    with populated(users) as folder, TemporaryDirectory(prefix="clew-bench-") as temporary, served(folder) as server:
        file = Path(temporary) / "requests"
        # As many as are sent in all, the generator's warm-up included: none is sent twice.
        calls = _calls(int(rate * (seconds + 2)), users)
        write_requests(file, "/v1/batch", server.write_key, [to_json({"batch": [call]}) for call in calls])
        with open_workspace(folder, SystemClock()) as workspace:
            watch = _Watch(workspace.store)
            running = start(file, server.port, connections=64, seconds=seconds, rate=rate)
            while running.process.poll() is None:
                watch.look()
            load = running.result()
            probes = range(0, load.sent, _EVERY)
            # How many have entered tells nothing: people who were known before come in as well.
            last, until = workspace.log.last()[0], time.perf_counter() + _PATIENCE_SECONDS
            while workspace.store.offset().seq < last and time.perf_counter() < until:
                watch.look()
            watch.look()
            profiles = _profiles_of(workspace.store, probes)
    due = {number: load.began + (number + 1) / rate for number in probes}
    missing = [number for number in probes if profiles.get(number) not in watch.seen]
    if missing:
        raise RuntimeError(f"{len(missing)} of {len(probes)} visitors never entered the segment")
    warm = load.began + sized(_WARM_SECONDS, 0.5)
    times = sorted((watch.seen[profiles[n]] - due[n]) * 1_000 for n in probes if due[n] >= warm)
    return [
        Result("event_to_segment", percentile(times, 0.99), "ms", "lower", 100),
        Result("event_to_segment.p50", percentile(times, 0.5), "ms", "lower"),
    ]


class _Watch:
    """Sees entries into the segment as they are committed."""

    def __init__(self, store: StateStore) -> None:
        self._store = store
        self._after = store.newest_ids()[1]
        self.seen: dict[str, float] = {}

    def look(self) -> None:
        """Note what is new, or rest for a moment."""
        facts = self._store.facts(after=self._after)
        now = time.perf_counter()
        for row_id, fact in facts:
            self._after = row_id
            if fact.kind == "segment_entered" and fact.subject == _PROBE:
                self.seen.setdefault(fact.profile, now)
        if not facts:
            time.sleep(_POLL_SECONDS)


def _calls(count: int, users: int) -> Iterator[dict[str, object]]:
    # Of this hour: what is dated long ago is asked for in history, and that is not what is measured.
    for number, event in enumerate(events(count, skewed(users), first_id=1 << 40, start=SystemClock().now())):
        yield _first_of(number, event) if number % _EVERY == 0 else call_of(event)


def _first_of(number: int, event: Event) -> dict[str, object]:
    return call_of(event) | {
        "type": "track",
        "event": "Product Added",
        "userId": None,
        "anonymousId": _visitor(number).value,
        "properties": {"price": 999, "category": "shoes", "quantity": 1, "currency": "EUR"},
    }


def _visitor(number: int) -> Identity:
    return Identity("anonymous_id", f"visitor-{number}")


def _profiles_of(store: StateStore, numbers: range) -> dict[int, str]:
    nodes = store.nodes([_visitor(number) for number in numbers])
    return {number: nodes[found].profile for number in numbers if (found := _visitor(number)) in nodes}
