"""Who may do what: API keys, sign-in links, sessions, and the one function that decides.

Law: secrets are shown once and stored as keyed hashes; nothing here reads a clock or makes a random number (the
caller passes `now` and a token factory); a refusal never says which part of a credential was wrong.
"""

from clew.access.model import CredentialKind, KeyRow

__all__ = ["CredentialKind", "KeyRow"]
