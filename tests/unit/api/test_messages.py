"""The outbox, consents and suppressed addresses over HTTP."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from clew.events import Event
from clew.runtime.sending import Mailroom
from tests.unit.api.serving import ADA, EVE, GRACE, Served, serving, wait_for
from tests.unit.api.test_live import events

DOCUMENTS = [
    {
        "kind": "template",
        "id": "hello",
        "channel": "local",
        "parts": {
            "subject": "Hello {{ profile.first_name | default: 'you' }}",
            "html": '<p>Hi <a href="https://shop.example/?a=1&amp;b=2">shop</a></p><script>1</script>',
        },
    },
    {
        "kind": "template",
        "id": "inside",
        "channel": "webhook",
        "parts": {"url": "https://localhost/hook", "body": {"n": 1}},
    },
    {
        "kind": "journey",
        "id": "greet",
        "entry": {"event": "Signed Up"},
        "start": "say",
        "nodes": {
            "say": {"send": "hello", "channel": "local", "next": "mark"},
            "mark": {"webhook": "inside", "next": "end"},
        },
    },
]
PROOF = {"text": "Yes, write to me.", "language": "en", "method": "form"}


class Shop:
    """A workspace with a journey that greets, a client, and somebody who sends."""

    def __init__(self, served: Served, client: httpx.Client) -> None:
        self.served, self.client = served, client

    def get(self, path: str, **query: Any) -> Any:
        """What a GET answers."""
        return self.client.get(f"/api/v1/{path}", params=query).raise_for_status().json()

    def agree(self, name: str, **decisions: str | None) -> None:
        """Somebody says something about being written to."""
        who = {"namespace": "email", "id": f"{name}@example.com"}
        said = {key.replace("__", "/"): state for key, state in decisions.items()}
        self.client.post("/api/v1/consents", json={"who": who, "decisions": said, "proof": PROOF}).raise_for_status()

    def profile(self, name: str) -> str:
        """The id of somebody."""
        sought = {"namespace": "email", "id": f"{name}@example.com"}
        return str(self.client.post("/api/v1/profiles/lookup", json=sought).raise_for_status().json()["id"])

    def send(self) -> None:
        """Send what was released, and wait until the engine has taken in what became of it."""

        async def turn() -> None:
            mailroom = Mailroom(self.served.workspace, "https://mail.shop.example")
            while await mailroom.turn():
                pass
            await mailroom.close()

        asyncio.run(turn())
        row, _ = self.served.workspace.log.last()
        wait_for(lambda: self.served.workspace.store.offset().seq >= row)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with serving(tmp_path_factory.mktemp("messages")) as served, served.client() as client:
        found = Shop(served, client)
        client.post("/api/v1/apply", json={"documents": DOCUMENTS}).raise_for_status()
        wait_for(lambda: found.get("journeys")["items"][0]["state"] == "live")
        found.agree("ada", marketing="in")
        found.agree("grace", marketing="in")
        now = served.now()
        named = Event("who-ada", "identify", "identify", (ADA,), now, properties={"first_name": "Ada"})
        served.send(named)
        served.send(*(Event(f"up-{who.value}", "track", "Signed Up", (who,), now) for who in (ADA, EVE, GRACE)))
        wait_for(lambda: len(found.get("messages", status="released")["items"]) == 5)
        found.send()
        yield found


def test_messages_are_listed_the_newest_first_and_by_page(shop: Shop) -> None:
    every = shop.get("messages")["items"]
    assert len(every) == 5
    first = shop.get("messages", limit=4)
    rest = shop.get("messages", limit=4, cursor=first["next_cursor"])
    assert [*first["items"], *rest["items"]] == every
    assert (rest["next_cursor"], [m["at"] for m in every]) == (None, sorted((m["at"] for m in every), reverse=True))
    wrong = shop.client.get("/api/v1/messages", params={"cursor": first["next_cursor"], "channel": "local"})
    assert wrong.status_code == 400
    assert shop.client.get("/api/v1/messages", params={"status": "lost"}).status_code == 422


def test_messages_are_found_by_what_they_are(shop: Shop) -> None:
    (sent,) = shop.get("messages", status="sent", profile=shop.profile("ada"))["items"]
    assert (sent["subject"], sent["channel"], sent["journey"], sent["node"]) == ("Hello Ada", "local", "greet", "say")
    assert (sent["template"], sent["template_version"], sent["kept"], sent["decidable"]) == ("hello", 1, True, False)
    assert len(shop.get("messages", template="hello")["items"]) == 2
    assert len(shop.get("messages", journey="greet", channel="local", status="sent")["items"]) == 2
    assert shop.get("messages", profile="nobody")["items"] == []
    (failed,) = shop.get("messages", status="failed", profile=shop.profile("eve"))["items"]
    assert (failed["reason"], failed["said"]) == ("address", "the address is none that the channel can write to")
    counts = {(c["channel"], c["status"], c["kept"]): c["messages"] for c in shop.get("messages/counts")["items"]}
    assert counts["local", "sent", True] == 2
    of_ada = shop.get("messages/counts", profile=shop.profile("ada"), journey="greet", channel="local")["items"]
    assert of_ada == [{"channel": "local", "status": "sent", "kept": True, "messages": 1}]
    assert shop.get("messages/counts", profile="nobody")["items"] == []
    # Nobody was written to: that is told apart from what was sent.
    assert len(shop.get("messages", status="sent", kept="true")["items"]) == 2
    assert shop.get("messages", status="sent", kept="false")["items"] == []


def test_a_message_tells_its_life_and_what_it_says_and_never_its_address(shop: Shop) -> None:
    (listed,) = shop.get("messages", status="sent", profile=shop.profile("ada"))["items"]
    shown = shop.get(f"messages/{listed['key']}")
    assert listed.items() <= shown.items()
    assert [step["what"] for step in shown["life"]] == ["planned", "released", "sent"]
    assert shown["parts"]["subject"] == "Hello Ada"
    assert "ada@example.com" not in str(shown)
    assert shop.client.get(f"/api/v1/messages/{listed['key'].replace('/', '%2F')}").json() == shown
    assert shop.client.get("/api/v1/messages/p/1/nothing").status_code == 404


def test_the_page_of_a_message_can_do_nothing_and_tells_of_nothing(shop: Shop) -> None:
    (listed,) = shop.get("messages", status="sent", profile=shop.profile("ada"))["items"]
    answer = shop.client.get(f"/api/v1/messages/pages/{listed['key']}")
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "sandbox allow-popups" in policy
    assert "script" not in policy.replace("allow-scripts", "script")
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert 'href="https://shop.example/?a=1&amp;b=2"' in answer.text
    assert "/m/" not in answer.text
    assert shop.client.get("/api/v1/messages/pages/p/1/nothing").status_code == 404


def test_a_person_decides_on_what_failed(shop: Shop) -> None:
    (failed,) = shop.get("messages", status="failed", profile=shop.profile("grace"))["items"]
    assert (failed["kind"], failed["decidable"]) == ("webhook", True)
    answer = shop.client.post(f"/api/v1/messages/{failed['key']}/decide", json={"verdict": "dismiss"})
    assert (answer.status_code, answer.json()["status"]) == (200, "dismissed")
    again = shop.client.post(f"/api/v1/messages/{failed['key']}/decide", json={"verdict": "send"})
    assert (again.status_code, again.json()["code"]) == (409, "outbox.nothing_to_decide")
    assert shop.client.post("/api/v1/messages/p/1/x/decide", json={"verdict": "send"}).status_code == 404


def test_a_message_that_moves_says_so_to_whoever_follows_it(shop: Shop) -> None:
    (failed,) = shop.get("messages", status="failed", profile=shop.profile("eve"))["items"]
    path = f"/api/v1/live/messages/{failed['key']}"
    with shop.served.client() as other, other.stream("GET", path) as answer:
        shop.client.post(f"/api/v1/messages/{failed['key']}/decide", json={"verdict": "dismiss"}).raise_for_status()
        assert next(events(answer)) == {"event": "work", "data": {"moved": ["message"]}}
    assert shop.client.get("/api/v1/live/messages/p/1/nothing").status_code == 404


def test_that_messages_move_is_told_to_whoever_follows_all(shop: Shop) -> None:
    asked = {"template": "hello", "to": {"namespace": "email", "id": "ada@example.com"}, "purpose": "service"}
    with shop.served.client() as other, other.stream("GET", "/api/v1/live") as answer:
        shop.client.post("/api/v1/messages", json=asked).raise_for_status()
        assert any("messages" in found["data"].get("moved", ()) for found in events(answer))


def test_a_ledger_keeps_every_decision_with_its_proof(shop: Shop) -> None:
    grace = shop.profile("grace")
    shop.agree("grace", marketing__email="out")
    shop.agree("grace", marketing__email=None)
    found = shop.get(f"profiles/{grace}/consents")
    said = [(line["key"], line["purpose"], line["channel"], line["state"]) for line in found["ledger"]]
    assert said == [
        ("marketing/email", "marketing", "email", ""),
        ("marketing/email", "marketing", "email", "out"),
        ("marketing", "marketing", "", "in"),
    ]
    assert found["ledger"][0]["proof"].items() >= PROOF.items()
    standing = {(each["purpose"], each["channel"]): (each["allowed"], each["reason"]) for each in found["standing"]}
    assert standing["marketing", "email"] == (True, "in")
    assert standing["service", "sms"] == (True, "transactional")
    assert shop.client.get("/api/v1/profiles/nobody/consents").status_code == 404
    assert [purpose["id"] for purpose in shop.get("purposes")["items"]] == ["marketing", "service"]


@pytest.mark.parametrize("decisions", [{}, {"a/b/c/d": "in"}, {"marketing": "perhaps"}])
def test_what_is_no_consent_is_refused(shop: Shop, decisions: dict[str, str]) -> None:
    asked = {"who": {"namespace": "email", "id": "ada@example.com"}, "decisions": decisions}
    assert shop.client.post("/api/v1/consents", json=asked).status_code == 422
    nobody = {"who": {"namespace": "email", "id": "no address"}, "decisions": {"marketing": "in"}}
    assert shop.client.post("/api/v1/consents", json=nobody).status_code == 422


def test_addresses_are_suppressed_found_and_lifted_and_never_shown(shop: Shop) -> None:
    address = {"namespace": "email", "id": "Ada@Example.com"}
    (entry,) = shop.client.post("/api/v1/suppressions", json={"address": address, "channel": "email"}).json()["items"]
    assert (entry["reason"], entry["scope"], entry["channel"]) == ("manual", "all", "email")
    shop.client.post("/api/v1/suppressions", json={"address": {"namespace": "phone", "id": "+44 20 7946 0018"}})
    assert len(shop.get("suppressions")["items"]) == 2
    page = shop.get("suppressions", limit=1)
    rest = shop.get("suppressions", limit=1, cursor=page["next_cursor"])
    assert [*page["items"], *rest["items"]] == shop.get("suppressions")["items"]
    assert shop.get("suppressions/counts")["items"][1] == {"channel": "email", "reason": "manual", "addresses": 1}
    standing = shop.get(f"profiles/{shop.profile('ada')}/consents")["standing"]
    assert [each["reason"] for each in standing if each["channel"] == "email"] == ["suppressed", "suppressed"]
    found = shop.client.post("/api/v1/suppressions/lookup", json=address).json()["items"]
    assert found == [entry]
    assert shop.client.delete(f"/api/v1/suppressions/{entry['hash']}").status_code == 204
    assert shop.client.delete(f"/api/v1/suppressions/{entry['hash']}").status_code == 404
    assert shop.client.post("/api/v1/suppressions/lookup", json=address).json()["items"] == []
    stood = [{"channel": "email", "reason": "complaint"}, {"channel": "sms", "reason": "bounce"}]
    back = shop.client.put(f"/api/v1/suppressions/{entry['hash']}", json={"items": stood}).json()["items"]
    assert [(each["channel"], each["reason"], each["scope"]) for each in back] == [
        ("email", "complaint", "marketing"),
        ("sms", "bounce", "all"),
    ]
    assert shop.client.post("/api/v1/suppressions/lookup", json=address).json()["items"] == back
    wrong = {"address": {"namespace": "user_id", "id": "7"}}
    assert shop.client.post("/api/v1/suppressions", json=wrong).json()["code"] == "suppression.bad_address"


def test_nobody_reads_or_changes_without_the_scope(shop: Shop, tmp_path: Path) -> None:
    del tmp_path
    access = shop.served.workspace.access
    key = access.create_api_key("narrow", now=shop.served.now(), scopes=("profiles:read",)).text
    with shop.served.client(key) as client:
        for path in ("messages", "messages/counts", "messages/x", "purposes", "suppressions", "profiles/x/consents"):
            assert client.get(f"/api/v1/{path}").status_code == 403
        assert client.post("/api/v1/messages/x/decide", json={"verdict": "send"}).status_code == 403
        assert client.post("/api/v1/consents", json={}).status_code == 403
