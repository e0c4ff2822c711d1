"""Offers: what may be proposed to whom, and which one a person gets at an instant.

Law: the choice is a pure function of the offers, the instant, what holds for the person and what was proposed to them.
"""

from clew.decisions.offers.choose import Choice, Verdict, choose, judged
from clew.decisions.offers.company import takers
from clew.decisions.offers.kinds import condition_in, register_offers
from clew.decisions.offers.model import Offer, OfferBody, Proposal, longest_cap, offer_text, read_offer

__all__ = [
    "Choice",
    "Offer",
    "OfferBody",
    "Proposal",
    "Verdict",
    "choose",
    "condition_in",
    "judged",
    "longest_cap",
    "offer_text",
    "read_offer",
    "register_offers",
    "takers",
]
