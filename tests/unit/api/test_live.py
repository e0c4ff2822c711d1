"""The live feed: what is new arrives, and a reader who comes back misses nothing."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from clew.events import Event, Identity
from clew.kernel.instants import HOUR
from clew.runtime.services.assembly import services_of
from tests.unit.api.serving import EVE, GRACE, Served, order, wait_for
from tests.unit.api.test_accounts import browser


def events(answer: httpx.Response) -> Iterator[dict[str, Any]]:
    """The server-sent events of a stream."""
    found: dict[str, Any] = {}
    for line in answer.iter_lines():
        name, _, value = line.partition(": ")
        if line == "" and "data" in found:
            yield found | {"data": json.loads(found["data"])}
        if line == "":
            found = {}
        else:
            found[name] = value


def test_what_happens_is_sent_as_it_happens(empty: Served) -> None:
    with empty.client() as client:
        client.post("/api/v1/segments", json={"id": "buyers", "expression": 'did "Order Completed"'}).raise_for_status()
        wait_for(lambda: client.get("/api/v1/segments/buyers").json()["state"] == "live")
        with client.stream("GET", "/api/v1/live") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            stream = events(answer)
            empty.send(order(1, GRACE, empty.now()))
            first, second = next(stream), next(stream)
        happened = next(found["data"] for found in (first, second) if found["event"] == "event")
        changed = next(found["data"] for found in (first, second) if found["event"] == "change")
        assert (happened["type"], happened["properties"]["total"]) == ("Order Completed", 20.0)
        assert (changed["segment"], changed["change"], changed["profile"]) == ("buyers", "entered", happened["profile"])
        assert "cursor" not in happened


def test_a_reader_who_comes_back_misses_nothing(empty: Served) -> None:
    with empty.client() as client:
        empty.send(order(1, GRACE, empty.now()))
        start = client.get("/api/v1/live/recent").json()
        assert [item["id"] for item in start["items"]] == ["order-1"]
        empty.send(order(2, EVE, empty.now()))
        with client.stream("GET", "/api/v1/live", params={"after": start["cursor"]}) as answer:
            seen = next(events(answer))
        assert seen["data"]["id"] == "order-2"
        empty.send(order(3, EVE, empty.now()))
        with client.stream("GET", "/api/v1/live", headers={"Last-Event-ID": seen["id"]}) as answer:
            assert next(events(answer))["data"]["id"] == "order-3"


def test_who_was_joined_is_told_of_by_the_one_who_answers(empty: Served) -> None:
    visitor, grace = Identity("anonymous_id", "5b1c0d84"), GRACE
    now = empty.now()
    empty.send(order(1, grace, now - HOUR), order(2, visitor, now - HOUR))
    empty.send(Event("known", "identify", "identify", (visitor, grace), now))
    with empty.client() as client:
        found = client.post("/api/v1/profiles/lookup", json={"namespace": grace.namespace, "id": grace.value}).json()
        empty.send(order(3, grace, empty.now()), order(4, visitor, empty.now()))
        items = client.get("/api/v1/live/recent").json()["items"]
    assert {item["profile"] for item in items} == {found["id"]}


def test_one_person_is_followed_by_who_may_look_people_up_and_everybody_by_who_may_see_all(empty: Served) -> None:
    visitor = Identity("anonymous_id", "5b1c0d84")
    empty.send(order(1, GRACE, empty.now()), order(2, EVE, empty.now()), order(3, visitor, empty.now()))
    with browser(empty, "carl", "agent") as agent:
        sought = {"namespace": "email", "id": GRACE.value}
        grace = agent.http.post("/api/v1/profiles/lookup", json=sought).raise_for_status().json()["id"]
        assert agent.http.get("/api/v1/live").status_code == 403
        assert agent.http.get("/api/v1/live/recent").status_code == 403
        assert agent.http.get("/api/v1/live/profiles/p_nobody").status_code == 404
        with agent.http.stream("GET", f"/api/v1/live/profiles/{grace}") as answer:
            stream = events(answer)
            empty.send(order(4, EVE, empty.now()))
            empty.send(order(5, GRACE, empty.now()))
            seen = next(stream)
            assert (seen["data"]["id"], seen["data"]["profile"]) == ("order-5", grace)
            # Merged meanwhile, they are followed as whoever answers for them.
            empty.send(Event("known", "identify", "identify", (visitor, GRACE), empty.now()))
            empty.send(order(6, visitor, empty.now()))
            assert [next(stream)["data"]["id"] for _ in range(2)] == ["known", "order-6"]
        with agent.http.stream(
            "GET", f"/api/v1/live/profiles/{grace}", headers={"Last-Event-ID": seen["id"]}
        ) as answer:
            assert next(events(answer))["data"]["id"] == "known"
        agent.http.get(f"/api/v1/profiles/{grace}/consents").raise_for_status()
    with empty.client() as client:
        entries = client.get("/api/v1/audit", params={"limit": 200}).raise_for_status().json()["items"]
    looked = [(each["action"], each["object"]) for each in entries if each["name"] == "carl"]
    assert looked.count(("followProfile", grace)) == 2
    assert ("getConsents", grace) in looked


def test_a_crowd_is_cut_to_what_one_can_look_at(empty: Served) -> None:
    with empty.client() as client:
        start = client.get("/api/v1/live/recent").json()
        empty.send(*(order(number, GRACE, empty.now()) for number in range(900)))
        with client.stream("GET", "/api/v1/live", params={"after": start["cursor"]}) as answer:
            stream = events(answer)
            skipped = next(stream)
            assert skipped["event"] == "skipped"
            assert skipped["data"]["count"] >= 100
            assert next(stream)["event"] == "event"


def test_what_else_goes_on_is_told_of(empty: Served) -> None:
    with empty.client() as client, client.stream("GET", "/api/v1/live") as answer:
        stream = events(answer)
        client.post(
            "/api/v1/segments", json={"id": "buyers", "status": "draft", "expression": 'did "Order Completed"'}
        ).raise_for_status()
        assert next(stream)["data"] == {"moved": ["documents"]}
        headers = {"X-Clew-Filename": "a.csv", "Content-Type": "application/octet-stream"}
        client.post("/api/v1/imports", content=b"a,b\n1,2\n", headers=headers).raise_for_status()
        told = next(stream)
    assert (told["event"], told["data"]) == ("work", {"moved": ["imports"]})
    assert "id" not in told, "whoever comes back goes on behind the last event"


def test_whether_every_part_works_is_told_of_once_it_changes(empty: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    with empty.client() as client, client.stream("GET", "/api/v1/live/work") as answer:
        stream = events(answer)
        for much in (-1, 100_000):
            monkeypatch.setattr("clew.runtime.services.health._MUCH_BEHIND", much)
            assert next(stream)["data"] == {"moved": ["health"]}


def test_health_that_somebody_was_told_is_told_anew_once_it_is_over(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it held between two looks of the stream alone: who saw it would go on seeing it."""
    services = services_of(served.workspace)
    before = services.work.marks()["health"]
    with monkeypatch.context() as broken:
        broken.setattr("clew.runtime.services.health._MUCH_BEHIND", -1)
        assert not all(check.ok for check in services.health.checks())
    assert services.work.marks()["health"] != before


