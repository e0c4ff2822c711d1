"""The audit trail: what changed something is in it, by whom, and nothing of the people that it was about."""

import json
import re
from typing import Any

import httpx

from clew.api.service import create_app
from clew.runtime.services.assembly import services_of
from tests.unit.api.serving import ADA, Served, order
from tests.unit.api.test_accounts import WRONG, browser

DOCUMENT = {"id": "vip", "name": "VIP", "expression": 'did "Order Completed"'}


def trail(served: Served, **asked: str) -> list[dict[str, str]]:
    with served.client() as client:
        found: list[dict[str, str]] = client.get("/api/v1/audit", params=asked).raise_for_status().json()["items"]
    return found


def test_who_changed_what_of_a_document_is_told(empty: Served) -> None:
    with browser(empty, "ada") as admin, empty.client() as client:
        admin.http.post("/api/v1/segments", json=DOCUMENT).raise_for_status()
        etag = client.get("/api/v1/segments/vip").headers["etag"]
        client.put("/api/v1/segments/vip", json=DOCUMENT | {"name": "Very"}, headers={"If-Match": etag})
        stale = client.put("/api/v1/segments/vip", json=DOCUMENT, headers={"If-Match": '"0"'})
        assert stale.status_code == 412
        client.post("/api/v1/plan", json={"documents": []}).raise_for_status()
        found = client.get("/api/v1/documents/segment/vip/changes").json()["items"]
    assert [(each["name"], each["via"], each["action"], each["detail"]) for each in found] == [
        ("tests", "api", "replaceSegment", "update version 2"),
        ("ada", "console", "createSegment", "create version 1"),
    ]
    refused = trail(empty, outcome="refused")
    assert [(each["action"], each["object"], each["detail"]) for each in refused] == [
        ("replaceSegment", "vip", "api.changed")
    ]
    assert "planDocuments" not in {each["action"] for each in trail(empty)}
    assert empty.workspace.trail.check().entries == len(trail(empty))


