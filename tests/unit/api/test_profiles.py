"""Profiles over HTTP: found by what people are called, read by id, identities never in a URL."""

import httpx


def lookup(client: httpx.Client, namespace: str, value: str) -> httpx.Response:
    return client.post("/api/v1/profiles/lookup", json={"namespace": namespace, "id": value})


def test_a_person_is_found_by_any_name(client: httpx.Client) -> None:
    by_email = lookup(client, "email", " ADA@example.com ").json()
    by_cookie = lookup(client, "anonymousId", "5b1c0d84").json()
    assert by_email["id"] == by_cookie["id"]
    assert by_email["attributes"] == {"first_name": "Ada", "vip": True}
    assert by_email["records"] == 62
    assert by_email["traits"] == {"orders": 60}
    assert {segment["id"] for segment in by_email["segments"]} == {"recent", "loyal"}
    assert {identity["namespace"] for identity in by_email["identities"]} == {"email", "anonymous_id"}
    assert client.get(f"/api/v1/profiles/{by_email['id']}").json()["id"] == by_email["id"]


def test_a_person_is_found_by_the_id_that_lists_tell(client: httpx.Client) -> None:
    known = lookup(client, "email", "ada@example.com").json()
    assert lookup(client, "profile", known["id"]).json() == known
    assert lookup(client, "profile", "p0000000000000000").status_code == 404


def test_nobody_is_a_problem_that_does_not_repeat_the_name(client: httpx.Client) -> None:
    answer = lookup(client, "email", "nobody@example.com")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "api.not_found"
    assert "nobody" not in answer.text
    assert client.get("/api/v1/profiles/p_nobody").status_code == 404


def test_a_name_that_cannot_be_one_is_refused_without_repeating_it(client: httpx.Client) -> None:
    answer = lookup(client, "email", "not an address")
    assert answer.status_code == 422
    assert "not an address" not in answer.text
    assert answer.json()["hint"]
    answer = client.post("/api/v1/profiles/lookup", json={"namespace": "email", "id": ["secret"], "more": "secret"})
    assert answer.status_code == 422
    assert "secret" not in answer.text
    assert {item["where"] for item in answer.json()["errors"]} == {"/body/id", "/body/more"}


def test_several_are_read_at_once_in_the_order_asked(client: httpx.Client) -> None:
    ids = [lookup(client, "email", f"{name}@example.com").json()["id"] for name in ("eve", "ada")]
    found = client.post("/api/v1/profiles/several", json={"ids": [ids[0], "p_nobody", ids[1], ids[0]]}).json()["items"]
    assert [each["id"] for each in found] == ids
    assert [each["profile"] for each in found] == [client.get(f"/api/v1/profiles/{each}").json() for each in ids]
    assert client.post("/api/v1/profiles/several", json={"ids": ["p"] * 201}).status_code == 422


def test_a_timeline_is_walked_from_newest_to_oldest_without_gap_or_double(client: httpx.Client) -> None:
    ada = lookup(client, "email", "ada@example.com").json()["id"]
    items, cursor = [], None
    while True:
        page = client.get(
            f"/api/v1/profiles/{ada}/timeline", params={"limit": 7} | ({"cursor": cursor} if cursor else {})
        )
        items += page.json()["items"]
        cursor = page.json()["next_cursor"]
        if cursor is None:
            break
    events = [item["id"] for item in items if item["item"] == "event"]
    assert len(events) == len(set(events)) == 62
    times = [item["ts"] for item in items]
    assert times == sorted(times, reverse=True)
    whole = client.get(f"/api/v1/profiles/{ada}/timeline", params={"limit": 1000}).json()
    assert whole["items"] == items


def test_a_timeline_is_narrowed_to_some_sorts_however_far_back_they_are(client: httpx.Client) -> None:
    ada = lookup(client, "email", "ada@example.com").json()["id"]

    def told(*sorts: str) -> list[str]:
        page = client.get(f"/api/v1/profiles/{ada}/timeline", params={"about": sorts, "limit": 3}).json()
        return [item["kind"] for item in page["items"]]

    assert set(told("events")) == {"track"}
    assert set(told("segments")) == {"segment_entered"}, "those that sixty orders brought"
    assert set(told("segments", "merges")) == {"segment_entered"}
    assert told("surveys") == told("merges") == []
    assert client.get(f"/api/v1/profiles/{ada}/timeline", params={"about": "nothing"}).status_code == 422


def test_a_cursor_of_one_timeline_is_none_of_another(client: httpx.Client) -> None:
    ada = lookup(client, "email", "ada@example.com").json()["id"]
    eve = lookup(client, "email", "eve@example.com").json()["id"]
    cursor = client.get(f"/api/v1/profiles/{ada}/timeline", params={"limit": 1}).json()["next_cursor"]
    answer = client.get(f"/api/v1/profiles/{eve}/timeline", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "api.invalid_cursor")


def test_the_identity_graph_says_where_each_link_comes_from(client: httpx.Client) -> None:
    ada = lookup(client, "email", "ada@example.com").json()["id"]
    graph = client.get(f"/api/v1/profiles/{ada}/identities").json()
    assert graph["profile"] == ada
    assert ada in {alias["profile"] for alias in graph["profiles"]}
    assert {identity["namespace"] for identity in graph["identities"]} == {"email", "anonymous_id"}
    assert {link["source"] for link in graph["links"]} == {"shop"}
    # Every link names the record that made it, by its place in the log.
    places = {(link["seq"], link["index"]) for link in graph["links"]}
    assert all(seq > 0 and index >= 0 for seq, index in places)
    assert {merge["seq"] for merge in graph["merges"]} <= {seq for seq, _ in places}
