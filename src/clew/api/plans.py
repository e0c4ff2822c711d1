"""Whole sets of documents at once, as `clew plan` and `clew apply` do it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.context import Context
from clew.api.planning import plan_documents, settled
from clew.api.problems import responses
from clew.api.publishing import authored_of, publish_documents
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View
from clew.catalog import Authored, Change, Difference, Fault, InvalidDocuments, Key, Placed, Plan

router = APIRouter(prefix="/api/v1", tags=["plans"], route_class=StrictRoute, responses=responses(401, 403, 422))

Writer = Annotated[Principal, Depends(require("documents:write"))]


class Desired(BaseModel):
    """Documents as they should be.

    Attributes:
        documents: Each one flat object with kind, id and the fields of its kind; each (kind, id) once.
        prune: Whether live documents that are not among them are archived.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "documents": [
                        {"kind": "segment", "id": "buyers", "name": "Buyers", "expression": 'did "Order Completed"'}
                    ]
                }
            ]
        },
    )

    documents: Annotated[list[dict[str, Any]], Field(max_length=2000)]
    prune: StrictBool = False


class DifferenceView(View):
    """A field that differs, in words: `~ expression: "a" → "b"`.

    Attributes:
        path: As one writes it.
        text: What becomes what.
    """

    path: str
    text: str


class ChangeView(View):
    """What happens to one document.

    Attributes:
        action: What is done.
        kind: Of the document.
        id: Of the document.
        version: As it will be.
        differences: Field by field.
    """

    action: Literal["create", "update", "publish", "archive", "unchanged"]
    kind: str
    id: str
    version: int
    differences: list[DifferenceView]


class BlockedView(View):
    """What must not happen.

    Attributes:
        kind: Of the document.
        id: Of the document.
        reason: Why not, and what to do.
        dependents: The documents in the way.
    """

    kind: str
    id: str
    reason: str
    dependents: list[str]


class FaultyView(View):
    """Something wrong with the documents, for which `apply` would refuse them all.

    Attributes:
        where: JSON Pointer into the request, such as `/body/documents/0/parts/subject`.
        message: What is wrong there.
        hint: What to do about it.
        code: A stable word for it, where a screen can offer more than words: `may_be_missing` is a value of a template
            that somebody may not have, which `defaults` or `required` mend; empty for everything else.
        about: What it is wrong with, such as `profile.firstName`; empty without a code.
    """

    where: str
    message: str
    hint: str | None = None
    code: str = ""
    about: str = ""


class PlanView(View):
    """What will be done, in this order.

    Attributes:
        changes: What changes.
        unchanged: How many documents are as desired.
        blocked: What stands in the way; nothing is done while there is any.
        warnings: What may be wrong with documents that change, such as a property that no schema knows; each with its
            place.
        applied: Whether it was done and the engine has taken it over.
        faults: What is wrong with the documents themselves; nothing else is told then, and nothing would be done.
    """

    changes: list[ChangeView]
    unchanged: int
    blocked: list[BlockedView]
    warnings: list[str]
    applied: bool = False
    faults: list[FaultyView] = Field(default_factory=list[FaultyView])


@router.post("/plan", name="planDocuments", dependencies=[Depends(require("documents:write", changes=False))])
def make_plan(context: Context, desired: Desired) -> PlanView:
    """Say what `apply` would do, or what is wrong with the documents; changes nothing.

    It is how documents are checked, half-written ones too: what is wrong with them is its answer and no refusal.
    """
    try:
        planned = plan_documents(context.services, _authored(desired), prune=desired.prune)
    except InvalidDocuments as error:
        return PlanView(changes=[], unchanged=0, blocked=[], warnings=[], faults=[_faulty(one) for one in error.faults])
    return plan_view(settled(context.services, planned), applied=False)


@router.post("/apply", name="applyDocuments", responses=responses(409))
async def apply(context: Context, principal: Writer, desired: Desired) -> PlanView:
    """Publish all of it at one instant, or nothing."""
    outcome = await publish_documents(context, principal, _authored(desired), prune=desired.prune)
    return plan_view(await run_in_threadpool(settled, context.services, outcome.plan), applied=outcome.applied)


def _authored(desired: Desired) -> list[Authored]:
    found: dict[Key, Authored] = {}
    for index, data in enumerate(desired.documents):
        authored = authored_of(data, f"/body/documents/{index}")
        if found.setdefault(authored.document.key, authored) is not authored:
            fault = Fault("/id", f"{authored.document.key} is written twice", "keep one of them")
            raise InvalidDocuments([authored.place(fault)])
    return list(found.values())


def plan_view(plan: Plan, *, applied: bool) -> PlanView:
    """A plan as the API shows it."""
    return PlanView(
        changes=[_change(change) for change in plan.changes],
        unchanged=len(plan.unchanged),
        blocked=[
            BlockedView(
                kind=blocked.key.kind,
                id=blocked.key.id,
                reason=blocked.reason,
                dependents=[str(key) for key in blocked.dependents],
            )
            for blocked in plan.blocked
        ],
        warnings=[str(placed) for placed in plan.warnings],
        applied=applied,
    )


def _faulty(placed: Placed) -> FaultyView:
    fault = placed.fault
    return FaultyView(where=placed.where, message=fault.message, hint=fault.hint, code=fault.code, about=fault.about)


def _change(change: Change) -> ChangeView:
    return ChangeView(
        action=change.action,
        kind=change.document.kind,
        id=change.document.id,
        version=change.document.version,
        differences=[_difference(difference) for difference in change.differences],
    )


def _difference(difference: Difference) -> DifferenceView:
    return DifferenceView(path=difference.path, text=str(difference))
