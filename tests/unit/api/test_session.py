"""Signing a browser in: once per link, a cookie that scripts can't read, and proof that our own page asks."""

from collections.abc import Iterator

import httpx
import pytest

from tests.unit.api.serving import Served


@pytest.fixture
def browser(served: Served) -> Iterator[httpx.Client]:
    """A client without a key that keeps cookies."""
    with httpx.Client(base_url=served.url, trust_env=False) as found:
        yield found


def link(served: Served) -> str:
    return served.link()


def test_a_link_becomes_a_session_once(served: Served, browser: httpx.Client) -> None:
    token = link(served)
    answer = browser.post("/api/v1/session", json={"token": token})
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("clew_session_")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert browser.get("/api/v1/session").json()["name"] == "ada"
    assert browser.get("/api/v1/segments").status_code == 200
    with httpx.Client(base_url=served.url, trust_env=False) as other:
        assert other.post("/api/v1/session", json={"token": token}).status_code == 401


def test_unsafe_requests_of_a_session_need_its_token(served: Served, browser: httpx.Client) -> None:
    token = browser.post("/api/v1/session", json={"token": link(served)}).json()["csrf_token"]
    sought = {"namespace": "email", "id": "ada@example.com"}
    refused = browser.post("/api/v1/profiles/lookup", json=sought)
    assert (refused.status_code, refused.json()["code"]) == (403, "api.cross_site")
    wrong = browser.post("/api/v1/profiles/lookup", json=sought, headers={"X-Clew-CSRF": "0" * 40})
    assert wrong.status_code == 403
    assert browser.post("/api/v1/profiles/lookup", json=sought, headers={"X-Clew-CSRF": token}).status_code == 200
    assert browser.delete("/api/v1/session").status_code == 403
    assert browser.delete("/api/v1/session", headers={"X-Clew-CSRF": token}).status_code == 204
    assert browser.get("/api/v1/session").status_code == 401
    assert browser.get("/api/v1/segments").status_code == 401


def test_signing_out_kills_the_session_and_not_only_the_cookie(served: Served, browser: httpx.Client) -> None:
    answer = browser.post("/api/v1/session", json={"token": link(served)})
    name, stolen = next(item for item in answer.cookies.items() if item[0].startswith("clew_session"))
    browser.delete("/api/v1/session", headers={"X-Clew-CSRF": answer.json()["csrf_token"]})
    with httpx.Client(base_url=served.url, cookies={name: stolen}, trust_env=False) as thief:
        assert thief.get("/api/v1/segments").status_code == 401


def test_a_form_of_another_site_cannot_sign_anybody_in(served: Served, browser: httpx.Client) -> None:
    answer = browser.post(
        "/api/v1/session", content=f'{{"token": "{link(served)}"}}', headers={"Content-Type": "text/plain"}
    )
    assert answer.status_code == 415
