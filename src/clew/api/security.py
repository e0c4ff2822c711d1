"""Who asks: an API key in the Authorization header, or the session cookie of a signed-in browser."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from clew.access import Access, Principal, Scope, Unauthenticated, authorise
from clew.api.auditing import guarded
from clew.api.context import SESSION_COOKIE, Context, context_of
from clew.api.errors import CrossSite

CSRF_HEADER = "X-Clew-CSRF"
_LOOKS_UP: Scope = "profiles:read"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(auto_error=False, scheme_name="apiKey", description="An API key: `clew key create api`.")


class _SessionCookie(APIKeyCookie):
    """The cookie of this workspace."""

    async def __call__(self, request: HTTPConnection) -> str | None:
        """Its value, if the browser sent it."""
        return request.cookies.get(context_of(request).session_cookie)


_cookie = _SessionCookie(
    name=SESSION_COOKIE,
    auto_error=False,
    scheme_name="session",
    description=f"A signed-in browser (the name ends with a tag of the workspace); unsafe methods also need the header "
    f"{CSRF_HEADER}, see GET /api/v1/session.",
)

Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
Cookie = Annotated[str | None, Depends(_cookie)]


def require(scope: Scope, *, changes: bool | None = None) -> Callable[..., Coroutine[Any, Any, Principal]]:
    """A dependency that lets only those pass who have this scope.

    Args:
        scope: What it takes.
        changes: Whether the request belongs in the audit trail; if left out, whether the scope lets change or export.
    """
    counts = not scope.endswith(":read") if changes is None else changes

    async def guard(request: Request, context: Context, bearer: Bearer, cookie: Cookie) -> Principal:
        access, now = context.services.access, context.services.clock.now()
        if bearer is not None:
            principal = access.principal(bearer.credentials, "api", now=now)
        else:
            principal = access.principal(cookie, "session", now=now) if cookie else None
            if principal is not None:
                refuse_cross_site(request, access, principal)
        if principal is not None:
            # A person whom the path names is looked up, whatever is asked about them.
            looks_up = scope == _LOOKS_UP or "profile_id" in request.path_params
            guarded(principal, changes=counts, looks_up=looks_up)
        return authorise(principal, scope)

    return guard


def require_people(principal: Principal) -> None:
    """The same as `require("profiles:read")`, where only what is asked tells whether people are shown.

    Raises:
        Forbidden: if they may not be shown to whoever asks.
    """
    guarded(principal, changes=False, looks_up=True)
    authorise(principal, _LOOKS_UP)


async def session_of(request: Request, context: Context, cookie: Cookie) -> Principal:
    """The signed-in browser that asks.

    Raises:
        Unauthenticated: if it isn't one.
    """
    now = context.services.clock.now()
    principal = context.services.access.principal(cookie, "session", now=now) if cookie else None
    if principal is None:
        raise Unauthenticated(
            "this browser is not signed in", hint="sign in by name and password, or by a link: `clew link --data DIR`"
        )
    refuse_cross_site(request, context.services.access, principal)
    guarded(principal, changes=request.method not in _SAFE_METHODS)
    return principal


def refuse_cross_site(request: Request, access: Access, principal: Principal) -> None:
    """Refuse unsafe requests of a session that lack its token: another site's page can send cookies, but not that.

    Raises:
        CrossSite: if the token is missing or wrong.
    """
    if request.method in _SAFE_METHODS:
        return
    if not access.csrf_matches(principal.id, request.headers.get(CSRF_HEADER, "")):
        raise CrossSite(f"the header {CSRF_HEADER} is missing or wrong", hint="take it from GET /api/v1/session")
