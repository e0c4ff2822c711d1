"""From the front door to the web process, for requests that are not plain: all that ASGI can say, streaming."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

import aiohttp
from yarl import URL

from clew.runtime.roles.peers import FOR, PROTO, Peers
from clew.runtime.roles.upstream import UNAVAILABLE, UNAVAILABLE_HEADERS

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_HOP_BY_HOP = frozenset(
    {b"connection", b"keep-alive", b"proxy-authenticate", b"te", b"trailer", b"transfer-encoding", b"upgrade"}
)
_DROPPED = _HOP_BY_HOP | {FOR, PROTO}
"""Where a client comes from is not for it to say."""

_OURS = frozenset({"Accept", "Accept-Encoding", "Content-Type", "User-Agent"})
"""Headers that aiohttp would add where the client sent none."""

_SAYS_BODY = frozenset({b"content-length", b"transfer-encoding"})

_SMALL = 1 << 20
"""Up to so many bytes an answer is passed on in one piece: it comes from the same machine at once."""


class Proxy:
    """Forwards HTTP requests to an ASGI server on a Unix socket, streaming both ways."""

    def __init__(self, socket_path: str, peers: Peers) -> None:
        self._path = socket_path
        self._peers = peers
        self._session: aiohttp.ClientSession | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward one request."""
        client = scope.get("client")
        kept = [each for each in scope["headers"] if each[0] not in _DROPPED]
        kept += self._peers.headers(client and str(client[0]), scope["headers"])
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in kept]
        target = scope.get("raw_path") or scope["path"].encode()
        if scope["query_string"]:
            target += b"?" + scope["query_string"]
        gone = asyncio.Event()
        has_body = any(name in _SAYS_BODY for name, _ in scope["headers"])
        try:
            response = await self._open().request(
                scope["method"],
                URL("http://web" + target.decode("latin-1"), encoded=True),
                headers=headers,
                data=_body(receive, gone) if has_body else None,
                skip_auto_headers=_OURS,
                allow_redirects=False,
            )
        except (aiohttp.ClientError, OSError):
            await _unavailable(send)
            return
        async with response:
            await _answer(response, receive, send, gone)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.UnixConnector(self._path, limit=0),
                timeout=aiohttp.ClientTimeout(total=None),
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


async def _answer(response: aiohttp.ClientResponse, receive: Receive, send: Send, gone: asyncio.Event) -> None:
    # The front door's general server dates its answers itself.
    dropped = _HOP_BY_HOP | {b"date"}
    kept = [(k.lower(), v) for k, v in response.raw_headers if k.lower() not in dropped]
    await send({"type": "http.response.start", "status": response.status, "headers": kept})
    if response.content_length is not None and response.content_length <= _SMALL:
        try:
            body = await response.read()
        except (aiohttp.ClientError, OSError):
            return
        await send({"type": "http.response.body", "body": body})
        return
    watch = asyncio.create_task(_watch(receive, gone))
    parts = aiter(response.content.iter_any())
    try:
        while not gone.is_set():
            # An event stream may be silent for long: wake up as well when the client leaves.
            part = asyncio.ensure_future(anext(parts, None))
            await asyncio.wait({part, watch}, return_when=asyncio.FIRST_COMPLETED)
            if not part.done():
                part.cancel()
                return
            if (data := part.result()) is None:
                break
            await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    except (aiohttp.ClientError, OSError):
        return
    finally:
        watch.cancel()


async def _body(receive: Receive, gone: asyncio.Event) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            gone.set()
            return
        more = message.get("more_body", False)
        yield message.get("body", b"")


async def _watch(receive: Receive, gone: asyncio.Event) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            gone.set()
            return


async def _unavailable(send: Send) -> None:
    await send({"type": "http.response.start", "status": 503, "headers": UNAVAILABLE_HEADERS})
    await send({"type": "http.response.body", "body": UNAVAILABLE})
