"""A call whose answer was lost is made again: nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.unit.api.serving import Served


def test_a_repeated_request_issues_one_key(empty: Served) -> None:
    wanted = {"name": "reporting", "scopes": ["profiles:read"], "days": 90}
    with empty.client() as client, ThreadPoolExecutor(4) as pool:

        def ask(once: str) -> httpx.Response:
            return client.post("/api/v1/keys", json=wanted, headers={"Idempotency-Key": once})

        answers = list(pool.map(ask, ["7f3c"] * 4))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        named = [key for key in client.get("/api/v1/keys").json()["items"] if key["name"] == "reporting"]
        assert len(named) == 1
        assert ask("7f3d").json() != answers[0].json()
        assert ask("7f3e").json()["code"] == "access.too_many_keys"
        assert ask("7f3c").json() == answers[0].json()
        wanted["days"] = 30
        reused = ask("7f3c")
        assert (reused.status_code, reused.json()["code"]) == (422, "access.once_reused")


def test_a_repeated_source_comes_with_the_key_that_it_had(empty: Served) -> None:
    headers = {"Idempotency-Key": "a-new-source"}
    with empty.client() as client:
        answers = [client.post("/api/v1/sources", json={"id": "web"}, headers=headers) for _ in range(3)]
        assert {answer.json()["write_key"]["key"] for answer in answers} == {answers[0].json()["write_key"]["key"]}
        keys = [client.post("/api/v1/sources/web/keys", headers=headers) for _ in range(3)]
        assert len({answer.text for answer in keys}) == 1
        assert len(client.get("/api/v1/keys", params={"kind": "write"}).json()["items"]) == 2


def test_one_key_of_idempotency_is_of_one_caller(empty: Served) -> None:
    other = empty.workspace.access.create_api_key("other", now=empty.now()).text
    wanted: dict[str, Any] = {"name": "reporting", "scopes": ["profiles:read"]}
    with empty.client() as client, empty.client(other) as stranger:
        mine, theirs = (
            caller.post("/api/v1/keys", json=wanted, headers={"Idempotency-Key": "1"}) for caller in (client, stranger)
        )
    assert mine.json()["id"] != theirs.json()["id"]


def test_a_repeated_change_is_no_conflict(empty: Served) -> None:
    with empty.client() as client:
        first = client.post("/api/v1/segments", json={"id": "buyers", "expression": 'did "Order Completed"'})
        based_on = {"If-Match": first.headers["etag"]}
        wanted = {"id": "buyers", "expression": 'did "Order Completed" at least 2 times'}
        changed, again = (client.put("/api/v1/segments/buyers", json=wanted, headers=based_on) for _ in range(2))
        assert (changed.status_code, again.status_code) == (200, 200)
        assert again.json()["version"] == changed.json()["version"] == 2
        wanted["expression"] = 'did "Order Completed" at least 3 times'
        assert client.put("/api/v1/segments/buyers", json=wanted, headers=based_on).status_code == 412
