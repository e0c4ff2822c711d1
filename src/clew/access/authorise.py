"""The one decision: may this principal do that?"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

import msgspec

from clew.access.errors import Forbidden, Unauthenticated, UnknownScope
from clew.access.model import CredentialKind

Scope: TypeAlias = Literal[
    "profiles:read",
    "profiles:write",
    "segments:read",
    "documents:read",
    "documents:write",
    "quarantine:read",
    "quarantine:write",
    "live:read",
    "keys:read",
    "keys:write",
]
"""What an API key may be allowed to do; each is asked for by name at one place of the API."""

SCOPES: Mapping[Scope, str] = MappingProxyType(
    {
        "profiles:read": "look profiles up: attributes, timeline, identities",
        "profiles:write": "part profiles that were merged",
        "segments:read": "list segments, their sizes and members",
        "documents:read": "read segments, traits, schemas, sources, mappings and namespaces",
        "documents:write": "publish and archive documents",
        "quarantine:read": "list rejected events with their content",
        "quarantine:write": "replay or discard rejected events",
        "live:read": "follow events and segment changes as they happen",
        "keys:read": "list keys, never their secrets",
        "keys:write": "create and revoke keys",
    }
)
"""Every scope with what it allows."""


class Principal(msgspec.Struct, frozen=True):
    """Who asks, after their credential was found good.

    Attributes:
        id: Id of the credential; what the audit trail names.
        kind: `api` or `session` (write keys only append, links only sign in).
        name: What people call it.
        scopes: What it may do.
    """

    id: str
    kind: CredentialKind
    name: str
    scopes: frozenset[str]


def known_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """The scopes, sorted and each once.

    Raises:
        UnknownScope: if one of them is none.
    """
    found = tuple(sorted(set(scopes)))
    for scope in found:
        if scope not in get_args(Scope):
            raise UnknownScope(f"no scope is called {scope!r}", hint=f"one of {', '.join(SCOPES)}")
    return found


def authorise(principal: Principal | None, scope: Scope) -> Principal:
    """Let the principal pass if it may do this.

    Raises:
        Unauthenticated: if there is no principal.
        Forbidden: if the principal lacks the scope.
    """
    if principal is None:
        raise Unauthenticated("not signed in, or the key is not valid", hint="send `Authorization: Bearer <api key>`")
    if scope not in principal.scopes:
        raise Forbidden(f"this key lacks the scope {scope}", hint="use a key that has it, or create one")
    return principal
