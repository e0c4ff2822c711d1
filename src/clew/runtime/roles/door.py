"""A connection to the front door: plain requests are answered here, whatever else comes is left to the general server.

An ASGI server's general machinery costs several times what it takes to read a plain request from a socket. Nearly every
request is plain: a head in one piece, a body with a length. Whoever sends anything else (a chunked body, an
expectation, an older version, a broken head) is handed over to the general server at the start of that request, with
every byte of it, and stays there. So both ways see the same requests, and only one of them can be wrong about HTTP.
"""

import asyncio
from http import HTTPStatus
from typing import Any, Protocol, cast

from clew.runtime.roles.head import LONGEST, Head, read_head

IDLE_SECONDS = 75.0
"""How long a connection may rest between requests: longer than the pools of usual clients and balancers keep it."""

PATIENCE_SECONDS = 30.0
"""How long a client may take over a request."""

_LOOK_SECONDS = 1.0
_READ_AHEAD = 65_536
_HEAD_END = b"\r\n\r\n"
_STATUS = {each.value: b"HTTP/1.1 %d %s\r\n" % (each.value, each.phrase.encode()) for each in HTTPStatus}

Headers = list[tuple[bytes, bytes]]


class Handler(Protocol):
    """Answers plain requests."""

    def takes(self, head: Head) -> bool:
        """Whether it answers this one."""
        ...

    def serve(self, connection: "Connection", head: Head, raw: bytes, body: bytes) -> None:
        """Answer by `connection.answer`, or by `passing` and `done`; now or later, in the event loop.

        Args:
            connection: Where to.
            head: Of the request.
            raw: The same as it was sent.
            body: All of it.
        """
        ...

    def late(self, connection: "Connection") -> None:
        """Answer a request that took too long to arrive."""
        ...


class General(Protocol):
    """The server for all that is not plain."""

    @property
    def connections(self) -> set[Any]:
        """All that are open, whoever answers them; each has `shutdown`."""
        ...

    def headers(self) -> Headers:
        """What every answer has, such as the date."""
        ...

    def protocol(self) -> asyncio.Protocol:
        """One for a new connection."""
        ...


class Connection(asyncio.Protocol):
    """One client, one request at a time.

    Args:
        handlers: Asked in this order.
        general: The general server, for what no handler takes.

    Attributes:
        transport: To the client.
        peer: Address of the client.
        feed: Where the answer under way comes from, if it is passed on: it waits when the client does.
        is_lost: Whether the client is gone.
    """

    def __init__(self, handlers: "tuple[Handler, ...]", general: "General") -> None:
        self._handlers = handlers
        self._general = general
        self._buffer: bytes | bytearray = b""
        self._head: tuple[Handler, Head, bytes] | None = None
        self._busy = self._advancing = self._paused = self._clogged = self._last = self.is_lost = False
        self._since = 0.0
        self.peer: str | None = None
        self.transport: asyncio.Transport
        self.feed: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast("asyncio.Transport", transport)  # a stream's, though uvloop's own kind
        self._loop = asyncio.get_running_loop()
        self._since = self._loop.time()
        peer: Any = transport.get_extra_info("peername")
        self.peer = str(peer[0]) if isinstance(peer, tuple) else None  # pyright: ignore[reportUnknownArgumentType]
        self._general.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever is about to answer that nobody listens."""
        self.is_lost = True
        self._general.connections.discard(self)
        if self.feed is not None:
            self.feed.abort()

    def data_received(self, data: bytes) -> None:
        """Take what came, and go on if a request is complete."""
        if not self._buffer:
            self._buffer = data
            self._since = self._loop.time()
        elif isinstance(self._buffer, bytearray):
            self._buffer += data
        else:
            self._buffer = bytearray(self._buffer) + data
        if not self._busy and not self._clogged:
            self._advance()
        elif len(self._buffer) > _READ_AHEAD and not self._paused:
            self._paused = True
            self.transport.pause_reading()

    def pause_writing(self) -> None:
        """The client reads more slowly than it is answered: nothing more is asked of anybody for it."""
        self._clogged = True
        if self.feed is not None:
            self.feed.pause_reading()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._clogged = False
        if self.feed is not None:
            self.feed.resume_reading()
        if not self._busy:
            self._go_on()

    def shutdown(self) -> None:
        """Close, after the request under way."""
        if self._busy or self._head is not None:
            self._last = True
        else:
            self.transport.close()

    def look(self, now: float) -> None:
        """Close if nothing has come for too long."""
        if self._busy or self._clogged or now - self._since <= (PATIENCE_SECONDS if self._buffer else IDLE_SECONDS):
            return
        if self._head is None:
            self.transport.close()
        else:
            self._last = True
            self._head[0].late(self)

    def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Write an answer, and go on to the next request."""
        if self.is_lost:
            return
        assert self._head is not None  # noqa: S101 - only a request is answered
        parts = [_STATUS[status]]
        for name, value in (*self._general.headers(), *headers):
            parts += (name, b": ", value, b"\r\n")
        keeps = self._head[1].keeps and not self._last
        parts.append(b"\r\n" if keeps else b"connection: close\r\n\r\n")
        parts.append(body)
        self.transport.write(b"".join(parts))
        self.done(keeps=keeps)

    def done(self, *, keeps: bool) -> None:
        """The answer is written: go on to the next request, or close."""
        self._busy, self._head = False, None
        if self.feed is not None:
            self.feed.resume_reading()
            self.feed = None
        if self.is_lost:
            return
        if not keeps or self._last:
            self.transport.close()
            return
        self._since = self._loop.time()
        if not self._clogged and not self._advancing:
            self._go_on()

    def _go_on(self) -> None:
        if self._paused:
            self._paused = False
            self.transport.resume_reading()
        if self._buffer:
            self._advance()

    def _advance(self) -> None:
        """Serve what is complete, one after another."""
        self._advancing = True
        try:
            while self._buffer and not self._busy and not self._clogged and not self.transport.is_closing():
                if not self._serve_next():
                    break
        finally:
            self._advancing = False

    def _serve_next(self) -> bool:
        """Serve the request at the start of the buffer; False when it is not complete, or not ours."""
        found = self._head
        if found is None:
            end = self._buffer.find(_HEAD_END, 0, LONGEST)
            if end < 0:
                if len(self._buffer) >= LONGEST:
                    self._hand_over()
                return False
            found = self._head = self._read(bytes(self._buffer[: end + len(_HEAD_END)]))
            if found is None:
                self._hand_over()
                return False
        handler, head, raw = found
        start, end = len(raw), len(raw) + head.length
        if len(self._buffer) < end:
            return False
        body = bytes(self._buffer[start:end])
        self._buffer = self._buffer[end:]
        self._busy = True
        handler.serve(self, head, raw, body)
        return True

    def _read(self, raw: bytes) -> tuple[Handler, Head, bytes] | None:
        head = read_head(raw)
        if head is None:
            return None
        return next(((handler, head, raw) for handler in self._handlers if handler.takes(head)), None)

    def _hand_over(self) -> None:
        """Leave the connection to the general server, at the start of a request."""
        self._general.connections.discard(self)
        general = self._general.protocol()
        self.transport.set_protocol(general)
        general.connection_made(self.transport)
        data, self._buffer = bytes(self._buffer), b""
        general.data_received(data)


async def look_after(connections: set[Any]) -> None:
    """Close, for ever, the connections that rest for too long."""
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        now = asyncio.get_running_loop().time()
        for each in [each for each in connections if isinstance(each, Connection)]:
            each.look(now)
