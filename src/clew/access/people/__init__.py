"""People: local accounts with a role, who enter by a password or by a one-time link.

Law: whether a name exists can't be told from a refusal, neither from its words nor from the work that it takes; no
number of wrong attempts keeps the owner of an account out who comes back on a device of theirs, and every bucket of
attempts is empty again within the hour; the last enabled admin stays one.
"""

from clew.access.people.attempts import Attempts
from clew.access.people.passwords import Passwords
from clew.access.people.service import INVITATION_LIFETIME, Accounts, Knock

__all__ = ["INVITATION_LIFETIME", "Accounts", "Attempts", "Knock", "Passwords"]
