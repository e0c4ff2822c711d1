"""Merging and parting over HTTP: two who are one person, and two who were taken for one."""

from typing import Any

import httpx

from clew.events import Event, Identity
from tests.unit.api.serving import ADA, EVE, Served, order, wait_for

PHONE = Identity("anonymous_id", "shared-phone")


def part(client: httpx.Client, one: Identity, other: Identity, order: str = "unmerge") -> Any:
    """What the API answers."""
    names = {"one": {"namespace": one[0], "id": one[1]}, "other": {"namespace": other[0], "id": other[1]}}
    return client.post(f"/api/v1/profiles/{order}", json=names)


def foreseen(client: httpx.Client, one: Identity, other: Identity) -> Any:
    """What the API says that a parting would come to."""
    return part(client, one, other, "unmerge/preview").raise_for_status().json()


def found(client: httpx.Client, who: Identity) -> Any:
    """A profile by a name."""
    sought = {"namespace": who.namespace, "id": who.value}
    return client.post("/api/v1/profiles/lookup", json=sought).raise_for_status().json()


def names(side: Any) -> set[tuple[str, str]]:
    """The names of a side."""
    return {(name["namespace"], name["value"]) for name in side["identities"]}


def merged(served: Served) -> None:
    """Ada and Eve, each with an order, made one by hand."""
    now = served.now()
    served.send(order(1, ADA, now))
    served.send(order(2, EVE, now))
    served.send(Event("m1", "merge", "merge", (ADA, EVE)))


def test_both_sides_stand_again_and_stay_apart(empty: Served) -> None:
    merged(empty)
    with empty.client() as client:
        assert found(client, ADA)["id"] == found(client, EVE)["id"]
        done = part(client, ADA, EVE)
        assert done.status_code == 200
        answer = done.json()
        assert (answer["changed"], answer["applied"]) == (True, True)
        assert names(answer["one"]) == {ADA}
        assert names(answer["other"]) == {EVE}
        assert found(client, ADA)["id"] == answer["one"]["profile"] != answer["other"]["profile"]
        assert found(client, EVE)["records"] == 1
        empty.send(Event("both", "track", "visit", (ADA, EVE)))
        assert found(client, ADA)["id"] != found(client, EVE)["id"]


def test_asked_again_nothing_changes(empty: Served) -> None:
    merged(empty)
    with empty.client() as client:
        first = part(client, ADA, EVE).json()
        row, _ = empty.workspace.log.last()
        again = part(client, EVE, ADA).json()
        assert not again["changed"]
        assert (again["one"], again["other"]) == (first["other"], first["one"])
        assert empty.workspace.log.last()[0] == row
        empty.send(Event("m2", "merge", "merge", (ADA, EVE)))
        assert part(client, ADA, EVE).json()["changed"]
        assert found(client, ADA)["id"] != found(client, EVE)["id"]


def test_what_a_parting_comes_to_is_foreseen(empty: Served) -> None:
    merged(empty)
    buyers = {"id": "buyers", "expression": 'did "Order Completed"', "status": "published"}
    lots = {"id": "lots", "expression": 'count("Order Completed") >= 2', "status": "published"}
    with empty.client() as client:
        for document in (buyers, lots):
            client.post("/api/v1/segments", json=document).raise_for_status()
        wait_for(lambda: all(one["state"] == "live" for one in client.get("/api/v1/segments").json()["items"]))
        before = foreseen(client, ADA, EVE)
        row, _ = empty.workspace.log.last()
        assert before["outcome"] == "parted"
        assert [before[side]["records"] for side in ("one", "other")] == [2, 1]
        assert [before[side]["segments"] for side in ("one", "other")] == [["buyers"]] * 2
        assert empty.workspace.log.last()[0] == row
        done = part(client, ADA, EVE).json()
        for side in ("one", "other"):
            assert {key: before[side][key] for key in ("profile", "profiles", "identities")} == done[side]
        assert foreseen(client, ADA, EVE)["outcome"] == "apart"


def test_the_newest_merge_on_the_way_is_what_would_be_undone(empty: Served) -> None:
    people = [Identity("user_id", f"u{number}") for number in range(5)]
    for number, person in enumerate(people):
        empty.send(order(number, person, empty.now()))
    for number, (one, other) in enumerate([(0, 1), (3, 4), (1, 3), (2, 4)]):
        empty.send(Event(f"m{number}", "merge", "merge", (people[one], people[other])))
    with empty.client() as client:
        for one, other in ((people[0], people[4]), (people[2], people[3]), (people[1], people[0])):
            before, done = foreseen(client, one, other), part(client, one, other).json()
            sides = [{key: side[key] for key in ("profile", "identities")} for side in (before["one"], before["other"])]
            for side in ("one", "other"):
                assert {key: done[side][key] for key in ("profile", "identities")} in sides


def test_that_a_name_would_be_detached_is_foreseen(empty: Served) -> None:
    empty.send(Event("v1", "track", "visit", (ADA, PHONE)))
    with empty.client() as client:
        before = foreseen(client, ADA, PHONE)
        assert before["outcome"] == "detached"
        assert (names(before["one"]), before["one"]["records"]) == ({ADA}, 1)
        assert (names(before["other"]), before["other"]["records"], before["other"]["profile"]) == ({PHONE}, 0, "")


