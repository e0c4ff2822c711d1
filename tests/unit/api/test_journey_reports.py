"""Reports over HTTP: figures equal to a recount from the facts, outcomes of messages, and lift against a hold-out."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from clew.adapters.duckdb import gathering
from clew.decisions import Lift, Proportion, anytime_lift
from clew.events import Event, Identity
from clew.journeys import mark_of
from clew.kernel.instants import HOUR
from tests.unit.api.serving import Served, serving, wait_for

PEOPLE = 400
CARTS: dict[str, Any] = {
    "id": "carts",
    "entry": {"event": "Product Added"},
    "goals": [{"event": "Order Completed", "name": "bought", "within": "7d"}, {"event": "Visited"}],
    "holdout": 50,
    "nodes": {
        "remind": {"send": "reminder", "channel": "local", "next": "wait"},
        "wait": {"wait": "1d", "next": "end"},
    },
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Four hundred come in, half of them held out; every second buys, and nearly all of who were written to."""
    with serving(tmp_path_factory.mktemp("reports")) as found, found.client() as client:
        policy = {"kind": "policy", "id": "p", "purposes": {"marketing": {"default": "opt_out"}}}
        template = {"kind": "template", "id": "reminder", "channel": "local", "parts": {"subject": "Hm?", "text": "?"}}
        documents = [policy, template, {"kind": "journey", **CARTS}]
        client.post("/api/v1/apply", json={"documents": documents}).raise_for_status()
        who = [Identity("user_id", f"u{number}") for number in range(PEOPLE)]
        no = [
            Event(f"no-{n}", "consent", "consent", (who[n],), found.now() - HOUR, properties={"marketing": "out"})
            for n in range(0, PEOPLE, 40)
        ]
        carts = [Event(f"cart-{n}", "track", "Product Added", (each,), found.now()) for n, each in enumerate(who)]
        found.send(*no, *carts)
        inside = client.get("/api/v1/journeys/carts/people", params={"limit": 1000}).json()["items"]
        treated = {each["profile"] for each in inside if each["status"] == "active"}
        nodes = found.workspace.store.nodes(who)
        found.send(
            *(
                Event(f"order-{n}", "track", "Order Completed", (each,), found.now())
                for n, each in enumerate(who)
                if n % 2 or (nodes[each].profile in treated and n % 8)
            )
        )
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with served.client() as found:
        yield found


def facts_of(served: Served) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for _, fact in served.workspace.store.facts(limit=100_000):
        mark = mark_of(fact)
        if mark is not None:
            found[fact.kind, mark.node, mark.detail] += 1
    return found


def test_figures_are_a_recount_of_the_facts(served: Served, client: httpx.Client) -> None:
    facts = facts_of(served)
    report = client.get("/api/v1/journeys/carts/report").json()
    assert report["entered"] == facts["journey_entered", "", "event"] == PEOPLE
    assert report["under_way"] + report["held_out"] == PEOPLE
    assert report["drawn"] == {
        ": held_out": facts["journey_drew", "", "held_out"],
        ": treated": facts["journey_drew", "", "treated"],
    }
    bought = sum(n for (kind, _, name), n in facts.items() if (kind, name) == ("journey_goal", "bought"))
    assert report["goals"] == {"bought": bought}
    (suppressed,) = report["suppressed"].items()
    assert suppressed[0] == "consent:reminder:out"
    assert suppressed[1] == sum(n for (kind, _, _), n in facts.items() if kind == "message_suppressed") > 0
    (day,) = report["days"]
    assert (day["entered"], day["goals"], day["suppressed"]) == (PEOPLE, bought, suppressed[1])
    remind, wait = report["graph"]["nodes"]
    assert remind["passed"] == wait["reached"] == wait["waiting"] == report["under_way"]
    assert client.get("/api/v1/journeys/carts/report", params={"since": "2999-01-01"}).json()["entered"] == 0
    assert client.get("/api/v1/journeys/carts/report", params={"version": 9}).status_code == 404


def test_there_is_no_rate_before_a_day_is_over(client: httpx.Client) -> None:
    (experiment,) = client.get("/api/v1/experiments/carts").json()["items"]
    assert sum(arm["people"] for arm in experiment["arms"]) == PEOPLE
    assert experiment["per_day"] is None


def test_the_overview_counts_who_is_under_way_and_no_one_held_out(client: httpx.Client) -> None:
    report = client.get("/api/v1/journeys/carts/report").json()
    (moves,) = client.get("/api/v1/overview").json()["journeys"]
    assert report["held_out"] > 0
    assert moves["under_way"] == report["under_way"]


