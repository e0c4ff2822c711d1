"""What was received and could not become an event: seen, counted, replayed after mending, or set aside."""

from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field, StrictInt, model_validator

from clew.api.auditing import about
from clew.api.context import Context
from clew.api.errors import NotFound
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.problems import responses
from clew.api.quarantine_views import AmendmentInput, SettlementAction, SettlementView, TrialView
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import RejectCountView, RejectView, View

router = APIRouter(
    prefix="/api/v1/quarantine", tags=["quarantine"], route_class=StrictRoute, responses=responses(401, 403, 422)
)

SettlementId = Annotated[str, Path(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$", description="Its id.")]

_READ = [Depends(require("quarantine:read"))]
_WRITE = [Depends(require("quarantine:write"))]


class Chosen(BaseModel):
    """Which rejects.

    Attributes:
        ids: Their ids, as listed.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"ids": [1, 2]}]})

    ids: Annotated[list[Annotated[StrictInt, Field(ge=1, le=2**62)]], Field(min_length=1, max_length=1000)]


class Mended(BaseModel):
    """A content to be tried instead.

    Attributes:
        content: As it should have been.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"content": '{"total": 20}'}]})

    content: Annotated[str, Field(max_length=1_000_000)]


class MendedView(View):
    """What became of it.

    Attributes:
        replayed: Whether it is in the log now.
        message: Why not; empty if it is.
        pointer: Where the fault is.
    """

    replayed: bool
    message: str
    pointer: str


class RejectPage(PageView[RejectView]):
    """Some rejects, oldest first."""


class RejectCounts(View):
    """What there is.

    Attributes:
        items: By source and reason.
    """

    items: list[RejectCountView]


class ReplayedView(View):
    """What a replay came to.

    Attributes:
        replayed: How many are in the log now.
        held: How many failed again.
    """

    replayed: int
    held: int


class DiscardedView(View):
    """What was set aside.

    Attributes:
        discarded: How many.
    """

    discarded: int


class TakenBackView(View):
    """What is held again.

    Attributes:
        taken_back: How many.
    """

    taken_back: int


class Pile(BaseModel):
    """Rejects of one source, of one reason, or all.

    Attributes:
        source: Only of this source.
        reason: Only for this reason.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"source": "till", "reason": "mapping.number"}]}
    )

    source: Annotated[str | None, Field(max_length=200)] = None
    reason: Annotated[str | None, Field(max_length=200)] = None


class Trial(Pile):
    """What is tried.

    Attributes:
        source: Only those of this source.
        reason: Only those of this reason.
        amendment: What is changed in each of them first; nothing if left out.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"source": "till", "reason": "mapping.number"}]}
    )

    amendment: AmendmentInput | None = None


