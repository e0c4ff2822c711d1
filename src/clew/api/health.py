"""Whether this process lives, and whether it can do its work."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from clew.api.context import Context
from clew.api.problems import problem, responses
from clew.api.views import CheckView, View

router = APIRouter(tags=["health"])


class Alive(View):
    """The process answers.

    Attributes:
        status: Always `ok`.
    """

    status: Annotated[str, Field(examples=["ok"])] = "ok"


class Ready(View):
    """Everything that the API cannot do without works.

    Attributes:
        status: Always `ok`.
        checks: The parts, one by one.
    """

    status: Annotated[str, Field(examples=["ok"])] = "ok"
    checks: list[CheckView]


@router.get("/livez", name="getLiveness")
async def livez() -> Alive:
    """Whether the process answers at all; open to everybody, says nothing else."""
    return Alive()


@router.get("/readyz", name="getReadiness", response_model=Ready, responses=responses(503))
def readyz(context: Context) -> Ready | Response:
    """Whether the parts work; open to everybody, names parts only."""
    checks = list(context.services.health.checks())
    if all(check.ok for check in checks):
        return Ready(checks=checks)
    broken = ", ".join(check.name for check in checks if not check.ok)
    facts = {"checks": [check.model_dump() for check in checks]}
    return problem(503, "api.not_ready", f"not ready: {broken}", facts=facts, headers={"Retry-After": "1"})
