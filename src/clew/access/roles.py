"""Roles: what people may do, as sets of scopes in one table. API keys have scopes of their own choice instead."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from clew.access.scopes import SCOPES, Scope

Role: TypeAlias = Literal["admin", "editor", "viewer", "agent"]
"""What a person is in this workspace."""

_AGENT: frozenset[Scope] = frozenset(
    {"profiles:read", "segments:read", "insight:read", "documents:read", "consents:read"}
)
_VIEWER: frozenset[Scope] = _AGENT | frozenset[Scope](
    {"quarantine:read", "imports:read", "live:read", "messages:read", "suppressions:read"}
)
_EDITOR: frozenset[Scope] = _VIEWER | frozenset[Scope](
    {
        "profiles:write",
        "profiles:export",
        "segments:export",
        "queries:run",
        "documents:write",
        "quarantine:write",
        "imports:write",
        "messages:write",
        "consents:write",
        "suppressions:write",
    }
)

_TABLE: dict[Role, frozenset[Scope]] = {
    "admin": frozenset(SCOPES),
    "editor": _EDITOR,
    "viewer": _VIEWER,
    "agent": _AGENT,
}
ROLES: Mapping[Role, frozenset[Scope]] = MappingProxyType(_TABLE)
"""Every role with its scopes. Law: each role may do what the next one may, and an admin everything."""

ROLE_MEANINGS: Mapping[Role, str] = MappingProxyType(
    {
        "admin": "everything, accounts and keys too",
        "editor": "build and publish, mend, part and export; no accounts, no keys",
        "viewer": "see everything but accounts and keys; change nothing",
        "agent": "look people up and see why; every look-up is in the audit trail",
    }
)
"""Every role in words."""


def role_of(text: str) -> Role | None:
    """The role of this name; None when there is none."""
    return next((role for role in ROLES if role == text), None)