def test_a_timeline_tells_a_way_as_it_went(client: httpx.Client) -> None:
    inside = client.get("/api/v1/journeys/carts/people", params={"limit": 1000}).json()["items"]
    sent = next(each["profile"] for each in inside if each["node"] == "wait" and each["status"] == "active")
    facts = [
        item
        for item in client.get(f"/api/v1/profiles/{sent}/timeline").json()["items"]
        if item["item"] == "fact" and item["kind"].startswith("journey_")
    ]
    told = [(fact["kind"], fact["subject"].split("/")[3]) for fact in reversed(facts)]
    assert told[:4] == [
        ("journey_entered", ""),
        ("journey_drew", ""),
        ("journey_reached", "remind"),
        ("journey_reached", "wait"),
    ]
    assert {fact["name"] for fact in facts} == {"carts"}


def test_lift_is_that_of_the_arms_as_they_were_drawn(served: Served, client: httpx.Client) -> None:
    (measure,) = client.get("/api/v1/journeys/carts/lift").json()["items"]
    arms = {arm["name"]: Proportion(arm["people"], arm["converted"]) for arm in measure["arms"]}
    facts = facts_of(served)
    assert {name: arm.n for name, arm in arms.items()} == {
        name: facts["journey_drew", "", name] for name in ("held_out", "treated")
    }
    assert sum(arm.successes for arm in arms.values()) == sum(
        n for (kind, _, name), n in facts.items() if (kind, name) == ("journey_goal", "bought")
    )
    lift = anytime_lift(arms["held_out"], arms["treated"])
    (told,) = measure["lifts"]
    assert isinstance(lift, Lift)
    assert told["absolute"] == {
        "value": pytest.approx(lift.absolute.value),
        "low": pytest.approx(lift.absolute.low),
        "high": pytest.approx(lift.absolute.high),
    }
    assert (measure["verdict"], told["conclusive"], measure["goal"]) == ("better", True, "bought")


def test_an_experiment_reads_the_same_people_by_every_method(client: httpx.Client) -> None:
    (measure,) = client.get("/api/v1/journeys/carts/lift").json()["items"]
    (listed,) = client.get("/api/v1/experiments").json()["items"]
    (whole,) = client.get("/api/v1/experiments/carts").json()["items"]
    assert (listed["journey"], listed["name"], listed["control"], listed["node"]) == (
        "carts",
        "hold-out",
        "held_out",
        "",
    )
    assert {arm["name"]: arm["people"] for arm in listed["arms"]} == {a["name"]: a["people"] for a in measure["arms"]}
    assert listed["reading"] == whole["reading"]
    assert whole["reading"]["verdict"] == measure["verdict"] == "better"
    goal, guard = whole["reading"]["metrics"]
    assert (goal["name"], goal["role"], guard["role"]) == ("bought", "goal", "guardrail")
    (told,), (lift,) = measure["lifts"], goal["comparisons"]
    assert lift["anytime"]["absolute"]["value"] == pytest.approx(told["absolute"]["value"])
    assert lift["fixed"]["absolute"]["high"] < lift["anytime"]["absolute"]["high"], "one look says more"
    assert sum(belief["best"] for belief in goal["beliefs"]["arms"].values()) == pytest.approx(1)
    assert listed["adjusted"] == listed["unadjusted"] == []
    assert [(each["metric"], each["why"]["reason"]) for each in whole["unadjusted"]] == [("bought", "no_covariate")]
    assert client.get("/api/v1/experiments/none").status_code == 404


def test_messages_are_told_by_what_became_of_them(served: Served, client: httpx.Client) -> None:
    assert client.get("/api/v1/journeys/carts/messages").json()["items"] == [], "nobody sends in this test"
    key = next(row.key for row in served.workspace.outbox.rows(limit=1))
    served.send(
        *(
            Event(
                f"{key}/{what}",
                "track",
                f"message_{what}",
                properties={"message": key, "journey": "carts", "template": "reminder@1", "reason": reason},
                identities=(Identity("user_id", "u1"),),
            )
            for what, reason in (("sent", ""), ("opened", ""), ("suppressed", "cap:3 in 24h"))
        ),
        source="messages",
    )
    wait_for(lambda: client.get("/api/v1/journeys/carts/messages").json()["items"])
    (told,) = client.get("/api/v1/journeys/carts/messages").json()["items"]
    assert (told["template"], told["outcomes"]) == ("reminder", {"opened": 1, "sent": 1, "suppressed": 1})
    assert list(told["reasons"].values()) == [1]
    assert client.get("/api/v1/journeys/none/messages").status_code == 404


