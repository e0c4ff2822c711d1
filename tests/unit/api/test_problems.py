"""Every error is a problem: the right status, a stable code, never a value that was sent."""

import logging

import httpx
import pytest

from tests.unit.api.serving import Served


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nowhere", 404, "api.no_such_route"),
        ("PUT", "/api/v1/profiles/p_1", 405, "api.method_not_allowed"),
        ("PATCH", "/api/v1/segments", 405, "api.method_not_allowed"),
        ("GET", "/api/v1/segments?limit=0", 422, "api.invalid_request"),
        ("GET", "/api/v1/segments?limit=lots", 422, "api.invalid_request"),
        ("GET", "/api/v1/segments?cursor=made-up", 400, "api.invalid_cursor"),
        ("GET", "/api/v1/live?after=made-up", 400, "api.invalid_cursor"),
        ("GET", "/api/v1/profiles/a%20b", 422, "api.invalid_request"),
    ],
)
def test_a_wrong_request(client: httpx.Client, method: str, path: str, status: int, code: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:clew:problem:{code}"
    assert answer.json()["status"] == status


def test_a_client_that_collects_by_a_wrong_path_can_give_up(client: httpx.Client) -> None:
    for path, status in (("/v2/batch", 405), ("/api/v1/batch", 404)):
        answer = client.post(path, json={"batch": []})
        assert answer.status_code == status
        assert answer.json().keys() >= {"code", "message"}


@pytest.mark.parametrize("path", ["/", "/sign-in", "/livez", "/readyz", "/api/v1/segments", "/api/v1/nowhere"])
def test_head_tells_what_get_would(client: httpx.Client, path: str) -> None:
    asked, got = client.head(path), client.get(path)
    assert (asked.status_code, asked.content) == (got.status_code, b"")
    assert asked.headers.get("content-type") == got.headers.get("content-type")
    assert client.head("/api/v1/live").status_code == 405


@pytest.mark.parametrize(
    ("body", "media", "status", "code"),
    [
        (b"{", "application/json", 400, "api.malformed_body"),
        (b'{"namespace": NaN}', "application/json", 400, "api.malformed_body"),
        (b'{"namespace": "email", "id": "\xff"}', "application/json", 400, "api.malformed_body"),
        (b'{"a": 1e999}', "application/json", 400, "api.malformed_body"),
        (b"[" * 100_000, "application/json", 400, "api.malformed_body"),
        (b"{}", "text/plain", 415, "api.unsupported_body"),
        (b"", "application/json", 400, "api.malformed_body"),
        (b'{"namespace": "email", "id": "\\ud800"}', "application/json", 400, "api.malformed_body"),
        (b" " * 4_000_001, "application/json", 413, "api.body_too_large"),
        (b'{"namespace": "email", "id": 5}', "application/json", 422, "api.invalid_request"),
        (b"[]", "application/json", 422, "api.invalid_request"),
    ],
)
def test_a_wrong_body(client: httpx.Client, body: bytes, media: str, status: int, code: str) -> None:
    answer = client.post("/api/v1/profiles/lookup", content=body, headers={"Content-Type": media})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_without_a_key_nothing_is_open_but_health_and_the_description(served: Served) -> None:
    with httpx.Client(base_url=served.url, trust_env=False) as client:
        description = client.get("/api/v1/openapi.json").json()
        for path, operations in description["paths"].items():
            for method, operation in operations.items():
                if path in {"/livez", "/readyz"} or operation["operationId"] == "signIn":
                    continue
                answer = client.request(method, path.replace("{", "").replace("}", ""), json={})
                assert answer.status_code in {401, 422}, (method, path)
                assert answer.status_code == 401 or answer.json()["code"] == "api.invalid_request"
                assert answer.status_code == 422 or answer.headers["www-authenticate"] == "Bearer"


def test_a_key_does_only_what_its_scopes_allow(served: Served) -> None:
    key = served.workspace.access.create_api_key(
        "narrow", now=served.now(), scopes=("segments:read", "keys:write")
    ).text
    with served.client(key) as client:
        assert client.get("/api/v1/segments").status_code == 200
        for path in (
            "/api/v1/profiles/p_1",
            "/api/v1/quarantine",
            "/api/v1/live/recent",
            "/api/v1/sources",
            "/api/v1/keys",
        ):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (403, "access.forbidden")
        more = client.post("/api/v1/keys", json={"name": "more", "scopes": ["profiles:read"]})
        assert (more.status_code, more.json()["where"]) == (403, "/scopes")
        made = client.post("/api/v1/keys", json={"name": "less", "scopes": ["segments:read"], "days": 1})
        assert made.status_code == 201
        unknown = client.post("/api/v1/keys", json={"name": "x", "scopes": ["everything"]})
        assert unknown.status_code in {403, 422}


@pytest.mark.parametrize(
    "header", ["Bearer nonsense", "Bearer", "Basic abc", "Bearer cw_aaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
)
def test_a_wrong_key_is_no_key(served: Served, header: str) -> None:
    with httpx.Client(base_url=served.url, trust_env=False) as client:
        assert client.get("/api/v1/segments", headers={"Authorization": header}).status_code == 401


def test_a_fault_of_ours_says_nothing_of_what_was_sent(
    served: Served, client: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("ada@example.com")

    monkeypatch.setattr("clew.runtime.services.profiles.Profiles.get", fail)
    with caplog.at_level(logging.INFO, "clew"):
        answer = client.get("/api/v1/profiles/p_1?seen=secret")
    assert (answer.status_code, answer.json()["code"]) == (500, "api.internal")
    assert "ada@" not in answer.text + caplog.text
    assert "secret" not in caplog.text
    assert "RuntimeError" in caplog.text
    assert "GET /api/v1/profiles/{profile_id} 500" in caplog.text


def test_health_is_open_and_says_what_is_broken(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    with httpx.Client(base_url=served.url, trust_env=False) as client:
        assert client.get("/livez").json() == {"status": "ok"}
        assert {check["name"] for check in client.get("/readyz").json()["checks"]} == {"log", "state", "engine"}
        monkeypatch.setattr("clew.runtime.services.health._MUCH_BEHIND", -1)
        broken = client.get("/readyz")
        assert (broken.status_code, broken.json()["code"]) == (503, "api.not_ready")
        assert broken.headers["retry-after"] == "1"
        assert "engine" in broken.json()["detail"]
