"""Lists and business events over HTTP."""

from collections.abc import Iterator

import httpx
import pytest

from clew.profiles import list_expression
from tests.unit.api.serving import Served


@pytest.fixture
def client(empty: Served) -> Iterator[httpx.Client]:
    """A client with every scope, of a workspace in which nothing has happened."""
    with empty.client() as found:
        yield found


def make_list(client: httpx.Client, name: str) -> None:
    body = {"id": name, "name": name, "expression": list_expression(name)}
    client.post("/api/v1/segments", json=body).raise_for_status()


def members(client: httpx.Client, name: str) -> int:
    return len(client.get(f"/api/v1/segments/{name}/members").json()["items"])


def test_people_come_on_a_list_and_leave_it(client: httpx.Client) -> None:
    make_list(client, "vip")
    people = [{"namespace": "email", "id": "ada@example.com"}, {"namespace": "Email", "id": "no address"}]
    body = {"people": people, "once": "first"}
    report = client.post("/api/v1/lists/vip/members", json=body).json()
    assert (report["rows"], report["accepted"], report["refused"], report["applied"]) == (2, 1, 1, True)
    assert report["faults"] == [{"row": 2, "reason": "this can't be a name in `email`"}]
    assert members(client, "vip") == 1
    gone = {"people": people[:1], "member": False}
    assert client.post("/api/v1/lists/vip/members", json=gone).json()["accepted"] == 1
    assert members(client, "vip") == 0
    client.post("/api/v1/lists/vip/members", json=body).raise_for_status()
    assert members(client, "vip") == 0, "a request that is made again changes nothing more"


def test_a_file_is_read_by_its_column(client: httpx.Client) -> None:
    make_list(client, "fair")
    csv = "\ufeffName,E-mail\r\nAda,ada@example.com\r\nEve,\r\nNew,new@example.com\r\n"
    sheet = {"csv": csv, "namespace": "email", "column": "E-mail"}
    report = client.post("/api/v1/lists/fair/file", json=sheet).json()
    assert (report["rows"], report["accepted"]) == (3, 2)
    assert report["faults"] == [{"row": 2, "reason": "there is no value"}]
    assert members(client, "fair") == 2
    del sheet["column"]
    assert client.post("/api/v1/lists/fair/file", json=sheet).json()["accepted"] == 2, "it is called like the namespace"
    for wrong in ({"column": "Mail"}, {"namespace": "user_id"}):
        answer = client.post("/api/v1/lists/fair/file", json=sheet | wrong)
        assert answer.status_code == 422
        assert "E-mail" in answer.json()["hint"]
    assert client.post("/api/v1/lists/fair/file", json={"csv": "", "namespace": "email"}).json()["rows"] == 0
    found = {each["id"]: each["people"] for each in client.get("/api/v1/lists").json()["items"]}
    assert found["fair"] == 2


def test_what_is_no_list_has_no_members_to_change(client: httpx.Client) -> None:
    recent = {"id": "recent", "name": "Recent", "expression": "did visit in last 1d"}
    client.post("/api/v1/segments", json=recent).raise_for_status()
    body = {"people": [{"namespace": "email", "id": "ada@example.com"}]}
    assert client.post("/api/v1/lists/nobody/members", json=body).status_code == 404
    assert client.post("/api/v1/lists/recent/members", json=body).json()["code"] == "list.unknown"
    assert client.post("/api/v1/lists/recent/members", json={"people": []}).status_code == 422


def test_something_of_nobody_is_said_once(client: httpx.Client) -> None:
    said = {"type": "Price Dropped", "id": "p1", "properties": {"sku": "A1"}, "ts": "2026-01-01T00:00:00Z"}
    first = client.post("/api/v1/business-events", json=said).json()
    assert first["applied"] is True
    assert client.post("/api/v1/business-events", json=said).json()["log_row"] > first["log_row"]
    assert client.post("/api/v1/business-events", json={**said, "ts": "2026-01-01"}).status_code == 422
