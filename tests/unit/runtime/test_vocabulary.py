"""Expressions are checked against the whole workspace when they are saved: sorts, kinds, schemas, other traits."""

from typing import Any

import pytest

from clew.catalog import Authored, InvalidDocuments, from_data, plan
from clew.runtime.kinds import KINDS


def planned(*documents: dict[str, Any]) -> list[str]:
    """What is wrong with these documents, planned together."""
    desired = [Authored(from_data({"name": "x", **document})) for document in documents]
    try:
        plan(desired, [], KINDS)
    except InvalidDocuments as error:
        return [placed.fault.message for placed in error.faults]
    return []


def segment(expression: str, name: str = "s") -> dict[str, Any]:
    return {"kind": "segment", "id": name, "expression": expression}


def trait(expression: str, name: str = "t") -> dict[str, Any]:
    return {"kind": "trait", "id": name, "expression": expression}


@pytest.mark.parametrize(
    ("documents", "fault"),
    [
        ([segment('count("Order Completed")')], "a segment needs a condition"),
        ([trait('did "Order Completed"')], "a trait needs a value"),
        ([segment('count("Order Completed") = "three"')], "a number is compared with a text"),
        ([segment('sum(currency of "Order Completed") > 3')], "`sum` needs a number"),
        ([segment('did "Order Completed" where coupon > 5')], "a text is compared with a number"),
        ([trait('count("Order Completed")'), segment('trait(t) = "three"')], "a number is compared with a text"),
        (
            [trait("1 + trait(u)"), trait('sum(total of "Order Completed")', "u"), segment('trait(t) = "three"')],
            "a number is compared with a text",
        ),
    ],
)
def test_what_can_never_be_is_refused(documents: list[dict[str, Any]], fault: str) -> None:
    assert any(fault in message for message in planned(*documents)), planned(*documents)


def test_what_no_schema_names_may_be_asked() -> None:
    expression = 'sum(whatever of "Order Completed") > 3 and did "Something Else" and profile.shoe = 43'
    assert planned(segment(expression), trait('first(anything of "page")')) == []


def test_a_schema_of_the_workspace_counts() -> None:
    schema = {
        "kind": "schema",
        "id": "rental",
        "events": ["Bike Rented"],
        "properties": {"minutes": {"type": "integer"}, "bike": {"type": "string"}},
    }
    good, bad = segment('sum(minutes of "Bike Rented") > 60'), segment('sum(bike of "Bike Rented") > 60')
    assert planned(schema, good) == []
    assert planned(schema, bad) == ["at character 5: `sum` needs a number, and this is a text"]
    assert planned(bad) == []
