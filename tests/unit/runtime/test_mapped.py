"""A source with a mapping posts its own JSON through the front door."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.crash.served import clew, serving
from tests.unit.api.serving import wait_for

DOCUMENTS = """\
kind: source
id: till
mapping: receipts
---
kind: mapping
id: receipts
event:
  type: Order Completed
  id: {concat: [till-, $.receipt]}
  ts: {date: $.at}
  identities: {email: $.buyer.mail}
  properties: {order_id: $.receipt, total: {number: $.sum, decimal: ","}}
"""

Find = Callable[[str], dict[str, Any] | None]


def receipt(number: int, total: str = "12,50", mail: str = "") -> dict[str, Any]:
    return {
        "receipt": number,
        "at": "2026-03-01T10:00:00Z",
        "sum": total,
        "buyer": {"mail": mail or f"Buyer{number}@Example.com"},
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mapped")
    (folder / "documents.yaml").write_text(DOCUMENTS)
    clew("apply", str(folder / "documents.yaml"), "--data", str(folder / "data"))
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    data = folder / "data"
    with serving(data) as served:
        key = clew("key", "create", "api", "--name", "tests", "--data", str(data)).split()[-1]
        with httpx.Client(base_url=f"http://127.0.0.1:{served.port}", timeout=30, trust_env=False) as found:
            found.headers["Authorization"] = f"Bearer {key}"
            yield found


@pytest.fixture(scope="module")
def till(folder: Path) -> httpx.BasicAuth:
    key = clew("key", "create", "write", "--source", "till", "--data", str(folder / "data")).split()[-1]
    return httpx.BasicAuth(key, "")


@pytest.fixture
def find(client: httpx.Client) -> Find:
    def found(mail: str) -> dict[str, Any] | None:
        answer = client.post("/api/v1/profiles/lookup", json={"namespace": "email", "id": mail})
        return answer.json() if answer.status_code == 200 else None

    return found


def test_objects_and_arrays_become_events(client: httpx.Client, till: httpx.BasicAuth, find: Find) -> None:
    one = client.post("/v1/mapped", json=receipt(1), auth=till)
    assert (one.status_code, one.json()) == (200, {"success": True})
    client.post("/v1/mapped", json=[receipt(2), receipt(3)], auth=till).raise_for_status()
    for number in (1, 2, 3):
        wait_for(lambda number=number: find(f"buyer{number}@example.com"))
    profile = find("buyer1@example.com")
    assert profile is not None
    (event,) = client.get(f"/api/v1/profiles/{profile['id']}/timeline").json()["items"]
    assert (event["id"], event["type"], event["source"]) == ("till-1", "Order Completed", "till")
    assert (event["properties"], event["ts"]) == ({"order_id": "1", "total": 12.5}, "2026-03-01T10:00:00Z")


def test_what_cannot_be_mapped_waits_until_a_newer_mapping_can_read_it(
    client: httpx.Client, till: httpx.BasicAuth, folder: Path, find: Find
) -> None:
    body = [receipt(4), receipt(5, "EUR 7,00"), "no object", receipt(6)]
    for _ in range(2):  # whoever does not hear the answer sends it again
        answer = client.post("/v1/mapped", json=body, auth=till)
        assert (answer.status_code, answer.json()["quarantined"]) == (200, 2)
    wait_for(lambda: find("buyer6@example.com"))
    assert find("buyer5@example.com") is None
    held = client.get("/api/v1/quarantine", params={"source": "till"}).json()["items"]
    assert [(item["reason"], item["pointer"]) for item in held] == [
        ("mapping.number", "/2/event/properties/total"),
        ("import.row", "/3"),
    ]
    newer = DOCUMENTS.replace("{number: $.sum,", "{number: {replace: $.sum, find: 'EUR ', with: ''},")
    (folder / "documents.yaml").write_text(newer)
    clew("apply", str(folder / "documents.yaml"), "--data", str(folder / "data"))
    replayed = client.post("/api/v1/quarantine/replay", json={"ids": [item["id"] for item in held]}).json()
    assert (replayed["replayed"], replayed["held"]) == (1, 1)
    wait_for(lambda: find("buyer5@example.com"))
    time.sleep(3)  # whoever takes events in looks every two seconds for mappings
    answer = client.post("/v1/mapped", json=receipt(7, "EUR 1,00"), auth=till)
    assert answer.json() == {"success": True}


def test_what_is_no_json_waits_too_and_a_source_without_a_mapping_is_told(
    client: httpx.Client, till: httpx.BasicAuth, folder: Path
) -> None:
    answer = client.post("/v1/mapped", content=b'[{"receipt": 8', auth=till)
    assert (answer.status_code, answer.json()["quarantined"]) == (200, 1)
    key = clew("key", "create", "write", "--source", "other", "--data", str(folder / "data")).split()[-1]
    refused = client.post("/v1/mapped", json=receipt(9), auth=(key, ""))
    assert (refused.status_code, refused.json()["code"]) == (409, "collect.no_mapping")


def test_what_comes_before_there_is_a_mapping_waits_for_it(
    client: httpx.Client, till: httpx.BasicAuth, folder: Path, find: Find
) -> None:
    key = clew("key", "create", "write", "--source", "kiosk", "--data", str(folder / "data")).split()[-1]
    for _ in range(2):  # whoever is refused sends it again
        assert client.post("/v1/mapped", json=[receipt(20), receipt(21)], auth=(key, "")).status_code == 409
    (held,) = client.get("/api/v1/quarantine", params={"source": "kiosk"}).json()["items"]
    assert (held["reason"], held["mapping"]) == ("mapping.none", "@0")
    named = {"id": "kiosk", "name": "Kiosk", "mapping": "receipts"}
    client.post("/api/v1/sources", json=named).raise_for_status()
    replayed = client.post("/api/v1/quarantine/replay", json={"ids": [held["id"]]}).json()
    assert replayed == {"replayed": 1, "held": 0}
    wait_for(lambda: find("buyer20@example.com") and find("buyer21@example.com"))
