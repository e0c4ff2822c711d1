"""Profiles: found by an identity (in the body, never in a URL), read by their id."""

from typing import Annotated, TypeAlias, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.auditing import about
from clew.api.context import Context
from clew.api.errors import NotFound
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.parting_views import ForeseenPartingView, JoiningView, PartingView
from clew.api.problems import responses
from clew.api.publishing import applied
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import IdentityGraphView, MembershipView, ProfileView, Sort, TimelineItem, View

T = TypeVar("T")

Writer = Annotated[Principal, Depends(require("profiles:write"))]

router = APIRouter(
    prefix="/api/v1/profiles",
    tags=["profiles"],
    route_class=StrictRoute,
    dependencies=[Depends(require("profiles:read"))],
    responses=responses(401, 403, 404, 422),
)

ProfileId: TypeAlias = Annotated[
    str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._~-]+$", description="Id of a profile.")
]


class Lookup(BaseModel):
    """An identity to look for.

    Attributes:
        namespace: Such as email, phone, user_id or anonymous_id.
        id: Its value, as the person or the source writes it; it is normalised here.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"namespace": "email", "id": "ada@example.com"}]}
    )

    namespace: Annotated[str, Field(min_length=1, max_length=64)]
    id: Annotated[str, Field(min_length=1, max_length=1024)]


class TwoNames(BaseModel):
    """Two names: of one person, or of two.

    Attributes:
        one: The first; a profile may be named by its id, in the namespace `profile`.
        other: The second.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "one": {"namespace": "email", "id": "ada@example.com"},
                    "other": {"namespace": "user_id", "id": "u2"},
                }
            ]
        },
    )

    one: Lookup
    other: Lookup


class TimelinePage(PageView[TimelineItem]):
    """A part of a timeline, newest first."""


class MembershipsView(View):
    """The segments that a person is in.

    Attributes:
        items: The longest first; every one has its instant.
    """

    items: tuple[MembershipView, ...]


@router.post("/lookup", name="lookupProfile")
async def lookup(context: Context, sought: Lookup) -> ProfileView:
    """Find a profile by any of its identities."""
    # Here and in `get`: some keyed reads take less time than handing them to a thread.
    profile = context.services.profiles.look_up(sought.namespace, sought.id)
    if profile is None:
        raise NotFound("no profile has this identity", hint="check the namespace; a new event shows within a second")
    about("profile", profile.id)
    return profile


@router.post(
    "/unmerge",
    name="unmergeProfiles",
    responses={202: {"model": PartingView, "description": "In the log; the engine takes it over shortly."}},
)
async def unmerge(context: Context, principal: Writer, response: Response, asked: TwoNames) -> PartingView:
    """Part the profiles of two names, and keep them apart until they are merged by hand. Asked again, nothing changes.

    Undone is the newest merge on the way from one to the other; every record goes back to whom it came with.
    """
    desk = context.services.partings
    one, other = ((name.namespace, name.id) for name in (asked.one, asked.other))
    parting = await run_in_threadpool(desk.order, one, other, by=principal.actor)
    if parting is None:
        raise NotFound("nobody is known by one of the names", hint="look both up: POST /api/v1/profiles/lookup")
    done = parting.row is None or await applied(context, parting.row)
    if not done:
        response.status_code = 202
    sides = await run_in_threadpool(desk.sides, parting, applied=done)
    for side in (sides.one, sides.other):
        about("profile", side.profile)
    return sides


@router.post("/unmerge/preview", name="previewUnmerge")
def preview_unmerge(context: Context, asked: TwoNames) -> ForeseenPartingView:
    """Say what parting the profiles of two names would come to, and do nothing: who would have which names and records.

    The segments of both are worked out from the records that each came with.
    """
    one, other = ((name.namespace, name.id) for name in (asked.one, asked.other))
    found = context.services.partings.foresee(one, other, now=context.services.clock.now())
    if found is None:
        raise NotFound("nobody is known by one of the names", hint="look both up: POST /api/v1/profiles/lookup")
    for side in (found.one, found.other):
        if side.profile:
            about("profile", side.profile)
    return found


@router.post(
    "/merge",
    name="mergeProfiles",
    responses={202: {"model": JoiningView, "description": "In the log; the engine takes it over shortly."}},
)
async def merge(context: Context, principal: Writer, response: Response, asked: TwoNames) -> JoiningView:
    """Make the profiles of two names one, whatever was refused or parted before. Asked again, nothing changes.

    An unmerge of the same names undoes it.
    """
    desk = context.services.partings
    one, other = ((name.namespace, name.id) for name in (asked.one, asked.other))
    joining = await run_in_threadpool(desk.join, one, other, by=principal.actor)
    if joining is None:
        raise NotFound("nobody is known by one of the names", hint="look both up: POST /api/v1/profiles/lookup")
    done = joining.row is None or await applied(context, joining.row)
    if not done:
        response.status_code = 202
    found = await run_in_threadpool(desk.joined, joining, applied=done)
    about("profile", found.person.profile)
    return found


@router.get("/{profile_id}", name="getProfile")
async def get(context: Context, profile_id: ProfileId) -> ProfileView:
    """Read a profile by its id; the id of a merged profile gives the one that answers for it."""
    return _known(context.services.profiles.get(profile_id))


@router.get("/{profile_id}/segments", name="listSegmentsOfProfile")
def segments(context: Context, profile_id: ProfileId) -> MembershipsView:
    """List the segments that this person is in, and since when to the microsecond, from their history where need be."""
    return MembershipsView(items=_known(context.services.profiles.segments(profile_id)))


@router.get("/{profile_id}/timeline", name="getTimeline", responses=responses(400))
def timeline(
    context: Context,
    profile_id: ProfileId,
    about: Annotated[list[Sort] | None, Query(description="Things of these sorts alone; of all if left out.")] = None,
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> TimelinePage:
    """What happened to this person and what became true of them, newest first."""
    listing = f"timeline:{profile_id}"
    after = context.cursors.open(listing, cursor)
    found = _known(context.services.profiles.timeline(profile_id, after=after, limit=limit, sorts=about or ()))
    return TimelinePage(items=found.items, next_cursor=context.cursors.seal(listing, found.next))


@router.get("/{profile_id}/identities", name="getIdentities")
def identities(context: Context, profile_id: ProfileId) -> IdentityGraphView:
    """How this person's names hang together, with the provenance of every link."""
    return _known(context.services.profiles.identities(profile_id))


def _known(found: T | None) -> T:
    if found is None:
        raise NotFound("no profile has this id", hint="look it up by an identity: POST /api/v1/profiles/lookup")
    return found
