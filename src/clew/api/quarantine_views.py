"""What the API shows of rejects that are settled by the pile."""

from typing import Literal, TypeAlias

from clew.api.views import Moment, View

SettlementAction: TypeAlias = Literal["replay", "discard", "take_back"]
SettlementState: TypeAlias = Literal["running", "done", "stopped", "failed"]
"""running: it goes on, page by page. stopped: a person stopped it. failed: a fault did; what was done stays done."""


class RejectFaultView(View):
    """Why some fail again.

    Attributes:
        message: What is wrong with one of them.
        pointer: Where, in that one.
        reason: Stable code, which they share.
        count: How many there are.
    """

    message: str
    pointer: str
    reason: str
    count: int


class TrialView(View):
    """What a replay would come to, told by the oldest of them.

    Attributes:
        tried: How many were tried.
        passing: How many of these would be in the log; of a body of rows, those that pass.
        faults: Why others would not, the commonest reason first.
    """

    tried: int
    passing: int
    faults: tuple[RejectFaultView, ...]


class SettlementView(View):
    """What is done with a pile of rejects, and how far it is.

    Attributes:
        id: Names it, while the server runs.
        action: What is done.
        source: Only with those of this source; null for all.
        reason: Only with those of this reason; null for all.
        state: How it stands.
        total: How many there were when it began.
        seen: How many it has come by.
        settled: How many of these are in the log, set aside or held again now.
        held: How many of these failed again.
        faults: Why they did, the commonest reason first.
        at: When it began.
        fault: What stopped it; empty unless it failed.
    """

    id: str
    action: SettlementAction
    source: str | None
    reason: str | None
    state: SettlementState
    total: int
    seen: int = 0
    settled: int = 0
    held: int = 0
    faults: tuple[RejectFaultView, ...] = ()
    at: Moment
    fault: str = ""