def ask(client: httpx.Client, path: str, question: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"/api/v1/insight/{path}", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_journey_can_be_asked_as_any_other_question(
    served: Served, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = client.get("/api/v1/journeys/carts/report").json()
    found = ask(client, "journeys", {"journey": "carts", "compare": "previous"})
    kept = ("entered", "people", "active", "held_out", "ended")
    counted = [report[name] for name in ("entered", "entered", "under_way", "held_out", "ended")]
    assert [found[name] for name in kept] == counted
    assert (found["previous_entered"], found["previous_people"], found["previous_active"]) == (0, 0, 0)
    (goal,) = found["goals"]
    (measure,) = found["measures"]
    treated = next(arm for arm in measure["arms"] if arm["name"] == "treated")
    assert (goal["name"], goal["times"], goal["previous"]) == ("bought", report["goals"]["bought"], 0)
    assert (goal["people"], goal["share"]) == (treated["converted"], treated["converted"] / treated["people"])
    assert goal["interval"]["low"] < goal["share"] < goal["interval"]["high"]
    (told,) = client.get("/api/v1/journeys/carts/lift").json()["items"]
    assert [(arm["name"], arm["people"], arm["converted"]) for arm in told["arms"]] == [
        (arm["name"], arm["people"], arm["converted"]) for arm in measure["arms"]
    ]
    (comparison,) = measure["reading"]["metrics"][0]["comparisons"]
    assert comparison["anytime"]["absolute"]["value"] == pytest.approx(told["lifts"][0]["absolute"]["value"])
    monkeypatch.setattr(gathering, "RECORDS_A_SLICE", 100)
    monkeypatch.setattr(served.workspace.queries, "size", lambda: 400)
    assert ask(client, "journeys", {"journey": "carts", "compare": "previous"}) == found, "in slices of people"


def test_a_journey_is_asked_of_some_people_and_some_time(client: httpx.Client) -> None:
    buyers = 'did "Order Completed"'
    everybody, some = (ask(client, "journeys", {"journey": "carts", "among": among}) for among in ("", buyers))
    bought = sum(arm["converted"] for arm in everybody["measures"][0]["arms"])
    assert (some["entered"], some["people"]) == (bought, bought)
    assert all(arm["people"] == arm["converted"] for arm in some["measures"][0]["arms"])
    long_ago = {"since": "2000-01-01", "until": "2000-02-01"}
    none = ask(client, "journeys", {"journey": "carts", "period": long_ago})
    assert (none["entered"], none["active"], none["goals"][0]["share"]) == (0, 0, None)
    assert none["measures"][0]["reading"]["verdict"] == "unanswered"
    refused = client.post("/api/v1/insight/journeys", json={"journey": "none"})
    assert (refused.status_code, refused.json()["where"]) == (422, "/journey")


def test_messages_can_be_asked_and_stand_on_a_dashboard(client: httpx.Client) -> None:
    wait_for(lambda: ask(client, "messages", {})["groups"])
    found = ask(client, "messages", {"compare": "previous"})
    (group,) = found["groups"]
    assert (group["name"], group["outcomes"]) == ("reminder", {"opened": 1, "sent": 1, "suppressed": 1})
    assert (group["rates"]["opened"]["messages"], group["rates"]["opened"]["share"]) == (1, 1.0)
    assert found["everything"]["outcomes"] == group["outcomes"]
    assert found["units"] == [], "nobody asked for a course over time"
    daily = ask(client, "messages", {"template": "reminder", "unit": "day", "period": {"last": "7d"}})
    assert len(daily["units"]) == 7
    told = sum((Counter(unit["outcomes"]) for unit in daily["units"]), Counter[str]())
    assert told == group["outcomes"]
    assert daily["units"][-1]["outcomes"] == group["outcomes"], "all of it came about today"
    assert daily["everything"]["reasons"] == {"cap:3 in 24h": 1}
    assert ask(client, "messages", {"by": "journey"})["groups"][0]["name"] == "carts"
    assert ask(client, "messages", {"template": "other"})["groups"] == []
    assert ask(client, "messages", {"among": 'not did "Order Completed"'})["groups"] == []
    tiles = [{"journey": {"journey": "carts"}}, {"messages": {"journey": "carts"}}, {"journey": {"journey": "none"}}]
    shown = ask(client, "dashboards", {"tiles": tiles})["tiles"]
    assert (shown[0]["journey"]["entered"], shown[0]["journey"]["previous_entered"]) == (PEOPLE, 0)
    assert shown[1]["messages"]["everything"]["outcomes"] == group["outcomes"]
    assert "no such journey" in shown[2]["fault"]
    kept = {"id": "board", "tiles": tiles[2:]}
    assert client.post("/api/v1/dashboards", json=kept).status_code == 422, "what it names must be there"
