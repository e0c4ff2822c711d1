# ruff: noqa: D102 - a desk, as its port says
"""What people reach from a message, over HTTP, as browsers, mail readers and gateways do."""

import re
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from clew.actions import Action, Happening
from clew.actions.tracking import Leaving, Links
from clew.api.hosted import Choice, hosted_router
from clew.api.middleware import Around
from clew.content import BrandBody
from clew.content.model import Logo
from clew.kernel.instants import MINUTE, Instant
from clew.privacy import withdrawal
from clew.privacy.tokens import TokenBox
from tests.conftest import ManualClock
from tests.unit.api.serving import wait_for

BASE = "https://clew.example"
OFFERS, NEWS = "marketing/email/offers", "marketing/email/news"
PERSON = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
ACTION = Action("k/1/offer", "send", "ada", 0, "email", "hello", 3, topic="offers")


class Desk:
    """Keeps what it is told."""

    def __init__(self, clock: ManualClock) -> None:
        self.links = Links(TokenBox(b"secret"), BASE)
        self.clock = clock
        self.told: list[tuple[str, Happening, dict[str, object], str]] = []
        self.decided: list[tuple[Leaving, dict[str, str], dict[str, str]]] = []
        self.sent: Instant | None = clock.now() - MINUTE
        self.gone = False

    def brand(self, key: str = "") -> BrandBody:
        del key
        logo = Logo("https://img.example/logo.png", "Hanger <&>")
        return BrandBody("Hanger & Co", "1 High St", {"primary": "#0a5c36"}, logo)

    def sent_at(self, key: str) -> Instant | None:
        return self.sent if key == ACTION.key else None

    def tell(self, key: str, happening: Happening, details: Mapping[str, object], place: str = "") -> None:
        self.told.append((key, happening, dict(details), place))

    def choices(self, leaving: Leaving) -> Sequence[Choice] | None:
        del leaving
        found = [Choice(OFFERS, "Offers <b>", chosen=True), Choice(NEWS, "News", chosen=False)]
        return None if self.gone else found

    def leave(self, leaving: Leaving, proof: Mapping[str, str]) -> None:
        self.decided.append((leaving, withdrawal(leaving.contact), dict(proof)))

    def choose(self, leaving: Leaving, wanted: Collection[str], proof: Mapping[str, str]) -> None:
        said = {key: "in" if key in wanted else "out" for key in (OFFERS, NEWS)}
        self.decided.append((leaving, said, dict(proof)))

    def confirm(self, leaving: Leaving, proof: Mapping[str, str]) -> bool:
        self.decided.append((leaving, {OFFERS: "in"}, dict(proof)))
        return not self.gone


@pytest.fixture
def desk(manual_clock: ManualClock) -> Desk:
    return Desk(manual_clock)


@pytest.fixture
def client(desk: Desk) -> Iterator[httpx.Client]:
    """A client of a real server."""
    app = FastAPI()
    app.include_router(hosted_router(desk, desk.clock))
    app.add_middleware(Around, clock=desk.clock)
    config = uvicorn.Config(app, port=0, ws="none", log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_for(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"User-Agent": PERSON}) as found:
        yield found
    server.should_exit = True
    thread.join()


def path_of(address: str) -> str:
    return address.removeprefix(BASE)


def test_an_opening_is_told(client: httpx.Client, desk: Desk) -> None:
    path = path_of(desk.links.picture(ACTION.key))
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert client.get("/m/o/wrong").content == answer.content
    assert desk.told == [(ACTION.key, "opened", {}, "")]


def test_a_click_leads_on_and_is_told(client: httpx.Client, desk: Desk) -> None:
    path = path_of(desk.links.lead(ACTION.key)("https://shop.example/?a=1&b=ü", 4))
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (302, "https://shop.example/?a=1&b=%C3%BC")
    assert desk.told == [(ACTION.key, "clicked", {"link": 4}, "4")]
    assert "referrer-policy" in answer.headers


