"""What can be wrong with a lake."""

from clew.kernel.errors import ClewError


class MissingFile(ClewError):
    """The manifest names a file that is not there."""

    code = "lake.missing_file"


class Damaged(ClewError):
    """A file of the lake is not what it was written as."""

    code = "lake.damaged"
