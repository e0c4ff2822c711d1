"""What editors of expressions ask: is it right, what could come next, what is this word."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StrictInt, model_validator

from clew.api.context import Context
from clew.api.expression_views import CheckedView, CompletionsView, HoverView
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require

router = APIRouter(
    prefix="/api/v1/expressions",
    tags=["expressions"],
    route_class=StrictRoute,
    dependencies=[Depends(require("documents:read"))],
    responses=responses(401, 403, 422),
)

_TEXT = 'did "Order Completed" in la'


class CheckInput(BaseModel):
    """An expression that nobody has saved yet, as text or as JSON.

    Attributes:
        expression: CXL.
        tree: The same as JSON, as a builder holds it; one of the two.
        kind: What it is to be saved as, if that is known.
        id: Under which id it is to be saved, so that a circle is noticed.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"expression": 'did "Order Completed" in last 30d', "kind": "segment"}]},
    )

    expression: Annotated[str | None, Field(max_length=20_000)] = None
    tree: dict[str, Any] | None = None
    kind: Literal["segment", "trait"] | None = None
    id: Annotated[str | None, Field(max_length=64)] = None

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Text or tree, not both.

        Raises:
            ValueError: if neither or both are there.
        """
        if (self.expression is None) == (self.tree is None):
            raise ValueError("give `expression` or `tree`, one of the two")
        return self


class CursorInput(BaseModel):
    """An expression, perhaps unfinished, and a place in it.

    Attributes:
        expression: CXL.
        position: How many characters (Unicode code points) stand before the cursor.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"expression": _TEXT, "position": len(_TEXT)}]}
    )

    expression: Annotated[str, Field(max_length=20_000)]
    position: Annotated[StrictInt, Field(ge=0)]


class HoverFound(BaseModel):
    """What stands under the cursor.

    Attributes:
        found: Null where there is no word, or nothing is known of it.
    """

    found: HoverView | None


@router.post("/check", name="checkExpression")
def check(context: Context, asked: CheckInput) -> CheckedView:
    """Say what is wrong with an expression, and what it says, in canonical text, as JSON and in English."""
    desk = context.services.expressions
    if asked.tree is not None:
        return desk.check_tree(asked.tree, asked.kind, asked.id)
    return desk.check(asked.expression or "", asked.kind, asked.id)


@router.post("/complete", name="completeExpression")
def complete(context: Context, asked: CursorInput) -> CompletionsView:
    """Say what could be written where the cursor stands."""
    return context.services.expressions.complete(asked.expression, asked.position)


@router.post("/hover", name="hoverExpression")
def hover(context: Context, asked: CursorInput) -> HoverFound:
    """Say what the word under the cursor means, of what type it is and in what unit."""
    return HoverFound(found=context.services.expressions.hover(asked.expression, asked.position))
