"""Consents: what somebody agreed to with its proof, what they say now, and what people may be contacted for."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.context import Context
from clew.api.errors import NotFound
from clew.api.messages.views import ConsentsView, PurposesView
from clew.api.problems import responses
from clew.api.profiles import Lookup, ProfileId
from clew.api.publishing import applied
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View

router = APIRouter(prefix="/api/v1", tags=["consents"], route_class=StrictRoute, responses=responses(401, 403, 422))

_READ = [Depends(require("consents:read"))]
Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\s/]+(/[^\s/]+){0,2}$")]
Words = Annotated[str, Field(max_length=10_000)]


class ConsentProofInput(BaseModel):
    """What can be shown of a decision.

    Attributes:
        text: The words that the person saw.
        version: Of the notice.
        language: Of the notice.
        url: Where they decided.
        method: How: `form`, `phone`, `letter`, `double_opt_in`, ...
    """

    model_config = ConfigDict(extra="forbid")

    text: Words = ""
    version: Annotated[str, Field(max_length=200)] = ""
    language: Annotated[str, Field(max_length=35)] = ""
    url: Annotated[str, Field(max_length=2000)] = ""
    method: Annotated[str, Field(max_length=100)] = ""


class ConsentInput(BaseModel):
    """What somebody said.

    Attributes:
        who: Any name of theirs; a profile may be named by its id, in the namespace `profile`.
        decisions: Key (`marketing`, `email`, `marketing/email`, `marketing/email/offers`, `*`) to `in`, `out`,
            `pending` (until they confirm), or null to take it back altogether.
        proof: What can be shown of it.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "who": {"namespace": "email", "id": "ada@example.com"},
                    "decisions": {"marketing/email": "in"},
                    "proof": {"text": "Yes, send me offers.", "language": "en", "method": "form"},
                }
            ]
        },
    )

    who: Lookup
    decisions: Annotated[dict[Key, Literal["in", "out", "pending"] | None], Field(min_length=1, max_length=100)]
    proof: ConsentProofInput = ConsentProofInput()


class RecordedView(View):
    """A consent that was recorded.

    Attributes:
        record: Id of the record.
        applied: Whether the engine has taken it over; it will in a moment if not.
    """

    record: str
    applied: bool


@router.get("/purposes", name="listPurposes", dependencies=_READ)
def purposes(context: Context) -> PurposesView:
    """What people may be contacted for, and what silence means, as the policies say it."""
    return PurposesView(items=tuple(context.services.consents.purposes()))


@router.get("/profiles/{profile_id}/consents", name="getConsents", responses=responses(404), dependencies=_READ)
def of(context: Context, profile_id: ProfileId) -> ConsentsView:
    """What a person agreed to: whether they may be written to now, and every decision with its proof."""
    found = context.services.consents.of(profile_id)
    if found is None:
        raise NotFound("no profile has this id", hint="look it up by an identity: POST /api/v1/profiles/lookup")
    return found


@router.post("/consents", name="recordConsent", status_code=201, responses=responses(404))
async def record(
    context: Context,
    principal: Annotated[Principal, Depends(require("consents:write"))],
    said: ConsentInput,
) -> RecordedView:
    """Record what somebody agreed to or withdrew; messages that wait or are queued are asked again at once."""
    who = (said.who.namespace, said.who.id)
    proof = {name: value for name, value in said.proof.model_dump().items() if value}
    found = await run_in_threadpool(context.services.consents.say, who, said.decisions, proof, by=principal.actor)
    if found is None:
        raise NotFound("no profile has this id", where="/who/id", hint="name them by an identity, such as an email")
    row, name = found
    done = row is None or await applied(context, row)
    return RecordedView(record=name, applied=done)
