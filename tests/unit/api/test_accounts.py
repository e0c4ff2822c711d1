"""Accounts over HTTP: signing in by password, invitations, roles, one's own password, and who may give what."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.unit.api.serving import Served

WORDS = "correct horse battery"
WRONG = "wrong"


class Browser:
    """A client that keeps cookies and sends the session's token, as the console does."""

    def __init__(self, served: Served) -> None:
        self.http = httpx.Client(base_url=served.url, trust_env=False, timeout=30)

    def sign_in(self, **credential: str) -> httpx.Response:
        """Sign in, and keep the token."""
        answer = self.http.post("/api/v1/session", json=credential)
        if answer.status_code == 201:
            self.http.headers["X-Clew-CSRF"] = answer.json()["csrf_token"]
        return answer


@contextmanager
def browser(served: Served, name: str = "", role: str = "admin") -> Iterator[Browser]:
    """A browser; signed in by a link where a name is given."""
    found = Browser(served)
    with found.http:
        if name:
            found.sign_in(token=served.link(name, role)).raise_for_status()
        yield found


def test_somebody_is_invited_chooses_a_password_and_comes_back(empty: Served) -> None:
    with browser(empty, "ada") as admin, browser(empty) as eve, browser(empty) as later:
        invited = admin.http.post("/api/v1/accounts", json={"name": "Eve@Example.com", "role": "editor"})
        assert invited.status_code == 201
        path, _, token = invited.json()["path"].partition("#")
        assert path == "/sign-in"
        first = eve.sign_in(token=token).json()
        assert (first["role"], first["password_set"], first["may_set_password"]) == ("editor", False, True)
        changed = eve.http.put("/api/v1/account/password", json={"password": WORDS})
        assert changed.json() == {"ended": 0}
        answer = later.sign_in(name="eve@example.com", password=WORDS)
        assert answer.status_code == 201
        cookies = [value for key, value in answer.headers.multi_items() if key == "set-cookie"]
        assert len(cookies) == 2
        assert all("HttpOnly" in cookie and "SameSite=lax" in cookie for cookie in cookies)
        assert (answer.json()["password_set"], answer.json()["may_set_password"]) == (True, False)
        wrong = later.http.put("/api/v1/account/password", json={"current": "no", "password": "another four words"})
        assert (wrong.status_code, wrong.json()["code"]) == (403, "access.wrong_password")
        weak = later.http.put("/api/v1/account/password", json={"current": WORDS, "password": "short"})
        assert (weak.status_code, weak.json()["code"]) == (422, "access.unfit_password")
        again = later.http.put("/api/v1/account/password", json={"current": WORDS, "password": "another four words"})
        assert again.json() == {"ended": 1}, "the session in the other browser"
        assert eve.http.get("/api/v1/session").status_code == 401
        assert later.http.delete("/api/v1/account/sessions").json() == {"ended": 1}
        assert later.http.get("/api/v1/session").status_code == 401


def test_refusals_say_the_same_and_attempts_are_limited(empty: Served) -> None:
    empty.link("ada")
    with browser(empty) as stranger:
        told = {stranger.sign_in(name=name, password=WRONG).text for name in ("ada", "nobody", "a b", "ADA")}
        assert len(told) == 1
        limited = [stranger.sign_in(name="ada", password=WRONG) for _ in range(9)][-1]
        assert (limited.status_code, limited.json()["code"]) == (429, "access.too_many_attempts")
        assert 0 < int(limited.headers["retry-after"]) <= 60


def test_a_change_holds_at_once_and_the_last_admin_stays(empty: Served) -> None:
    with browser(empty, "ada") as admin, browser(empty, "eve", "editor") as eve:
        listed = {each["name"]: each for each in admin.http.get("/api/v1/accounts").json()["items"]}
        one, other = listed["eve"]["id"], listed["ada"]["id"]
        assert eve.http.get("/api/v1/quarantine").status_code == 200
        assert admin.http.patch(f"/api/v1/accounts/{one}", json={"role": "agent"}).json()["role"] == "agent"
        refused = eve.http.get("/api/v1/quarantine")
        assert (refused.status_code, refused.json()["detail"]) == (
            403,
            "the role agent lacks the scope quarantine:read",
        )
        assert admin.http.patch(f"/api/v1/accounts/{one}", json={"disabled": True}).json()["disabled_at"]
        assert eve.http.get("/api/v1/session").status_code == 401
        kept = admin.http.patch(f"/api/v1/accounts/{other}", json={"role": "viewer"})
        assert (kept.status_code, kept.json()["code"]) == (409, "access.last_admin")
        assert admin.http.patch("/api/v1/accounts/zzz", json={}).status_code == 404
        taken = admin.http.post("/api/v1/accounts", json={"name": "EVE", "role": "viewer"})
        assert taken.status_code == 409
        assert admin.http.delete(f"/api/v1/accounts/{one}/sessions").json() == {"ended": 0}


def test_nobody_gives_more_than_they_have(empty: Served) -> None:
    now = empty.now()
    key = empty.workspace.access.create_api_key(
        "people", now=now, scopes=("accounts:read", "accounts:write", "keys:write", "profiles:read")
    ).text
    empty.link("ada")
    with empty.client(key) as client:
        (ada,) = client.get("/api/v1/accounts").json()["items"]
        for asked in (
            lambda: client.post("/api/v1/accounts", json={"name": "eve", "role": "admin"}),
            lambda: client.post(f"/api/v1/accounts/{ada['id']}/link"),
            lambda: client.patch(f"/api/v1/accounts/{ada['id']}", json={"disabled": True}),
            lambda: client.post("/api/v1/keys", json={"name": "x", "scopes": ["audit:read"]}),
        ):
            assert asked().status_code == 403


def test_who_has_no_token_changes_nothing(empty: Served) -> None:
    with browser(empty, "ada") as admin:
        del admin.http.headers["X-Clew-CSRF"]
        for asked in (
            lambda: admin.http.post("/api/v1/accounts", json={"name": "eve", "role": "admin"}),
            lambda: admin.http.put("/api/v1/account/password", json={"password": WORDS}),
            lambda: admin.http.delete("/api/v1/account/sessions"),
        ):
            assert asked().json()["code"] == "api.cross_site"
        assert [each["name"] for each in admin.http.get("/api/v1/accounts").json()["items"]] == ["ada"]


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("admin", {"segments", "quarantine", "keys", "accounts", "audit"}),
        ("editor", {"segments", "quarantine"}),
        ("viewer", {"segments", "quarantine"}),
        ("agent", {"segments"}),
    ],
)
def test_each_role_sees_what_its_scopes_say(served: Served, role: str, allowed: set[str]) -> None:
    with browser(served, f"one-{role}", role) as somebody:
        paths = ("segments", "quarantine", "keys", "accounts", "audit")
        assert {path for path in paths if somebody.http.get(f"/api/v1/{path}").status_code == 200} == allowed
        written = somebody.http.post("/api/v1/segments", json={"id": f"s-{role}", "expression": 'did "x"'})
        assert (written.status_code in {201, 202}) == (role in {"admin", "editor"})
