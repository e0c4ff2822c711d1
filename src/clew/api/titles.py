"""Documents found by what they are called, of all kinds at once."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from clew.access import Principal
from clew.api.context import Context
from clew.api.documents import State
from clew.api.ports import Title
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import Moment, View

router = APIRouter(
    prefix="/api/v1/documents", tags=["documents"], route_class=StrictRoute, responses=responses(401, 403, 422)
)

_LONGEST = 200


class Called(BaseModel):
    """What to look for.

    Attributes:
        text: Parts of a name, an id, a label or a description, in any order and without regard to case. Nothing: all.
        kinds: Of these kinds alone; of all if left out.
        limit: How many documents at most.
        skip: How many to leave out first, for those after a page.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "abandoned"}]})

    text: Annotated[str, Field(max_length=_LONGEST)] = ""
    kinds: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=40)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 20
    skip: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class TitleView(View):
    """A document by its name.

    Attributes:
        kind: What it is.
        id: Unique within its kind.
        name: What people call it.
        description: For whoever finds it.
        state: What is so.
        at: When that last changed.
    """

    kind: str
    id: str
    name: str
    description: str
    state: State
    at: Moment


class TitlesView(View):
    """Documents that were found.

    Attributes:
        items: Those whose name begins with the text first, then those that have it within; alike ones by name.
        found: How many there are in all, those beyond the limit too.
        kinds: How many fit the text by kind, of kinds that were not asked for too.
    """

    items: tuple[TitleView, ...]
    found: int
    kinds: dict[str, int]


@router.post("/search", name="searchDocuments")
def search(
    context: Context, principal: Annotated[Principal, Depends(require("documents:read"))], called: Called
) -> TitlesView:
    """Find documents of any kind by name, id, label or description, as they are today; archived ones are left out."""
    words = called.text.casefold().split()
    whole = " ".join(words)
    fitting = [
        (rank, title.name.casefold(), title)
        for title in context.services.documents.titles()
        if title.kind != "segment" or "segments:read" in principal.scopes
        if (rank := _rank(title, whole, words)) is not None
    ]
    kinds = Counter(title.kind for _, _, title in fitting)
    ranked = [each for each in fitting if called.kinds is None or each[2].kind in called.kinds]
    ranked.sort(key=lambda each: (each[0], each[1], each[2].kind, each[2].id))
    items = tuple(
        TitleView(
            kind=each.kind, id=each.id, name=each.name, description=each.description, state=each.state, at=each.at
        )
        for _, _, each in ranked[called.skip : called.skip + called.limit]
    )
    return TitlesView(items=items, found=len(ranked), kinds=dict(sorted(kinds.items())))


def _rank(title: Title, whole: str, words: list[str]) -> int | None:
    """How near it is to what was typed, 0 the nearest; None if a word is nowhere in it."""
    name = title.name.casefold()
    said = f"{name} {title.id} {title.more}"
    if not all(word in said for word in words):
        return None
    if name.startswith(whole) or title.id == whole:
        return 0
    if f" {whole}" in name:
        return 1
    return 2 if all(word in name for word in words) else 3
