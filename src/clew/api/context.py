"""What every endpoint gets besides its own parameters."""

import asyncio
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from clew.api.paging import Cursors
from clew.api.ports import Services


@dataclass(slots=True)
class ApiContext:
    """The services, and what the API itself keeps.

    Attributes:
        services: What the API is built over.
        cursors: Seals cursors.
        publishing: One change of documents at a time, so that each plan sees the one before.
    """

    services: Services
    cursors: Cursors
    publishing: asyncio.Lock = field(default_factory=asyncio.Lock)


def context_of(request: Request) -> ApiContext:
    """The context of the application that serves this request."""
    context: ApiContext = request.app.state.context
    return context


async def _context(request: Request) -> ApiContext:
    # Asynchronous, so that no thread is asked to read an attribute.
    return context_of(request)


Context = Annotated[ApiContext, Depends(_context)]
