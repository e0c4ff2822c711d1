"""Several profiles at once, for lists that know people by id."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from clew.api.auditing import about
from clew.api.context import Context
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import ProfileView, View

router = APIRouter(
    prefix="/api/v1/profiles",
    tags=["profiles"],
    route_class=StrictRoute,
    dependencies=[Depends(require("profiles:read"))],
    responses=responses(401, 403, 422),
)


class Several(BaseModel):
    """Whose profiles.

    Attributes:
        ids: Of profiles; those of merged ones too.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"ids": ["p_4f2a9c17d03be865"]}]})

    ids: Annotated[list[Annotated[str, Field(min_length=1, max_length=64)]], Field(max_length=200)]


class AnsweredView(View):
    """Who answers for an id.

    Attributes:
        id: As it was asked for.
        profile: Under its own id, which is another one if the profile was merged.
    """

    id: str
    profile: ProfileView


class SeveralProfiles(View):
    """Those of them who are known.

    Attributes:
        items: In the order in which they were asked for; an id that nobody has is left out.
    """

    items: tuple[AnsweredView, ...]


@router.post("/several", name="getProfiles")
def several(context: Context, asked: Several) -> SeveralProfiles:
    """Read up to 200 profiles by their ids."""
    found: list[AnsweredView] = []
    for each in dict.fromkeys(asked.ids):
        profile = context.services.profiles.get(each)
        if profile is not None:
            about("profile", profile.id)
            found.append(AnsweredView(id=each, profile=profile))
    return SeveralProfiles(items=tuple(found))
