"""What a credential may be allowed to do, by name."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from clew.access.errors import UnknownScope

Scope: TypeAlias = Literal[
    "profiles:read",
    "profiles:write",
    "profiles:export",
    "profiles:erase",
    "segments:read",
    "segments:export",
    "insight:read",
    "queries:run",
    "documents:read",
    "documents:write",
    "quarantine:read",
    "quarantine:write",
    "imports:read",
    "imports:write",
    "live:read",
    "messages:read",
    "messages:write",
    "consents:read",
    "consents:write",
    "suppressions:read",
    "suppressions:write",
    "keys:read",
    "keys:write",
    "accounts:read",
    "accounts:write",
    "audit:read",
]
"""What a credential may be allowed to do; each is asked for by name at one place of the API."""

SCOPES: Mapping[Scope, str] = MappingProxyType(
    {
        "profiles:read": "look profiles up: attributes, timeline, identities; follow one person",
        "profiles:write": "part profiles that were merged, change lists",
        "profiles:export": "take everything that is held about a person away as a file",
        "profiles:erase": "erase a person everywhere, for good",
        "segments:read": "list segments, their sizes and members",
        "segments:export": "take the members of a segment, or the people in a journey, away as a file",
        "insight:read": "ask for funnels, paths, retention, trends, friction, metrics and dashboards",
        "queries:run": "ask with SQL, which sees every event and every profile",
        "documents:read": "read segments, traits, schemas, sources, mappings and namespaces",
        "documents:write": "publish and archive documents",
        "quarantine:read": "list rejected events with their content",
        "quarantine:write": "replay or discard rejected events",
        "imports:read": "see which files were imported, and how far one is",
        "imports:write": "send files, look into them, import them",
        "live:read": "follow events and segment changes as they happen",
        "messages:read": "list messages, what they say and what became of them",
        "messages:write": "send transactional messages and proofs, decide on what waits, hand in what came back",
        "consents:read": "read purposes, and what a person agreed to with its proof",
        "consents:write": "record what a person agreed to or withdrew",
        "suppressions:read": "list suppressed addresses as hashes, ask about one",
        "suppressions:write": "suppress addresses and lift that",
        "keys:read": "list keys, never their secrets",
        "keys:write": "create and revoke keys",
        "accounts:read": "list accounts and roles",
        "accounts:write": "invite people, change their roles, disable them",
        "audit:read": "read who did what, and when",
    }
)
"""Every scope with what it allows."""


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
