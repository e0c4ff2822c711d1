"""The audit trail of requests: what changes something is written down by the route itself, so that none can forget.

A request is written down when the scope that it needs changes something (`…:write`, `…:export`), and when an agent
looks people up (`profiles:read`). Who asks is put here by the guard (`security.require`), what it was about by whoever
knows; else the path tells. A request that was not understood changes nothing, and leaves nothing.

Law: an answer below 400 to a request that changes something is sent after its entry is durable.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import NamedTuple

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from clew.access import Deed, Outcome, Principal
from clew.api.context import context_of
from clew.kernel.errors import ClewError

_MOST_OBJECTS = 2_000
_LONGEST_DETAIL = 200


class About(NamedTuple):
    """What a request was about."""

    kind: str
    id: str
    detail: str = ""


@dataclass(slots=True)
class Asked:
    """A request under way.

    Attributes:
        principal: Who asks, once the guard knows.
        changes: Whether what they ask for changes something.
        looks_up: Whether it shows people: agents answer for whom they look up.
        refused: Whether the answer says no.
        objects: What it was about.
    """

    principal: Principal | None = None
    changes: bool = False
    looks_up: bool = False
    refused: bool = False
    objects: list[About] = field(default_factory=list[About])

    @property
    def counts(self) -> bool:
        """Whether it is to be written down."""
        return self.changes or (self.looks_up and self.principal is not None and self.principal.role == "agent")


_asked: ContextVar[Asked | None] = ContextVar("clew.asked", default=None)


def guarded(principal: Principal, *, changes: bool, looks_up: bool = False) -> None:
    """Say who asks, and whether what they ask for changes something, or shows people."""
    if (asked := _asked.get()) is not None:
        asked.principal = principal
        asked.changes = asked.changes or changes
        asked.looks_up = asked.looks_up or looks_up


def about(kind: str, name: str, detail: str = "") -> None:
    """Say what the request was about; never with personal data."""
    if (asked := _asked.get()) is not None and len(asked.objects) < _MOST_OBJECTS:
        asked.objects.append(About(kind, name, detail))


@asynccontextmanager
async def recording(request: Request, route: APIRoute) -> AsyncGenerator[Asked]:
    """Write down what is done in this block, if it is of those things."""
    asked = Asked()
    token = _asked.set(asked)
    try:
        yield asked
    except ClewError as error:
        await _write(request, route, asked, "refused", error.code)
        raise
    except Exception as error:
        # What FastAPI itself refuses was not understood: a status below 500 and no error of ours.
        if getattr(error, "status_code", 422 if hasattr(error, "errors") else 500) >= 500:
            await _write(request, route, asked, "failed", type(error).__name__)
        raise
    else:
        await _write(request, route, asked, "refused" if asked.refused else "done")
    finally:
        _asked.reset(token)


async def _write(request: Request, route: APIRoute, asked: Asked, outcome: Outcome, detail: str = "") -> None:
    principal = asked.principal
    if principal is None or not asked.counts:
        return
    services = context_of(request).services
    deeds = [
        Deed(
            services.clock.now(),
            principal.actor,
            principal.name,
            "console" if principal.kind == "session" else "api",
            route.name,
            each.kind,
            each.id,
            outcome,
            (detail or each.detail)[:_LONGEST_DETAIL],
        )
        for each in asked.objects or [_of_path(request, route, asked)]
    ]
    await run_in_threadpool(services.trail.record, deeds)


def _of_path(request: Request, route: APIRoute, asked: Asked) -> About:
    """`/api/v1/segments/{document_id}` is about a segment; who looks a person up does so wherever the path begins."""
    if not asked.changes and "profile_id" in request.path_params:
        return About("profile", str(request.path_params["profile_id"]))
    plural = route.path.removeprefix("/api/v1/").partition("/")[0]
    name = next((str(value) for key, value in request.path_params.items() if key.endswith("_id")), "")
    if "kind" in request.path_params:
        return About(str(request.path_params["kind"]), name)
    return About(plural.removesuffix("ies") + "y" if plural.endswith("ies") else plural.removesuffix("s"), name)
