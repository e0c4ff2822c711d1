"""Requests: bodies read strictly (JSON only, within a limit, exact numbers, no NaN), and what they did written down."""

from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from fastapi import Request, Response
from fastapi.routing import APIRoute

from clew.api.auditing import recording
from clew.api.errors import BodyTooLarge, MalformedBody, UnsupportedBody
from clew.kernel.packing import from_json

MAX_BODY_BYTES = 4_000_000
_REFUSED = 400


class StrictRequest(Request):
    """A request whose body is read with a limit and parsed without leniency."""

    async def body(self) -> bytes:
        """The whole body."""
        if not hasattr(self, "_body"):
            parts = bytearray()
            async for part in self.stream():
                parts += part
                if len(parts) > MAX_BODY_BYTES:
                    raise BodyTooLarge(f"the body is larger than {MAX_BODY_BYTES:,} bytes", hint="send it in parts")
            self._body = bytes(parts)
        return self._body

    async def json(self) -> Any:
        """The body as JSON; parsed once."""
        if not hasattr(self, "_parsed"):
            try:
                self._parsed = from_json(await self.body())
            except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
                raise MalformedBody("the body is not JSON", hint="UTF-8, no NaN, no numbers beyond 64 bits") from None
        return self._parsed


class StrictRoute(APIRoute):
    """A route that reads its body strictly, and leaves what changed in the audit trail."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, given a strict request."""
        handle = super().get_route_handler()
        takes_body = self.body_field is not None

        async def strictly(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            if takes_body:
                await _refuse_other_media(strict)
                await strict.json()
            async with recording(strict, self) as outcome:
                response = await handle(strict)
                outcome.refused = response.status_code >= _REFUSED
            return response

        return strictly


async def _refuse_other_media(request: StrictRequest) -> None:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json" and not media.endswith("+json"):
        raise UnsupportedBody("the body must be JSON", hint="send `Content-Type: application/json`")
