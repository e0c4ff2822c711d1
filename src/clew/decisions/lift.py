"""Differences of two arms, absolute and relative, from one multiplier of the standard error.

Both intervals are the values that a test with that multiplier doesn't reject: of the difference itself, and of the
ratio by Fieller's theorem (Fieller 1954, "Some problems in interval estimation", JRSS B 16). So they never disagree
about whether there is a difference, which intervals by the delta method do.
"""

from math import isfinite, sqrt
from typing import Literal

from clew.decisions.model import FEWEST, FEWEST_PEOPLE, Arm, Estimate, Lift, Moments, Proportion, Unanswered


def unfit(control: Arm, treatment: Arm) -> Unanswered | None:
    """Why two arms can't be compared by normal theory; None if they can."""
    for arm, name in ((control, "control"), (treatment, "treatment")):
        if not arm.n:
            return Unanswered("empty_arm", f"nobody is in the {name} arm yet")
    if isinstance(control, Proportion) and isinstance(treatment, Proportion):
        return _scarce(control, treatment)
    one, other = moments_of(control), moments_of(treatment)
    if min(one.n, other.n) < FEWEST_PEOPLE:
        return Unanswered("too_few", f"each arm needs at least {FEWEST_PEOPLE} people")
    if squared_error(one, other) <= 0:
        return Unanswered("no_variance", "everybody in both arms has the same value")
    return None


def _scarce(control: Proportion, treatment: Proportion) -> Unanswered | None:
    successes = control.successes, treatment.successes
    failures = control.n - control.successes, treatment.n - treatment.successes
    if not any(successes):
        return Unanswered("no_conversions", "nobody has converted yet, in any arm")
    if not any(failures):
        return Unanswered("all_converted", "everybody has converted, in both arms")
    if min(*successes, *failures) < FEWEST:
        return Unanswered("too_few", f"each arm needs at least {FEWEST} people who converted and {FEWEST} who did not")
    return None


def moments_of(arm: Arm) -> Moments:
    """An arm as count, mean and variance."""
    return arm.moments if isinstance(arm, Proportion) else arm


def squared_error(control: Moments, treatment: Moments) -> float:
    """Variance of the difference of the two means; both arms have people."""
    return control.variance / control.n + treatment.variance / treatment.n


def null_error(control: Arm, treatment: Arm) -> float:
    """Variance of the difference if there is none: of proportions pooled over both arms, else as it is."""
    if isinstance(control, Proportion) and isinstance(treatment, Proportion):
        n = control.n + treatment.n
        rate = (control.successes + treatment.successes) / n
        return rate * (1 - rate) * n / (control.n * treatment.n)
    return squared_error(moments_of(control), moments_of(treatment))


def lift(
    control: Moments,
    treatment: Moments,
    *,
    method: Literal["fixed", "anytime"],
    level: float,
    multiplier: float,
    p: float,
) -> Lift:
    """What a treatment adds, by the multiplier of a method."""
    difference = absolute(control, treatment, multiplier)
    return Lift(
        method=method,
        level=level,
        control=control.mean,
        treatment=treatment.mean,
        absolute=difference,
        relative=relative(control, treatment, multiplier),
        extra=difference.scaled(treatment.n),
        p=p,
    )


def absolute(control: Moments, treatment: Moments, multiplier: float) -> Estimate:
    """The difference of the means, and the interval of that many standard errors to each side."""
    difference = treatment.mean - control.mean
    margin = multiplier * sqrt(squared_error(control, treatment))
    return Estimate(difference, difference - margin, difference + margin)


def relative(control: Moments, treatment: Moments, multiplier: float) -> Estimate | Unanswered:
    """The difference over the control's mean, with Fieller's interval.

    Law: the interval holds 0 exactly if that of `absolute` with the same multiplier does.
    """
    c, t = control.mean, treatment.mean
    if c == 0:
        return Unanswered("zero_baseline", "the control's mean is zero; a difference has no relation to it")
    squared = multiplier**2
    noise_c, noise_t = squared * control.variance / control.n, squared * treatment.variance / treatment.n
    bend = c * c - noise_c
    if bend <= 0:
        return Unanswered("uncertain_baseline", "the control's mean can't be told from zero yet")
    # (t - r c)^2 <= noise_t + r^2 noise_c, solved for the ratio r; the discriminant, without cancelling t^2 c^2:
    spread = sqrt(noise_t * c * c + noise_c * t * t - noise_t * noise_c)
    value = t / c - 1
    # The ends are rounded on another way than the value; where all three are one, they must not cross.
    found = Estimate(value, min(value, (t * c - spread) / bend - 1), max(value, (t * c + spread) / bend - 1))
    if not (isfinite(found.value) and isfinite(found.low) and isfinite(found.high)):
        return Unanswered("uncertain_baseline", "the control's mean is too near zero")
    return found
