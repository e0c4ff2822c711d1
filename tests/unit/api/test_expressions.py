"""Help for whoever writes an expression, over HTTP."""

from typing import Any

import httpx
import pytest

from tests.unit.api.serving import Served


def asked(client: httpx.Client, what: str, **body: Any) -> Any:
    """What the API answers."""
    return client.post(f"/api/v1/expressions/{what}", json=body).raise_for_status().json()


def test_a_good_expression_is_told_in_every_form(client: httpx.Client) -> None:
    text = 'count("Order Completed" in last 30d)>=3'
    found = asked(client, "check", expression=text, kind="segment")
    assert (found["valid"], found["sort"], found["type"]) == (True, "condition", "true or false")
    assert found["text"] == 'count("Order Completed" in last 30d) >= 3'
    assert found["says"] == 'did "Order Completed" in the last 30 days at least 3 times'
    assert found["tree"]["op"] == "compare"
    assert found["problems"] == []


@pytest.mark.parametrize(
    ("body", "code", "start", "end", "hint"),
    [
        ({"expression": "did and"}, "unreadable", 4, 7, 'write it in quotes: "and"'),
        ({"expression": "profile.vip =\n 5 +"}, "unreadable", 18, 18, None),
        ({"expression": "count(page)", "kind": "segment"}, "no_condition", 0, 5, "compare it: `… > 3`"),
        ({"expression": "did page", "kind": "trait"}, "no_value", 0, 3, "make it a segment"),
        ({"expression": 'in segment "recents"'}, "unknown_segment", 11, 20, "did you mean `recent`?"),
        ({"expression": "trait(order) > 3"}, "unknown_trait", 6, 11, "did you mean `orders`?"),
        (
            {"expression": 'in segment "recent"', "kind": "segment", "id": "recent"},
            "circle",
            11,
            19,
            "break the circle",
        ),
        ({"expression": 'trait(orders) = "3"'}, "kinds_differ", 16, 19, "write the number without quotes"),
    ],
)
def test_a_fault_has_its_place_its_reason_and_a_cure(
    client: httpx.Client, body: dict[str, Any], code: str, start: int, end: int, hint: str | None
) -> None:
    found = asked(client, "check", **body)
    problem = found["problems"][0]
    assert not found["valid"]
    assert (problem["code"], problem["start"], problem["end"], problem["hint"]) == (code, start, end, hint)
    assert problem["message"]


def test_a_warning_does_not_make_it_invalid(client: httpx.Client) -> None:
    found = asked(client, "check", expression='did "Order Complete"')
    assert found["valid"]
    assert [(p["severity"], p["hint"]) for p in found["problems"]] == [("warning", "did you mean `Order Completed`?")]


def test_completion_knows_the_workspace(client: httpx.Client) -> None:
    found = asked(client, "complete", expression="in segment ", position=11)
    assert {item["insert"] for item in found["items"]} >= {'"recent"', '"loyal"'}
    text = 'sum(tot of "Order Completed")'
    assert asked(client, "complete", expression=text, position=7)["items"][0]["insert"] == "total"
    (orders,) = asked(client, "complete", expression="trait(", position=6)["items"]
    assert (orders["text"], orders["detail"], orders["meaning"]) == ("orders", "trait, number", "Orders")


def test_hovering_tells_type_and_meaning(client: httpx.Client) -> None:
    text = 'sum(total of "Order Completed")'
    found = asked(client, "hover", expression=text, position=5)["found"]
    assert (found["text"], found["kind"], found["type"]) == ("total", "property", "number")
    assert found["meaning"]
    assert asked(client, "hover", expression="", position=0) == {"found": None}


def test_a_trait_has_a_unit(empty: Served) -> None:
    spent = {"id": "spent", "expression": 'sum(total of "Order Completed")', "unit": "GBP"}
    with empty.client() as client:
        assert client.post("/api/v1/traits", json=spent).json()["unit"] == "GBP"
        assert asked(client, "hover", expression="trait(spent) > 3", position=8)["found"]["unit"] == "GBP"
        assert client.post("/api/v1/segments", json=spent | {"expression": "did page"}).status_code == 422


def test_it_needs_leave_to_read_documents(served: Served) -> None:
    key = served.workspace.access.create_api_key("few", now=served.now(), scopes=("live:read",)).text
    with served.client(key) as client:
        refused = client.post("/api/v1/expressions/check", json={"expression": "did page"})
        assert refused.status_code == 403


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("did page in lost 30d", "at character 13"),
        ('count(page) = "three"', "a number is compared with a text"),
        ('did page and in segment "nobody"', "mentions segment/nobody, which does not exist"),
        ("trait(nothing) > 3", "mentions trait/nothing, which does not exist"),
        ('in segment "own"', "mentions itself in a circle"),
        ("did page in last 40000d", "at most 100 years"),
        ("count(page)", "a segment needs a condition"),
    ],
)
def test_what_is_wrong_is_refused_when_it_is_saved(client: httpx.Client, expression: str, says: str) -> None:
    refused = client.post("/api/v1/segments", json={"id": "own", "expression": expression})
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "/body/expression")
    assert says in refused.json()["detail"]
    assert refused.json()["errors"][0]["hint"]
    assert client.get("/api/v1/segments/own").status_code == 404
