"""Around every request: headers that keep browsers safe, and one line of log without query strings or values."""

import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, TypeAlias

from clew.api.problems import unexpected
from clew.kernel.instants import MILLISECOND, Clock

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Asgi: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

_log = logging.getLogger("clew.api.access")

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"

_ENDLESS = "/api/v1/live"

_ALWAYS: Mapping[bytes, bytes] = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}


class Around:
    """Adds the headers, logs the outcome, and turns what nobody caught into a problem."""

    def __init__(self, app: Asgi, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = _asked(scope)
        began = self._clock.now()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _with_defaults(message.get("headers", ()), scope["path"])
            await send(message)

        try:
            await self._app(asked, receive, sending)
        except Exception as error:
            response = unexpected(error)
            if not status:
                await response(scope, receive, sending)
        finally:
            _log.info(
                "%s %s %d %d ms", scope["method"], _route(asked), status, (self._clock.now() - began) // MILLISECOND
            )


def _asked(scope: Scope) -> Scope:
    """HEAD is GET whose body the server leaves out; not of the streams that never end."""
    if scope["method"] == "HEAD" and not scope["path"].startswith(_ENDLESS):
        return {**scope, "method": "GET"}
    return scope


def _with_defaults(headers: Any, path: str) -> list[tuple[bytes, bytes]]:
    given = [(bytes(name).lower(), bytes(value)) for name, value in headers]
    data = path.startswith("/api/") or path in {"/livez", "/readyz"}
    policy = DATA_POLICY if data else PAGE_POLICY
    defaults = {
        **_ALWAYS,
        b"content-security-policy": policy.encode(),
        b"cache-control": b"no-store" if data else b"no-cache",
    }
    names = {name for name, _ in given}
    return given + [(name, value) for name, value in defaults.items() if name not in names]


def _route(scope: Scope) -> str:
    # The template, not the path: `/api/v1/profiles/{profile_id}`.
    return getattr(scope.get("route"), "path", "-")
