"""Expressions are checked against the whole workspace when they are saved: sorts, kinds, schemas, other traits."""

from typing import Any

import pytest

from clew.catalog import Authored, InvalidDocuments, from_data, plan
from clew.expressions import check, parse
from clew.runtime.kinds import KINDS
from clew.runtime.vocabulary import vocabulary_of


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


def test_the_scores_of_a_workspace_are_those_of_its_models() -> None:
    document = {"kind": "model", "id": "churn", "name": "Churn risk", "goal": '"Order Completed"', "window": "30d"}
    known = vocabulary_of([from_data(document)])
    assert known.scores == ["churn"]
    assert known.notes["score", "churn"].meaning == "Churn risk"
    assert [problem.hint for problem in check(parse("score(chrn) > 0.5"), known)] == ["did you mean `churn`?"]
    assert vocabulary_of([]).scores is None
    credited = from_data(document | {"id": "orders", "task": "attribution"})
    assert vocabulary_of([from_data(document), credited]).scores == ["churn"]  # it says what of channels, not of people


MODEL = {"kind": "model", "id": "m", "goal": '"Order Completed"', "window": "30d"}
METRIC = {"kind": "metric", "id": "k", "measure": "count", "event": {"event": "Order Completed"}}


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (
            {**MODEL, "goal": '"Order Completed" where coupon > 5'},
            ("/goal", "character 34: a text is compared"),
        ),
        ({**MODEL, "eligible": 'in segment "nobody"'}, ("/eligible", "nobody")),
        ({**MODEL, "eligible": 'sum(currency of "Order Completed") > 3'}, ("/eligible", "`sum` needs a number")),
        ({**MODEL, "task": "value", "amount": "currency"}, ("/amount", "`sum` needs a number")),
        (
            {
                **MODEL,
                "task": "attribution",
                "touchpoints": [{"events": '"Order Completed" where coupon > 5', "channel": "'x'"}],
            },
            ("/touchpoints/0/events", "at character 34: a text is compared with a number"),
        ),
        (
            {**METRIC, "event": {"event": "Order Completed", "where": "coupon > 5"}},
            ("/event/where", "at character 10: a text is compared with a number"),
        ),
        ({**METRIC, "measure": "sum", "property": "currency"}, ("/property", "`sum` needs a number")),
        ({**METRIC, "among": "profile.age > 3 and trait(none) > 3"}, ("/among", "none")),
    ],
)
def test_what_models_and_metrics_say_is_checked_where_it_stands(
    document: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(InvalidDocuments) as caught:
        plan([Authored(from_data({"name": "x", **document}))], [], KINDS)
    found = [placed.fault for placed in caught.value.faults]
    where, words = fault
    assert any(each.pointer == where and words in each.message for each in found), found


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


def test_the_conditions_of_a_journey_are_checked_too() -> None:
    journey = {
        "kind": "journey",
        "id": "j",
        "entry": {"event": "page"},
        "exit": [{"if": 'count("Order Completed") = "three"'}],
        "nodes": {"pause": {"wait": "1d"}},
    }
    (message,) = planned(journey)
    assert "a number is compared with a text" in message


DRAWN: dict[str, Any] = {
    "kind": "journey",
    "id": "j",
    "entry": {"event": "Product Aded", "where": "prise > 3", "key": "product_id"},
    "exit": [{"event": "Order Completed", "same": "order_idd"}, {"event": "message_clicked"}],
    "goals": [{"event": "Order Completd"}],
    "nodes": {
        "wait": {"wait_event": {"event": "Product Viewed", "where": 'nmae = "x"'}, "timeout": "1d", "on_event": "day"},
        "day": {"wait_until": "birthdat", "next": "if"},
        "if": {"if": 'profile.contry = "GB"', "then": "end"},
    },
}


def test_what_a_journey_names_and_nobody_knows_is_told_with_what_may_be_meant() -> None:
    warnings = plan([Authored(from_data({"name": "x", **DRAWN}))], [], KINDS).warnings
    told = {placed.fault.pointer: (placed.fault.about, placed.fault.of, placed.fault.hint) for placed in warnings}
    assert told == {
        # Of an event that nobody knows no property is doubted.
        "/entry/event": ("Product Aded", "", "did you mean `Product Added`?"),
        "/exit/0/same": ("order_idd", "Order Completed", "did you mean `order_id`?"),
        "/goals/0/event": ("Order Completd", "", "did you mean `Order Completed`?"),
        "/nodes/wait/wait_event/where": ("nmae", "Product Viewed", "did you mean `name`?"),
        "/nodes/day/wait_until": ("birthdat", "", told["/nodes/day/wait_until"][2]),
        "/nodes/if/if": ("contry", "", told["/nodes/if/if"][2]),
    }
    half = {**DRAWN, "status": "draft", "entry": {"event": "", "where": "prise > 3", "key": ""}}
    warnings = plan([Authored(from_data({"name": "x", **half}))], [], KINDS).warnings
    assert not any(placed.fault.pointer.startswith("/entry") for placed in warnings), "of a choice that is open nothing"
    mended = {**DRAWN, "entry": {"event": "Product Added", "where": "prise > 3", "key": "prodduct_id"}}
    warnings = plan([Authored(from_data({"name": "x", **mended}))], [], KINDS).warnings
    told = {placed.fault.pointer: (placed.fault.about, placed.fault.of, placed.fault.hint) for placed in warnings}
    assert told["/entry/where"] == ("prise", "Product Added", "did you mean `price`?")
    assert told["/entry/key"] == ("prodduct_id", "Product Added", "did you mean `product_id`?")