def test_pages_of_the_trail_go_on_where_the_one_before_ended(empty: Served) -> None:
    with empty.client() as client:
        for number in range(5):
            client.post("/api/v1/keys", json={"name": f"k{number}", "scopes": ["profiles:read"]}).raise_for_status()
        seen: list[int] = []
        cursor: str | None = None
        while True:
            params = {"limit": 2, "kind": "key"} | ({"cursor": cursor} if cursor else {})
            page = client.get("/api/v1/audit", params=params).json()
            seen += [each["seq"] for each in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == [5, 4, 3, 2, 1]
        stolen = client.get("/api/v1/audit", params={"limit": 2, "cursor": "x"})
        assert stolen.status_code == 400


def test_an_agent_answers_for_whom_they_look_up_and_nobody_is_named(empty: Served) -> None:
    empty.send(order(1, ADA, empty.now()))
    sought = {"namespace": "email", "id": ADA.value}
    with browser(empty, "carl", "agent") as agent, browser(empty, "eve", "editor") as editor:
        profile = agent.http.post("/api/v1/profiles/lookup", json=sought).raise_for_status().json()["id"]
        agent.http.get(f"/api/v1/profiles/{profile}").raise_for_status()
        agent.http.post("/api/v1/profiles/lookup", json={"namespace": "email", "id": "nobody@example.com"})
        editor.http.post("/api/v1/profiles/lookup", json=sought).raise_for_status()
    found = trail(empty, kind="profile")
    assert [(each["name"], each["action"], each["object"], each["outcome"]) for each in found] == [
        ("carl", "lookupProfile", "", "refused"),
        ("carl", "getProfile", profile, "done"),
        ("carl", "lookupProfile", profile, "done"),
    ]
    assert "example.com" not in json.dumps(found)


def test_an_agent_answers_for_every_way_to_look_somebody_up(empty: Served) -> None:
    """Also one that begins elsewhere, and one that shows people only if it is asked to."""
    empty.send(order(1, ADA, empty.now()))
    template = {"channel": "email", "parts": {"subject": "Hello", "text": "Hello"}}
    with browser(empty, "carl", "agent") as agent, empty.client() as client:
        asked = {"namespace": "email", "id": ADA.value}
        profile = client.post("/api/v1/profiles/lookup", json=asked).raise_for_status().json()["id"]
        for path in ("timeline", "identities", "provenance", "scores", "journeys"):
            agent.http.get(f"/api/v1/profiles/{profile}/{path}").raise_for_status()
        agent.http.post("/api/v1/profiles/several", json={"ids": [profile, "p_nobody"]}).raise_for_status()
        agent.http.post("/api/v1/profiles/search", json={"text": ADA.value}).raise_for_status()
        agent.http.get(f"/api/v1/journeys/none/why/{profile}")
        question: dict[str, Any] = {"expression": 'did "Order Completed"', "sample": 3}
        agent.http.post("/api/v1/previews", json=question).raise_for_status()
        agent.http.post("/api/v1/previews", json={**question, "sample": 0}).raise_for_status()
        wanted: dict[str, Any] = {"document": template, "profile": profile}
        agent.http.post("/api/v1/templates/preview", json=wanted)
        agent.http.post("/api/v1/templates/preview", json={"document": template})
    found = [(each["action"], each["object"]) for each in reversed(trail(empty)) if each["name"] == "carl"]
    assert [(action, name == profile) for action, name in found if "sign" not in action.lower()] == [
        ("getTimeline", True),
        ("getIdentities", True),
        ("getProvenance", True),
        ("listProfileScores", True),
        ("listProfileJourneys", True),
        ("getProfiles", True),
        ("searchProfiles", False),
        ("whyJourney", True),
        ("previewSegment", False),
        ("previewTemplate", True),
    ]


def test_changes_of_documents_tell_nothing_of_accounts_and_keys(empty: Served) -> None:
    with empty.client() as client:
        client.post("/api/v1/keys", json={"name": "k", "scopes": ["documents:read"]}).raise_for_status()
        (key,) = [each["object"] for each in trail(empty, kind="key")]
        for kind in ("key", "account", "profile", "import", "session"):
            answer = client.get(f"/api/v1/documents/{kind}/{key}/changes")
            assert answer.status_code == 404, (kind, answer.json())
        assert client.get("/api/v1/documents/trait/none/changes").json()["items"] == []


def test_who_signs_in_or_tries_is_told_but_not_what_they_typed(empty: Served) -> None:
    empty.link("ada")
    with browser(empty) as stranger:
        stranger.sign_in(name="ada", password=WRONG)
        stranger.sign_in(name="my secret password", password=WRONG)
        stranger.sign_in(name="somebody-else", password=WRONG)
        stranger.sign_in(token=empty.link("ada"))
        stranger.http.delete("/api/v1/session")
    found = trail(empty)
    assert [(each["action"], each["name"], each["outcome"], each["detail"]) for each in found] == [
        ("signOut", "ada", "done", ""),
        ("signIn", "ada", "done", "link"),
        ("signIn", "", "refused", "access.unauthenticated"),
        ("signIn", "", "refused", "access.unauthenticated"),
        ("signIn", "ada", "refused", "access.unauthenticated"),
    ]


def test_what_an_agent_may_not_do_is_told(empty: Served) -> None:
    with browser(empty, "carl", "agent") as agent:
        assert agent.http.post("/api/v1/segments", json=DOCUMENT).status_code == 403
        assert agent.http.post("/api/v1/segments", json={"unknown": 1}).status_code == 403
        assert agent.http.get("/api/v1/segments/vip/export").status_code == 403
    assert [(each["action"], each["detail"]) for each in trail(empty, outcome="refused")] == [
        ("exportSegmentMembers", "access.forbidden"),
        ("createSegment", "access.forbidden"),
        ("createSegment", "access.forbidden"),
    ]


OPEN = {"getLiveness", "getReadiness", "signIn", "signOut", "getSession", "changePassword", "signOutEverywhere"}
"""Without a scope: whoever signs in has none yet, one's own account is one's own, and health says nothing."""


def test_every_route_asks_for_a_scope(served: Served) -> None:
    described = create_app(services_of(served.workspace)).openapi()["paths"]
    nothing = served.workspace.access.create_api_key("nothing", now=served.now(), scopes=()).text
    asked = 0
    with served.client(nothing) as client, httpx.Client(base_url=served.url, trust_env=False) as stranger:
        for path, operations in described.items():
            for method, operation in operations.items():
                name, own = operation["operationId"], re.sub(r"\{\w+\}", "a2", path)
                if name in OPEN:
                    continue
                body = {"json": {}} if "requestBody" in operation else {}
                assert client.request(method, own, **body).status_code == 403, name
                assert stranger.request(method, own, **body).status_code == 401, name
                asked += 1
    assert asked > 60
