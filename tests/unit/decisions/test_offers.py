"""What an author is told of offers at save, alone and beside the templates that ask for them."""

from typing import Any

import pytest

from clew.catalog import Document, Kinds
from clew.content import register_content
from clew.decisions.offers import register_offers
from tests.unit.content.samples import template

KINDS = register_offers(register_content(Kinds()))

SHIP: dict[str, Any] = {"title": "Free delivery", "content": {"code": "SHIP"}, "placements": ["cart"]}
SPARE: dict[str, Any] = {**SHIP, "title": "Our shop", "fallback": True}


def offer(name: str = "ship", **body: Any) -> Document:
    return Document("offer", name, name, 1, status="published", body=SHIP | body)


def faults(document: Document, *standing: Document) -> list[str]:
    alone = [f"{fault.pointer}: {fault.message}" for fault in KINDS.faults(document)]
    if alone:
        return alone
    return [f"{fault.pointer}: {fault.message}" for _, fault in KINDS.company_faults([document], [*standing, document])]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"title": " "}, "/title: nobody reads a blank"),
        ({"content": {"code": ""}}, "/content/code: nobody reads a blank"),
        ({"content": {"name": "x"}}, "/content: `name` can't be a name here"),
        ({"content": {"a b": "x"}}, "/content: `a b` can't be a name here"),
        ({"placements": ["first"]}, "/placements/0: `first` can't be a placement"),
        ({"placements": ["1a.b"]}, "/placements/0: `1a.b` can't be a placement"),
        ({"period": {"from": "soon"}}, "/period/from: not an ISO 8601 instant"),
        ({"period": {"from": "2026-02-01", "to": "2026-01-01"}}, "/period: ends before it begins"),
        ({"cap": {"max": 1, "per": "500d"}}, "/cap/per: not a duration of at most 400 days"),
        ({"eligible": "did ("}, "/eligible: "),
        ({"eligible": "count(purchase)"}, "/eligible: this is a value, not a condition"),
        ({"fallback": True, "eligible": "did purchase"}, "/eligible: what stands in for the others is for everybody"),
        ({"locales": {"de": {"colour": "rot"}}}, "/locales/de/colour: the offer itself says nothing under this name"),
        ({"locales": {"no such": {}}}, "/locales/no such: not a language"),
        ({"priority": 101}, "/priority: "),
        ({"weight": 1}, "/weight: unknown field `weight`"),
    ],
)
def test_an_offer_is_refused_with_the_reason(body: dict[str, Any], fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(offer(**body))), faults(offer(**body))


def test_an_offer_mentions_what_its_condition_does() -> None:
    document = offer(eligible='in segment "regular" and trait(spent) > 3')
    assert {str(each.key) for each in KINDS.mentions(document)} == {"segment/regular", "trait/spent"}
    assert [str(each.key) for each in KINDS.mentions(offer(eligible="regular"))] == ["segment/regular"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ offers.cart.title }}", "`offers.cart.title` may have no value: nobody may fit an offer"),
        ("{{ offers.foot.title }}", "no offer is for the placement `foot`"),
        ("{% if offers.cart %}{{ offers.cart.link }}{% endif %}", "offer/ship says no `link`"),
        ("{% if offers.cart %}{{ offers.cart }}{% endif %}", "`offers.cart` alone is no value"),
        ("{% if offers %}{{ offers.first.title }}{% endif %}", "`offers.first.title` may have no value"),
        ("{{ offers.first.title }}", "`offers.first.title` may have no value"),
        ("{{ offers }}", "`offers` alone is no value"),
        ("{{ offers[0].title }}", "`offers` alone is no value"),
    ],
)
def test_a_place_that_may_stay_empty_is_a_fault_of_the_template(text: str, fault: str) -> None:
    found = faults(template({"text": text}), offer())
    assert any(each.startswith(f"/parts/text: {fault}") for each in found), found


@pytest.mark.parametrize(
    "text",
    [
        "{% if offers.cart %}{{ offers.cart.title }} {{ offers.cart.code }} {{ offers.cart.id }}{% endif %}",
        "{{ offers.cart.title | default: 'Our shop' }}",
        "{{ offers.cart.link | default: 'https://shop.example' }}",
        "{% for offer in offers limit: 2 %}{{ offer.title }}{% endfor %}",
        "{% if offers.first %}{{ offers.first.title }}{% endif %}",
    ],
)
def test_a_guarded_place_is_taken(text: str) -> None:
    assert faults(template({"text": text}), offer()) == []


def test_an_offer_that_stands_in_is_always_there_and_can_not_end_while_it_is_needed() -> None:
    asking, spare = template({"text": "{{ offers.cart.title }}"}), offer("spare", **SPARE)
    assert faults(asking, offer(), spare) == []
    (missed,) = KINDS.missed([spare], [asking, offer()])
    assert (str(missed[0]), [str(key) for key in missed[1]]) == ("offer/spare", ["template/hello"])
    assert list(KINDS.missed([offer()], [asking, spare])) == []
    no_longer = [f"{key}: {fault.message}" for key, fault in KINDS.company_faults([offer()], [asking, offer()])]
    assert no_longer[0].startswith("offer/ship: would break template/hello: `offers.cart.title` may have no value")


def test_what_is_required_holds_the_message_instead() -> None:
    assert faults(template({"text": "{{ offers.cart.title }}"}, required=("offers.cart",)), offer()) == []
    missing = faults(template({"text": "x"}, required=("offers.foot",)), offer())
    assert missing == ["/required: no offer is for the placement `foot`"]


def test_a_misspelt_place_that_is_guarded_is_doubtful_only() -> None:
    document = template({"text": "{% if offers.crat %}x{% endif %}"})
    ((_, fault),) = KINDS.company_faults([document], [document, offer()])
    assert (fault.warning, fault.hint) == (True, "there are: cart")
