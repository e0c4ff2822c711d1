"""Whether people came into the arms as they were meant to: the sample-ratio check, once and at every look."""

from collections.abc import Mapping
from math import exp, fsum, lgamma, log
from typing import Literal

from msgspec import Struct

from clew.decisions.errors import ExperimentInvalid
from clew.decisions.model import Unanswered
from clew.decisions.special import chi_square_above

ALARM = 0.01
"""Chance below which a split is suspected."""

_STRENGTH = 1_000.0
"""People that the prior of the sequential check is worth: it looks for deviations of a few points and less."""


class Balance(Struct, frozen=True, tag="balance", tag_field="kind"):
    """How people came into the arms, against how they should have.

    Attributes:
        counts: People of each arm.
        expected: People whom each arm should have, of so many in all.
        p: Chance of so uneven a split, or a more uneven one, for one look (Pearson's chi-square).
        always_p: The same for as many looks as one likes.
        state: `fine`; `doubtful`: one look says no, which happens in one of a hundred sound experiments at each look;
            `mismatch`: no number of looks explains it. Then assignment or counting is broken, and no lift of the
            experiment can be trusted.
    """

    counts: dict[str, int]
    expected: dict[str, float]
    p: float
    always_p: float
    state: Literal["fine", "doubtful", "mismatch"]


def balance(
    counts: Mapping[str, int], shares: Mapping[str, float] | None = None, *, alarm: float = ALARM
) -> Balance | Unanswered:
    """Check a split.

    The sequential check is the Dirichlet-multinomial test of Lindon and Malek (2022, "Anytime-valid inference for
    multinomial count data", arXiv:2011.03567).

    Args:
        counts: People of each arm, counted where they were assigned, not where they were reached.
        shares: What each arm was to get, in any unit; even if not given.
        alarm: Chance below which a split is suspected.

    Raises:
        ExperimentInvalid: Counts below zero, or shares that aren't of these arms or above zero.
    """
    total = sum(counts.values())
    wanted = dict.fromkeys(counts, 1.0) if shares is None else dict(shares)
    if any(count < 0 for count in counts.values()):
        raise ExperimentInvalid("an arm has a count below zero")
    if set(wanted) != set(counts) or not all(0 < share < float("inf") for share in wanted.values()):
        raise ExperimentInvalid("the shares aren't those of the arms", hint="give one above zero for each arm")
    if len(counts) < 2:
        return Unanswered("single_arm", "there is one arm only; nothing was split")
    whole = fsum(wanted.values())
    expected = {name: total * wanted[name] / whole for name in counts}
    if min(expected.values()) < 5:
        return Unanswered("too_few", "an arm should have fewer than five people; ask again when there are more")
    p = _chi_square(counts, expected)
    always = _sequential(counts, {name: wanted[name] / whole for name in counts})
    state = "mismatch" if always <= alarm else "doubtful" if p <= alarm else "fine"
    return Balance(dict(counts), expected, p, always, state)


def _chi_square(counts: Mapping[str, int], expected: Mapping[str, float]) -> float:
    statistic = fsum((counts[name] - expected[name]) ** 2 / expected[name] for name in counts)
    return chi_square_above(len(counts) - 1, statistic)


def _sequential(counts: Mapping[str, int], shares: Mapping[str, float]) -> float:
    """One over the evidence of "some other split" against this one, mixed over splits around it."""
    total = sum(counts.values())
    gained = lgamma(_STRENGTH) - lgamma(_STRENGTH + total)
    for name, count in counts.items():
        imagined = _STRENGTH * shares[name]
        gained += lgamma(imagined + count) - lgamma(imagined) - count * log(shares[name])
    return min(1.0, exp(max(-700.0, -gained))) if gained > 0 else 1.0
