"""Signing a browser in and out. A link's token stands behind `#`, so that it never reaches a log or a referrer."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, RootModel

from clew.access import Issued, Knock, Principal, Unauthenticated, UnfitName, UnknownAccount
from clew.api.auditing import about, guarded
from clew.api.context import ApiContext, Context
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import session_of
from clew.api.views import View
from clew.kernel.instants import DAY, SECOND

_DEVICE_DAYS = 180
_ATTACKERS_SUBNET = 64

router = APIRouter(
    prefix="/api/v1/session", tags=["session"], route_class=StrictRoute, responses=responses(401, 403, 422)
)

Session = Annotated[Principal, Depends(session_of)]


class LinkSignIn(BaseModel):
    """A one-time sign-in link.

    Attributes:
        token: What stands behind its `#`.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"token": "cl_aaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]},
    )

    token: Annotated[str, Field(min_length=1, max_length=200)]


class PasswordSignIn(BaseModel):
    """A name and its password.

    Attributes:
        name: Email address or name of the account.
        password: Its password.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "ada@example.com", "password": "three or four words"}]}
    )

    name: Annotated[str, Field(min_length=1, max_length=200)]
    password: Annotated[str, Field(min_length=1, max_length=256)]


class SignIn(RootModel[LinkSignIn | PasswordSignIn]):
    """How somebody signs in: by a link, or by name and password."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "ada@example.com", "password": "three words"}]})


class SessionView(View):
    """A signed-in browser.

    Attributes:
        name: Who is signed in.
        account: Id of their account.
        role: What they are here.
        csrf_token: To be sent as X-Clew-CSRF with every unsafe request.
        scopes: What it may do.
        password_set: Whether the account has a password; without one only a link lets its owner in.
        may_set_password: Whether a new password may be chosen without the present one, because a link was just spent.
    """

    name: str
    account: str
    role: str
    csrf_token: str
    scopes: list[str]
    password_set: bool
    may_set_password: bool


@router.post("", name="signIn", status_code=201, responses=responses(429))
def sign_in(context: Context, request: Request, response: Response, credential: SignIn) -> SessionView:
    """Sign in by a link, which works once, or by name and password.

    The session comes as a cookie that scripts can't read. Wrong passwords are limited: 429 says how long to wait.
    """
    issued = _begin(context, request, credential.root)
    principal = _principal(context, issued)
    guarded(principal, changes=True)
    about("account", principal.account, issued.row.begun_by)
    expires_at = issued.row.expires_at or issued.row.created_at
    device = context.services.accounts.device_of(context.services.accounts.get(principal.account))
    for name, value, seconds in (
        (context.session_cookie, issued.text, (expires_at - issued.row.created_at) // SECOND),
        (context.device_cookie, device, _DEVICE_DAYS * DAY // SECOND),
    ):
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/",
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
    return _view(context, principal)


@router.get("", name="getSession")
def current(context: Context, principal: Session) -> SessionView:
    """Who this browser is signed in as."""
    return _view(context, principal)


@router.delete("", name="signOut", status_code=204)
def sign_out(context: Context, response: Response, principal: Session) -> None:
    """End the session."""
    about("account", principal.account)
    context.services.access.revoke(principal.id, now=context.services.clock.now())
    response.delete_cookie(context.session_cookie, path="/", httponly=True, samesite="lax")


def _begin(context: ApiContext, request: Request, credential: LinkSignIn | PasswordSignIn) -> Issued:
    services = context.services
    now = services.clock.now()
    if isinstance(credential, LinkSignIn):
        return services.access.sign_in(credential.token, now=now)
    device = request.cookies.get(context.device_cookie, "")
    knock = Knock(credential.name, credential.password, _address(request), device)
    try:
        return services.accounts.sign_in(knock, now=now)
    except Unauthenticated:
        # The trail names the account, never what was typed: people type their password where the name belongs.
        guarded(_somebody(context, credential.name), changes=True)
        raise


def _somebody(context: ApiContext, name: str) -> Principal:
    try:
        account = context.services.accounts.named(name.strip())
    except (UnknownAccount, UnfitName):
        return Principal("", "session", "", frozenset())
    return Principal("", "session", account.name, frozenset(), account.id, account.role)


def _principal(context: ApiContext, issued: Issued) -> Principal:
    found = context.services.access.principal(issued.text, "session", now=issued.row.created_at)
    if found is None:
        raise Unauthenticated("this account was disabled just now")
    return found


def _address(request: Request) -> str:
    """Where they come from; of a new protocol's addresses the part that its owner can't change at will."""
    host = request.client.host if request.client is not None else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), _ATTACKERS_SUBNET), strict=False))
    return host


def _view(context: ApiContext, principal: Principal) -> SessionView:
    services = context.services
    account = services.accounts.get(principal.account)
    return SessionView(
        name=principal.name,
        account=account.id,
        role=account.role,
        csrf_token=services.access.csrf_token(principal.id),
        scopes=sorted(principal.scopes),
        password_set=bool(account.password),
        may_set_password=services.accounts.may_set_password(principal.id, now=services.clock.now()),
    )
