"""The front door: collection routes go to the collector in this process, everything else to the web process."""

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable

import uvicorn

from clew.api.collect import CachedKeys, Collector, LogWriter
from clew.runtime.checking import SchemaVerdict
from clew.runtime.clock import SystemClock
from clew.runtime.collecting import SourceKeys, Spellings, new_event_id
from clew.runtime.garbage import settle
from clew.runtime.loops import loop_factory
from clew.runtime.roles.proxy import Proxy, Receive, Scope, Send
from clew.runtime.supervise import follow_parent, run_role, say_ready
from clew.runtime.workspace import open_workspace

_LOOK_SECONDS = 2.0
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


class Front:
    """Dispatches by path; the collector first, since it carries the load."""

    def __init__(self, collector: Collector, web: Proxy) -> None:
        self._collector = collector
        self._web = web

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http":
            return
        target: Asgi = self._collector if self._collector.claims(scope["path"]) else self._web
        await target(scope, receive, send)


def main(data: str, descriptor: int, web_socket: str) -> None:
    """Serve the listening socket that the supervisor holds until told to stop."""
    follow_parent()
    clock = SystemClock()
    with open_workspace(data, clock) as workspace:
        writer = LogWriter(workspace.log)
        keys = CachedKeys(SourceKeys(workspace.access, clock), clock)
        verdict = SchemaVerdict(workspace.store, clock)
        verdict.refresh()
        spellings = Spellings(workspace.store)
        collector = Collector(writer, keys, clock, spellings, new_id=new_event_id, validate=verdict)

        settle()

        def look() -> None:
            verdict.refresh()
            if spellings.refresh():
                collector.forget_names()

        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(_serve(Front(collector, Proxy(web_socket)), writer, look, descriptor))


async def _serve(app: Asgi, writer: LogWriter, look: Callable[[], None], descriptor: int) -> None:
    config = uvicorn.Config(
        app,  # pyright: ignore[reportArgumentType]  (uvicorn types scopes one by one)
        http="httptools",
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
        server_header=False,
    )
    server = uvicorn.Server(config)
    listener = socket.socket(fileno=descriptor)
    task = asyncio.create_task(server.serve([listener]))
    while not server.started and not task.done():
        await asyncio.sleep(0.005)
    say_ready()
    looking = asyncio.create_task(_look_for_documents(look))
    await task
    looking.cancel()
    await writer.close()


async def _look_for_documents(look: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        await asyncio.to_thread(look)


if __name__ == "__main__":
    run_role("collector", lambda: main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
