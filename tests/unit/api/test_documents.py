"""Documents over HTTP: published through the log, versioned, guarded by ETags, archived only when nobody needs them."""

import httpx

from tests.unit.api.serving import Served, wait_for

BUYERS = {"id": "buyers", "name": "Buyers", "expression": 'did "Order Completed"'}


def test_a_segment_is_created_once_and_read_back(empty: Served) -> None:
    with empty.client() as client:
        created = client.post("/api/v1/segments", json=BUYERS)
        assert created.status_code == 201
        assert created.json()["version"] == 1
        again = client.post("/api/v1/segments", json=BUYERS)
        assert (again.status_code, again.json()["version"]) == (200, 1)
        other = client.post("/api/v1/segments", json=BUYERS | {"expression": 'did "Refunded"'})
        assert (other.status_code, other.json()["code"]) == (409, "api.already_exists")
        found = client.get("/api/v1/segments/buyers")
        assert found.json() | {"count": 0, "state": "live"} == found.json()
        assert found.headers["etag"] == created.headers["etag"]
        kept = client.get("/api/v1/segments/buyers", headers={"If-None-Match": found.headers["etag"]})
        assert (kept.status_code, kept.content) == (304, b"")


def test_a_change_must_say_what_it_is_based_on(empty: Served) -> None:
    changed = BUYERS | {"expression": 'count("Order Completed") >= 2'}
    with empty.client() as client:
        first = client.post("/api/v1/segments", json=BUYERS).headers["etag"]
        assert client.put("/api/v1/segments/buyers", json=changed).status_code == 428
        second = client.put("/api/v1/segments/buyers", json=changed, headers={"If-Match": first})
        assert (second.status_code, second.json()["version"]) == (200, 2)
        lost = client.put("/api/v1/segments/buyers", json=BUYERS, headers={"If-Match": first})
        assert (lost.status_code, lost.json()["code"]) == (412, "api.changed")
        assert client.get("/api/v1/segments/buyers", params={"version": 1}).json()["expression"] == BUYERS["expression"]
        assert client.get("/api/v1/segments/buyers", params={"version": 9}).status_code == 404
        assert client.put("/api/v1/segments/nobody", json=BUYERS, headers={"If-Match": "*"}).status_code == 404


def test_a_draft_is_not_live_until_it_is_published(empty: Served) -> None:
    with empty.client() as client:
        assert client.post("/api/v1/segments", json=BUYERS | {"status": "draft"}).json()["state"] == "draft"
        found = client.get("/api/v1/segments/buyers").json()
        assert (found["state"], found["draft"]) == ("draft", None)
        assert client.delete("/api/v1/segments/buyers/draft").status_code == 404, "it is archived instead"
        published = client.post("/api/v1/segments/buyers/publish")
        assert (published.status_code, published.json()["version"]) == (200, 1)
        wait_for(lambda: client.get("/api/v1/segments/buyers").json()["state"] == "live")
        assert client.post("/api/v1/segments/nobody/publish").status_code == 404


def test_a_live_version_stays_while_a_draft_of_the_next_is_kept(empty: Served) -> None:
    with empty.client() as client:
        etag = client.post("/api/v1/segments", json=BUYERS).headers["etag"]
        draft = BUYERS | {"expression": 'did "Refunded"', "status": "draft"}
        kept = client.put("/api/v1/segments/buyers", json=draft, headers={"If-Match": etag})
        assert (kept.json()["version"], kept.json()["state"]) == (2, "draft")
        assert client.get("/api/v1/segments/buyers").json()["version"] == 1
        client.post("/api/v1/segments/buyers/publish").raise_for_status()
        wait_for(lambda: client.get("/api/v1/segments/buyers").json()["version"] == 2)


def test_a_draft_beside_a_live_version_is_told_of_and_let_go(empty: Served) -> None:
    with empty.client() as client:

        def waiting() -> list[int | None]:
            (listed,) = client.get("/api/v1/segments").json()["items"]
            return [listed["draft"], client.get("/api/v1/segments/buyers").json()["draft"]]

        client.post("/api/v1/segments", json=BUYERS).raise_for_status()
        assert waiting() == [None, None]
        assert client.delete("/api/v1/segments/buyers/draft").status_code == 404
        draft = BUYERS | {"expression": 'did "Refunded"', "status": "draft"}
        client.put("/api/v1/segments/buyers", json=draft, headers={"If-Match": "*"}).raise_for_status()
        assert waiting() == [2, 2]
        kept = client.get("/api/v1/segments/buyers", params={"version": 2}).json()
        assert (kept["expression"], kept["draft"]) == (draft["expression"], None)
        assert client.delete("/api/v1/segments/buyers/draft").status_code == 200
        assert waiting() == [None, None]
        assert client.get("/api/v1/segments/buyers").json()["expression"] == BUYERS["expression"]
        assert client.get("/api/v1/segments/buyers", params={"version": 2}).json() == kept
        client.put("/api/v1/segments/buyers", json=draft, headers={"If-Match": "*"}).raise_for_status()
        assert waiting() == [4, 4]
        client.post("/api/v1/segments/buyers/publish").raise_for_status()
        wait_for(lambda: waiting() == [None, None])
        assert client.get("/api/v1/segments/buyers").json()["expression"] == draft["expression"]


