"""The paced replay: orders of the demo data, placed again as if now, and invented visits around them.

All of it comes through the front door like any client's; what is invented comes by a source of its own.
"""

import itertools
import signal
import time
from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from urllib.request import Request, urlopen

from clew.adapters.files import open_rows
from clew.events import Event
from clew.kernel.instants import Instant, format_instant
from clew.kernel.packing import to_json
from clew.runtime.clock import SystemClock
from clew.runtime.demo.browsing import visits
from clew.runtime.demo.files import DATA, MAPPING
from clew.runtime.mappers import mapper_of, read_mapping
from clew.runtime.supervise import follow_parent, run_role, say_ready

_PAUSE_SECONDS = 1.5
_FIRST_LINE = 500_000


def main(address: str, order_key: str, visit_key: str) -> None:
    """Send one order every second or two, and what is invented around it, until told to stop."""
    follow_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor ends its roles, in order
    say_ready()
    clock = SystemClock()
    run = clock.now()
    found = orders()
    for number in itertools.count():
        order = found[number % len(found)]
        placed = {
            "type": "track",
            "event": order.type,
            "userId": order.identities[0].value,
            "properties": order.properties,
        }
        _send(address, order_key, [placed], f"replay-{run}-{number}", clock.now())
        _send(address, visit_key, list(visits(found, number)), f"invented-{run}-{number}", clock.now())
        time.sleep(_PAUSE_SECONDS)


def orders() -> list[Event]:
    """The newest orders of the data."""
    mapper = mapper_of(read_mapping(MAPPING))
    found: list[Event] = []
    for chunk in open_rows(DATA).chunks():
        late = [row for row in chunk.rows if row.number > _FIRST_LINE]
        found += [item for item in mapper.feed(late) if isinstance(item, Event) and item.kind == "track"]
    return found


def _send(address: str, key: str, calls: Sequence[dict[str, Any]], name: str, now: Instant) -> None:
    """Send calls; while the collector restarts again, under the same ids, like any client."""
    if not key:
        return
    headers = {"Authorization": "Basic " + b64encode(f"{key}:".encode()).decode(), "Content-Type": "application/json"}
    batch = [
        {**call, "messageId": f"{name}-{index}", "timestamp": format_instant(now)} for index, call in enumerate(calls)
    ]
    body = to_json({"batch": batch})
    while not _accepted(Request(f"{address}/v1/batch", body, headers)):  # noqa: S310 (our own server)
        time.sleep(1)


def _accepted(call: Request) -> bool:
    try:
        with urlopen(call, timeout=10):  # noqa: S310 (as above)
            return True
    except OSError:
        return False


if __name__ == "__main__":
    run_role("replay", main)
