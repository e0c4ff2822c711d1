"""Documents of any kind by kind and id: read, looked back at, checked and written as text."""

import pytest

from tests.unit.api.serving import Served, wait_for
from tests.unit.api.test_accounts import browser

METRIC = """\
kind: metric
id: orders
name: Orders
measure: count
event: {event: Order Completed}
"""
BUYERS = """\
kind: segment
id: buyers
name: Buyers
expression: did "Order Completed"
"""


@pytest.mark.parametrize(("kind", "text"), [("metric", METRIC), ("segment", BUYERS)])
def test_a_document_of_any_kind_is_written_read_changed_and_ended_as_text(empty: Served, kind: str, text: str) -> None:
    name = "orders" if kind == "metric" else "buyers"
    path = f"/api/v1/documents/{kind}/{name}"
    with empty.client() as client:
        made = client.put(f"{path}/text", json={"text": text})
        assert (made.status_code, made.json()["version"]) == (201, 1), made.text
        wait_for(lambda: client.get(path).json()["state"] == "live")
        read = client.get(path)
        assert read.headers["etag"] == made.headers["etag"]
        assert client.get(f"{path}/text").json() == {"version": 1, "text": text}
        assert client.get(path, headers={"If-None-Match": read.headers["etag"]}).status_code == 304
        assert client.put(f"{path}/text", json={"text": text}).status_code == 428
        stale = client.put(f"{path}/text", json={"text": text}, headers={"If-Match": '"0"'})
        assert (stale.status_code, stale.json()["code"]) == (412, "api.changed")
        draft = {"text": text.replace("name: ", "name: Other "), "status": "draft"}
        kept = client.put(f"{path}/text", json=draft, headers={"If-Match": read.headers["etag"]})
        assert (kept.status_code, kept.json()["version"], kept.json()["state"]) == (200, 2, "draft")
        head = client.get(path).json()
        assert (head["version"], head["draft"]) == (1, 2)
        assert client.get(path, params={"version": 2}).json()["name"].startswith("Other ")
        drafted = client.get(f"{path}/text", params={"version": 2}).json()["text"]
        assert drafted == draft["text"].replace("\n", "\nstatus: draft\n", 3).replace("status: draft\n", "", 2)
        client.put(f"{path}/text", json={**draft, "status": "published"}, headers={"If-Match": "*"}).raise_for_status()
        wait_for(lambda: client.get(path).json()["version"] > 1)
        ended = client.put(f"{path}/text", json={**draft, "status": "archived"}, headers={"If-Match": "*"})
        assert ended.json()["status"] == "archived"
        wait_for(lambda: client.get(path).status_code == 404)
        gone = client.put(f"{path}/text", json={"text": text}, headers={"If-Match": read.headers["etag"]})
        assert gone.status_code == 404
        assert client.put(f"{path}/text", json={"text": text}).status_code == 201


def test_versions_tell_who_made_them_and_what_they_changed(empty: Served) -> None:
    with browser(empty, "ada") as ada, empty.client() as client:
        path = "/api/v1/documents/segment/buyers"
        ada.http.put(f"{path}/text", json={"text": BUYERS}).raise_for_status()
        wait_for(lambda: client.get(path).json().get("state") == "live")
        for number in range(2, 5):
            text = BUYERS.replace('"Order Completed"', f'"Order {number}"') + "labels: [shop]\n"
            client.put(f"{path}/text", json={"text": text}, headers={"If-Match": "*"}).raise_for_status()
        page = client.get(f"{path}/versions", params={"limit": 3}).json()
        assert [each["version"] for each in page["items"]] == [4, 3, 2]
        newest, *_, second = page["items"]
        assert newest["differences"] == [{"path": "expression", "before": 'did "Order 3"', "after": 'did "Order 4"'}]
        assert {each["path"]: each["before"] for each in second["differences"]} == {
            "expression": 'did "Order Completed"',
            "labels": None,
        }
        assert [(each["did"], each["name"], each["via"]) for each in newest["deeds"]] == [("update", "tests", "api")]
        rest = client.get(f"{path}/versions", params={"limit": 3, "cursor": page["next_cursor"]}).json()
        (first,) = rest["items"]
        assert (first["version"], first["differences"], rest["next_cursor"]) == (1, [], None)
        assert [(each["did"], each["name"], each["via"]) for each in first["deeds"]] == [("create", "ada", "console")]
        client.delete("/api/v1/segments/buyers").raise_for_status()
        wait_for(lambda: client.get(path).status_code == 404)
        ended = client.get(f"{path}/versions").json()["items"][0]
        assert (ended["state"], ended["deeds"][0]["did"]) == ("archived", "archive")


def test_what_is_wrong_is_told_at_its_line(empty: Served) -> None:
    with empty.client() as client:

        def told(text: str, **more: str) -> dict[str, object]:
            found: dict[str, object] = (
                client.post("/api/v1/documents/check", json={"text": text, **more}).raise_for_status().json()
            )
            return found

        def wrong(text: str, **more: str) -> list[tuple[int | None, int | None, str]]:
            faults: list[dict[str, object]] = told(text, **more)["faults"]  # type: ignore[assignment]
            return [(each["line"], each["column"], str(each["message"])) for each in faults]  # type: ignore[misc]

        fine = told(BUYERS, kind="segment", id="buyers")
        assert (fine["kind"], fine["id"], fine["known"], fine["faults"]) == ("segment", "buyers", False, [])
        assert [each["action"] for each in fine["changes"]] == ["create"]  # type: ignore[union-attr,index]
        ((line, column, _),) = wrong(BUYERS.replace('did "Order Completed"', "did and"))
        assert (line, (column or 0) > len("expression: ")) == (4, True)
        assert wrong(BUYERS + "expresion: x\n")[0][0] == 5
        assert wrong("kind: segment\n  id: buyers\n")[0][0] == 2
        assert wrong("")[0][:2] == (1, 1)
        assert wrong(f"{BUYERS}---\n{METRIC}")[0][2] == "a second document"
        assert wrong(BUYERS, kind="segment", id="others")[0][:2] == (2, 1)
        assert wrong(BUYERS, kind="trait", id="buyers")[0][:2] == (1, 1)
        assert wrong("kind: nosuch\nid: x\nname: X\n")[0][0] == 1
        client.put("/api/v1/documents/segment/buyers/text", json={"text": BUYERS}).raise_for_status()
        wait_for(lambda: told(BUYERS)["known"])
        refused = client.put("/api/v1/documents/segment/others/text", json={"text": BUYERS})
        assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "/body/text:2:1")


def test_who_may_not_see_segments_reads_none_of_them_here(empty: Served) -> None:
    key = empty.workspace.access.create_api_key("no", now=empty.now(), scopes=("documents:read",)).text
    with empty.client() as writer, empty.client(key) as client:
        writer.put("/api/v1/documents/segment/buyers/text", json={"text": BUYERS}).raise_for_status()
        writer.put("/api/v1/documents/metric/orders/text", json={"text": METRIC}).raise_for_status()
        wait_for(lambda: client.get("/api/v1/documents/metric/orders").status_code == 200)
        for path in ("", "/versions", "/dependents"):
            assert client.get(f"/api/v1/documents/segment/buyers{path}").status_code == 403
            assert client.get(f"/api/v1/documents/nosuch/buyers{path}").status_code == 404
            assert client.get(f"/api/v1/documents/metric/nosuch{path}").status_code == 404
        assert client.put("/api/v1/documents/metric/orders/text", json={"text": METRIC}).status_code == 403
        assert client.post("/api/v1/documents/check", json={"text": METRIC}).status_code == 403
