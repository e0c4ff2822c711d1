"""The shortcut to one profile: whatever is asked, its answer is that of the route behind it."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.events import Event
from clew.kernel.packing import ExactNumber
from tests.unit.api.serving import EVE, Served

LOOKUP = "/api/v1/profiles/lookup"
Ask = Callable[..., httpx.Response]


@pytest.fixture
def same(client: httpx.Client) -> Ask:
    """Asks twice: by the shortcut, and with a query that means nothing and leads past it."""

    def ask(method: str, path: str, **more: Any) -> httpx.Response:
        quick, plain = (client.request(method, path, params=params, **more) for params in ({}, {"plain": "1"}))
        assert quick.status_code == plain.status_code
        assert quick.headers["content-type"] == plain.headers["content-type"]
        assert set(quick.headers) == set(plain.headers)
        if "json" in quick.headers["content-type"] and quick.content:
            assert quick.json() == plain.json()
        else:
            assert quick.content == plain.content
        return quick

    return ask


def body(namespace: str, value: str) -> dict[str, str]:
    return {"namespace": namespace, "id": value}


def test_a_profile_by_a_name_and_by_its_id(same: Ask) -> None:
    found = same("POST", LOOKUP, json=body("email", "ADA@example.com ")).json()
    assert found["traits"] == {"orders": 60}
    assert same("GET", f"/api/v1/profiles/{found['id']}").json() == found
    assert same("HEAD", f"/api/v1/profiles/{found['id']}").content == b""


def test_numbers_and_texts_of_every_kind(served: Served, same: Ask) -> None:
    odd = {"exact": ExactNumber("1.00000000000000000001"), "huge": 1e300, "large": 2**60, "name": 'Zoë "\u2028"'}
    served.send(Event("quick-1", "identify", "identify", (EVE,), served.now(), None, odd))
    found = same("POST", LOOKUP, json=body("email", "eve@example.com")).json()
    assert found["attributes"]["exact"] == "1.00000000000000000001"


def test_a_body_in_chunks(same: Ask) -> None:
    text = json.dumps(body("email", "ada@example.com")).encode()
    quick, plain = (
        same("POST", LOOKUP, content=(text[:9], text[9:]), headers={"content-type": kind})
        for kind in ("application/json", "application/vnd.x+json")
    )
    assert quick.json() == plain.json()


@pytest.mark.parametrize("path", ["p_nobody", "lookup", "a%20b", "x" * 65, "p_nobody/timeline", ""])
@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS"])
def test_paths_that_name_nobody(same: Ask, method: str, path: str) -> None:
    assert same(method, f"/api/v1/profiles/{path}").status_code in (404, 405, 422)


def test_who_may_not(served: Served, client: httpx.Client, same: Ask) -> None:
    ada = client.post(LOOKUP, json=body("email", "ada@example.com")).json()["id"]
    access, now = served.workspace.access, served.now()
    narrow = access.create_api_key("narrow", now=now, scopes=("segments:read",)).text
    revoked = access.create_api_key("revoked", now=now).text
    shown = {"Authorization": f"Bearer {revoked}"}
    assert same("GET", f"/api/v1/profiles/{ada}", headers=shown).status_code == 200
    access.revoke(revoked.split("_")[1], now=served.now())
    for key, status in ((revoked, 401), (narrow, 403), ("nobody", 401)):
        for authorization in (f"Bearer {key}", f"bearer {key}", f"Basic {key}", key):
            expected = {status} if authorization.lower().startswith("bearer ") else {401}
            for method, path, more in (
                ("GET", f"/api/v1/profiles/{ada}", {}),
                ("POST", LOOKUP, {"json": body("email", "ada@example.com")}),
            ):
                answer = same(method, path, headers={"Authorization": authorization}, **more)
                assert {answer.status_code} <= expected


names = st.sampled_from(["email", "anonymousId", "user_id", "phone", "", "n" * 65, "EMAIL"])
values = st.sampled_from(
    ["ada@example.com", "Eve@Example.com", "5b1c0d84", "", "x" * 1025, "\u0000", "not one"]
) | st.text(max_size=8)
bodies = st.fixed_dictionaries(
    {}, optional={"namespace": names | st.integers(), "id": values | st.none(), "more": st.booleans()}
).map(lambda found: json.dumps(found).encode())
kinds = st.sampled_from(["application/json", "Application/JSON; charset=utf-8", "text/plain", "application/x+json", ""])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(bodies | st.binary(max_size=12) | bodies.map(lambda text: text + b" "), kinds)
def test_whatever_is_asked_the_answer_is_the_route_s(same: Ask, content: bytes, kind: str) -> None:
    same("POST", LOOKUP, content=content, headers={"content-type": kind})
