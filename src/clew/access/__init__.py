"""Who may do what: accounts and roles, API keys, sign-in links, sessions, the one function that decides, the trail.

Law: secrets are shown once and stored as keyed hashes, passwords by argon2; nothing here reads a clock or makes a
random number (the caller passes `now` and a token factory); a refusal never says which part of a credential was wrong.
"""

from clew.access.audit import Checked, Trail
from clew.access.authorise import Principal, authorise
from clew.access.errors import (
    BrokenTrail,
    Forbidden,
    LastAdmin,
    NameTaken,
    OnceReused,
    TooManyAttempts,
    TooManyKeys,
    Unauthenticated,
    UnfitName,
    UnfitPassword,
    UnknownAccount,
    UnknownCredential,
    UnknownRole,
    UnknownScope,
    WrongPassword,
)
from clew.access.issue import Issued, TokenFactory
from clew.access.model import Account, CredentialKind, Deed, Entry, KeyRow, Outcome, Via
from clew.access.people import INVITATION_LIFETIME, Accounts, Attempts, Knock, Passwords
from clew.access.roles import ROLE_MEANINGS, ROLES, Role, role_of
from clew.access.scopes import SCOPES, Scope
from clew.access.service import LINK_LIFETIME, SESSION_LIFETIME, Access, require_source

__all__ = [
    "INVITATION_LIFETIME",
    "LINK_LIFETIME",
    "ROLES",
    "ROLE_MEANINGS",
    "SCOPES",
    "SESSION_LIFETIME",
    "Access",
    "Account",
    "Accounts",
    "Attempts",
    "BrokenTrail",
    "Checked",
    "CredentialKind",
    "Deed",
    "Entry",
    "Forbidden",
    "Issued",
    "KeyRow",
    "Knock",
    "LastAdmin",
    "NameTaken",
    "OnceReused",
    "Outcome",
    "Passwords",
    "Principal",
    "Role",
    "Scope",
    "TokenFactory",
    "TooManyAttempts",
    "TooManyKeys",
    "Trail",
    "Unauthenticated",
    "UnfitName",
    "UnfitPassword",
    "UnknownAccount",
    "UnknownCredential",
    "UnknownRole",
    "UnknownScope",
    "Via",
    "WrongPassword",
    "authorise",
    "require_source",
    "role_of",
]
