"""Who may do what: API keys, sign-in links, sessions, and the one function that decides.

Law: secrets are shown once and stored as keyed hashes; nothing here reads a clock or makes a random number (the
caller passes `now` and a token factory); a refusal never says which part of a credential was wrong.
"""

from clew.access.authorise import SCOPES, Principal, Scope, authorise
from clew.access.errors import (
    Forbidden,
    OnceReused,
    TooManyKeys,
    Unauthenticated,
    UnfitName,
    UnknownCredential,
    UnknownScope,
)
from clew.access.issue import Issued, TokenFactory
from clew.access.model import CredentialKind, KeyRow
from clew.access.service import LINK_LIFETIME, SESSION_LIFETIME, Access, require_source

__all__ = [
    "LINK_LIFETIME",
    "SCOPES",
    "SESSION_LIFETIME",
    "Access",
    "CredentialKind",
    "Forbidden",
    "Issued",
    "KeyRow",
    "OnceReused",
    "Principal",
    "Scope",
    "TokenFactory",
    "TooManyKeys",
    "Unauthenticated",
    "UnfitName",
    "UnknownCredential",
    "UnknownScope",
    "authorise",
    "require_source",
]
