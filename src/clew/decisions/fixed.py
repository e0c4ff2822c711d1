"""Evidence that is looked at once, at the end that was planned: the textbook's test and interval."""

from math import erfc, sqrt
from statistics import NormalDist

from clew.decisions.lift import lift, moments_of, null_error, squared_error, unfit
from clew.decisions.model import Arm, Lift, Moments, Proportion, Unanswered, check_level
from clew.decisions.special import student_below, student_quantile


def fixed_lift(control: Arm, treatment: Arm, *, level: float = 0.95) -> Lift | Unanswered:
    """What a treatment adds to a hold-out, for one look at the planned end; each look more raises false alarms.

    Of proportions: Wald's interval and the score test, which pools both arms. Of means: Welch's interval and test
    (Welch 1947), whose degrees of freedom are Satterthwaite's.

    Args:
        control: Those held out.
        treatment: Those treated.
        level: Confidence of the interval.

    Returns:
        The lift, or why it can't be said.

    Raises:
        ExperimentInvalid: A level that can't be.
    """
    check_level(level)
    why = unfit(control, treatment)
    if why is not None:
        return why
    one, other = moments_of(control), moments_of(treatment)
    z = abs(other.mean - one.mean) / sqrt(null_error(control, treatment))
    if isinstance(control, Proportion) and isinstance(treatment, Proportion):
        multiplier, p = NormalDist().inv_cdf((1 + level) / 2), erfc(z / sqrt(2))
    else:
        multiplier, p = _student(one, other, z, level)
    return lift(one, other, method="fixed", level=level, multiplier=multiplier, p=p)


def _student(control: Moments, treatment: Moments, t: float, level: float) -> tuple[float, float]:
    """Multiplier and two-sided p of Student's t with Satterthwaite's degrees of freedom."""
    total = squared_error(control, treatment)
    weight = control.variance / control.n / total
    freedom = 1 / (weight**2 / (control.n - 1) + (1 - weight) ** 2 / (treatment.n - 1))
    return student_quantile(freedom, (1 + level) / 2), 2 * student_below(freedom, -t)
