"""At which instants the past is asked what it knew, and what came of it."""

from clew.kernel.instants import Duration, Instant
from clew.learning.errors import Unlearnable

MOST = 6
"""Instants a training takes: more add little, and cost a pass over the history each."""


def moments(span: tuple[Instant, Instant], now: Instant, window: Duration, most: int = MOST) -> list[Instant]:
    """Instants whose windows lie wholly in the past and don't overlap, the latest first.

    Law: each instant's window ends at or before the next one's instant: what is judged was not learnt from.

    Raises:
        Unlearnable: if the history is too short for a single one.
    """
    first = span[0]
    latest = min(now, span[1]) - window
    found = [latest - window * back for back in range(most)]
    # Before each instant there must be a past about as long as what is to be told.
    kept = [at for at in found if at >= first + window // 2]
    if not kept:
        raise Unlearnable(
            "the history is shorter than the window needs", hint="shorten the window, or import more of the past"
        )
    return kept