class Settle(Pile):
    """What is done with all of them.

    Attributes:
        source: Only with those of this source.
        reason: Only with those of this reason.
        action: `replay` tries them again, `discard` sets them aside, `take_back` holds again what was set aside.
        amendment: What is changed in each of them before it is tried again; what fails nevertheless stays as it came.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"action": "replay", "source": "till", "reason": "mapping.number"}]},
    )

    action: SettlementAction
    amendment: AmendmentInput | None = None

    @model_validator(mode="after")
    def _amends_what_is_tried(self) -> Self:
        if self.amendment is not None and self.action != "replay":
            raise ValueError("only what is tried again can be amended")
        return self


class SettlementsView(View):
    """What was done with piles of rejects.

    Attributes:
        items: The newest first.
    """

    items: list[SettlementView]


@router.get("", name="listRejects", responses=responses(400), dependencies=_READ)
def list_rejects(
    context: Context,
    source: Annotated[str | None, Query(max_length=200, description="Only of this source.")] = None,
    reason: Annotated[str | None, Query(max_length=200, description="Only for this reason.")] = None,
    state: Annotated[Literal["held", "replayed", "discarded"], Query(description="How they stand.")] = "held",
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> RejectPage:
    """List rejects with what was received, oldest first."""
    listing = f"rejects:{source}:{reason}:{state}"
    after = context.cursors.open(listing, cursor)
    found = context.services.quarantine.rejects(source=source, reason=reason, state=state, after=after, limit=limit)
    return RejectPage(items=found.items, next_cursor=context.cursors.seal(listing, found.next))


@router.get("/counts", name="countRejects", dependencies=_READ)
def counts(
    context: Context,
    state: Annotated[Literal["held", "replayed", "discarded"], Query(description="How they stand.")] = "held",
) -> RejectCounts:
    """How many there are, by source and reason."""
    return RejectCounts(items=list(context.services.quarantine.counts(state)))


@router.post("/replay", name="replayRejects", dependencies=_WRITE)
def replay(context: Context, chosen: Chosen) -> ReplayedView:
    """Try these again by the present mapping and schema: what passes is in the log exactly once."""
    done = context.services.quarantine.replay(chosen.ids)
    about("reject", "", f"{done.replayed} replayed, {done.held} still held")
    return ReplayedView(replayed=done.replayed, held=done.held)


@router.post("/{reject_id}/mend", name="mendReject", responses=responses(404), dependencies=_WRITE)
def mend(
    context: Context,
    reject_id: Annotated[int, Path(ge=1, le=2**62, description="Number of the reject, as listed.")],
    mended: Mended,
) -> MendedView:
    """Try one again with another content, as a person edited it; if that fails too, it stays held as it came."""
    done = context.services.quarantine.mend(reject_id, mended.content.encode())
    about("reject", str(reject_id), "replayed" if done.replayed else "still held")
    return MendedView(replayed=done.replayed, message=done.message, pointer=done.pointer)


@router.post("/discard", name="discardRejects", dependencies=_WRITE)
def discard(context: Context, chosen: Chosen) -> DiscardedView:
    """Set these aside: they stay readable, but are not counted or replayed any more, until they are taken back."""
    discarded = context.services.quarantine.discard(chosen.ids)
    about("reject", "", f"{discarded} discarded")
    return DiscardedView(discarded=discarded)


@router.post("/take-back", name="takeBackRejects", dependencies=_WRITE)
def take_back(context: Context, chosen: Chosen) -> TakenBackView:
    """Hold these again, which were set aside."""
    taken = context.services.quarantine.take_back(chosen.ids)
    about("reject", "", f"{taken} taken back")
    return TakenBackView(taken_back=taken)


@router.post("/trial", name="tryRejects", dependencies=[Depends(require("quarantine:write", changes=False))])
def trial(context: Context, wanted: Trial) -> TrialView:
    """Say what a replay of the oldest of them would come to by the present mapping and schema; changes nothing."""
    amendment = wanted.amendment and wanted.amendment.read()
    return context.services.quarantine.trial(source=wanted.source, reason=wanted.reason, amendment=amendment)


@router.post("/settlements", name="settleRejects", status_code=202, responses=responses(409), dependencies=_WRITE)
def settle(context: Context, wanted: Settle) -> SettlementView:
    """Replay, set aside or take back all that there are now; returns at once, `getSettlement` tells how far it is.

    What comes in meanwhile is left alone. Stopped half-way, what it did stays done, and begun again it goes on.
    """
    amendment = wanted.amendment and wanted.amendment.read()
    begun = context.services.quarantine.settle(
        wanted.action, source=wanted.source, reason=wanted.reason, amendment=amendment
    )
    which = ", ".join(part for part in (wanted.source, wanted.reason) if part) or "everything"
    # What was put there may say something of somebody: the trail keeps the place alone.
    changed = f", {amendment.do} at {amendment.at}" if amendment else ""
    about("reject", "", f"{wanted.action} of {begun.total} begun: {which}{changed}")
    return begun


@router.get("/settlements", name="listSettlements", dependencies=_READ)
def settlements(context: Context) -> SettlementsView:
    """List what was done with piles of rejects since the server began, newest first."""
    return SettlementsView(items=list(context.services.quarantine.settlements()))


@router.get("/settlements/{settlement_id}", name="getSettlement", responses=responses(404), dependencies=_READ)
def settlement(context: Context, settlement_id: SettlementId) -> SettlementView:
    """How far one is."""
    return _known(context.services.quarantine.settlement(settlement_id))


@router.post("/settlements/{settlement_id}/stop", name="stopSettlement", responses=responses(404), dependencies=_WRITE)
def stop(context: Context, settlement_id: SettlementId) -> SettlementView:
    """Let one go no further; what it did stays done."""
    return _known(context.services.quarantine.stop(settlement_id))


def _known(found: SettlementView | None) -> SettlementView:
    if found is None:
        raise NotFound("no settlement has this id", hint="they are forgotten when the server stops; list them")
    return found
