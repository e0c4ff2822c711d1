"""Passwords: checked by argon2id, with the work the same whether there is anything to check or not.

The parameters are those that RFC 9106 recommends second (64 MiB, three passes), which argon2-cffi has as its default.
"""

import unicodedata
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from clew.access.errors import UnfitPassword
from clew.access.issue import TokenFactory

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 256
_FEWEST_LETTERS = 5
_SALT_BYTES = 16
_AT_ONCE = 2  # each takes 64 MiB: a storm of sign-ins must wait, not take the memory of the engine


class Passwords:
    """Encodes and verifies.

    Args:
        tokens: Where salts come from.
        hasher: Other parameters than the recommended ones.
    """

    def __init__(self, tokens: TokenFactory, hasher: "PasswordHasher | None" = None) -> None:
        self._tokens = tokens
        self._own = hasher
        self._turns = BoundedSemaphore(_AT_ONCE)
        self._decoy = ""

    @property
    def _hasher(self) -> "PasswordHasher":
        if self._own is None:
            from argon2 import PasswordHasher  # noqa: PLC0415  (only whoever signs in needs it)

            self._own = PasswordHasher()
        return self._own

    def encode(self, password: str) -> str:
        """The text to store for a password."""
        with self._turns:
            return self._hasher.hash(_plain(password), salt=self._tokens(_SALT_BYTES))

    def verify(self, encoded: str, password: str) -> bool:
        """Whether this is the password; an empty `encoded` is nobody's, and takes as long to say."""
        from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415  (as above)

        if not self._decoy:
            self._decoy = self.encode(self._tokens(_SALT_BYTES).hex())
        try:
            with self._turns:
                self._hasher.verify(encoded or self._decoy, _plain(password))
        except (VerificationError, InvalidHashError):
            return False
        return bool(encoded)

    def outdated(self, encoded: str) -> bool:
        """Whether it was encoded with other parameters than today's."""
        return self._hasher.check_needs_rehash(encoded)


def require_strong(password: str, name: str) -> None:
    """Refuse a password that is soon guessed.

    Raises:
        UnfitPassword: if it is too short or too long, of few different characters, or holds the account's name.
    """
    plain = _plain(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise UnfitPassword(f"a password has {SHORTEST} to {LONGEST} characters", hint="three or four words will do")
    own = name.partition("@")[0].casefold()
    if len(set(plain)) < _FEWEST_LETTERS or (len(own) > 2 and own in plain.casefold()):
        raise UnfitPassword("this password is soon guessed", hint="no repetition, and not one's own name")


def _plain(password: str) -> str:
    """However a keyboard composes a letter, it is the same password."""
    return unicodedata.normalize("NFKC", password)