@pytest.mark.parametrize("path", ["/m/c/x", "/m/c/https://evil.example", "/m/u/x", "/m/p/x"])
def test_a_forged_link_leads_nowhere(client: httpx.Client, desk: Desk, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert client.post(path).status_code in (404, 405)
    assert (desk.told, desk.decided) == ([], [])


def test_a_token_serves_its_own_use_only(client: httpx.Client, desk: Desk) -> None:
    opening = path_of(desk.links.picture(ACTION.key)).rpartition("/")[2]
    leaving = path_of(desk.links.of(ACTION)["unsubscribe"]).rpartition("/")[2]
    assert client.get(f"/m/c/{opening}").status_code == 404
    assert client.post(f"/m/p/{leaving}").status_code == 404
    assert client.post(f"/m/u/{opening}").status_code == 404


@pytest.mark.parametrize(
    ("headers", "sent", "sign"),
    [
        ({"User-Agent": "Barracuda Sentinel"}, MINUTE, "agent"),
        ({"User-Agent": ""}, MINUTE, "no_agent"),
        ({"Sec-Purpose": "prefetch;prerender"}, MINUTE, "prefetch"),
        ({}, 0, "too_soon"),
    ],
)
def test_a_machine_is_told_apart(
    client: httpx.Client, desk: Desk, headers: dict[str, str], sent: int, sign: str
) -> None:
    desk.sent = desk.clock.now() - sent
    client.get(path_of(desk.links.lead(ACTION.key)("https://shop.example/", 0)), headers=headers)
    assert desk.told == [(ACTION.key, "clicked", {"link": 0, "bot": sign}, "0/bot")]


def test_the_proxy_of_a_mail_service_opens_for_a_person(client: httpx.Client, desk: Desk) -> None:
    agent = {"User-Agent": "Mozilla/5.0 (via ggpht.com GoogleImageProxy)"}
    client.get(path_of(desk.links.picture(ACTION.key)), headers=agent)
    assert desk.told == [(ACTION.key, "opened", {}, "")]


def test_looking_does_not_unsubscribe_and_posting_does(client: httpx.Client, desk: Desk) -> None:
    path = path_of(desk.links.of(ACTION)["unsubscribe"])
    page = client.get(path)
    assert page.status_code == 200
    assert '<form method="post">' in page.text
    assert desk.decided == []
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    ((leaving, decisions, proof),) = desk.decided
    assert leaving == Leaving(ACTION.key, "ada", "marketing", "email", "offers")
    assert decisions == {"marketing/email/offers": "out"}
    assert (proof["method"], proof["language"]) == ("one_click", "en")
    assert desk.told == [(ACTION.key, "unsubscribed", {}, "")]


def test_choices_are_shown_and_kept(client: httpx.Client, desk: Desk) -> None:
    path = path_of(desk.links.of(ACTION)["preferences"])
    page = client.get(path, headers={"Accept-Language": "fr, de-AT;q=0.8"}).text
    assert 'lang="de"' in page
    assert "Offers &lt;b&gt;" in page
    assert re.findall(r'value="([^"]+)"( checked)?><span', page) == [
        ("marketing/email/offers", " checked"),
        ("marketing/email/news", ""),
    ]
    client.post(path, data={"on": ["marketing/email/news", "forged/key"]})
    client.post(path, data={"on": ["marketing/email/offers"]})
    client.post(path, data={"none": "1", "on": "marketing/email/news"})
    client.post(path, content=b"x" * 20_000)
    assert [decisions for _, decisions, _ in desk.decided] == [
        {"marketing/email/offers": "out", "marketing/email/news": "in"},
        {"marketing/email/offers": "out", "marketing/email/news": "out"},
        {"marketing/email/offers": "out", "marketing/email/news": "out"},
    ]
    desk.gone = True
    assert client.get(path).status_code == 404


def test_a_subscription_is_confirmed_by_a_button_and_not_by_looking(client: httpx.Client, desk: Desk) -> None:
    path = path_of(desk.links.of(ACTION)["confirm"])
    assert "Yes, subscribe me" in client.get(path).text
    assert desk.decided == []
    assert client.post(path).status_code == 200
    ((_, decisions, proof),) = desk.decided
    assert (decisions, proof["method"]) == ({OFFERS: "in"}, "double_opt_in")
    desk.gone = True
    assert client.post(path).status_code == 404


def test_the_pages_need_nothing_from_elsewhere(client: httpx.Client, desk: Desk) -> None:
    for use in ("unsubscribe", "preferences"):
        answer = client.get(path_of(desk.links.of(ACTION)[use]))
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "img-src https://img.example;" in policy
        assert "form-action 'self'" in policy
        assert "<script" not in answer.text
        assert 'alt="Hanger &lt;&amp;&gt;"' in answer.text
        assert "#0a5c36" in answer.text
        assert "<h1>" in answer.text
        assert answer.headers["x-robots-tag"] == "noindex"


def test_a_pale_colour_gives_way_to_one_that_can_be_read(client: httpx.Client, desk: Desk) -> None:
    desk.brand = lambda key="": BrandBody("X", colours={"primary": "#ff0"})  # type: ignore[method-assign]
    page = client.get(path_of(desk.links.of(ACTION)["unsubscribe"]))
    assert "#ff0" not in page.text
    assert "img-src 'none'" in page.headers["content-security-policy"]
