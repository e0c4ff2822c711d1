"""Accounts: people are invited by a link, given a role, kept out; and what each does with their own account."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from clew.access import INVITATION_LIFETIME, ROLE_MEANINGS, ROLES, SCOPES, Account, Forbidden, Issued, Principal
from clew.api.auditing import about
from clew.api.context import ApiContext, Context
from clew.api.paging import CursorParameter, Limit, PageView
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import require, session_of
from clew.api.views import Moment, View
from clew.kernel.instants import DAY

router = APIRouter(prefix="/api/v1", tags=["accounts"], route_class=StrictRoute, responses=responses(401, 403, 422))

_READ = [Depends(require("accounts:read"))]
Writer = Annotated[Principal, Depends(require("accounts:write"))]
AccountId = Annotated[str, Path(min_length=1, max_length=40, pattern=r"^[a-z2-7]+$", description="Id of an account.")]
RoleName = Literal["admin", "editor", "viewer", "agent"]
_LISTING = "accounts"


class AccountView(View):
    """Somebody who may enter, or might.

    Attributes:
        id: Never changes.
        name: Email address or name.
        role: What they are here.
        created_at: When they were invited.
        password_at: When they chose their password; null before.
        disabled_at: Since when they are kept out; null while they may enter.
    """

    id: str
    name: str
    role: RoleName
    created_at: Moment
    password_at: Moment | None
    disabled_at: Moment | None


class AccountPage(PageView[AccountView]):
    """Some accounts, in order of their names."""


class Invited(BaseModel):
    """Somebody to be let in.

    Attributes:
        name: Email address or name, by which they will sign in.
        role: What they will be.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "ada@example.com", "role": "editor"}]}
    )

    name: Annotated[str, Field(min_length=1, max_length=200)]
    role: RoleName


class Changes(BaseModel):
    """What becomes of an account; what is left out stays.

    Attributes:
        role: What they are from their next request on.
        disabled: Whether they are kept out; their sessions end at once.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"role": "viewer"}]})

    role: RoleName | None = None
    disabled: StrictBool | None = None


class InvitationView(View):
    """A link that lets the owner of an account in, once.

    Attributes:
        account: Whose it is.
        path: The path of the link on this server, shown now and never again; its token stands behind `#`.
        expires_at: From when on it is dead.
    """

    account: AccountView
    path: str
    expires_at: Moment


class NewPassword(BaseModel):
    """A password to be kept.

    Attributes:
        current: The present one; not asked of whoever has come by a link within the hour, or has none.
        password: The new one, of 12 characters or more.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"current": "", "password": "three or four words"}]}
    )

    current: Annotated[str, Field(max_length=256)] = ""
    password: Annotated[str, Field(min_length=1, max_length=256)]


class EndedView(View):
    """What ended.

    Attributes:
        ended: How many sessions and links.
    """

    ended: int


class RoleView(View):
    """A role.

    Attributes:
        id: Its name.
        meaning: What it is for.
        scopes: What it may do.
    """

    id: RoleName
    meaning: str
    scopes: list[str]


class RolesView(View):
    """Every role, and what every scope allows.

    Attributes:
        items: From the one that may do most.
        scopes: What each allows.
    """

    items: list[RoleView]
    scopes: dict[str, str]


@router.get("/accounts", name="listAccounts", responses=responses(400), dependencies=_READ)
def list_accounts(context: Context, cursor: CursorParameter = None, limit: Limit = 50) -> AccountPage:
    """List accounts in order of their names, disabled ones too."""
    after = context.cursors.open(_LISTING, cursor) or ""
    found = context.services.accounts.list(after=after, limit=limit + 1)
    last = found[limit - 1].folded if len(found) > limit else None
    return AccountPage(
        items=[_view(account) for account in found[:limit]], next_cursor=context.cursors.seal(_LISTING, last)
    )


