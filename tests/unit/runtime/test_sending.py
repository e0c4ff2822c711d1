"""Journeys in a served workspace: what is posted at the front door becomes a message, or does not."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from clew.actions import LOCAL, LocalChannel
from clew.adapters.smtp import SmtpChannel
from clew.adapters.webhook import WebhookChannel
from clew.runtime.channels import channel_traits
from clew.runtime.records import RecordsChannel
from tests.crash.served import Served, clew, serving
from tests.unit.api.serving import wait_for
from tests.unit.runtime.conftest import Clew
from tests.warm import program

DOCUMENTS = """
kind: policy
id: contact
purposes: {marketing: {name: Offers and news}}
---
kind: template
id: hello
name: Hello
channel: local
defaults: {event.product: it}
parts: {subject: "Your cart", text: "Still want {{ event.product }}?"}
---
kind: journey
id: cart
name: Cart
entry: {event: Product Added}
exit: [{event: Order Completed}]
start: note
nodes:
  note: {update: {stage: cart}, next: later}
  later: {wait: 2s, next: remind}
  remind: {send: hello, channel: local, next: list}
  list: {add_to: reminded, next: wave}
  wave: {webhook: wave, next: end}
---
kind: template
id: wave
name: Wave
channel: webhook
parts: {url: "http://127.0.0.1:9/", body: {said: hello}}
---
kind: segment
id: reminded
name: Reminded
expression: last(member of list_changed where list = "reminded") = true
"""
CONSENTS = """
kind: mapping
id: consents
event:
  kind: consent
  type: consent
  id: {concat: [consent-, $.who]}
  identities: {user_id: $.who}
  properties: {marketing: {const: in}}
