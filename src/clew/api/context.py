"""What every endpoint gets besides its own parameters."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from clew.api.paging import Cursors
from clew.api.ports import Services

SESSION_COOKIE = "clew_session"
DEVICE_COOKIE = "clew_device"


@dataclass(slots=True)
class ApiContext:
    """The services, and what the API itself keeps.

    Attributes:
        services: What the API is built over.
        cursors: Seals cursors.
        publishing: One change of documents at a time, so that each plan sees the one before.
        stopping: Whether the server is to end: endless answers then end too. Set by whoever runs the server.
    """

    services: Services
    cursors: Cursors
    publishing: asyncio.Lock = field(default_factory=asyncio.Lock)
    stopping: Callable[[], bool] = field(default=lambda: False)

    @property
    def session_cookie(self) -> str:
        """Name of the cookie: browsers keep cookies by host, not by port, and two workspaces may share a host."""
        return f"{SESSION_COOKIE}_{self._tag}"

    @property
    def device_cookie(self) -> str:
        """Name of the cookie by which a browser shows that somebody signed in on it before."""
        return f"{DEVICE_COOKIE}_{self._tag}"

    @property
    def _tag(self) -> str:
        return blake2b(key=self.services.secret, digest_size=4, person=b"clew.cookie").hexdigest()


def context_of(request: HTTPConnection) -> ApiContext:
    """The context of the application that serves this request."""
    context: ApiContext = request.app.state.context
    return context


async def _context(request: Request) -> ApiContext:
    # Asynchronous, so that no thread is asked to read an attribute.
    return context_of(request)


Context = Annotated[ApiContext, Depends(_context)]