@router.post("/accounts", name="inviteAccount", status_code=201, responses=responses(409))
def invite(context: Context, principal: Writer, invited: Invited) -> InvitationView:
    """Make an account and a link for it: its owner comes in by the link, and chooses a password."""
    _refuse_more(principal, invited.role)
    now = context.services.clock.now()
    account = context.services.accounts.add(invited.name, invited.role, now=now)
    about("account", account.id, invited.role)
    return _link(context, account)


@router.patch("/accounts/{account_id}", name="changeAccount", responses=responses(404, 409))
def change(context: Context, principal: Writer, account_id: AccountId, wanted: Changes) -> AccountView:
    """Change a role, keep somebody out, let somebody in again; refused if no admin would be left."""
    accounts, now = context.services.accounts, context.services.clock.now()
    account = accounts.get(account_id)
    _refuse_more(principal, account.role)
    said: list[str] = []
    if wanted.role is not None:
        _refuse_more(principal, wanted.role)
        account = accounts.set_role(account, wanted.role, now=now)
        said.append(f"role {wanted.role}")
    if wanted.disabled is not None:
        account = accounts.disable(account, now=now) if wanted.disabled else accounts.enable(account)
        said.append("disabled" if wanted.disabled else "enabled")
    about("account", account.id, ", ".join(said))
    return _view(account)


@router.post("/accounts/{account_id}/link", name="linkAccount", status_code=201, responses=responses(404))
def link(context: Context, principal: Writer, account_id: AccountId) -> InvitationView:
    """Make a new link for somebody who was invited, or forgot their password; an older link ends."""
    account = context.services.accounts.get(account_id)
    _refuse_more(principal, account.role)
    return _link(context, account)


@router.delete("/accounts/{account_id}/sessions", name="signOutAccount", responses=responses(404))
def sign_out_account(context: Context, _principal: Writer, account_id: AccountId) -> EndedView:
    """End every session and link of somebody."""
    accounts = context.services.accounts
    return EndedView(ended=accounts.sign_out(accounts.get(account_id), now=context.services.clock.now()))


@router.get("/roles", name="listRoles", dependencies=_READ)
def list_roles() -> RolesView:
    """What each role may do."""
    items = [RoleView(id=role, meaning=ROLE_MEANINGS[role], scopes=sorted(scopes)) for role, scopes in ROLES.items()]
    return RolesView(items=items, scopes=dict[str, str](SCOPES.items()))


@router.put("/account/password", name="changePassword", responses=responses(429))
def change_password(
    context: Context, principal: Annotated[Principal, Depends(session_of)], wanted: NewPassword
) -> EndedView:
    """Choose one's own password; every other session and link of the account ends."""
    about("account", principal.account)
    ended = context.services.accounts.change_password(
        principal.id, wanted.current, wanted.password, now=context.services.clock.now()
    )
    return EndedView(ended=ended)


@router.delete("/account/sessions", name="signOutEverywhere")
def sign_out_everywhere(context: Context, principal: Annotated[Principal, Depends(session_of)]) -> EndedView:
    """End every session of one's own account, this one too."""
    accounts = context.services.accounts
    about("account", principal.account)
    return EndedView(ended=accounts.sign_out(accounts.get(principal.account), now=context.services.clock.now()))


def _refuse_more(principal: Principal, role: RoleName) -> None:
    missing = ROLES[role] - principal.scopes
    if missing:
        raise Forbidden(f"only who may do everything that the role {role} may can give or take it", where="/role")


def _link(context: ApiContext, account: Account) -> InvitationView:
    now = context.services.clock.now()
    issued: Issued = context.services.accounts.link(account, now=now, lifetime=INVITATION_LIFETIME)
    return InvitationView(
        account=_view(account),
        path=f"/sign-in#{issued.text}",
        expires_at=issued.row.expires_at or now + DAY,
    )


def _view(account: Account) -> AccountView:
    return AccountView(
        id=account.id,
        name=account.name,
        role=account.role,
        created_at=account.created_at,
        password_at=account.password_at,
        disabled_at=account.disabled_at,
    )
