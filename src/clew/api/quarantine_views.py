"""What the API takes and shows of rejects that are settled by the pile."""

from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from clew.api.views import Moment, View
from clew.events.quarantine import Amendment, Doing

SettlementAction: TypeAlias = Literal["replay", "discard", "take_back"]
SettlementState: TypeAlias = Literal["running", "done", "stopped", "failed"]
"""running: it goes on, page by page. stopped: a person stopped it. failed: a fault did; what was done stays done."""


class AmendmentInput(BaseModel):
    """What is changed in each of many alike before they are tried again.

    Attributes:
        at: The place, as a JSON Pointer into what was received; into each row where that is a list.
        do: `number` and `text` read what stands there as that, `set` puts a value in its place (also where there is
            none), `rename` calls it otherwise, `leave_out` takes it away.
        to: The value for `set`, the new name for `rename`; nothing else needs one.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"at": "/properties/total", "do": "number"}]}
    )

    at: Annotated[str, Field(min_length=2, max_length=1000, pattern="^/")]
    do: Doing
    to: Any = None

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if self.do == "rename" and not (isinstance(self.to, str) and self.to):
            raise ValueError("say in `to` what it is called instead")
        return self

    def read(self) -> Amendment:
        """For the quarantine."""
        return Amendment(self.at, self.do, self.to)


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
        at_place: The place that was amended in each; null if none was.
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
    at_place: str | None = None
    state: SettlementState
    total: int
    seen: int = 0
    settled: int = 0
    held: int = 0
    faults: tuple[RejectFaultView, ...] = ()
    at: Moment
    fault: str = ""
