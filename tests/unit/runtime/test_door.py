"""The door: what it answers itself is what the general server would have answered, however the bytes arrive."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_network
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.runtime.roles import door
from clew.runtime.roles.door import Connection, look_after
from clew.runtime.roles.general import behind
from clew.runtime.roles.head import Head
from clew.runtime.roles.peers import Peers
from clew.runtime.roles.proxy import Proxy
from clew.runtime.roles.upstream import Upstream


class Echo:
    """Answers posts to `/quick` with their body, every second one later."""

    def __init__(self) -> None:
        self.served = 0

    def takes(self, head: Head) -> bool:
        """Its own path alone."""
        return (head.method, head.path) == ("POST", "/quick")

    def serve(self, connection: Connection, head: Head, raw: bytes, body: bytes) -> None:
        """Answer with the body."""
        self.served += 1
        answer = (200, [(b"content-length", str(len(body)).encode())], body)
        if self.served % 2:
            connection.answer(*answer)
        else:
            asyncio.get_running_loop().call_soon(connection.answer, *answer)

    def late(self, connection: Connection) -> None:
        """Say so."""
        connection.answer(408, [(b"content-length", b"0")], b"")


async def general(scope: Any, receive: Any, send: Any) -> None:
    """The same for every path, by ASGI."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def serving(*handlers: Any, app: Any = general, **options: Any) -> AsyncIterator[tuple[int, uvicorn.Server]]:
    http: Any = behind(handlers) if handlers else "httptools"
    server = uvicorn.Server(uvicorn.Config(app, http=http, log_level="error", lifespan="off", **options))
    listener = socket.create_server(("127.0.0.1", 0))
    task = asyncio.create_task(server.serve([listener]))
    while not server.started:
        await asyncio.sleep(0.001)
    watch = asyncio.create_task(look_after(server.server_state.connections))
    try:
        yield listener.getsockname()[1], server
    finally:
        watch.cancel()
        server.should_exit = True
        await task


@asynccontextmanager
async def joined(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A client's connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def talk(port: int, pieces: list[bytes], answers: int) -> list[tuple[int, bytes]]:
    """Send pieces; the status and body of so many answers."""
    async with joined(port) as (reader, writer):
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(0)
        return [await one(reader) for _ in range(answers)]


async def one(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return int(head.split()[1]), await reader.readexactly(length)


def plain(body: bytes, path: str = "/quick", more: str = "") -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: x\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


def chunked(body: bytes) -> bytes:
    parts = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:2], body[2:]) if part)
    return b"POST /quick HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + parts + b"0\r\n\r\n"


contents = st.binary(max_size=40)
sent = st.tuples(st.sampled_from([plain, plain, plain, chunked, lambda body: plain(body, "/other")]), contents)


@settings(deadline=None, max_examples=40)
@given(st.lists(sent, min_size=1, max_size=6), st.lists(st.integers(0, 400), max_size=6))
def test_requests_are_answered_in_order_however_they_are_cut(requests: Any, cuts: list[int]) -> None:
    stream = b"".join(write(body) for write, body in requests)
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[start:end] for start, end in pairwise(places)]

    async def both() -> None:
        async with serving(Echo()) as (port, _):
            quick = await talk(port, pieces, len(requests))
        assert quick == [(200, body) for _, body in requests]

    asyncio.run(both())


@pytest.mark.parametrize(
    "head",
    [
        b"POST /quick HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
        b"POST /quick HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST /quick HTTP/1.1\r\nContent-Length: +3\r\n\r\n",
        b"POST /quick HTTP/1.1\nContent-Length: 3\n\n\r\n\r\n",
        b"POST /quick HTTP/1.1\r\nA: b\nContent-Length: 3\r\n\r\n",
        b"\x16\x03\x01" + bytes(20_000),
    ],
)
def test_what_is_no_http_is_refused_by_the_general_server(head: bytes) -> None:
    echo = Echo()

    async def ask() -> bytes:
        async with serving(echo) as (port, _), joined(port) as (reader, writer):
            writer.write(head + b"abc")
            writer.write_eof()
            return await reader.read()

    assert asyncio.run(ask())[:12] in (b"HTTP/1.1 400", b"")
    assert not echo.served


