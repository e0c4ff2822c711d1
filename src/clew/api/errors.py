"""What goes wrong between a request and the domains; `problems` gives each its status."""

from clew.kernel.errors import ClewError


class NotFound(ClewError):
    """Nothing has this id."""

    code = "api.not_found"


class InvalidCursor(ClewError):
    """A cursor that this listing did not give out."""

    code = "api.invalid_cursor"


class MalformedBody(ClewError):
    """A body that is not JSON."""

    code = "api.malformed_body"


class BodyTooLarge(ClewError):
    """A body above the limit."""

    code = "api.body_too_large"


class UnsupportedBody(ClewError):
    """A body of another media type than JSON."""

    code = "api.unsupported_body"


class CrossSite(ClewError):
    """A request of a signed-in browser that does not prove that our own page made it."""

    code = "api.cross_site"


class AlreadyExists(ClewError):
    """A document of this id is there already, and says something else."""

    code = "api.already_exists"


class Changed(ClewError):
    """The document is not the version that the caller has seen."""

    code = "api.changed"


class NoPrecondition(ClewError):
    """A change that does not say which version it is based on."""

    code = "api.no_precondition"


class ImportRuns(ClewError):
    """Another import is under way."""

    code = "import.runs"
    retryable = True


class OtherTimes(ClewError):
    """A file of the past for a source that tells what happens now, or the other way round."""

    code = "import.other_times"
