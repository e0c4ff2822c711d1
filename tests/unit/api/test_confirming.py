"""A double opt-in: the link of a message confirms what the message asked for, and nothing else."""

import httpx

from clew.actions import Action
from clew.runtime.links import links_of
from tests.unit.api.serving import Served, wait_for
from tests.unit.api.test_messages import Shop

OFFERS, NEWS = "marketing/email/offers", "marketing/email/news"


def confirm(shop: Shop, action: Action) -> httpx.Response:
    """Follow a message's link, and press the button."""
    links = links_of(shop.served.workspace.secret, shop.served.url)
    assert links is not None
    answer = httpx.post(links.of(action)["confirm"])
    row, _ = shop.served.workspace.log.last()
    wait_for(lambda: shop.served.workspace.store.offset().seq >= row)
    return answer


def said(shop: Shop) -> dict[str, str]:
    """What Ada says as of now; the newest comes first."""
    ledger = shop.get(f"profiles/{shop.profile('ada')}/consents")["ledger"]
    return {each["key"]: each["state"] for each in reversed(ledger)}


def test_a_link_confirms_what_its_message_asked_for(empty: Served) -> None:
    with empty.client() as client:
        shop = Shop(empty, client)
        shop.agree("ada", marketing__email__offers="pending", marketing__email__news="pending", sms="pending")
        wanted = {"event": {"confirms": OFFERS}}
        asked = Action("k", "send", shop.profile("ada"), 0, "email", purpose="service", values=wanted)
        assert "You are subscribed" in confirm(shop, asked).text
        assert said(shop) == {OFFERS: "in", NEWS: "pending", "sms": "pending"}
        assert confirm(shop, asked).status_code == 200, "who presses twice is subscribed"
        shop.agree("ada", marketing__email__offers="out")
        assert confirm(shop, asked).status_code == 404, "a no is not overruled by an old link"
        silent = Action("k", "send", asked.profile, 0, "email", purpose="service")
        assert confirm(shop, silent).status_code == 404, "it named nothing that waits"
        stray = Action("k", "send", asked.profile, 0, "email", purpose="service", journey="j", values=wanted)
        assert confirm(shop, stray).status_code == 404, "the event that began a journey is anybody's"
        assert said(shop) == {OFFERS: "out", NEWS: "pending", "sms": "pending"}