def test_the_last_request_of_a_connection_closes_it() -> None:
    async def ask() -> bytes:
        async with serving(Echo()) as (port, _), joined(port) as (reader, writer):
            writer.write(plain(b"one") + plain(b"two", more="Connection: close\r\n") + plain(b"three"))
            return await reader.read()

    found = asyncio.run(ask())
    assert found.count(b"HTTP/1.1 200") == 2
    assert found.count(b"connection: close") == 1
    assert found.endswith(b"two")


def test_who_takes_too_long_is_told_so_and_who_rests_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PATIENCE_SECONDS", "IDLE_SECONDS", "_LOOK_SECONDS"):
        monkeypatch.setattr(door, name, 0.05)

    async def ask(data: bytes) -> bytes:
        async with serving(Echo()) as (port, _), joined(port) as (reader, writer):
            writer.write(data)
            return await asyncio.wait_for(reader.read(), 10)

    assert asyncio.run(ask(plain(b"abc")[:-1])).startswith(b"HTTP/1.1 408")
    assert asyncio.run(ask(plain(b"abc"))).endswith(b"abc")
    assert asyncio.run(ask(b"POST /qu")) == b""


def test_a_client_that_does_not_read_is_not_answered_without_end() -> None:
    """Its requests wait in its own machine; once it reads, all are answered."""
    echo, body, count = Echo(), b"x" * 100_000, 400

    async def ask() -> None:
        async with serving(echo) as (port, _), joined(port) as (reader, writer):
            writer.write(plain(body) * count)
            await asyncio.sleep(0.3)
            assert echo.served < count / 2
            for _ in range(count):
                assert await one(reader) == (200, body)

    asyncio.run(ask())


def test_on_the_way_out_the_request_under_way_is_answered() -> None:
    class Slow(Echo):
        def serve(self, connection: Connection, head: Head, raw: bytes, body: bytes) -> None:
            asyncio.get_running_loop().call_later(0.3, connection.answer, 200, [(b"content-length", b"0")], b"")

    async def ask() -> bytes:
        async with serving(Slow()) as (port, server), joined(port) as (resting, _), joined(port) as (reader, writer):
            writer.write(plain(b"abc"))
            await asyncio.sleep(0.1)
            server.should_exit = True
            assert await resting.read() == b""
            return await reader.read()

    found = asyncio.run(ask())
    assert found.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in found


Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def web(path: Path, script: Script) -> AsyncIterator[Upstream]:
    """Something that listens where the web process does."""
    server = await asyncio.start_unix_server(script, str(path))
    async with server:
        yield Upstream(str(path), Peers(), but=lambda _: False)


@asynccontextmanager
async def both_ways(path: Path, app: Any, peers: Peers) -> AsyncIterator[int]:
    """A door before a web process that serves this application."""
    inner = uvicorn.Server(
        uvicorn.Config(app, uds=str(path), log_level="error", lifespan="off", forwarded_allow_ips="*")
    )
    task = asyncio.create_task(inner.serve())
    while not inner.started:
        await asyncio.sleep(0.001)
    proxy, upstream = Proxy(str(path), peers), Upstream(str(path), peers, but=lambda _: False)
    async with serving(upstream, app=proxy, proxy_headers=False) as (port, _):
        yield port
    await proxy.close()
    inner.should_exit = True
    await task


async def read_all(port: int, request: bytes) -> bytes:
    async with joined(port) as (reader, writer):
        writer.write(request)
        try:
            return await asyncio.wait_for(reader.read(), 10)
        except ConnectionResetError:
            return b"reset"


GET = b"GET /page HTTP/1.1\r\nHost: x\r\n%s\r\n"
LAST = GET % b"Connection: close\r\n"


