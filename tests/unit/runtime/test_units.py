"""What amounts are measured in, as metrics, traits and models say it: told of what all of them agree on."""

from typing import Any

from clew.expressions import unit_key
from clew.runtime.services.units import units_of


def metric(measure: str, of: str, unit: str, event: str = "order") -> dict[str, Any]:
    return {"measure": measure, "event": {"event": event}, "property": of, "unit": unit}


def units(**kinds: dict[str, dict[str, Any]]) -> dict[str, str]:
    return dict(units_of(lambda kind: kinds.get(kind, {}).items()))


def test_a_property_is_measured_in_what_its_metrics_say() -> None:
    metrics = {
        "revenue": metric("sum", "total", "GBP"),
        "basket": metric("average", "total", "GBP"),
        "orders": {"measure": "count", "event": {"event": "order"}, "unit": "orders"},
        "said": metric("nps", "score", "points"),
        "bare": metric("sum", "weight", ""),
    }
    assert units(metric=metrics) == {unit_key("property", "order", "total"): "GBP"}


def test_where_metrics_disagree_nothing_is_said() -> None:
    metrics = {"home": metric("sum", "total", "GBP"), "abroad": metric("sum", "total", "EUR")}
    assert units(metric=metrics) == {}


def test_a_value_is_measured_in_what_it_adds_up() -> None:
    value = {"task": "value", "goal": '"order" where total > 5', "amount": "total"}
    models = {
        "worth": value,
        "ranked": {**value, "output": "score"},
        "other": {**value, "amount": "weight"},
        "unreadable": {**value, "goal": "(("},
        "churn": {"task": "propensity", "goal": '"order"'},
    }
    found = units(metric={"revenue": metric("sum", "total", "GBP")}, model=models, trait={"spend": {"unit": "EUR"}})
    assert found == {
        unit_key("property", "order", "total"): "GBP",
        unit_key("trait", "spend"): "EUR",
        unit_key("score", "worth"): "GBP",
    }