@pytest.mark.parametrize("lasting", [0.5])
def test_a_connection_ends_so_that_its_key_is_asked_for_again(
    served: Served, client: httpx.Client, monkeypatch: pytest.MonkeyPatch, lasting: float
) -> None:
    monkeypatch.setattr("clew.api.live.LONGEST_SECONDS", lasting)
    with client.stream("GET", "/api/v1/live") as answer:
        assert answer.read().startswith(b": following\nretry: 1000\n")


def test_going_on_after_any_item_gives_the_rest_each_once(empty: Served) -> None:
    with empty.client() as client:
        for name, least in (("first", 1), ("third", 3), ("fifth", 5)):
            document = {"id": name, "expression": f'count("Order Completed") >= {least}'}
            client.post("/api/v1/segments", json=document).raise_for_status()
        wait_for(lambda: all(s["state"] == "live" for s in client.get("/api/v1/segments").json()["items"]))
    live = services_of(empty.workspace).live
    start = live.recent(1).cursor
    # One body is one row of the tail for each person: the reader stops in the middle of rows.
    empty.send(*(order(n, (GRACE, EVE)[n % 2], empty.now()) for n in range(8)))
    empty.send(order(8, GRACE, empty.now()), order(9, EVE, empty.now()), order(10, EVE, empty.now()))
    items = list(live.since(start, 100).items)
    assert {item.id for item in items if item.item == "event"} == {f"order-{n}" for n in range(11)}
    assert sum(item.item == "change" for item in items) == 6
    for place, item in enumerate(items):
        assert list(live.since(item.cursor, 100).items) == items[place + 1 :]


def test_what_was_passed_over_is_counted(empty: Served) -> None:
    live = services_of(empty.workspace).live
    start = live.recent(1).cursor
    people = [Identity("user_id", f"u{n}") for n in range(450)]
    empty.send(*(order(n, who, empty.now()) for n, who in enumerate(people)))
    page = live.since(start, 100)
    assert (len(page.items), page.skipped) == (100, 350)


def test_that_something_moves_is_told_to_whoever_may_not_see_what(empty: Served) -> None:
    with browser(empty, "carl", "agent") as agent, agent.http.stream("GET", "/api/v1/live/work") as answer:
        stream = events(answer)
        empty.send(order(1, GRACE, empty.now()))
        told = next(found for found in stream if "people" in found["data"]["moved"])
    assert told == {"event": "work", "data": {"moved": ["people"]}}