def test_answers_pass_as_they_come_and_the_client_s_address_goes_along(tmp_path: Path) -> None:
    seen: list[bytes] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            seen.append(head)
            last = b"connection: close\r\n" if b"Connection: close" in head else b""
            writer.write(b"HTTP/1.1 200 OK\r\n%stransfer-encoding: chunked\r\n\r\n" % last)
            for part in (b"3\r\nabc\r\n", b"0\r\n\r\n"):
                await asyncio.sleep(0.01)
                writer.write(part)
            if last:
                writer.close()
                return

    async def ask() -> bytes:
        async with web(tmp_path / "web", script) as upstream, serving(upstream) as (port, _):
            return await read_all(port, GET % b"" + LAST)

    found = asyncio.run(ask())
    assert found.count(b"3\r\nabc\r\n0\r\n\r\n") == 2
    assert [head.count(b"x-forwarded-for: 127.0.0.1\r\n") for head in seen] == [1, 1]


@pytest.mark.parametrize("method", [b"GET", b"OPTIONS"])
@pytest.mark.parametrize(
    ("trusted", "taken"), [([], ("127.0.0.1", "http")), (["127.0.0.0/8", "203.0.113.8"], ("203.0.113.9", "https"))]
)
def test_where_a_client_comes_from_only_a_trusted_proxy_says(
    tmp_path: Path, method: bytes, trusted: list[str], taken: tuple[str, str]
) -> None:
    """By either way through the door the web process takes what the door saw, or what a trusted proxy saw."""
    heard: list[tuple[str, str]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        heard.append((scope["client"][0], scope["scheme"]))
        await general(scope, receive, send)

    async def ask() -> None:
        said = b"X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\nx-forwarded-for: 203.0.113.8\r\n"
        lie = said + b"X-Forwarded-Proto: https\r\nConnection: close\r\n"
        async with both_ways(tmp_path / "web", app, Peers([ip_network(each) for each in trusted])) as port:
            assert (await read_all(port, b"\r\n" + (GET % lie).replace(b"GET", method))).startswith(b"HTTP/1.1 200")

    asyncio.run(ask())
    assert heard == [taken]


@pytest.mark.parametrize("send", [plain, chunked])
def test_a_body_reaches_the_web_process_whether_or_not_it_says_its_length(
    tmp_path: Path, send: Callable[[bytes], bytes]
) -> None:
    body = b"0123456789" * 20_000

    async def ask() -> bytes:
        async with both_ways(tmp_path / "web", general, Peers()) as port:
            return await read_all(port, send(body).replace(b"Host: x", b"Host: x\r\nConnection: close"))

    assert asyncio.run(ask()).endswith(b"\r\n\r\n" + body)


@pytest.mark.parametrize(
    ("said", "heard"), [(b"", b"HTTP/1.1 503"), (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc", b"HTTP/1.1 200")]
)
def test_a_web_process_that_dies_is_told_or_cuts_the_answer(tmp_path: Path, said: bytes, heard: bytes) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        writer.close()

    async def ask() -> bytes:
        async with web(tmp_path / "web", script) as upstream, serving(upstream) as (port, _):
            return await read_all(port, LAST)

    found = asyncio.run(ask())
    assert found.startswith(heard) or (found == b"reset" and said)
    assert not found.endswith(b"\r\n\r\nabcdefghi")


def test_without_a_web_process_the_answer_is_503(tmp_path: Path) -> None:
    async def ask() -> bytes:
        async with serving(Upstream(str(tmp_path / "nobody"), Peers(), but=lambda _: False)) as (port, _):
            return await read_all(port, LAST)

    found = asyncio.run(ask())
    assert found.startswith(b"HTTP/1.1 503")
    assert b"refresh: 1" in found, "a browser comes back by itself"
    assert b"retry-after: 1" in found


def test_a_client_that_leaves_ends_the_answer_to_it(tmp_path: Path) -> None:
    async def ask() -> bool:
        ended = asyncio.Event()

        async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n")
            await reader.read()
            ended.set()
            writer.close()

        async with web(tmp_path / "web", script) as upstream, serving(upstream) as (port, _):
            async with joined(port) as (reader, writer):
                writer.write(LAST)
                await reader.readuntil(b"abc")
                writer.transport.abort()
            return await asyncio.wait_for(ended.wait(), 10)

    assert asyncio.run(ask())