def test_what_is_mentioned_cannot_be_archived(empty: Served) -> None:
    with empty.client() as client:
        client.post("/api/v1/segments", json=BUYERS).raise_for_status()
        client.post("/api/v1/segments", json={"id": "fans", "expression": 'in segment "buyers"'}).raise_for_status()
        users = client.get("/api/v1/segments/buyers/dependents").json()["items"]
        assert users == [{"kind": "segment", "id": "fans", "name": users[0]["name"]}]
        assert client.get("/api/v1/segments/fans/dependents").json()["items"] == []
        assert client.get("/api/v1/segments/nosuch/dependents").status_code == 404
        refused = client.delete("/api/v1/segments/buyers")
        assert (refused.status_code, refused.json()["code"]) == (409, "catalog.plan_blocked")
        assert "segment/fans" in refused.json()["detail"]
        assert client.delete("/api/v1/segments/fans").json()["status"] == "archived"
        assert client.delete("/api/v1/segments/buyers").status_code == 200
        assert client.get("/api/v1/segments").json()["items"] == []
        assert client.get("/api/v1/segments/buyers").status_code == 404
        assert client.get("/api/v1/segments/buyers", params={"version": 1}).json()["status"] == "archived"


def test_who_mentions_a_document_is_asked_of_what_is_so_today(empty: Served) -> None:
    """A draft that was published since with other words counted still, and a paused journey did not."""
    drafted = {"id": "fans", "expression": 'in segment "buyers"', "status": "draft"}
    journey = {"id": "hello", "entry": {"segment": "buyers"}, "nodes": {"wait": {"wait": "1d", "next": "end"}}}
    with empty.client() as client:

        def users() -> list[str]:
            return [each["id"] for each in client.get("/api/v1/segments/buyers/dependents").json()["items"]]

        client.post("/api/v1/segments", json=BUYERS).raise_for_status()
        client.post("/api/v1/segments", json=drafted).raise_for_status()
        assert users() == ["fans"]
        other = drafted | {"expression": 'did "Refunded"', "status": "published"}
        client.put("/api/v1/segments/fans", json=other, headers={"If-Match": "*"}).raise_for_status()
        wait_for(lambda: users() == [])
        client.post("/api/v1/journeys", json=journey).raise_for_status()
        client.post("/api/v1/journeys/hello/pause").raise_for_status()
        wait_for(lambda: client.get("/api/v1/journeys/hello").json()["state"] == "paused")
        assert users() == ["hello"]
        assert client.delete("/api/v1/segments/buyers").status_code == 409


def test_faults_say_where_they_are(empty: Served) -> None:
    with empty.client() as client:
        unread = client.post("/api/v1/segments", json=BUYERS | {"expression": "did and"})
        assert (unread.status_code, unread.json()["errors"][0]["where"]) == (422, "/body/expression")
        assert unread.json()["detail"].startswith("at character ")
        unknown = client.post("/api/v1/segments", json={"id": "a", "expression": 'in segment "nobody"'})
        assert "segment/nobody" in unknown.json()["detail"]
        named = client.post("/api/v1/segments", json=BUYERS | {"id": "Not An Id"})
        assert named.json()["errors"][0]["where"] == "/body/id"
        extra = client.post("/api/v1/segments", json=BUYERS | {"expresion": "x"})
        assert extra.json()["errors"][0]["where"] == "/body/expresion"


def test_lists_are_walked_by_cursor(empty: Served) -> None:
    with empty.client() as client:
        documents = [{"kind": "trait", "id": f"t{number:02}", "expression": "1 + 1"} for number in range(7)]
        applied = client.post("/api/v1/apply", json={"documents": documents})
        assert applied.json()["applied"]
        assert _ids(client, "/api/v1/traits", 3) == [document["id"] for document in documents]


