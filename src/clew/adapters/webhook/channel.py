"""Webhooks: a signed POST to an address that the workspace chose, and its answer for the journey to go on with."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any, cast
from urllib.parse import urlsplit

import aiohttp
import msgspec

from clew.actions import Accepted, Attempt, Failed, Outgoing, Refused, Traits, Unknown
from clew.adapters.webhook.guard import Forbidden, Guard
from clew.adapters.webhook.signing import Signer, signed_headers
from clew.kernel.errors import ClewError
from clew.kernel.instants import SECOND, Clock, Instant, from_datetime
from clew.kernel.packing import from_json, to_json

LONGEST_REPLY = 65_536
"""Bytes of an answer that are read; of a longer one nothing is kept."""

MOST_REPLY_FIELDS = 200
TIMEOUT_SECONDS = 20.0

_METHODS = frozenset({"POST", "PUT", "PATCH"})
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_OWN_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection", "user-agent"})

_ALWAYS = {"User-Agent": "Clew-Webhook/1", "Content-Type": "application/json", "Accept-Encoding": "identity"}

Secrets = Callable[[str], Sequence[Signer]]
"""The secrets of a host, more than one while they are rotated; a `ClewError` where one is named and not to be had."""


class WebhookChannel:
    """Posts to webhooks; belongs to one event loop.

    Receivers know a message by `webhook-id`, the same for every attempt, so it may be sent again.
    """

    name = "webhook"
    traits = Traits(addressed=False, takes_key=True)

    def __init__(self, clock: Clock, secrets: Secrets, *, allowed: Collection[str] = ()) -> None:
        """Take secrets from a function; `allowed` are hosts of the local network that may be reached all the same."""
        self._clock = clock
        self._secrets = secrets
        self._guard = Guard(allowed)
        self._session: aiohttp.ClientSession | None = None

    def target(self, message: Outgoing) -> str:
        """The host that is called: what hangs there keeps no other host waiting."""
        try:
            return (urlsplit(str(message.parts.get("url") or "").strip()).hostname or "").lower()
        except ValueError:
            return ""  # it will be refused

    async def send(self, message: Outgoing) -> Attempt:
        """Post one message: `url`, `method`, `headers` and `body` of its parts."""
        url = str(message.parts.get("url") or "").strip()
        method = str(message.parts.get("method") or "POST").upper()
        if self._guard.check(url) is not None or method not in _METHODS:
            return Refused("address" if method in _METHODS else "method")
        body = to_json(message.parts.get("body") or {})
        try:
            signers = self._secrets((urlsplit(url).hostname or "").lower())
        except ClewError:
            return Failed("secret", ours=True)  # unsigned, it would be another message
        headers = _headers(message.parts.get("headers"))
        headers |= signed_headers(message.key, self._clock.now(), body, signers)
        try:
            async with self._open().request(method, url, data=body, headers=headers, allow_redirects=False) as response:
                return await self._read(response)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            return _broken(error)

    async def close(self) -> None:
        """Give back the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=self._guard, use_dns_cache=False, limit=0),
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS, connect=10),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                headers=_ALWAYS,
            )
        return self._session

    async def _read(self, response: aiohttp.ClientResponse) -> Attempt:
        status = response.status
        if 200 <= status < 300:
            return Accepted(reply={"status": status} | await _reply(response))
        if status in _AGAIN:
            return Failed(f"http_{status}", self._after(response.headers.get("Retry-After", "")), ours=status == 408)
        # A redirect is refused too: where it leads, nobody has allowed. 410 asks never to be called again.
        return Refused(f"http_{status}")

    def _after(self, text: str) -> Instant | None:
        """When the receiver asked to be called again: seconds, or a date."""
        if text.isdecimal() and len(text) < 8:
            return self._clock.now() + int(text) * SECOND
        try:
            moment = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
        return from_datetime(moment) if moment.tzinfo is not None else None


def _broken(error: Exception) -> Attempt:
    """What a call came to that brought no answer: certainly not taken, never to be, or nobody knows."""
    # The guard's refusal comes wrapped, as what the connection failed by.
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, Forbidden) or isinstance(error, aiohttp.InvalidURL | ValueError):
        return Refused("address")
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Failed("connect")
    return Unknown("timeout" if isinstance(error, TimeoutError) else "connection")


async def _reply(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """The JSON object of an answer, under `body`; nothing where it is none, or too long."""
    if "json" not in response.headers.get("Content-Type", ""):
        return {}
    try:
        raw = await _at_most(response, LONGEST_REPLY + 1)
        found = from_json(raw) if len(raw) <= LONGEST_REPLY else None
    except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, msgspec.DecodeError, UnicodeDecodeError):
        return {}  # it was taken all the same
    fits = isinstance(found, dict) and len(cast("dict[str, Any]", found)) <= MOST_REPLY_FIELDS
    return {"body": found} if fits else {}


async def _at_most(response: aiohttp.ClientResponse, size: int) -> bytes:
    found = bytearray()
    async for chunk in response.content.iter_chunked(8_192):
        found += chunk
        if len(found) >= size:
            break
    return bytes(found)


def _headers(given: object) -> dict[str, str]:
    """What an author adds, without what the connection itself says and without line breaks."""
    if not isinstance(given, Mapping):
        return {}
    return {
        str(name): str(value)
        for name, value in cast("Mapping[object, object]", given).items()
        if str(name).lower() not in _OWN_HEADERS
        and not str(name).lower().startswith("webhook-")
        and not any(sign in str(name) + str(value) for sign in "\r\n\0")
    }
