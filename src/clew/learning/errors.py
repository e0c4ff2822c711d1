"""What can be wrong with what is to be learnt from."""

from clew.kernel.errors import ClewError


class BadTable(ClewError):
    """A table that can't be learnt from as it is."""

    code = "learning.bad_table"


class Unlearnable(ClewError):
    """The data don't allow an honest model."""

    code = "learning.unlearnable"


class Degenerate(Unlearnable):
    """A fit that says nothing: its likelihood has no peak, or what follows from it is not finite."""

    code = "learning.degenerate"


class NoModel(ClewError):
    """There is no such model, version or run."""

    code = "model.unknown"


class NotPublishable(ClewError):
    """A version that must not be used."""

    code = "model.blocked"


class JobRuns(ClewError):
    """A training or scoring runs already."""

    code = "model.job_runs"