"""
WHO = ("ada", "bob", "eve")
"""Who agrees to be written to; nobody else does."""


class Shop(NamedTuple):
    """A served shop whose journey reminds of carts."""

    served: Served
    folder: Path
    client: httpx.Client

    def post(self, who: str, event: str, **properties: Any) -> None:
        """One event through the front door."""
        body = {"event": event, "userId": who, "messageId": f"{who}-{event}", "properties": properties}
        self.client.post("/v1/track", json=body).raise_for_status()

    def rows(self, **facts: str) -> list[dict[str, Any]]:
        """What is in the outbox with these facts."""
        found = json.loads(clew("outbox", "list", "--json", "--data", str(self.folder)))
        return [row for row in found if facts.items() <= row.items()]

    def profile(self, who: str) -> dict[str, Any]:
        """Everything known of somebody."""
        words = ("profile", "show", f"user_id:{who}", "--events", "50", "--json", "--data", str(self.folder))
        return json.loads(clew(*words))

    def knows(self, who: str) -> bool:
        """Whether what somebody did has been read; an event is accepted before it is."""
        words = [program(), "profile", "show", f"user_id:{who}", "--data", str(self.folder)]
        return subprocess.run(words, capture_output=True, check=False).returncode == 0

    def of(self, who: str, **facts: str) -> list[dict[str, Any]]:
        """What is in the outbox for somebody."""
        return self.rows(profile=self.profile(who)["id"], **facts)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    place = tmp_path_factory.mktemp("sending")
    folder, documents = place / "data", place / "documents"
    documents.mkdir()
    (documents / "cart.yaml").write_text(DOCUMENTS)
    (place / "consents.yaml").write_text(CONSENTS)
    (place / "consents.csv").write_text("\n".join(("who", *WHO)) + "\n")
    clew("import", str(place / "consents.csv"), "--mapping", str(place / "consents.yaml"), "--data", str(folder))
    key = clew("key", "create", "write", "--source", "web", "--data", str(folder)).split()[-1]
    with serving(folder) as served:
        clew("apply", str(documents), "--data", str(folder))
        base = f"http://127.0.0.1:{served.port}"
        with httpx.Client(base_url=base, auth=(key, ""), timeout=30, trust_env=False) as client:
            yield Shop(served, folder, client)


def test_a_message_is_sent_and_stands_on_the_persons_thread(shop: Shop) -> None:
    shop.post("ada", "Product Added", product="the lamp")
    wait_for(lambda: shop.of("ada", template="hello@1", status="sent"))
    (row,) = shop.of("ada", template="hello@1")
    assert (row["channel"], row["journey"], row["node"]) == ("local", "cart", "remind")
    shown = json.loads(clew("outbox", "show", row["key"], "--json", "--data", str(shop.folder)))
    assert shown["content"]["text"] == "Still want the lamp?"
    assert "Still want the lamp?" in clew("outbox", "show", row["key"], "--data", str(shop.folder))
    wait_for(lambda: "message_sent" in types_of(shop.profile("ada")))


def test_what_a_journey_says_of_somebody_becomes_an_attribute_and_a_call_into_our_own_network_is_refused(
    shop: Shop,
) -> None:
    shop.post("bob", "Product Added", product="the rug")
    wait_for(lambda: shop.profile("bob")["attributes"].get("stage") == "cart")
    wait_for(lambda: shop.of("bob", kind="webhook", status="failed"))
    wait_for(lambda: "reminded" in [each["id"] for each in shop.profile("bob")["segments"]])
    (row,) = shop.of("bob", kind="webhook")
    assert (row["channel"], row["reason"]) == ("webhook", "address")
    decide = ("outbox", "decide", row["key"], "--data", str(shop.folder))
    clew(*decide, "send")
    wait_for(lambda: types_of(shop.profile("bob")).count("message_failed") == 2)
    wait_for(lambda: shop.of("bob", kind="webhook", status="failed"))
    assert clew(*decide, "dismiss") == f"{row['key']} is dismissed\n"


def test_who_buys_before_the_wait_is_over_or_never_agreed_gets_nothing(shop: Shop) -> None:
    shop.post("eve", "Product Added", product="the vase")
    shop.post("eve", "Order Completed")
    shop.post("zoe", "Product Added", product="the mug")
    wait_for(lambda: shop.knows("zoe"))
    wait_for(lambda: shop.of("zoe", kind="webhook", status="failed"))
    assert [row["kind"] for row in shop.of("zoe")] == ["update", "add_to", "webhook"]
    assert [row["kind"] for row in shop.of("eve")] == ["update"]
    (ended,) = [item for item in shop.profile("eve")["timeline"] if item.get("kind") == "journey_ended"]
    assert ended["subject"].endswith("/exit")


def test_a_sender_that_is_killed_is_followed_by_another(shop: Shop) -> None:
    before = shop.served.pids()["sender"]
    shop.post("dan", "Product Added")
    assert shop.served.kill("sender")
    wait_for(lambda: shop.served.pids().get("sender", before) != before)
    wait_for(lambda: shop.knows("dan"))
    wait_for(lambda: shop.of("dan", kind="webhook", status="failed"))
    # What it said of him goes through the log, as everything does.
    wait_for(lambda: "identify" in types_of(shop.profile("dan")))
    assert types_of(shop.profile("dan")).count("identify") == 1


def types_of(profile: dict[str, Any]) -> list[str]:
    return [str(item.get("type")) for item in profile["timeline"]]


@pytest.fixture
def carts(clew: Clew, tmp_path: Path) -> Clew:
    """Commands on a workspace that nobody serves, with the journey of carts."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "cart.yaml").write_text(DOCUMENTS)
    assert clew("apply", "documents").code == 0
    return clew


def test_a_journey_is_paused_and_resumed_and_a_plan_knows_it_all_the_while(carts: Clew) -> None:
    assert carts("journey", "pause", "cart").out == "cart is paused\n"
    assert carts("journey", "pause", "cart").out == "cart is paused already\n"
    assert carts("journey", "list", "--json").json == [
        {"id": "cart", "name": "Cart", "version": 1, "status": "paused", "entered": 0, "under_way": 0, "ended": 0}
    ]
    assert carts("plan", "documents").out == "no changes\n"
    assert carts("journey", "resume", "cart", "--json").json == {"id": "cart", "status": "live", "changed": True}
    assert carts("journey", "pause", "cart").out == "cart is paused\n"
    shown = carts("journey", "show", "cart", "--json").json
    assert [(each["version"], each["state"], each["under_way"]) for each in shown["versions"]] == [(1, "paused", 0)]
    assert "remind" in carts("journey", "show", "cart").out
    for words in (("journey", "show", "nope"), ("journey", "pause", "nope"), ("outbox", "show", "nope")):
        ran = carts(*words)
        assert (ran.code, ran.out, "see `clew" in ran.err) == (1, "", True)


def test_the_engine_and_the_sender_take_channels_for_the_same() -> None:
    real = {each.name: each.traits for each in (SmtpChannel, WebhookChannel, RecordsChannel)}
    assert channel_traits() == real | {LOCAL: LocalChannel().traits}
