"""Addresses that are not written to: counted, listed by hash, asked about, added, lifted."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.context import Context
from clew.api.errors import NotFound
from clew.api.messages.views import SuppressionCountView, SuppressionsView, SuppressionView
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.problems import responses
from clew.api.profiles import Lookup
from clew.api.publishing import applied
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View

router = APIRouter(
    prefix="/api/v1/suppressions", tags=["suppressions"], route_class=StrictRoute, responses=responses(401, 403, 422)
)

_READ = [Depends(require("suppressions:read"))]
Writer = Annotated[Principal, Depends(require("suppressions:write"))]
Hash = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="What stands for an address, as listed.")]


class SuppressionPage(PageView[SuppressionView]):
    """Some suppressed addresses, in order of hash."""


class SuppressionCounts(View):
    """How many addresses are suppressed.

    Attributes:
        items: By channel and reason.
    """

    items: list[SuppressionCountView]


class SuppressionInput(BaseModel):
    """An address to leave alone.

    Attributes:
        address: Namespace (`email`, `phone`) and address.
        channel: For which channel; `*` for all.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"address": {"namespace": "email", "id": "ada@example.com"}, "channel": "email"}]
        },
    )

    address: Lookup
    channel: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^(\*|[a-z0-9_-]+)$")] = "*"


class LiftedInput(BaseModel):
    """How an address was left alone before it was lifted.

    Attributes:
        channel: For which channel; `*` for all.
        reason: Why, as it was listed.
    """

    model_config = ConfigDict(extra="forbid")

    channel: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^(\*|[a-z0-9_-]+)$")] = "*"
    reason: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[a-z0-9_-]+$")]


class PutBack(BaseModel):
    """What a lift is to be taken back of.

    Attributes:
        items: All that stood of the address.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"items": [{"channel": "email", "reason": "complaint"}]}]}
    )

    items: Annotated[list[LiftedInput], Field(min_length=1, max_length=20)]


@router.get("", name="listSuppressions", responses=responses(400), dependencies=_READ)
def list_suppressions(context: Context, cursor: CursorParameter = None, limit: Limit = 50) -> SuppressionPage:
    """List suppressed addresses, as hashes that nobody can turn back."""
    after = context.cursors.open("suppressions", cursor)
    found = context.services.suppressions.some(after=after, limit=limit)
    return SuppressionPage(items=found.items, next_cursor=context.cursors.seal("suppressions", found.next))


@router.get("/counts", name="countSuppressions", dependencies=_READ)
def counts(context: Context) -> SuppressionCounts:
    """How many addresses are suppressed, by channel and reason."""
    return SuppressionCounts(items=list(context.services.suppressions.counts()))


@router.post("/lookup", name="lookupSuppression", dependencies=_READ)
def lookup(context: Context, sought: Lookup) -> SuppressionsView:
    """Ask whether an address is suppressed, and why."""
    return SuppressionsView(items=tuple(context.services.suppressions.of(sought.namespace, sought.id)))


@router.post("", name="suppressAddress", status_code=201)
async def add(context: Context, principal: Writer, wanted: SuppressionInput) -> SuppressionsView:
    """Have an address left alone, transactional messages included; who it belongs to need not be known."""
    desk, address = context.services.suppressions, wanted.address
    row = await run_in_threadpool(desk.add, address.namespace, address.id, channel=wanted.channel, by=principal.actor)
    await applied(context, row)
    return SuppressionsView(items=tuple(await run_in_threadpool(desk.of, address.namespace, address.id)))


@router.delete("/{address_hash}", name="liftSuppression", status_code=204, responses=responses(404))
async def lift(context: Context, principal: Writer, address_hash: Hash) -> None:
    """Have an address written to again: a person with authority decides so, and the audit trail names them."""
    row = await run_in_threadpool(context.services.suppressions.lift, address_hash, by=principal.actor)
    if row is None:
        raise NotFound("no address of this hash is suppressed", hint="list them, or look one up")
    await applied(context, row)


@router.put("/{address_hash}", name="putSuppressionBack")
async def put_back(context: Context, principal: Writer, address_hash: Hash, wanted: PutBack) -> SuppressionsView:
    """Take a lift back: the address is left alone again, for the reasons it was; nobody need know which it is."""
    desk, items = context.services.suppressions, [(each.channel, each.reason) for each in wanted.items]
    row = await run_in_threadpool(desk.put_back, address_hash, items, by=principal.actor)
    await applied(context, row)
    return SuppressionsView(items=tuple(await run_in_threadpool(desk.standing, address_hash)))
