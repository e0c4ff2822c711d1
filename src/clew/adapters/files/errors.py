"""What can be wrong with a file as a whole."""

from clew.kernel.errors import ClewError


class UnreadableFile(ClewError):
    """A file that can't be imported, or not to its end."""

    code = "import.unreadable"


class UnwritableFile(ClewError):
    """A file that can't be written."""

    code = "export.unwritable"
