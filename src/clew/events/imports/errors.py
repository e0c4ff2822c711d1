"""What can be wrong with an import as a whole."""

from clew.kernel.errors import ClewError


class AlreadyRunning(ClewError):
    """Somebody imports the same file by the same mapping at this moment."""

    code = "import.already_running"
    retryable = True


class NothingFits(ClewError):
    """Not one row of the beginning becomes an event: the mapping is not meant for this file."""

    code = "import.nothing_fits"
