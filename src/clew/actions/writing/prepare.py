"""What a message takes along at its release: where to, for whom, and no more than its template asks for."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from clew.actions.model import Letter
from clew.content import Compiled, choose_locale, locale_of, offered, snapshot
from clew.decisions.offers import Choice, Offer, offer_text


class Known(msgspec.Struct, frozen=True):
    """What is known of a person at the release of a message.

    Attributes:
        attributes: Name to value.
        traits: Id to value, as of the release; needed only for those that the template asks for (`Compiled.needs`).
        scores: Model to number.
        zone: Name of their zone, else of the workspace's.
        address: Where the channel reaches them; empty where it needs none.
        offers: What was chosen for them, if the template asks for offers.
    """

    attributes: Mapping[str, Any] = {}
    traits: Mapping[str, Any] = {}
    scores: Mapping[str, Any] = {}
    zone: str = "UTC"
    address: str = ""
    offers: Choice = Choice()


def prepared(letter: Letter, template: Compiled | None, known: Known) -> Letter:
    """The letter of an action that is released.

    Args:
        letter: As planned; one that has its content already was tried before, and keeps what it says.
        template: The action's; None for an action without one.
        known: The person.
    """
    if letter.content:
        return replace(letter, address=known.address)
    sources = {
        **letter.action.values,
        "profile": known.attributes,
        "traits": known.traits,
        "scores": known.scores,
    }
    values, locale = snapshot(template, sources) if template is not None else {}, locale_of(known.attributes)
    if template is not None and template.asks_offers:
        values["offers"] = offer_values(known.offers, locale)
    return replace(
        letter,
        address=known.address,
        values=values,
        locale=locale,
        zone=known.zone,
    )


def offer_values(choice: Choice, locale: str) -> dict[str, Any]:
    """What templates see of the offers that were chosen, each in the language of a reader."""

    def text(offer: Offer) -> Mapping[str, Any]:
        return offer_text(offer, choose_locale(locale, tuple(offer.body.locales), ""))

    return offered(list(map(text, choice.listed)), {place: text(offer) for place, offer in choice.placed.items()})
