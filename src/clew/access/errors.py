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
