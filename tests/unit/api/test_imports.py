"""Importing over HTTP: a file is sent, looked at, tried out, brought in; and one reject is mended."""

import time
from typing import Any

import httpx

from clew.events.ports import Reject
from clew.kernel.packing import to_json
from clew.runtime.services.imports import Imports
from tests.unit.api.serving import Served, wait_for

ORDERS = """invoice_no,customer_id,e-mail,total,placed at,country
1001,17,ada@example.com,39.90,2026-03-02T10:00:00Z,United Kingdom
1002,23,grace@example.com,120.00,2026-03-09T11:30:00Z,France
1003,17,ada@example.com,oops,2026-03-10T09:00:00Z,
"""


def send(client: httpx.Client, text: str = ORDERS, name: str = "orders 2026.csv") -> httpx.Response:
    headers = {"X-Clew-Filename": name.replace(" ", "%20"), "Content-Type": "application/octet-stream"}
    return client.post("/api/v1/imports", content=text.encode(), headers=headers)


def finished(client: httpx.Client, name: str) -> dict[str, Any]:
    deadline = time.monotonic() + 30
    while (found := client.get(f"/api/v1/imports/{name}").json())["state"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def test_a_file_is_looked_at_and_a_mapping_suggested(empty: Served) -> None:
    with empty.client() as client:
        look = send(client).json()
    assert look["file"]["name"] == "orders 2026.csv"
    assert look["file"]["state"] == "ready"
    assert [column["name"] for column in look["columns"]] == ORDERS.splitlines()[0].split(",")
    assert look["columns"][5]["filled"] == 2 / 3
    assert look["suggestion"] == {
        "event": {
            "type": "Order Completed",
            "id": {"concat": ["orders-2026-", "$.invoice_no"]},
            "ts": {"date": "$['placed at']"},
            "identities": {"email": "$['e-mail']", "user_id": "$.customer_id"},
            "properties": {"invoice_no": "$.invoice_no", "total": "$.total", "country": "$.country"},
        }
    }


def test_a_mapping_is_tried_out_then_brings_the_file_in(empty: Served) -> None:
    with empty.client() as client:
        look = send(client).json()
        name, mapping = look["file"]["id"], look["suggestion"]
        mapping["event"]["properties"]["total"] = {"number": "$.total"}
        tried = client.post(f"/api/v1/imports/{name}/dry-run", json={"mapping": mapping}).json()
        assert (tried["events"], tried["faults"]) == (2, 1)
        assert tried["items"][0]["identities"] == ["email:ada@example.com", "user_id:17"]
        assert tried["items"][0]["properties"]["total"] == 39.9
        assert tried["items"][2]["pointer"] == "/3/event/properties/total"
        wrong = client.post(f"/api/v1/imports/{name}/dry-run", json={"mapping": {"event": {"odd": 1}}})
        assert wrong.status_code == 422
        begun = client.post(f"/api/v1/imports/{name}/start", json={"id": "orders", "mapping": mapping})
        assert begun.status_code == 202
        done = finished(client, name)
        assert (done["state"], done["rows"], done["events"], done["rejects"]) == ("done", 3, 2, 1)
        sought = {"namespace": "email", "id": "grace@example.com"}
        wait_for(lambda: client.post("/api/v1/profiles/lookup", json=sought).status_code == 200)
        assert client.get("/api/v1/mappings/orders").json()["state"] == "live"
        assert client.get(f"/api/v1/imports/{name}/look").status_code == 404, "the file itself is gone"
        with client.stream("GET", f"/api/v1/imports/{name}/progress") as stream:
            assert '"state":"done"' in stream.read().decode()
        (reject,) = client.get("/api/v1/quarantine").json()["items"]
        still = client.post(f"/api/v1/quarantine/{reject['id']}/mend", json={"content": reject["content"]})
        assert (still.json()["replayed"], still.json()["pointer"]) == (False, reject["pointer"])
        mended = reject["content"].replace("oops", "12.50")
        assert client.post(f"/api/v1/quarantine/{reject['id']}/mend", json={"content": mended}).json()["replayed"]
        gone = client.post(f"/api/v1/quarantine/{reject['id']}/mend", json={"content": mended})
        assert gone.status_code == 404
        trail = [entry["action"] for entry in client.get("/api/v1/audit").json()["items"]]
        assert trail == ["mendReject", "mendReject", "mendReject", *["startImport"] * 3, "sendFile"]


def test_a_file_may_be_removed_and_what_is_no_file_is_refused(empty: Served) -> None:
    with empty.client() as client:
        name = send(client, name="people.csv").json()["file"]["id"]
        folder = empty.workspace.folder / "uploads"
        assert len(list(folder.iterdir())) == 2
        assert client.delete(f"/api/v1/imports/{name}").status_code == 204
        assert client.delete(f"/api/v1/imports/{name}").status_code == 404
        assert list(folder.iterdir()) == []
        odd = send(client, name="picture.png")
        assert (odd.status_code, list(folder.iterdir())) == (422, [])
        outside = send(client, name="../../x.csv").json()
        assert outside["file"]["name"] == "x.csv"
        assert client.post("/api/v1/imports", content=b"").status_code == 422


def test_a_mapping_that_fits_no_row_stops_and_says_why(empty: Served) -> None:
    text = "id,user,when\n" + "".join(f"{number},u{number},2026-03-01\n" for number in range(1_001))
    with empty.client() as client:
        look = send(client, text).json()
        name, mapping = look["file"]["id"], look["suggestion"]
        good = mapping["event"]["ts"]
        mapping["event"]["ts"] = {"date": "$.user"}
        client.post(f"/api/v1/imports/{name}/start", json={"id": "odd", "mapping": mapping}).raise_for_status()
        failed = finished(client, name)
        assert (failed["state"], failed["rows"]) == ("failed", 0)
        assert failed["fault"]
        mapping["event"]["ts"] = good
        client.post(f"/api/v1/imports/{name}/start", json={"id": "odd", "mapping": mapping}).raise_for_status()
        assert finished(client, name)["events"] == 1_001


def test_a_reject_that_is_none_is_not_mended(empty: Served) -> None:
    empty.send(rejects=[Reject("schema.violation", "odd", "/x", b"{}")])
    with empty.client() as client:
        assert client.post("/api/v1/quarantine/99/mend", json={"content": "{}"}).status_code == 404


def begun(client: httpx.Client, text: str, name: str = "orders.csv", **how: Any) -> tuple[str, httpx.Response]:
    look = send(client, text, name=name).json()
    wanted = {"id": "orders", "mapping": look["suggestion"], **how}
    return look["file"]["id"], client.post(f"/api/v1/imports/{look['file']['id']}/start", json=wanted)


def test_a_file_tells_of_the_past_unless_somebody_says_otherwise(empty: Served) -> None:
    with empty.client() as client:
        name, answer = begun(client, ORDERS)
        answer.raise_for_status()
        finished(client, name)
        source = client.get("/api/v1/sources/orders").json()
        assert (source["historical"], source["mapping"], source["name"]) == (True, "orders", "orders.csv")
        _, other = begun(client, ORDERS.replace("1001", "1004"), historical=False)
        assert (other.status_code, other.json()["code"]) == (409, "import.other_times")
        client.post("/api/v1/sources", json={"id": "shop", "name": "Shop"}).raise_for_status()
        _, live = begun(client, ORDERS, source="shop")
        assert (live.status_code, live.json()["code"]) == (409, "import.other_times")
        name, wanted = begun(client, ORDERS, source="shop", historical=False)
        wanted.raise_for_status()
        finished(client, name)
        empty.workspace.access.create_write_key("till", now=empty.now())
        _, keyed = begun(client, ORDERS, source="till")
        assert (keyed.status_code, keyed.json()["code"]) == (409, "import.other_times")


def test_a_mapping_that_somebody_changed_meanwhile_is_not_written_over(empty: Served) -> None:
    with empty.client() as client:
        name, answer = begun(client, ORDERS)
        answer.raise_for_status()
        finished(client, name)
        seen = client.get("/api/v1/mappings/orders")
        theirs = {"id": "orders", "event": seen.json()["event"] | {"type": "Order"}}
        client.put("/api/v1/mappings/orders", json=theirs, headers={"If-Match": "*"}).raise_for_status()
        look = send(client, ORDERS.replace("100", "200"), name="orders.csv").json()
        start, wanted = f"/api/v1/imports/{look['file']['id']}/start", {"id": "orders", "mapping": look["suggestion"]}
        late = client.post(start, json=wanted, headers={"If-Match": seen.headers["ETag"]})
        assert (late.status_code, late.json()["code"]) == (412, "api.changed")
        assert client.get("/api/v1/mappings/orders").json()["event"]["type"] == "Order"
        now = client.get("/api/v1/mappings/orders").headers["ETag"]
        client.post(start, json=wanted, headers={"If-Match": now}).raise_for_status()
        finished(client, look["file"]["id"])
        gone = client.post(start, json=wanted | {"id": "others"}, headers={"If-Match": now})
        assert gone.status_code == 404


def test_an_import_is_stopped_listed_and_gone_on_with(empty: Served) -> None:
    many = 45_000
    text = "id,user,when\n" + "".join(f"{n},u{n % 50},2026-03-{n % 28 + 1:02}\n" for n in range(many))
    with empty.client() as client:
        name, answer = begun(client, text)
        answer.raise_for_status()
        (listed,) = client.get("/api/v1/imports").json()["items"]
        assert listed["state"] == "running"
        client.post(f"/api/v1/imports/{name}/stop").raise_for_status()
        stopped = finished(client, name)
        assert (stopped["state"], stopped["here"], stopped["fault"]) == ("stopped", True, "")
        assert 0 < stopped["rows"] < many
        assert stopped["events"] == stopped["rows"]
        mapping = client.get("/api/v1/mappings/orders").json()
        again = {"id": "orders", "mapping": {"event": mapping["event"]}}
        client.post(f"/api/v1/imports/{name}/start", json=again).raise_for_status()
        done = finished(client, name)
        assert (done["state"], done["rows"], done["events"], done["here"]) == ("done", many, many, False)
        assert client.post(f"/api/v1/imports/{name}/stop").json()["state"] == "done"
        assert client.post("/api/v1/imports/00/stop").status_code == 404


def test_an_import_that_a_stopped_server_left_behind_is_told_as_stopped(empty: Served) -> None:
    desk = Imports(empty.workspace)
    upload = desk.receive("orders.csv")
    upload.write(ORDERS.encode())
    view = upload.keep().file.model_copy(
        update={"state": "running", "mapping": "orders", "source": "orders", "rows": 2}
    )
    (desk.folder / f"{view.id}.json").write_bytes(to_json(view.model_dump()))
    with empty.client() as client:
        found = client.get(f"/api/v1/imports/{view.id}").json()
    assert (found["state"], found["rows"], found["here"]) == ("stopped", 2, True)
    assert found["fault"] == "the server was stopped meanwhile"
