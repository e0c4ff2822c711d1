"""Mappings over rows that a source sends: looked at, suggested, tried out, and what waits for one."""

from typing import Any

import httpx

from clew.events.ports import Reject
from clew.kernel.packing import to_json
from tests.unit.api.serving import Served

ROWS: list[dict[str, Any]] = [
    {
        "receipt": str(number),
        "placed": 1_772_359_200 + number,
        "customer": {"email": f"c{number}@example.com", "home town": "Bath"},
        "sum": f"{number}.50",
        "tags": [],
    }
    for number in range(1, 4)
]
MAPPING = {
    "event": {
        "type": "Order Completed",
        "id": {"concat": ["till-", "$.receipt"]},
        "ts": {"date": "$.placed"},
        "identities": {"email": "$.customer.email"},
        "properties": {"order_id": "$.receipt", "total": {"number": "$.sum"}},
    }
}


def test_rows_are_looked_into_and_a_mapping_is_suggested(client: httpx.Client) -> None:
    found = client.post("/api/v1/mappings/look", json={"name": "Till", "rows": ROWS}).json()
    assert [(column["name"], column["path"]) for column in found["columns"]] == [
        ("receipt", "$.receipt"),
        ("placed", "$.placed"),
        ("customer.email", "$.customer.email"),
        ("customer.home town", "$.customer['home town']"),
        ("sum", "$.sum"),
        ("tags", "$.tags"),
    ]
    event = found["suggestion"]["event"]
    assert (event["type"], event["id"]) == ("Order Completed", {"concat": ["till-", "$.receipt"]})
    assert (event["ts"], event["identities"]) == ({"date": "$.placed"}, {"email": "$.customer.email"})
    assert event["properties"]["sum"] == {"number": "$.sum"}
    assert event["properties"]["receipt"] == "$.receipt"
    tried = client.post("/api/v1/mappings/dry-run", json={"mapping": found["suggestion"], "rows": ROWS}).json()
    assert (tried["events"], tried["faults"], tried["rows"]) == (3, 0, 3)
    assert tried["items"][0]["ts"] == "2026-03-01T10:00:01Z"


def test_a_dry_run_says_what_the_mapping_and_the_schemas_refuse(client: httpx.Client) -> None:
    rows = [ROWS[0], {**ROWS[1], "sum": "a lot"}, {**ROWS[2], "customer": {}}]
    tried = client.post("/api/v1/mappings/dry-run", json={"mapping": MAPPING, "rows": rows}).json()
    assert [(item["row"], item["type"], item["pointer"]) for item in tried["items"]] == [
        (1, "Order Completed", ""),
        (2, "", "/2/event/properties/total"),
        (3, "", "/3/event/identities"),
    ]
    wrong = {"event": {**MAPPING["event"], "properties": {"order_id": "$.receipt", "total": "$.customer"}}}
    tried = client.post("/api/v1/mappings/dry-run", json={"mapping": wrong, "rows": rows[:1]}).json()
    assert tried["faults"] == 1
    assert tried["items"][0]["pointer"].startswith("/1")
    assert "total" in tried["items"][0]["pointer"]
    refused = client.post("/api/v1/mappings/dry-run", json={"mapping": {"event": {}}, "rows": rows})
    assert (refused.status_code, refused.json()["code"]) == (422, "mapping.invalid")


def test_what_waits_for_a_mapping_is_read_once_its_source_names_one(empty: Served) -> None:
    none = [
        Reject("mapping.none", "no mapping", "", to_json(row), "@0", bytes([place])) for place, row in enumerate(ROWS)
    ]
    with empty.client() as client:
        client.post("/api/v1/sources", json={"id": "till", "name": "Till"}).raise_for_status()
        empty.send(source="till", rejects=none)
        waiting = client.get("/api/v1/sources/till/waiting-rows").json()["items"]
        assert [row["receipt"] for row in waiting] == ["3", "2", "1"]
        trial = client.post("/api/v1/quarantine/trial", json={"source": "till"}).json()
        assert (trial["tried"], trial["passing"], trial["faults"][0]["reason"]) == (3, 0, "mapping.none")
        client.post("/api/v1/mappings", json={**MAPPING, "id": "till", "name": "Till"}).raise_for_status()
        source = {"id": "till", "name": "Till", "mapping": "till"}
        client.put("/api/v1/sources/till", json=source, headers={"If-Match": "*"}).raise_for_status()
        trial = client.post("/api/v1/quarantine/trial", json={"source": "till"}).json()
        assert (trial["tried"], trial["passing"], trial["faults"]) == (3, 3, [])
        ids = [row["id"] for row in client.get("/api/v1/quarantine").json()["items"]]
        assert client.post("/api/v1/quarantine/replay", json={"ids": ids}).json() == {"replayed": 3, "held": 0}
        assert client.get("/api/v1/sources/till/waiting-rows").json()["items"] == []
