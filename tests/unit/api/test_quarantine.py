"""Quarantine over HTTP: nothing that was received is lost from sight."""

import httpx


def test_rejects_are_listed_with_reason_and_content(client: httpx.Client) -> None:
    (reject,) = client.get("/api/v1/quarantine").json()["items"]
    assert (reject["source"], reject["reason"], reject["pointer"]) == ("shop", "schema.violation", "/properties/total")
    assert reject["content"] == '{"total": "a lot"}'
    assert client.get("/api/v1/quarantine", params={"source": "other"}).json()["items"] == []
    counts = client.get("/api/v1/quarantine/counts").json()["items"]
    assert counts == [{"source": "shop", "reason": "schema.violation", "count": 1}]


def test_choosing_nothing_or_nonsense_is_refused(client: httpx.Client) -> None:
    for body in ({"ids": []}, {"ids": [0]}, {"ids": ["a"]}, {}):
        assert client.post("/api/v1/quarantine/replay", json=body).status_code == 422
        assert client.post("/api/v1/quarantine/discard", json=body).status_code == 422