def test_traits_tell_what_sort_of_value_they_have(empty: Served) -> None:
    with empty.client() as client:
        spent = {"id": "spent", "expression": 'sum(total of "Order Completed")', "unit": "GBP"}
        client.post("/api/v1/traits", json=spent)
        client.post("/api/v1/traits", json={"id": "last-page", "expression": "last(context.page.path of page)"})
        one = client.get("/api/v1/traits/spent").json()
        assert (one["type"], one["unit"], one["version"]) == ("number", "GBP", 1)
        listed = {each["id"]: each["type"] for each in client.get("/api/v1/traits").json()["items"]}
        assert listed.keys() == {"spent", "last-page"}
        assert listed["spent"] == "number"


def test_traits_tell_what_they_say_and_who_uses_them(empty: Served) -> None:
    with empty.client() as client:
        spent = {"id": "spent", "name": "Spent", "expression": 'sum(total of "Order Completed")'}
        client.post("/api/v1/traits", json=spent).raise_for_status()
        assert client.get("/api/v1/traits/spent").json()["used_by"] == 0
        client.post("/api/v1/traits", json={"id": "twice", "expression": "trait(spent) + trait(spent)"})
        rich = {"id": "rich", "name": "Rich", "expression": "trait(spent) > 100"}
        client.post("/api/v1/segments", json=rich).raise_for_status()
        one = client.get("/api/v1/traits/spent").json()
        assert (one["says"], one["used_by"]) == ('the sum of total of "Order Completed"', 2)
        users = client.get("/api/v1/traits/spent/dependents").json()["items"]
        assert [(each["kind"], each["id"]) for each in users] == [("segment", "rich"), ("trait", "twice")]
        refused = client.delete("/api/v1/traits/spent")
        assert refused.status_code == 409
        assert "segment/rich" in refused.text


def test_a_plan_changes_nothing_and_apply_does_all_or_nothing(empty: Served) -> None:
    documents = [BUYERS | {"kind": "segment"}, {"kind": "segment", "id": "fans", "expression": 'in segment "buyers"'}]
    with empty.client() as client:
        planned = client.post("/api/v1/plan", json={"documents": documents}).json()
        assert [(change["action"], change["id"]) for change in planned["changes"]] == [
            ("create", "buyers"),
            ("create", "fans"),
        ]
        assert client.get("/api/v1/segments").json()["items"] == []
        assert client.post("/api/v1/apply", json={"documents": documents}).json()["applied"]
        again = client.post("/api/v1/plan", json={"documents": documents}).json()
        assert (again["changes"], again["unchanged"]) == ([], 2)
        pruned = client.post("/api/v1/plan", json={"documents": documents[:1], "prune": True}).json()
        assert [(change["action"], change["id"]) for change in pruned["changes"]] == [("archive", "fans")]
        doubled = client.post("/api/v1/apply", json={"documents": [documents[0], documents[0]]})
        assert (doubled.status_code, doubled.json()["where"]) == (422, "/body/documents/1/id")
        broken = client.post("/api/v1/apply", json={"documents": [*documents, {"kind": "segment", "id": "x"}]})
        assert broken.json()["errors"][0]["where"] == "/body/documents/2"
        doubtful = {"kind": "segment", "id": "large", "expression": 'sum(totl of "Order Completed") > 5'}
        (warning,) = client.post("/api/v1/plan", json={"documents": [doubtful]}).json()["warnings"]
        assert "there is no property `totl` (did you mean `total`?)" in warning
        assert client.get("/api/v1/workspaces").json()["items"] == []
        ours = {"kind": "workspace", "id": "workspace", "zone": "Europe/London"}
        assert client.post("/api/v1/apply", json={"documents": [ours]}).json()["applied"]
        (found,) = client.get("/api/v1/workspaces").json()["items"]
        assert (found["id"], found["zone"]) == ("workspace", "Europe/London")


