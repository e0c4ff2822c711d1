"""Offers as the API shows them for a person."""

from typing import Literal

from clew.api.views import Moment, View


class OfferVerdictView(View):
    """An offer in force, and whether a person would get it.

    Attributes:
        id: Its id.
        name: What it is called here.
        version: The version in force.
        priority: The higher goes first.
        placements: Where it fits.
        verdict: `fits`; else why not: `early` and `over` are its period, `ineligible` its condition, `capped` how often
            the person was proposed it; `spare` stands in where nothing else fits.
    """

    id: str
    name: str
    version: int
    priority: int
    placements: tuple[str, ...]
    verdict: Literal["fits", "early", "over", "ineligible", "capped", "spare"]


class PersonOffersView(View):
    """The offers in force for a person.

    Attributes:
        profile: Whose.
        at: When.
        placements: By placement: the offer that a message would take; a placement that nothing fits is left out.
        items: Every offer, in the order in which they are asked.
    """

    profile: str
    at: Moment
    placements: dict[str, str]
    items: tuple[OfferVerdictView, ...]
