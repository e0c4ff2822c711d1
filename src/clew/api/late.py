"""Links of messages in front of the other routes: what answers them is built at the first that is followed.

Templates and ciphers take long to load, and a web process that nobody reaches from a message never needs them.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from clew.api.middleware import Asgi, Receive, Scope, Send
from clew.kernel.instants import Clock

if TYPE_CHECKING:
    from clew.api.hosted.ports import HostedDesk

HOSTED = "/m/"
"""Where links of messages begin; see `clew.actions.tracking`."""


class HostedLinks:
    """Answers what begins so; everything else goes on."""

    def __init__(self, app: Asgi, desk: "Callable[[], HostedDesk]", clock: Clock) -> None:
        self._app = app
        self._desk = desk
        self._clock = clock
        self._building = asyncio.Lock()
        self._hosted: Asgi | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(HOSTED):
            await self._app(scope, receive, send)
            return
        async with self._building:
            if self._hosted is None:
                self._hosted = await asyncio.to_thread(self._build)
        await self._hosted(scope, receive, send)

    def _build(self) -> Asgi:
        from fastapi import FastAPI  # noqa: PLC0415  (beside what it serves)

        from clew.api.hosted import hosted_router  # noqa: PLC0415  (as above)

        app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
        app.include_router(hosted_router(self._desk(), self._clock))
        return app
