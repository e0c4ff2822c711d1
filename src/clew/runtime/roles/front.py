"""The front door: collection routes go to the collector in this process, everything else to the web process."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable

import uvicorn

from clew.api.collect import CachedKeys, Collector, LogWriter
from clew.kernel.errors import ClewError
from clew.runtime.checking import SchemaVerdict
from clew.runtime.clock import SystemClock
from clew.runtime.collecting import SourceKeys, Spellings, new_event_id
from clew.runtime.garbage import settle
from clew.runtime.loops import loop_factory
from clew.runtime.mappers import SourceMappings
from clew.runtime.roles.door import Handler, look_after
from clew.runtime.roles.general import behind
from clew.runtime.roles.peers import Peers
from clew.runtime.roles.posts import Posts
from clew.runtime.roles.proxy import Proxy, Receive, Scope, Send
from clew.runtime.roles.upstream import Upstream
from clew.runtime.supervise import follow_parent, run_role, say_ready
from clew.runtime.workspace import open_workspace

_log = logging.getLogger(__name__)

_LOOK_SECONDS = 2.0
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


class Front:
    """The general server's application: dispatches by path, the collector first."""

    def __init__(self, collector: Collector, web: Proxy) -> None:
        self._collector = collector
        self._web = web

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http":
            return
        target: Asgi = self._collector if self._collector.claims(scope["path"]) else self._web
        await target(scope, receive, send)


def main(data: str, descriptor: str, web_socket: str) -> None:
    """Serve the listening socket that the supervisor holds until told to stop."""
    follow_parent()
    clock = SystemClock()
    with open_workspace(data, clock) as workspace:
        writer = LogWriter(workspace.log)
        keys = CachedKeys(SourceKeys(workspace.access, clock), clock)
        spellings = Spellings(workspace.store)
        verdict = SchemaVerdict(workspace.store, clock, spellings)
        verdict.refresh()
        mappings = SourceMappings(workspace.store, spellings)
        collector = Collector(writer, keys, clock, spellings, new_id=new_event_id, validate=verdict, mapper_of=mappings)

        settle()

        def look() -> None:
            keys.refresh()
            verdict.refresh()
            mappings.refresh()
            if spellings.refresh():
                collector.forget_names()

        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            peers = Peers.of_environment()
            front = Front(collector, Proxy(web_socket, peers))
            handlers = (Posts(collector), Upstream(web_socket, peers, but=collector.claims))
            runner.run(_serve(front, handlers, writer, look, int(descriptor)))


async def _serve(
    app: Asgi, handlers: tuple[Handler, ...], writer: LogWriter, look: Callable[[], None], descriptor: int
) -> None:
    config = uvicorn.Config(
        app,  # pyright: ignore[reportArgumentType]  (uvicorn types scopes one by one)
        http=behind(handlers),
        log_level="warning",
        access_log=False,
        lifespan="off",
        proxy_headers=False,  # the address is the connection's, on whichever way a request goes
        timeout_graceful_shutdown=5,
        server_header=False,
    )
    server = uvicorn.Server(config)
    listener = socket.socket(fileno=descriptor)
    task = asyncio.create_task(server.serve([listener]))
    while not server.started and not task.done():
        await asyncio.sleep(0.005)
    say_ready()
    watches = (
        asyncio.create_task(_keep_looking(look)),
        asyncio.create_task(look_after(server.server_state.connections)),
    )
    await task
    for watch in watches:
        watch.cancel()
    await writer.close()


async def _keep_looking(look: Callable[[], None]) -> None:
    """Look for what has been published and revoked, for ever; what can't be seen just now is seen later."""
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        try:
            await asyncio.to_thread(look)
        except ClewError as error:
            _log.warning("keys and documents could not be looked at: %s", error.code)


if __name__ == "__main__":
    run_role("collector", main)
