"""The paced replay: orders of the demo data, placed again as if now, through the front door like any client's."""

import itertools
import signal
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

from clew.adapters.files import open_rows
from clew.events import Event
from clew.kernel.instants import format_instant
from clew.kernel.packing import to_json
from clew.runtime.clock import SystemClock
from clew.runtime.demo.files import DATA, MAPPING
from clew.runtime.mappers import mapper_of, read_mapping
from clew.runtime.supervise import follow_parent, say_ready

_PAUSE_SECONDS = 1.5
_FIRST_LINE = 500_000


def main(address: str, write_key: str) -> None:
    """Send one order every second or two until told to stop."""
    follow_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor ends its roles, in order
    say_ready()
    clock = SystemClock()
    headers = {"Authorization": "Basic " + b64encode(f"{write_key}:".encode()).decode()}
    headers["Content-Type"] = "application/json"
    run = clock.now()
    for number, order in enumerate(orders()):
        body = {**order, "messageId": f"replay-{run}-{number}", "timestamp": format_instant(clock.now())}
        call = Request(f"{address}/v1/track", to_json(body), headers)  # noqa: S310 (our own server)
        while not _accepted(call):
            # The collector restarts: the order is placed again, under the same id, like any client's.
            time.sleep(1)
        time.sleep(_PAUSE_SECONDS)


def _accepted(call: Request) -> bool:
    try:
        with urlopen(call, timeout=10):  # noqa: S310 (as above)
            return True
    except OSError:
        return False


def orders() -> Iterator[dict[str, Any]]:
    """The newest orders of the data as Segment track calls, over and over."""
    mapper = mapper_of(read_mapping(MAPPING))
    found: list[Event] = []
    for chunk in open_rows(DATA).chunks(after=_FIRST_LINE):
        found += [item for item in mapper.feed(chunk.rows) if isinstance(item, Event) and item.kind == "track"]
    for event in itertools.cycle(found):
        yield {"event": event.type, "userId": event.identities[0].value, "properties": event.properties}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
