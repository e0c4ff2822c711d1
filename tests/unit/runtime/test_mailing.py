"""Real mail from a served workspace: what goes out, and what comes back by its links."""

import os
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.crash.served import clew, serving
from tests.unit.api.serving import wait_for
from tests.unit.channels.conftest import MailServer, mail_server_running

DOCUMENTS = """
kind: brand
id: hanger
company: Hanger & Co
address: 1 High Street, Leeds
colours: {primary: "#0a5c36"}
---
kind: policy
id: contact
purposes: {marketing: {name: Offers and news, topics: {offers: Offers, news: News}}}
---
kind: template
id: cart
channel: email
brand: hanger
parts:
  subject: "Your {{ event.product | default: 'cart' }}"
  html: >
    <p>Still there? <a href="https://shop.example/cart?a=1&amp;b=2">To the cart</a></p>
    <p><a href="{{ links.preferences }}">Choices</a></p>
---
kind: journey
id: cart
entry: {event: Product Added}
start: now
nodes:
  now: {send: cart, topic: offers, next: later}
  later: {wait: 3s, next: again}
  again: {send: cart, topic: offers, next: end}
"""
PEOPLE = """
kind: mapping
id: people
events:
  - kind: identify
    type: identify
    id: {concat: [who-, $.who]}
    identities: {user_id: $.who, email: {concat: [$.who, "@example.com"]}}
  - kind: consent
    type: consent
    id: {concat: [consent-, $.who]}
    identities: {user_id: $.who}
    properties: {marketing: {const: in}}
"""
WHO = ("ada", "bob", "dan", "eve")
PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


class Post(NamedTuple):
    """A served shop and the server that takes its mail."""

    server: MailServer
    folder: Path
    shop: httpx.Client
    reader: httpx.Client
    api: httpx.Client

    def add(self, who: str, product: str) -> None:
        """Somebody puts something into the cart."""
        body = {"event": "Product Added", "userId": who, "messageId": f"{who}-add", "properties": {"product": product}}
        self.shop.post("/v1/track", json=body).raise_for_status()

    def mails(self, who: str) -> list[EmailMessage]:
        """What somebody got."""
        return [
            message_from_bytes(mail.content or b"", policy=policy.default)  # type: ignore[arg-type, misc]
            for mail in list(self.server.mails)
            if mail.rcpt_tos == [f"{who}@example.com"]
        ]

    def thread(self, who: str) -> list[dict[str, Any]]:
        """What happened to somebody."""
        found = self.api.post("/profiles/lookup", json={"namespace": "user_id", "id": who}).raise_for_status().json()
        return self.api.get(f"/profiles/{found['id']}/timeline").raise_for_status().json()["items"]

    def told(self, who: str) -> list[str]:
        """The types of what happened to somebody."""
        return [str(item.get("type") or item.get("kind")) for item in self.thread(who)]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    place = tmp_path_factory.mktemp("mailing")
    folder, documents = place / "data", place / "documents"
    documents.mkdir()
    (documents / "cart.yaml").write_text(DOCUMENTS)
    (place / "people.yaml").write_text(PEOPLE)
    (place / "people.csv").write_text("\n".join(("who", *WHO)) + "\n")
    clew("import", str(place / "people.csv"), "--mapping", str(place / "people.yaml"), "--data", str(folder))
    key = clew("key", "create", "write", "--source", "web", "--data", str(folder)).split()[-1]
    api_key = clew("key", "create", "api", "--name", "tests", "--data", str(folder)).split()[-1]
    with mail_server_running() as server, pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "CLEW_SMTP_URL", f"smtp://127.0.0.1:{server.port}?from=shop@shop.example&tls=none")
        with serving(folder) as served:
            clew("apply", str(documents), "--data", str(folder))
            base = f"http://127.0.0.1:{served.port}"
            with (
                httpx.Client(base_url=base, auth=(key, ""), timeout=30, trust_env=False) as shop,
                httpx.Client(headers=PERSON, timeout=30, trust_env=False) as reader,
                httpx.Client(
                    base_url=f"{base}/api/v1", headers={"Authorization": f"Bearer {api_key}"}, timeout=30
                ) as api,
            ):
                found = Post(server, folder, shop, reader, api)
                # The first mail has engine and sender load templates: no time of a journey's shall pass meanwhile.
                found.add("dan", "mug")
                wait_for(lambda: found.mails("dan"), 120)
                yield found


def page_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_one_click_unsubscribes_and_stops_what_waits(post: Post) -> None:
    post.add("ada", "lamp")
    wait_for(lambda: len(post.mails("ada")) == 1)
    (mail,) = post.mails("ada")
    assert mail["Subject"] == "Your lamp"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<(http://127\.0\.0\.1:\d+/m/u/[\w-]+)>", mail["List-Unsubscribe"])
    assert address is not None
    assert "Do you want to get no more" in post.reader.get(address[1]).text
    answer = httpx.post(address[1], data={"List-Unsubscribe": "One-Click"}, trust_env=False)
    assert (answer.status_code, "You are unsubscribed" in answer.text, "Hanger" in answer.text) == (200, True, True)
    wait_for(lambda: "message_suppressed" in post.told("ada"))
    (consent,) = [item for item in post.thread("ada") if item.get("kind") == "consent" and item["source"] == "messages"]
    assert consent["properties"] == {"marketing/email/offers": "out"}
    assert consent["context"]["consent"]["method"] == "one_click"
    assert "message_unsubscribed" in post.told("ada")
    assert len(post.mails("ada")) == 1


def test_an_opening_and_a_click_come_back_as_records_and_a_machine_is_told_apart(post: Post) -> None:
    post.add("bob", "rug")
    wait_for(lambda: len(post.mails("bob")) >= 1)
    page = page_of(post.mails("bob")[0])
    (picture,) = re.findall(r'src="(http://127\.0\.0\.1:\d+/m/o/[\w-]+)"', page)
    click = re.findall(r'href="(http://127\.0\.0\.1:\d+/m/c/[\w-]+)"', page)[0]
    machine = post.reader.get(click, headers={"User-Agent": "Barracuda Sentinel"})
    assert machine.headers["location"] == "https://shop.example/cart?a=1&b=2"
    assert post.reader.get(picture).headers["content-type"] == "image/gif"
    wait_for(lambda: {"message_opened", "message_clicked"} <= set(post.told("bob")))
    happened = [item for item in post.thread("bob") if item.get("type") in ("message_opened", "message_clicked")]
    assert {item["properties"].get("bot") for item in happened} >= {"agent"}


def test_the_preference_page_keeps_what_is_chosen(post: Post) -> None:
    post.add("eve", "vase")
    wait_for(lambda: len(post.mails("eve")) >= 1)
    (address,) = re.findall(r'href="(http://127\.0\.0\.1:\d+/m/p/[\w-]+)"', page_of(post.mails("eve")[0]))
    assert re.findall(r'name="on" value="([^"]+)"( checked)?', post.reader.get(address).text) == [
        ("marketing/email/offers", " checked"),
        ("marketing/email/news", " checked"),
    ]
    assert "Your choices are saved" in post.reader.post(address, data={"on": "marketing/email/news"}).text
    wait_for(lambda: "message_suppressed" in post.told("eve"))
    assert 'offers">' in post.reader.get(address).text
