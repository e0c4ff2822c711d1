"""Segments that nobody has saved, counted over HTTP, stopped by hand, by cost and by leaving."""

import asyncio
import threading
from collections.abc import Iterator

import httpx
import pytest
from fastapi import Request

from clew.adapters.duckdb import TooLong
from clew.api.estimates import PreviewQuestion, PreviewView
from clew.api.previews import while_somebody_waits
from clew.events import Event, Identity
from clew.runtime.services.documents import Documents
from clew.runtime.services.preview import Previews
from clew.runtime.services.previewing import MOST_AT_ONCE, Busy, HandleTaken, PreviewDesk
from clew.runtime.services.suppressions import SuppressionBook
from tests.unit.api.serving import ADA, EVE, Served, serving, wait_for

BUYERS = 'did "Order Completed" in last 7d'


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Three people: two have agreed to marketing by e-mail, one of them has said no to all of it since."""
    with serving(tmp_path_factory.mktemp("workspace")) as served:
        now = served.now()
        phone = Identity("phone", "+441134960000")
        served.send(
            Event("o1", "track", "Order Completed", (ADA, phone), now - 1_000, properties={"total": 20}),
            Event("o2", "track", "Order Completed", (EVE,), now - 1_000, properties={"total": 5}),
            Event("v1", "page", "page", (Identity("anonymous_id", "nobody"),), now - 1_000),
            Event("c1", "consent", "consent", (ADA,), now - 900, properties={"marketing": "in", "sms": "out"}),
            Event("c2", "consent", "consent", (EVE,), now - 900, properties={"marketing/email": "in"}),
            Event("c3", "consent", "consent", (EVE,), now - 800, properties={"*": "out"}),
        )
        yield served


@pytest.fixture(scope="module")
def client(shop: Served) -> Iterator[httpx.Client]:
    """With every scope."""
    with shop.client() as found:
        yield found


def test_a_preview_counts_and_tells_who_can_be_reached(client: httpx.Client) -> None:
    asked = {"expression": BUYERS, "purpose": "marketing", "sample": 5, "days": 3}
    found = client.post("/api/v1/previews", json=asked).raise_for_status().json()
    assert (found["members"], found["people"], found["sampled"], found["interval"]) == (2, 3, 1.0, None)
    assert found["share"] == pytest.approx(2 / 3)
    assert len(found["sample"]) == 2
    assert found["reach"] == [
        {"channel": "email", "addressed": 2, "reachable": 1},
        {"channel": "sms", "addressed": 1, "reachable": 0},
    ]
    assert [day["members"] for day in found["days"]][-1] == 2
    assert len(found["days"]) == 3


def test_without_a_purpose_nobody_is_said_to_be_reachable(client: httpx.Client) -> None:
    found = client.post("/api/v1/previews", json={"expression": BUYERS}).raise_for_status().json()
    assert (found["reach"], found["sample"], found["days"]) == ([], [], [])
    other = {"expression": BUYERS, "purpose": "research"}
    reach = client.post("/api/v1/previews", json=other).raise_for_status().json()["reach"]
    assert [channel["reachable"] for channel in reach] == [0, 0]


def test_who_is_reached_is_who_a_release_would_write_to(shop: Served) -> None:
    workspace = shop.workspace
    documents = Documents(workspace.store, workspace.log, workspace.clock)
    book = SuppressionBook(workspace, documents)

    def reachable() -> list[int]:
        documents.forget()
        asked = PreviewQuestion(BUYERS, purpose="marketing")
        return [channel.reachable for channel in Previews(workspace, documents).preview(asked).reach]

    def leave_alone(address: str, channel: str = "email") -> None:
        row = book.add("email", address, channel=channel, by="ada")
        wait_for(lambda: workspace.store.offset().seq >= row)

    def lift(address: str) -> None:
        for entry in book.of("email", address):
            book.lift(entry.hash, by="ada")
        wait_for(lambda: workspace.store.offset().seq >= workspace.log.last()[0])

    assert reachable() == [1, 0]
    leave_alone(ADA.value, "sms")
    assert reachable() == [1, 0]
    leave_alone(ADA.value, "*")
    assert reachable() == [0, 0]
    # Her profile says another address now: that one would be written to.
    shop.send(Event("i1", "identify", "identify", (ADA,), shop.now(), properties={"email": "Ada@Example.org "}))
    assert reachable() == [1, 0]
    lift(ADA.value)
    leave_alone("ada@example.org")
    assert reachable() == [0, 0]
    lift("ada@example.org")
    assert reachable() == [1, 0]


def test_what_silence_means_is_the_policys_to_say(shop: Served) -> None:
    policy = {
        "kind": "policy",
        "id": "house",
        "version": 1,
        "purposes": {"news": {"default": "opt_out"}, "receipt": {"transactional": True}},
    }
    shop.send(Event("policy:house", "publish", "publish", properties={"document": policy}), source="catalog")
    workspace = shop.workspace
    previews = Previews(workspace, Documents(workspace.store, workspace.log, workspace.clock))
    found = {
        purpose: [channel.reachable for channel in previews.preview(PreviewQuestion(BUYERS, purpose=purpose)).reach]
        for purpose in ("news", "receipt", "research")
    }
    assert found == {"news": [1, 0], "receipt": [2, 1], "research": [0, 0]}


def test_an_expression_that_does_not_fit_is_refused_at_its_place(client: httpx.Client) -> None:
    answer = client.post("/api/v1/previews", json={"expression": 'did "Order Complete" in last 7d and in segment "x"'})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "cxl.invalid"
    assert [each["where"] for each in problem["errors"]] == ["1:48"]
    assert client.post("/api/v1/previews", json={"expression": "did"}).json()["where"].startswith("1:")
    assert "condition" in client.post("/api/v1/previews", json={"expression": "count(page)"}).json()["detail"]


def test_naming_members_needs_the_scope_for_profiles(shop: Served) -> None:
    key = shop.workspace.access.create_api_key("counts", scopes=("segments:read",), now=shop.now()).text
    with shop.client(key) as client:
        assert client.post("/api/v1/previews", json={"expression": BUYERS}).status_code == 200
        assert client.post("/api/v1/previews", json={"expression": BUYERS, "sample": 1}).status_code == 403


def test_a_preview_that_costs_too_much_says_so(client: httpx.Client) -> None:
    answer = client.post("/api/v1/previews", json={"expression": BUYERS, "seconds": 0.0001})
    assert (answer.status_code, answer.json()["code"]) == (422, "query.too_long")
    assert answer.json()["hint"]


def test_a_preview_is_stopped_by_its_handle(shop: Served, client: httpx.Client) -> None:
    desk = desk_of(shop)
    running = desk.begin(PreviewQuestion(BUYERS), ("key", "mine-alone"))
    with pytest.raises(HandleTaken):
        desk.begin(PreviewQuestion(BUYERS), ("key", "mine-alone"))
    assert not desk.stop(("another key", "mine-alone"))
    assert desk.stop(("key", "mine-alone"))
    with pytest.raises(TooLong):
        running.result()
    assert not desk.stop(("key", "mine-alone"))
    assert client.delete("/api/v1/previews/mine-alone").status_code == 404


def test_few_run_at_once(shop: Served) -> None:
    desk = desk_of(shop)
    begun = [desk.begin(PreviewQuestion(BUYERS)) for _ in range(MOST_AT_ONCE)]
    with pytest.raises(Busy):
        desk.begin(PreviewQuestion(BUYERS))
    assert begun[0].result().members == 2
    desk.begin(PreviewQuestion(BUYERS)).stop()
    desk.begin(PreviewQuestion(BUYERS))


def test_a_preview_ends_when_its_request_is_closed() -> None:
    class Waiting:
        """Ends when it is stopped, as a long query does."""

        def __init__(self) -> None:
            self.stopped = threading.Event()

        def result(self) -> PreviewView:
            assert self.stopped.wait(30)
            raise TooLong("the query was stopped")

        def stop(self) -> None:
            self.stopped.set()

    async def left() -> dict[str, str]:
        return {"type": "http.disconnect"}

    waiting = Waiting()
    with pytest.raises(TooLong):
        asyncio.run(while_somebody_waits(Request({"type": "http"}, left), waiting))
    assert waiting.stopped.is_set()


def desk_of(shop: Served) -> PreviewDesk:
    """A desk of its own over the workspace."""
    workspace = shop.workspace
    return PreviewDesk(Previews(workspace, Documents(workspace.store, workspace.log, workspace.clock)))