def test_a_graph_says_what_each_link_rests_on(empty: Served) -> None:
    now = empty.now()
    empty.send(order(1, ADA, now))
    empty.send(order(2, ADA, now), order(3, Identity("user_id", "u1"), now))
    empty.send(Event("v1", "track", "Signed In", (ADA, Identity("user_id", "u1"), PHONE)))
    with empty.client() as client:
        graph = client.get(f"/api/v1/profiles/{found(client, ADA)['id']}/identities").json()
    by_name = {name["namespace"]: name for name in graph["identities"]}
    assert {(name, by_name[name]["type"], by_name[name]["records"]) for name in by_name} == {
        ("email", "email", 3),
        ("user_id", "person", 2),
        ("anonymous_id", "cookie", 1),
    }
    assert {name["source"] for name in graph["identities"]} == {"shop"}
    assert all(name["last_at"] for name in graph["identities"])
    assert [(merge["cause"], merge["event"]) for merge in graph["merges"]] == [("linked", "Signed In")]


def test_a_name_is_detached_from_the_profile_that_it_shared(empty: Served) -> None:
    empty.send(Event("v1", "track", "visit", (ADA, PHONE)))
    with empty.client() as client:
        answer = part(client, ADA, PHONE).json()
        assert names(answer["one"]) == {ADA}
        assert names(answer["other"]) == {PHONE}
        assert not part(client, ADA, PHONE).json()["changed"]


def test_profiles_may_be_named_by_their_ids(empty: Served) -> None:
    merged(empty)
    with empty.client() as client:
        root = found(client, ADA)["id"]
        graph = client.get(f"/api/v1/profiles/{root}/identities").json()
        ids = [Identity("profile", alias["profile"]) for alias in graph["profiles"]]
        answer = part(client, ids[0], ids[1]).json()
        assert [answer[side]["profile"] for side in ("one", "other")] == [name.value for name in ids]


def test_who_ordered_it_stands_in_the_log(empty: Served) -> None:
    merged(empty)
    with empty.client() as client:
        part(client, ADA, EVE).raise_for_status()
        profile = found(client, ADA)["id"]
        (record,) = [r for r in empty.workspace.history.read([profile]) if r.event.kind == "unmerge"]
        assert record.source == "identity"
        assert record.event.context["by"] == empty.key.split("_")[1]


def test_what_cannot_be_parted_is_refused(empty: Served) -> None:
    merged(empty)
    few = empty.workspace.access.create_api_key("few", now=empty.now(), scopes=("profiles:read",)).text
    with empty.client() as client, empty.client(few) as reader:
        assert part(client, ADA, Identity("email", "nobody@example.com")).status_code == 404
        same = part(client, ADA, ADA)
        assert (same.status_code, same.json()["code"]) == (422, "profile.one_name")
        assert part(client, ADA, Identity("email", "no address")).status_code == 422
        assert part(reader, ADA, EVE).status_code == 403
        assert foreseen(reader, ADA, EVE)["outcome"] == "parted"
        assert part(client, ADA, Identity("email", "nobody@example.com"), "unmerge/preview").status_code == 404
        assert part(client, ADA, ADA, "unmerge/preview").json()["code"] == "profile.one_name"
        assert found(client, ADA)["id"] == found(client, EVE)["id"]


def test_two_are_merged_by_hand_parted_and_merged_again(empty: Served) -> None:
    now = empty.now()
    empty.send(order(1, ADA, now))
    empty.send(order(2, EVE, now))
    with empty.client() as client:
        apart = {found(client, who)["id"] for who in (ADA, EVE)}
        for _ in range(2):
            done = part(client, EVE, ADA, "merge")
            assert done.status_code == 200
            answer = done.json()
            assert (answer["changed"], answer["applied"]) == (True, True)
            assert names(answer["person"]) == {ADA, EVE}
            assert {alias["profile"] for alias in answer["person"]["profiles"]} == apart
            assert found(client, ADA)["id"] == found(client, EVE)["id"] == answer["person"]["profile"]
            again = part(client, ADA, EVE, "merge").json()
            assert again == {**answer, "changed": False}
            assert part(client, ADA, EVE).json()["changed"]
            assert {found(client, who)["id"] for who in (ADA, EVE)} == apart


def test_who_merged_stands_in_the_log_and_in_the_audit_trail(empty: Served) -> None:
    empty.send(order(1, ADA, empty.now()))
    empty.send(order(2, EVE, empty.now()))
    with empty.client() as client:
        person = part(client, ADA, EVE, "merge").json()["person"]
        leaves = [alias["profile"] for alias in person["profiles"]]
        (record,) = [r for r in empty.workspace.history.read(leaves) if r.event.kind == "merge"]
        assert (record.source, record.event.context["by"]) == ("identity", empty.key.split("_")[1])
        trail = client.get("/api/v1/audit").json()["items"]
        done = [(entry["action"], entry["kind"], entry["object"]) for entry in trail]
        assert ("mergeProfiles", "profile", person["profile"]) in done


def test_what_cannot_be_merged_is_refused(empty: Served) -> None:
    empty.send(order(1, ADA, empty.now()))
    empty.send(order(2, EVE, empty.now()))
    few = empty.workspace.access.create_api_key("few", now=empty.now(), scopes=("profiles:read",)).text
    with empty.client() as client, empty.client(few) as reader:
        assert part(client, ADA, Identity("email", "nobody@example.com"), "merge").status_code == 404
        assert part(client, ADA, ADA, "merge").json()["code"] == "profile.one_name"
        assert part(reader, ADA, EVE, "merge").status_code == 403
        assert found(client, ADA)["id"] != found(client, EVE)["id"]
