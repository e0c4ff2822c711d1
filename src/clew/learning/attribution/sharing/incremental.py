"""What would not have happened anyway: measured by hold-outs where there are some, else against those untouched.

Without a hold-out this is no experiment: people whom nothing reached may differ from the others in more than that.
The baseline is the share of them that convert. Removing a channel then sends those who came to it not away, but to that
baseline; and only what goes beyond it, in all, is shared out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clew.decisions import Lift, Proportion, Unanswered, anytime_lift
from clew.learning.attribution.errors import Unattributable
from clew.learning.attribution.sharing.markov import Chain, removal
from clew.learning.attribution.sharing.model import Credit, Paths

FEWEST_UNTOUCHED = 100
"""People whom nothing reached, for a baseline of their own."""


@dataclass(frozen=True, slots=True)
class HoldOut:
    """An experiment that kept a channel from some people.

    Attributes:
        held_out: Those kept from it.
        treated: Those who were not.
    """

    held_out: Proportion
    treated: Proportion


def baseline_of(paths: Paths) -> float:
    """The share of people that convert whom nothing reached.

    Raises:
        Unattributable: There are too few of them.
    """
    untouched = ~paths.touched
    converted, lost = float(paths.conversions[untouched].sum()), float(paths.nulls[untouched].sum())
    if converted + lost < FEWEST_UNTOUCHED:
        raise Unattributable(
            "no_baseline",
            f"fewer than {FEWEST_UNTOUCHED} people without any touch: nothing says what happens anyway",
            hint="give rows with an empty path, a baseline, or a hold-out",
        )
    return converted / (converted + lost)


def share_beyond(chain: Chain, paths: Paths, baseline: float) -> Credit:
    """Conversions of people with touches beyond the baseline, by removal effects towards it.

    A channel after which people convert less often than without it gets nothing.

    Raises:
        Unattributable: Nothing goes beyond the baseline.
    """
    if not 0 <= baseline < 1:
        raise Unattributable("bad_count", "a baseline is a share", hint="0.02 for two in a hundred")
    touched = paths.touched
    converted, ways = paths.conversions[touched].sum(), (paths.conversions + paths.nulls)[touched].sum()
    beyond = converted - baseline * ways
    effects = np.maximum(0.0, removal(chain, paths, baseline).effects)
    if beyond <= 0 or not effects.sum():
        raise Unattributable(
            "no_increment",
            "people with touches convert no more often than the baseline",
            hint="look at hold-outs: touches may go to people who would buy less",
        )
    shares = effects / effects.sum()
    worth = float(paths.values[touched].sum()) / converted
    return Credit(shares * beyond, shares * beyond * worth)


def measured(hold_outs: Mapping[str, HoldOut], level: float) -> dict[str, Lift | Unanswered]:
    """What each channel with a hold-out really added: valid at every look."""
    return {
        channel: anytime_lift(experiment.held_out, experiment.treated, level=level)
        for channel, experiment in hold_outs.items()
    }


def with_measured(credit: Credit, channels: tuple[str, ...], lifts: Mapping[str, Lift | Unanswered]) -> Credit:
    """The same, what was measured in place of what was inferred."""
    conversions, values = credit.conversions.copy(), credit.values.copy()
    for place, channel in enumerate(channels):
        lift = lifts.get(channel)
        if isinstance(lift, Lift):
            worth = _worth(credit)
            conversions[place] = lift.extra.value
            values[place] = lift.extra.value * worth
    return Credit(conversions, values)


def _worth(credit: Credit) -> float:
    """What one conversion is worth."""
    return float(credit.values.sum() / credit.conversions.sum()) if credit.conversions.sum() else 0.0
