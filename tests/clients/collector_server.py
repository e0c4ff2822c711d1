"""A collector over a real SQLite log, served by uvicorn: what the client tests talk to, and kill.

    python -m tests.clients.collector_server PORT FOLDER '{"keys": {"wk": "web"}, "limits": {}, "faults": ["429"]}'

Listens on loopback and says that it is ready once it does, as a role does. Each fault of the list is what one POST
meets, in order: `429` and `500` refuse it unread, `cut` closes the connection when the body was read but not stored,
`drop` closes it when everything is stored but nothing answered, `kill` is SIGKILL at that moment; `ok` lets it through.
"""

import asyncio
import json
import os
import signal
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import uvicorn
import uvloop

from clew.adapters.sqlite import LOG_FILE, SqliteEventLog
from clew.api.collect import CachedKeys, Collector, Limits, LogWriter, Source
from clew.identity import normalise
from clew.kernel.instants import Instant
from clew.runtime.roles.general import behind
from clew.runtime.roles.posts import Posts
from clew.runtime.supervise import say_ready

REFUSALS = {"429": (b"retry-after", b"1"), "500": (b"x-fault", b"on purpose")}


class SystemClock:
    """The real clock."""

    def now(self) -> Instant:
        """The present."""
        return time.time_ns() // 1000


class Keys:
    """The write keys named on the command line."""

    def __init__(self, keys: dict[str, str]) -> None:
        self._keys = keys

    def source_of(self, write_key: str) -> Source | None:
        """The source of a key."""
        source = self._keys.get(write_key)
        return None if source is None else Source(source, source)


class Faults:
    """A layer around the collector that makes POSTs meet what the script says."""

    def __init__(self, app: Collector, script: list[str], met: Path) -> None:
        self._app = app
        self._script = script
        self._met = met

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, or don't."""
        fault = self._script.pop(0) if self._script and scope["method"] == "POST" else "ok"
        if fault != "ok":
            with self._met.open("a") as log:
                log.write(fault + "\n")
        if fault in REFUSALS:
            await refuse(int(fault), REFUSALS[fault], dict(scope["headers"]), send)
        elif fault == "cut":
            while (await receive()).get("more_body"):
                pass
            send.__self__.transport.abort()
        elif fault in ("drop", "kill"):

            async def instead(message: Any) -> None:
                # The collector answers only after the commit: everything is stored at this moment.
                if fault == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                send.__self__.transport.abort()

            await self._app(scope, receive, instead)
        else:
            await self._app(scope, receive, send)


async def refuse(status: int, header: tuple[bytes, bytes], headers: dict[bytes, bytes], send: Any) -> None:
    """Answer as an overloaded or broken server would, readable from a page of any origin."""
    origin = headers.get(b"origin", b"null")
    body = json.dumps({"code": "fault", "message": "on purpose"}).encode()
    lines = [
        header,
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", b"retry-after"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body})


async def serve(port: int, folder: Path, options: dict[str, Any]) -> None:
    """Serve until the process is ended."""
    clock = SystemClock()
    limits = Limits(**options.get("limits", {}))
    writer = LogWriter(SqliteEventLog(folder / LOG_FILE, clock), limits)
    keys = CachedKeys(Keys(options.get("keys", {"wk": "web"})), clock)
    app = Collector(writer, keys, clock, normalise, new_id=lambda: str(uuid.uuid4()), limits=limits)
    layered = Faults(app, options["faults"], folder / "faults.txt") if options.get("faults") else app
    # As at the front door; faults are met by the general server alone.
    http = "httptools" if options.get("faults") else behind((Posts(app),))
    server = uvicorn.Server(
        uvicorn.Config(layered, port=port, http=http, log_level="warning", access_log=False, lifespan="off")
    )
    serving = asyncio.ensure_future(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    say_ready()
    await serving
    await writer.close()


def main(port: str, folder: str, options: str) -> None:
    """Serve until the process is ended."""
    uvloop.run(serve(int(port), Path(folder), json.loads(options)))


if __name__ == "__main__":
    main(*sys.argv[1:])
