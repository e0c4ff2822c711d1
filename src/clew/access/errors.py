"""Refusals; none says which part of a credential was wrong."""

from clew.kernel.errors import ClewError


class Unauthenticated(ClewError):
    """No credential, or one that is unknown, expired or revoked."""

    code = "access.unauthenticated"


class Forbidden(ClewError):
    """A good credential that may not do this."""

    code = "access.forbidden"


class TooManyKeys(ClewError):
    """A third live key where two are enough to rotate."""

    code = "access.too_many_keys"


class OnceReused(ClewError):
    """An idempotency key that stands for another request."""

    code = "access.once_reused"


class UnfitName(ClewError):
    """A name that a key, or the source of one, can't have."""

    code = "access.unfit_name"


class UnknownScope(ClewError):
    """A scope that nothing asks for."""

    code = "access.unknown_scope"


class UnknownCredential(ClewError):
    """No credential has this id."""

    code = "access.unknown_credential"


class UnfitPassword(ClewError):
    """A password that is soon guessed, or can't be kept."""

    code = "access.unfit_password"


class TooManyAttempts(ClewError):
    """Too many wrong passwords; wait a little.

    Attributes:
        seconds: How long.
    """

    code = "access.too_many_attempts"
    retryable = True

    def __init__(self, seconds: int) -> None:
        super().__init__("too many attempts", hint=f"wait {seconds} s, or ask an admin for a sign-in link")
        self.seconds = seconds


class NameTaken(ClewError):
    """An account of this name exists."""

    code = "access.name_taken"


class LastAdmin(ClewError):
    """Without this admin nobody could let anybody in."""

    code = "access.last_admin"


class UnknownAccount(ClewError):
    """No account has this id or name."""

    code = "access.unknown_account"


class UnknownRole(ClewError):
    """A role that there isn't."""

    code = "access.unknown_role"


class BrokenTrail(ClewError):
    """The audit trail was changed by something else than Clew."""

    code = "access.broken_trail"


class WrongPassword(ClewError):
    """The present password, asked before a new one is kept, is another."""

    code = "access.wrong_password"
