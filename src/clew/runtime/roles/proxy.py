"""From the front door to the web process: what the collector does not claim goes through a local socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

import httpx

from clew.kernel.packing import to_json

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_HOP_BY_HOP = frozenset(
    {b"connection", b"keep-alive", b"proxy-authenticate", b"te", b"trailer", b"transfer-encoding", b"upgrade"}
)


class Proxy:
    """Forwards HTTP requests to an ASGI server on a Unix socket, streaming both ways."""

    def __init__(self, socket_path: str) -> None:
        transport = httpx.AsyncHTTPTransport(uds=socket_path)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://web", timeout=None)  # noqa: S113

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward one request."""
        headers = [(k, v) for k, v in scope["headers"] if k not in _HOP_BY_HOP]
        client = scope.get("client")
        if client:
            headers.append((b"x-forwarded-for", str(client[0]).encode()))
        target = scope.get("raw_path") or scope["path"].encode()
        if scope["query_string"]:
            target += b"?" + scope["query_string"]
        gone = asyncio.Event()
        url = self._client.base_url.copy_with(raw_path=target)
        request = httpx.Request(scope["method"], url, headers=headers, content=_body(receive, gone, headers))
        try:
            response = await self._client.send(request, stream=True)
        except httpx.TransportError:
            await _unavailable(send)
            return
        try:
            await self._answer(response, receive, send, gone)
        finally:
            await response.aclose()

    async def _answer(self, response: httpx.Response, receive: Receive, send: Send, gone: asyncio.Event) -> None:
        kept = [(k.lower(), v) for k, v in response.headers.raw if k.lower() not in _HOP_BY_HOP]
        await send({"type": "http.response.start", "status": response.status_code, "headers": kept})
        watch = asyncio.create_task(_watch(receive, gone))
        parts = aiter(response.aiter_raw())
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
        except httpx.TransportError:
            return
        finally:
            watch.cancel()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _body(receive: Receive, gone: asyncio.Event, headers: list[tuple[bytes, bytes]]) -> AsyncIterator[bytes] | None:
    names = {name for name, _ in headers}
    if b"content-length" not in names:
        return None

    async def stream() -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                gone.set()
                return
            more = message.get("more_body", False)
            yield message.get("body", b"")

    return stream()


async def _watch(receive: Receive, gone: asyncio.Event) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            gone.set()
            return


async def _unavailable(send: Send) -> None:
    body = to_json(
        {
            "type": "urn:clew:problem:web.starting",
            "title": "Service Unavailable",
            "status": 503,
            "code": "web.starting",
            "detail": "the web process is starting",
            "hint": "try again in a second",
        }
    )
    headers = [(b"content-type", b"application/problem+json"), (b"retry-after", b"1")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})
