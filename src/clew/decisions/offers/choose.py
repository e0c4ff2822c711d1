"""Which offers a person gets: pure, and equal questions have equal answers."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from clew.decisions.offers.model import Offer, Proposal
from clew.kernel.instants import Instant

Verdict: TypeAlias = Literal["fits", "early", "over", "ineligible", "capped", "spare"]
"""Whether a person gets an offer, and why not: not yet good, no longer good, not for them, proposed often enough, or
only where nothing else fits."""

Holds = Callable[[str], bool]
"""Whether the condition of a key holds for the person at the instant."""


class Choice(NamedTuple):
    """The offers that a message takes along.

    Attributes:
        listed: In order; what a template goes through as `offers`.
        placed: By placement: the one for it; a placement that nothing fits is left out.
    """

    listed: Sequence[Offer] = ()
    placed: Mapping[str, Offer] = MappingProxyType({})

    @property
    def offers(self) -> list[Offer]:
        """Each once, in order of their ids."""
        return sorted({each.id: each for each in (*self.listed, *self.placed.values())}.values(), key=_by_id)


def judged(offer: Offer, now: Instant, holds: Holds, taken: Iterable[Proposal]) -> Verdict:
    """Whether an offer fits a person by itself, whatever else there is.

    Args:
        offer: Which.
        now: The instant.
        holds: Asked only where everything else is right.
        taken: What was proposed to the person before.
    """
    if offer.since is not None and now < offer.since:
        return "early"
    if offer.until is not None and now >= offer.until:
        return "over"
    cap = offer.body.cap
    if cap is not None:
        counted = {made.key for made in taken if made.offer == offer.id and made.at <= now < made.at + offer.per}
        if len(counted) >= cap.max:
            return "capped"
    if offer.condition and not holds(offer.condition):
        return "ineligible"
    return "spare" if offer.body.fallback else "fits"


def choose(
    offers: Iterable[Offer],
    now: Instant,
    holds: Holds,
    taken: Collection[Proposal] = (),
    *,
    placements: Iterable[str] = (),
    most: int = 0,
) -> Choice:
    """The offers of a person at an instant: by priority, then by name; those that stand in only where none fits.

    Args:
        offers: Those in force, in any order.
        now: The instant.
        holds: What holds for the person.
        taken: What was proposed to the person before, by other messages.
        placements: Where one is wanted.
        most: How many are wanted as a list.
    """
    ordered = sorted(offers, key=_rank)
    verdicts: dict[str, Verdict] = {}

    def verdict(offer: Offer) -> Verdict:
        if offer.id not in verdicts:
            verdicts[offer.id] = judged(offer, now, holds, taken)
        return verdicts[offer.id]

    def first(among: Sequence[Offer], wanted: int) -> list[Offer]:
        found: list[Offer] = []
        for sort in ("fits", "spare"):
            for offer in among if not found else ():
                if len(found) < wanted and verdict(offer) == sort:
                    found.append(offer)
        return found

    # What stands in for a place is nothing that a list has room for.
    listed = first([offer for offer in ordered if not (offer.body.fallback and offer.body.placements)], most)
    placed: dict[str, Offer] = {}
    for place in placements:
        for offer in first([offer for offer in ordered if place in offer.body.placements], 1):
            placed[place] = offer
    return Choice(listed, placed)


def _rank(offer: Offer) -> tuple[int, str, str]:
    return -offer.body.priority, offer.name, offer.id


def _by_id(offer: Offer) -> str:
    return offer.id