def test_what_is_wrong_with_documents_is_what_a_plan_answers(empty: Served) -> None:
    with empty.client() as client:

        def wrong(*documents: object) -> list[tuple[str, str]]:
            answer = client.post("/api/v1/plan", json={"documents": documents})
            assert answer.status_code == 200, answer.text
            told = answer.json()
            assert (told["changes"], told["applied"]) == ([], False)
            return [(fault["where"], fault["message"]) for fault in told["faults"]]

        sound = BUYERS | {"kind": "segment"}
        assert wrong(sound, sound) == [("/body/documents/1/id", "segment/buyers is written twice")]
        ((where, _),) = wrong({"kind": "segment", "id": "half", "expression": "did "})
        assert where == "/body/documents/0/expression"
        parts = {"subject": "{{ profile.firstName }}", "text": "Hello {{ profile.city }}"}
        letter = {"channel": "email", "parts": parts}
        said = wrong({"kind": "template", "id": "letter", **letter})
        assert [message for _, message in said] == [
            "`profile.firstName` may have no value",
            "`profile.city` may have no value",
        ]
        assert wrong({"kind": "nothing", "id": "x"})[0][0] == "/body/documents/0/kind"
        assert wrong({"id": "x"})
        # What is no question at all is still refused.
        assert client.post("/api/v1/plan", json={"documents": "all"}).status_code == 422
        answer = client.post("/api/v1/apply", json={"documents": [{"kind": "template", "id": "letter", **letter}]})
        assert answer.status_code == 422


def test_a_source_comes_with_its_write_key_and_keys_rotate(empty: Served) -> None:
    access, now = empty.workspace.access, empty.now
    with empty.client() as client:
        created = client.post("/api/v1/sources", json={"id": "web", "name": "Web shop"})
        assert created.status_code == 201
        first = created.json()["write_key"]
        assert access.source_of(first["key"], now=now()) == "web"
        second = client.post("/api/v1/sources/web/keys").json()
        third = client.post("/api/v1/sources/web/keys")
        assert (third.status_code, third.json()["code"]) == (409, "access.too_many_keys")
        assert client.delete(f"/api/v1/keys/{first['id']}").status_code == 204
        assert access.source_of(first["key"], now=now()) is None
        assert access.source_of(second["key"], now=now()) == "web"
        assert client.post("/api/v1/sources/nobody/keys").status_code == 404
        listed = client.get("/api/v1/keys", params={"kind": "write"})
        assert {key["id"]: key["alive"] for key in listed.json()["items"]} == {first["id"]: False, second["id"]: True}
        assert first["key"] not in listed.text
        assert second["key"] not in listed.text


def test_the_record_of_a_change_says_who_made_it(empty: Served) -> None:
    with empty.client() as client:
        client.post("/api/v1/segments", json=BUYERS).raise_for_status()
    (key,) = [row.id for row in empty.workspace.access.keys("api")]
    bodies = b"".join(row.body for row in empty.workspace.log.read(0, 10).rows)
    assert key.encode() in bodies


def _ids(client: httpx.Client, path: str, limit: int) -> list[str]:
    found, cursor = [], None
    while True:
        page = client.get(path, params={"limit": limit} | ({"cursor": cursor} if cursor else {})).json()
        assert len(page["items"]) <= limit
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_documents_of_all_kinds_are_found_by_what_they_are_called(empty: Served) -> None:
    with empty.client() as client:
        client.post("/api/v1/segments", json=BUYERS | {"labels": ["Shop"]}).raise_for_status()
        often = {
            "id": "often",
            "name": "Frequent buyers",
            "expression": 'count("Order Completed") > 3',
            "status": "draft",
        }
        client.post("/api/v1/segments", json=often).raise_for_status()
        spent = {"id": "spent", "name": "Lifetime spend", "expression": 'sum(total of "Order Completed")'}
        client.post("/api/v1/traits", json=spent).raise_for_status()

        def found(text: str, **more: object) -> list[str]:
            asked = {"text": text, **more}
            answer = client.post("/api/v1/documents/search", json=asked).raise_for_status().json()
            assert answer["found"] >= len(answer["items"])
            return [f"{each['kind']} {each['id']}" for each in answer["items"]]

        wait_for(lambda: found("buy") == ["segment buyers", "segment often"])
        assert found("BUYERS freq") == ["segment often"]
        assert found("spend") == found("spent") == ["trait spent"]
        assert found("shop") == ["segment buyers"], "by a label"
        assert found("buy", kinds=["trait"]) == []
        assert len(found("", kinds=["segment"], limit=1)) == 1
        assert found("", kinds=["segment"], limit=1, skip=1) == found("", kinds=["segment"])[1:2]
        told = client.post("/api/v1/documents/search", json={"text": "buy", "kinds": ["trait"]}).json()
        assert (told["found"], told["kinds"]) == (0, {"segment": 2})
        client.delete("/api/v1/segments/buyers").raise_for_status()
        wait_for(lambda: found("buy") == ["segment often"])
    key = empty.workspace.access.create_api_key("no", now=empty.now(), scopes=("documents:read",)).text
    with empty.client(key) as client:
        assert client.post("/api/v1/documents/search", json={"text": "buy"}).json()["items"] == []
