"""Signing a browser in and out. The link's token stands behind `#`, so that it never reaches a log or a referrer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from clew.access import Principal
from clew.api.context import Context
from clew.api.problems import responses
from clew.api.requests import StrictRoute
from clew.api.security import session_of
from clew.api.views import View
from clew.kernel.instants import SECOND

router = APIRouter(
    prefix="/api/v1/session", tags=["session"], route_class=StrictRoute, responses=responses(401, 403, 422)
)


class SignIn(BaseModel):
    """A one-time sign-in link.

    Attributes:
        token: What stands behind its `#`.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"token": "cl_aaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]},
    )

    token: Annotated[str, Field(min_length=1, max_length=200)]


class SessionView(View):
    """A signed-in browser.

    Attributes:
        name: Whose link it was.
        csrf_token: To be sent as X-Clew-CSRF with every unsafe request.
        scopes: What it may do.
    """

    name: str
    csrf_token: str
    scopes: list[str]


@router.post("", name="signIn", status_code=201)
def sign_in(context: Context, request: Request, response: Response, link: SignIn) -> SessionView:
    """Spend a sign-in link: it works once. The session comes as a cookie that scripts can't read."""
    services = context.services
    issued = services.access.sign_in(link.token, now=services.clock.now())
    expires_at = issued.row.expires_at or issued.row.created_at
    response.set_cookie(
        context.session_cookie,
        issued.text,
        max_age=(expires_at - issued.row.created_at) // SECOND,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return SessionView(
        name=issued.row.name, csrf_token=services.access.csrf_token(issued.row.id), scopes=list(issued.row.scopes)
    )


@router.get("", name="getSession")
def current(context: Context, principal: Annotated[Principal, Depends(session_of)]) -> SessionView:
    """Who this browser is signed in as."""
    token = context.services.access.csrf_token(principal.id)
    return SessionView(name=principal.name, csrf_token=token, scopes=sorted(principal.scopes))


@router.delete("", name="signOut", status_code=204)
def sign_out(context: Context, response: Response, principal: Annotated[Principal, Depends(session_of)]) -> None:
    """End the session."""
    context.services.access.revoke(principal.id, now=context.services.clock.now())
    response.delete_cookie(context.session_cookie, path="/", httponly=True, samesite="lax")
