"""Offers over HTTP: authored like other documents, shown in previews, told for a person, said in what was sent."""

from collections.abc import Iterator
from typing import Any

import pytest

from clew.events import Event
from tests.unit.api.serving import ADA, GRACE, serving, wait_for
from tests.unit.api.test_messages import Shop
from tests.unit.api.test_stencils import preview

SHIP: dict[str, Any] = {
    "id": "ship",
    "name": "Free delivery",
    "title": "Delivery is on us",
    "content": {"code": "SHIP"},
    "placements": ["cart"],
    "eligible": 'profile.plan = "gold"',
    "priority": 80,
    "cap": {"max": 1, "per": "30d"},
    "locales": {"de": {"title": "Versand aufs Haus"}},
}
SPARE = {
    "id": "spare",
    "title": "See what is new",
    "content": {"code": "NEW"},
    "placements": ["cart"],
    "fallback": True,
    "locales": {"de": {"title": "Neues"}},
}
LATER = {"id": "later", "title": "Later", "period": {"from": "2999-01-01"}}
CART = {
    "id": "cart",
    "channel": "email",
    "parts": {
        "subject": "{{ offers.cart.title }}",
        "text": "{{ offers.cart.code }}{% for offer in offers limit: 2 %}, {{ offer.title }}{% endfor %}",
    },
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with serving(tmp_path_factory.mktemp("offers")) as served, served.client() as client:
        for plural, body in (("offers", SHIP), ("offers", SPARE), ("offers", LATER), ("templates", CART)):
            created = client.post(f"/api/v1/{plural}", json=body)
            assert created.status_code == 201, created.text
        said = {"plan": "gold", "locale": "de-AT"}
        served.send(Event("who-ada", "identify", "identify", (ADA,), served.now(), properties=said))
        yield Shop(served, client)


def test_a_preview_shows_what_a_person_would_get_and_nobody_what_everybody_may(shop: Shop) -> None:
    shown = preview(shop, template="cart", profile=shop.profile("ada"))
    assert (shown["subject"], shown["text"], shown["ready"]) == (
        "Versand aufs Haus",
        "SHIP, Versand aufs Haus",
        True,
    )
    assert preview(shop, template="cart")["subject"] == "See what is new"
    half = {"channel": "email", "parts": {"subject": "{{ offers.nowhere.title }}", "text": "x"}}
    assert [each["path"] for each in preview(shop, document=half)["missing"]] == ["offers.nowhere.title"]


def test_a_person_is_told_what_fits_and_why_not_the_rest(shop: Shop) -> None:
    found = shop.get(f"profiles/{shop.profile('ada')}/offers")
    assert found["placements"] == {"cart": "ship"}
    assert found["at"].endswith("Z")
    assert [(each["id"], each["verdict"]) for each in found["items"]] == [
        ("ship", "fits"),
        ("later", "early"),
        ("spare", "spare"),
    ]
    assert shop.client.get("/api/v1/profiles/nobody/offers").status_code == 404


def test_what_was_sent_is_on_the_thread_with_its_offer_which_is_capped_from_then_on(shop: Shop) -> None:
    asked = {"template": "cart", "to": {"namespace": "email", "id": "ada@example.com"}}
    key = shop.client.post("/api/v1/messages", json=asked).raise_for_status().json()["key"]
    wait_for(lambda: shop.get(f"messages/{key}")["status"] == "released")
    found = shop.get(f"profiles/{shop.profile('ada')}/offers")
    assert ("ship", "capped") in [(each["id"], each["verdict"]) for each in found["items"]]
    assert found["placements"] == {"cart": "spare"}
    shop.send()
    shown = shop.get(f"messages/{key}")
    assert shown["parts"]["subject"] == "Versand aufs Haus"
    assert shown["offers"] == ["ship"]
    steps = shop.get(f"profiles/{shop.profile('ada')}/timeline")["items"]
    assert {"message_sent", "offer_proposed"} <= {step.get("type") for step in steps}
    again = shop.client.post("/api/v1/messages", json=asked).raise_for_status().json()["key"]
    wait_for(lambda: shop.get(f"messages/{again}")["status"] == "released")
    shop.send()
    assert shop.get(f"messages/{again}")["parts"]["subject"] == "Neues"


def test_how_often_each_was_proposed_is_counted(shop: Shop) -> None:
    def figures() -> dict[str, Any]:
        return {each["offer"]: each for each in shop.get("offer-figures")["items"]}

    before = figures().get("spare", {"proposed": 0, "people": 0, "clicked": 0, "days": [0] * 30})
    asked = {"template": "cart", "to": {"namespace": "email", "id": "grace@example.com"}}
    keys = [shop.client.post("/api/v1/messages", json=asked).raise_for_status().json()["key"] for _ in range(3)]
    wait_for(lambda: all(shop.get(f"messages/{key}")["status"] == "released" for key in keys))
    shop.send()
    assert figures()["spare"]["proposed"] == before["proposed"] + 3

    def clicked(key: str, link: int, **more: str) -> Event:
        said = {"message": key, "channel": "email", "offers": ["spare"], **more}
        return Event(f"{key}/clicked/{link}", "track", "message_clicked", (GRACE,), shop.served.now(), properties=said)

    shop.served.send(clicked(keys[0], 1), clicked(keys[0], 2), clicked(keys[1], 1, bot="agent"), source="messages")
    shop.served.send(Event("x", "track", "offer_proposed", (GRACE,), shop.served.now(), properties={"offer": "later"}))
    after = figures()
    spare = after["spare"]
    assert list(after) == sorted(after)
    assert (spare["people"] - before["people"], spare["days"][-1] - before["days"][-1]) == (1, 3)
    assert len(spare["days"]) == 30
    assert spare["clicked"] - before["clicked"] == 1, "one was clicked twice, one by a machine, one not at all"
    assert "later" not in after, "nobody else says what was proposed"


def test_an_offer_names_the_templates_that_would_propose_it(shop: Shop) -> None:
    def mentions(kind: str, name: str) -> list[tuple[str, str]]:
        return [(each["kind"], each["id"]) for each in shop.get(f"{kind}/{name}/dependents")["items"]]

    assert mentions("offers", "ship") == [("template", "cart")], "by its placement"
    assert mentions("offers", "later") == [("template", "cart")], "by the list"
    assert mentions("templates", "cart") == []
    assert shop.client.get("/api/v1/offers/none/dependents").status_code == 404


def test_an_offer_that_a_template_relies_on_can_not_end(shop: Shop) -> None:
    ended = shop.client.post("/api/v1/apply", json={"documents": [{"kind": "offer", **SPARE, "status": "archived"}]})
    assert ended.status_code in (409, 422), ended.text
    assert "template/cart" in ended.text
    free = shop.client.post("/api/v1/apply", json={"documents": [{"kind": "offer", **LATER, "status": "archived"}]})
    assert free.status_code == 200, free.text
