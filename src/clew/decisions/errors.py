"""What can be wrong with the numbers of an experiment before anything is asked of them."""

from clew.kernel.errors import ClewError


class ExperimentInvalid(ClewError):
    """Counts, shares or levels that no experiment can have."""

    code = "decisions.experiment_invalid"
