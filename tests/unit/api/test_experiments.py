"""Experiments over HTTP: plans and plain counts, nothing of a workspace."""

import httpx


def test_the_api_answers_the_same(client: httpx.Client) -> None:
    plan = client.post("/api/v1/experiments/plan", json={"baseline": 0.05, "effect": 0.01, "method": "fixed"}).json()
    assert plan["sizing"]["control"] == 8158
    arms = {"hold": {"people": 5000, "conversions": 250}, "go": {"people": 5010, "conversions": 400}}
    read = client.post("/api/v1/experiments/read", json={"control": "hold", "metrics": [{"arms": arms}]}).json()
    assert read["verdict"] == "better"
    for path, body in (
        ("plan", {"baseline": 0.05}),
        ("plan", {"baseline": 2, "effect": 0.1}),
        ("read", {"control": "nobody", "metrics": [{"arms": arms}]}),
        ("read", {"control": "hold", "metrics": [{"arms": {"hold": {"people": 1}, "go": {"people": 1}}}]}),
    ):
        assert client.post(f"/api/v1/experiments/{path}", json=body).status_code == 422
