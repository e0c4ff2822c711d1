"""One HTTP request as the dialects see it: the body read under limits and inflated, the write key found."""

import asyncio
import base64
import binascii
import zlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qsl

import msgspec

from clew.api.collect.errors import SlowBody, TooLarge, UnreadableBody, UnsupportedEncoding
from clew.api.collect.limits import Limits

Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 31  # zlib's number for "a gzip header, and the largest window"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Request(NamedTuple):
    """What a client sent.

    Attributes:
        path: Path without the query.
        query: Query string as sent.
        headers: Lower-case names to values.
        body: Inflated body, without a byte order mark.
        peer: Address of the client, as the server knows it.
    """

    path: str
    query: bytes
    headers: Mapping[bytes, bytes]
    body: bytes
    peer: str | None

    @property
    def from_browser(self) -> bool:
        """Whether a browser sent it: only browsers name the page's origin."""
        return b"origin" in self.headers

    def parameters(self) -> dict[str, str]:
        """The query's parameters; the first of equal names."""
        pairs = parse_qsl(self.query.decode("latin-1"), keep_blank_values=True, errors="replace", max_num_fields=256)
        return dict(reversed(pairs))


class ClientGone(Exception):
    """The client closed the connection before its body was complete: there is nobody to answer."""


async def read_body(receive: Receive, headers: Mapping[bytes, bytes], limits: Limits) -> bytes:
    """Read the whole body, inflated.

    Raises:
        ClientGone: if the client went away.
        Refusal: if the body is too large, too slow, or encoded in another way than gzip.
    """
    message = await receive()
    if message["type"] != "http.request":
        raise ClientGone
    body: bytes = message.get("body", b"")
    if message.get("more_body"):
        try:
            async with asyncio.timeout(limits.body_seconds):
                body = await _read_rest(receive, body, limits)
        except TimeoutError:
            raise slow_body() from None
    return plain_body(body, headers, limits)


def plain_body(body: bytes, headers: Mapping[bytes, bytes], limits: Limits) -> bytes:
    """A whole body as its sender meant it: inflated, without a byte order mark.

    Raises:
        Refusal: if it is too large, or encoded in another way than gzip.
    """
    if len(body) > limits.body_bytes:
        raise _too_large(limits)
    encoding = headers.get(b"content-encoding")
    if body.startswith(_GZIP_MAGIC):
        body = inflate(body, limits)
    elif encoding is not None and encoding.strip().lower() not in (b"", b"gzip", b"identity"):
        raise UnsupportedEncoding("this Content-Encoding is not read here", hint="send gzip, or no encoding")
    return body.removeprefix(_BYTE_ORDER_MARK)


async def _read_rest(receive: Receive, first: bytes, limits: Limits) -> bytes:
    parts = [first]
    size = len(first)
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientGone
        part: bytes = message.get("body", b"")
        size += len(part)
        # Of a body that is too large the rest is read and forgotten: many clients hear an answer only after it.
        if size <= limits.body_bytes:
            parts.append(part)
        if not message.get("more_body"):
            break
        if size > limits.drain_bytes:
            raise _too_large(limits)
    if size > limits.body_bytes:
        raise _too_large(limits)
    return b"".join(parts)


def inflate(body: bytes, limits: Limits) -> bytes:
    """Gunzip a body (of one or more members), never holding more than the limits allow.

    Raises:
        TooLarge: if it would become larger than a body may be, expands more than text does, or has too many members.
        UnreadableBody: if it is not whole gzip.
    """
    allowed = min(limits.body_bytes, len(body) * limits.expansion)
    parts: list[bytes] = []
    rest = body
    try:
        while rest:
            if len(parts) == limits.members:
                raise TooLarge(f"the body is gzip of more than {limits.members} members", hint="compress it as one")
            member = zlib.decompressobj(_GZIP_WINDOW)
            part = member.decompress(rest, allowed + 1)
            allowed -= len(part)
            if allowed < 0:
                raise _too_large(limits)
            if not member.eof:
                raise UnreadableBody("the gzipped body ends too soon", hint="send the whole body")
            parts.append(part)
            rest = member.unused_data
    except zlib.error:
        raise UnreadableBody("the body starts like gzip but is not", hint="check how it is compressed") from None
    return b"".join(parts)


def slow_body() -> SlowBody:
    """A body took too long."""
    return SlowBody("the body took too long to arrive", hint="send it again, or smaller batches")


def _too_large(limits: Limits) -> TooLarge:
    return TooLarge(
        f"the body is larger than {limits.body_bytes} bytes, or inflates to more",
        hint="send smaller batches",
    )


class _BodyKeys(msgspec.Struct):
    writeKey: Any = None  # noqa: N815 - as on the wire
    api_key: Any = None
    token: Any = None


_read_body_keys = msgspec.json.Decoder(_BodyKeys).decode


def header_key(headers: Mapping[bytes, bytes]) -> str | None:
    """The write key of the headers: Basic (user name), then Bearer, then X-Write-Key (before its colon)."""
    authorization = headers.get(b"authorization")
    if authorization:
        scheme, _, credentials = authorization.partition(b" ")
        key = b""
        if scheme.lower() == b"basic":
            try:
                key = base64.b64decode(credentials).partition(b":")[0]
            except binascii.Error:
                key = b""
        elif scheme.lower() == b"bearer":
            key = credentials.strip()
        if key:
            return key.decode("utf-8", "replace")
    key = headers.get(b"x-write-key", b"").partition(b":")[0]
    return key.decode("latin-1") or None


def body_key(request: Request) -> str | None:
    """The write key inside the body (`writeKey`, `api_key`, `token`), else in the query (`writeKey`)."""
    if request.body:
        try:
            keys = _read_body_keys(request.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            keys = _BodyKeys()  # what is wrong with the body is said later, to a sender that has a key
        for key in (keys.writeKey, keys.api_key, keys.token):
            if isinstance(key, str) and key:
                return key
    return request.parameters().get("writeKey") or None if request.query else None
