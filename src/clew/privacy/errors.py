"""What can keep an erasure from being finished."""

from clew.kernel.errors import ClewError


class StillRead(ClewError):
    """A reader still holds files that must go; the erasure stays ordered and is carried out again soon."""

    code = "privacy.still_read"
    retryable = True
