"""What can be wrong with a store; never with a value in the message, for drivers put personal data there."""

from clew.kernel.errors import ClewError


class StoreError(ClewError):
    """A store did not do what was asked of it."""

    code = "store.error"


class StoreUnavailable(StoreError):
    """The store can't be reached: a missing folder, a server that is down."""

    code = "store.unavailable"
    retryable = True


class StoreClosed(StoreError):
    """The store was closed by whoever opened it."""

    code = "store.closed"


class StoreBusy(StoreError):
    """Another process held the store for too long."""

    code = "store.busy"
    retryable = True


class StoreFailed(StoreError):
    """The engine refused a statement; nothing of its transaction has happened."""

    code = "store.failed"


class NotAStore(StoreError):
    """What was opened is something else."""

    code = "store.foreign"


class NewerStore(StoreError):
    """A later version of Clew wrote this store; reading it with this one could lose what it does not know."""

    code = "store.newer"
