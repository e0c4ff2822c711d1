"""Reading one profile without the price of a framework's routing: a shortcut past the two routes asked most.

It answers where all is well, and only there. Whatever else there is to say (no key or another sign-in, a body that is
not exactly right, nobody found) is left to the route itself, with the request as it came.

Law: whatever is asked, the answer is the route's.
"""

import re
from collections.abc import Iterable
from typing import Annotated, NamedTuple

import msgspec

from clew.access import Forbidden, Unauthenticated, authorise
from clew.api.context import ApiContext
from clew.api.middleware import Asgi, Message, Receive, Scope, Send
from clew.api.views import ProfileView
from clew.kernel.errors import ClewError
from clew.kernel.packing import json_reader

_PREFIX = "/api/v1/profiles/"
_LOOKUP = _PREFIX + "lookup"
_ID = re.compile(r"[A-Za-z0-9._~-]{1,64}")


class _Sought(msgspec.Struct, forbid_unknown_fields=True):
    namespace: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]


class _Route(NamedTuple):
    """What the log names instead of the path."""

    path: str


_read = json_reader(_Sought).decode
_LOOKUP_ROUTE, _ID_ROUTE = _Route(_LOOKUP), _Route(_PREFIX + "{profile_id}")


class QuickReads:
    """In front of the routes, behind what surrounds every request."""

    def __init__(self, app: Asgi, context: ApiContext) -> None:
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or leave it to the route."""
        if scope["type"] != "http" or not scope["path"].startswith(_PREFIX) or scope["query_string"]:
            await self._app(scope, receive, send)
        elif scope["method"] == "POST" and scope["path"] == _LOOKUP:
            message = await receive()
            await self._answer(scope, _once_more(message, receive), send, self._sought(scope, message), _LOOKUP_ROUTE)
        elif scope["method"] == "GET":
            await self._answer(scope, receive, send, self._named(scope), _ID_ROUTE)
        else:
            await self._app(scope, receive, send)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, found: ProfileView | None, route: _Route
    ) -> None:
        if found is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = route
        body = found.model_dump_json().encode()
        headers = [(b"content-length", str(len(body)).encode()), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _sought(self, scope: Scope, message: Message) -> ProfileView | None:
        """Whom the body names, if all is well."""
        if message["type"] != "http.request" or message.get("more_body") or not _may_read(self._context, scope):
            return None
        media = _first(scope["headers"], b"content-type")
        if media is None or media.partition(b";")[0].strip().lower() != b"application/json":
            return None
        try:
            sought = _read(message.get("body", b""))
            return self._context.services.profiles.look_up(sought.namespace, sought.id)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ClewError):
            return None

    def _named(self, scope: Scope) -> ProfileView | None:
        """Whom the path names, if all is well."""
        profile_id = scope["path"][len(_PREFIX) :]
        if not _ID.fullmatch(profile_id) or not _may_read(self._context, scope):
            return None
        return self._context.services.profiles.get(profile_id)


def _may_read(context: ApiContext, scope: Scope) -> bool:
    """Whether a live key with the right scope is shown: looked up anew each time, as a revoked one is dead at once."""
    authorization = _first(scope["headers"], b"authorization")
    if authorization is None:
        return False
    scheme, _, key = authorization.decode("latin-1").partition(" ")
    if scheme.lower() != "bearer" or not key:
        return False
    services = context.services
    try:
        authorise(services.access.principal(key, "api", now=services.clock.now()), "profiles:read")
    except (Unauthenticated, Forbidden):
        return False
    return True


def _first(headers: Iterable[tuple[bytes, bytes]], sought: bytes) -> bytes | None:
    return next((value for name, value in headers if name == sought), None)


def _once_more(first: Message, receive: Receive) -> Receive:
    """Receives the message that was taken already, then the rest."""
    taken = False

    async def again() -> Message:
        nonlocal taken
        if taken:
            return await receive()
        taken = True
        return first

    return again
