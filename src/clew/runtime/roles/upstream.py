"""Plain requests that are the web process's, passed on as they came; its answers, passed back as they come."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import cast

import httptools

from clew.kernel.packing import to_json
from clew.runtime.roles.door import Connection, Headers
from clew.runtime.roles.head import Head
from clew.runtime.roles.peers import FOR, PROTO, Peers

_MOST_IDLE = 64
_LARGEST_BODY = 1 << 20
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})

UNAVAILABLE = to_json(
    {
        "type": "urn:clew:problem:web.starting",
        "title": "Service Unavailable",
        "status": 503,
        "code": "web.starting",
        "detail": "the web process is starting",
        "hint": "try again in a second",
    }
)
UNAVAILABLE_HEADERS: Headers = [
    (b"content-type", b"application/problem+json"),
    (b"content-length", str(len(UNAVAILABLE)).encode()),
    (b"retry-after", b"1"),
    # Somebody who opened a page meanwhile gets it as soon as there is one; programs don't heed it.
    (b"refresh", b"1"),
]

SLOW_HEADERS: Headers = [(b"content-length", b"0")]


class Upstream:
    """The web process, on its Unix socket: one connection for each request under way, kept for the next one.

    Args:
        socket_path: Where it listens.
        peers: Tells where a request comes from.
        but: Says of a path whether it is somebody else's.
    """

    def __init__(self, socket_path: str, peers: Peers, *, but: Callable[[str], bool]) -> None:
        self._path = socket_path
        self._peers = peers
        self._but = but
        self._idle: deque[_Line] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    def takes(self, head: Head) -> bool:
        """Whether it is passed on here: HEAD is not, as its answer does not show where it ends."""
        return head.method in _METHODS and head.length <= _LARGEST_BODY and not self._but(head.path)

    def serve(self, connection: Connection, head: Head, raw: bytes, body: bytes) -> None:
        """Pass a request on."""
        del head
        request = _saying_who(self._peers, connection.peer, raw) + body
        if self._idle:
            self._idle.pop().ask(connection, request)
            return
        task = asyncio.get_running_loop().create_task(self._ask_anew(connection, request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def late(self, connection: Connection) -> None:
        """Say that the request took too long."""
        connection.answer(408, SLOW_HEADERS, b"")

    async def _ask_anew(self, connection: Connection, request: bytes) -> None:
        try:
            _, line = await asyncio.get_running_loop().create_unix_connection(lambda: _Line(self._idle), self._path)
        except OSError:
            connection.answer(503, UNAVAILABLE_HEADERS, UNAVAILABLE)
            return
        line.ask(connection, request)


def _saying_who(peers: Peers, peer: str | None, raw: bytes) -> bytes:
    """A head that says where its request comes from as the door sees it, and not as the client likes."""
    request, _, rest = raw.lstrip(b"\r\n").partition(b"\r\n")
    said: list[tuple[bytes, bytes]] = []
    if b"x-forwarded-" in rest.lower():
        lines = rest.split(b"\r\n")
        said = [(name.strip(), value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
        rest = b"\r\n".join(
            line for line, (name, _) in zip(lines, said, strict=True) if name.lower() not in (FOR, PROTO)
        )
    told = b"".join(b"%s: %s\r\n" % header for header in peers.headers(peer, said))
    return b"%s\r\n%s%s" % (request, told, rest)


class _Line(asyncio.Protocol):
    """A connection to the web process."""

    def __init__(self, idle: "deque[_Line]") -> None:
        self._idle = idle
        self._client: Connection | None = None
        self._transport: asyncio.Transport
        self._begun = self._complete = self._keeps = False

    def ask(self, client: Connection, request: bytes) -> None:
        """Send a request; the answer goes to the client as it comes."""
        if client.is_lost:
            self._rest()
            return
        self._client = client
        self._begun = self._complete = self._keeps = False
        self._parser = httptools.HttpResponseParser(self)
        client.feed = self._transport
        self._transport.write(request)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)  # a stream's, though uvloop's own kind

    def connection_lost(self, exc: Exception | None) -> None:
        """The web process is gone, or the client: then nobody is told."""
        if self in self._idle:
            self._idle.remove(self)
        client, self._client = self._client, None
        if client is None or client.is_lost:
            return
        if self._begun:
            client.transport.abort()  # half an answer: no other way is left to say so
        else:
            client.answer(503, UNAVAILABLE_HEADERS, UNAVAILABLE)

    def data_received(self, data: bytes) -> None:
        """Pass a part of an answer back."""
        client = self._client
        if client is None:
            self._transport.abort()  # nobody has asked
            return
        self._begun = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._transport.abort()
            return
        client.transport.write(data)
        if self._complete:
            self._client = None
            self._rest() if self._keeps else self._transport.close()
            client.done(keeps=self._keeps)

    def on_message_complete(self) -> None:
        """Called by the parser at the end of the answer; asked later it has forgotten whether another may come."""
        self._complete, self._keeps = True, self._parser.should_keep_alive()

    def _rest(self) -> None:
        if len(self._idle) < _MOST_IDLE:
            self._idle.append(self)
        else:
            self._transport.close()
