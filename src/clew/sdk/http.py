"""Requests of the API, by what comes with Python; one connection for each, since notebooks ask seldom."""

import json
from collections.abc import Callable, Mapping
from http.client import HTTPResponse
from time import sleep
from typing import Any, NamedTuple, cast
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from clew.sdk.errors import ApiError, Unreachable

_CHUNK = 262_144
_TRIES, _PAUSE_SECONDS, _TRY_LATER = 20, 1.0, 503
Received = Callable[[int], None]
"""Told how many bytes have come."""


class Reply(NamedTuple):
    """What came back."""

    body: bytes
    headers: Mapping[str, str]


class Http:
    """Asks one server with one key.

    Attributes:
        address: Of the server.
    """

    def __init__(self, address: str, key: str, timeout: float) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise Unreachable("not an address", hint="write it like http://127.0.0.1:8080")
        self.address = address.rstrip("/")
        self._key = key
        self._timeout = timeout
        # A proxy that the environment names is none for this machine itself.
        local = parts.hostname in ("127.0.0.1", "localhost", "::1")
        self._opener = build_opener(ProxyHandler({})) if local else build_opener()

    def get(self, path: str, *names: str, received: Received | None = None, **query: Any) -> Reply:
        """Read something; `names` fill the `{}` of the path."""
        return self._send(Request(self._url(path, names, query)), received)  # noqa: S310  (http or https, see above)

    def post(self, path: str, *names: str, body: Any, received: Received | None = None, **query: Any) -> Reply:
        """Ask something; `names` and `query` as `get` takes them."""
        data = json.dumps(body).encode()
        request = Request(self._url(path, names, query), data, method="POST")  # noqa: S310  (as above)
        request.add_header("Content-Type", "application/json")
        return self._send(request, received)

    def _url(self, path: str, names: tuple[str, ...], query: Mapping[str, Any]) -> str:
        asked = {name: value for name, value in query.items() if value is not None}
        tail = f"?{urlencode(asked, doseq=True)}" if asked else ""
        return self.address + "/api/v1" + path.format(*(quote(name, safe="") for name in names)) + tail

    def _send(self, request: Request, received: Received | None) -> Reply:
        """Send it; again, while the server says that it can't answer just now: everything here only reads."""
        for _ in range(_TRIES - 1):
            try:
                return self._once(request, received)
            except ApiError as error:
                if error.status != _TRY_LATER:
                    raise
                sleep(_PAUSE_SECONDS)
        return self._once(request, received)

    def _once(self, request: Request, received: Received | None) -> Reply:
        request.add_unredirected_header("Authorization", f"Bearer {self._key}")
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return Reply(_body(response, received), {k.lower(): v for k, v in response.headers.items()})
        except HTTPError as error:
            raise ApiError(error.code, _problem(error.read())) from None
        except (URLError, TimeoutError, ConnectionError) as error:
            reason = getattr(error, "reason", error)
            raise Unreachable(f"no answer ({reason})", hint="is `clew serve` running at this address?") from None


def _body(response: HTTPResponse, received: Received | None) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := response.read(_CHUNK):
        parts.append(part)
        size += len(part)
        if received is not None:
            received(size)
    return b"".join(parts)


def _problem(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
