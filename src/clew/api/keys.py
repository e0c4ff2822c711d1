"""Keys: issued once, listed without their secrets, revoked."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from clew.access import Forbidden, Issued, KeyRow, Principal
from clew.api.auditing import about
from clew.api.context import Context
from clew.api.once import IdempotencyKey, once_of
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import Moment, View
from clew.kernel.instants import DAY

router = APIRouter(prefix="/api/v1/keys", tags=["keys"], route_class=StrictRoute, responses=responses(401, 403, 422))

Writer = Annotated[Principal, Depends(require("keys:write"))]


class KeyView(View):
    """A key, without its secret.

    Attributes:
        id: Its public part.
        kind: write or api.
        name: What people call it.
        source: The source that a write key appends to.
        scopes: What an API key may do.
        created_at: When it was issued.
        expires_at: From when on it is dead; null when it doesn't expire.
        revoked_at: When it was revoked.
        alive: Whether it works now.
    """

    id: str
    kind: Literal["write", "api"]
    name: str
    source: str
    scopes: list[str]
    created_at: Moment
    expires_at: Moment | None
    revoked_at: Moment | None
    alive: bool


class KeyPage(PageView[KeyView]):
    """Some keys, in order of id."""


class IssuedKeyView(View):
    """A new key.

    Attributes:
        id: Its public part.
        key: The whole key, shown now and never again.
    """

    id: str
    key: str


class ApiKeyInput(BaseModel):
    """What an API key is for.

    Attributes:
        name: What people call it; two live keys of one name are for rotation.
        scopes: What it may do.
        days: After how many days it expires; never if left out.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "reporting", "scopes": ["profiles:read", "segments:read"], "days": 90}]
        },
    )

    name: Annotated[str, Field(min_length=1, max_length=100)]
    scopes: Annotated[list[str], Field(min_length=1, max_length=50)]
    days: Annotated[StrictInt | None, Field(ge=1, le=3660)] = None


@router.get("", name="listKeys", responses=responses(400), dependencies=[Depends(require("keys:read"))])
def list_keys(
    context: Context,
    kind: Annotated[Literal["write", "api"], Query(description="Which kind of keys.")] = "api",
    cursor: CursorParameter = None,
    limit: Limit = 50,
) -> KeyPage:
    """List keys in order of id, dead ones too; never their secrets."""
    after = context.cursors.open(f"keys:{kind}", cursor) or ""
    rows = context.services.access.keys(kind, after=after, limit=limit + 1)
    last = rows[limit - 1].id if len(rows) > limit else None
    now = context.services.clock.now()
    items = [_view(row, kind, alive=row.alive(now)) for row in rows[:limit]]
    return KeyPage(items=items, next_cursor=context.cursors.seal(f"keys:{kind}", last))


@router.post("", name="createApiKey", status_code=201, responses=responses(409))
def create_api_key(
    context: Context, principal: Writer, wanted: ApiKeyInput, idempotency_key: IdempotencyKey = None
) -> IssuedKeyView:
    """Issue an API key. Nobody can give away more than they have."""
    missing = sorted(set(wanted.scopes) - principal.scopes)
    now = context.services.clock.now()
    expires_at = now + wanted.days * DAY if wanted.days else None
    if missing:
        raise Forbidden(f"nobody can give away the scope {missing[0]} who lacks it", where="/scopes")
    issued = context.services.access.create_api_key(
        wanted.name,
        now=now,
        scopes=tuple(wanted.scopes),
        expires_at=expires_at,
        once=once_of(principal, "key", idempotency_key),
    )
    about("key", issued.row.id, wanted.name)
    return issued_view(issued)


@router.delete("/{key_id}", name="revokeKey", status_code=204, responses=responses(404))
def revoke(
    context: Context,
    _principal: Writer,
    key_id: Annotated[str, Path(min_length=1, max_length=40, pattern=r"^[a-z2-7]+$", description="Id of a key.")],
) -> None:
    """End a key at once; doing so again is no error."""
    context.services.access.revoke(key_id, now=context.services.clock.now())


def issued_view(issued: Issued) -> IssuedKeyView:
    """The one time that a key is shown."""
    return IssuedKeyView(id=issued.row.id, key=issued.text)


def _view(row: KeyRow, kind: Literal["write", "api"], *, alive: bool) -> KeyView:
    return KeyView(
        id=row.id,
        kind=kind,
        name=row.name,
        source=row.source,
        scopes=list(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        alive=alive,
    )
