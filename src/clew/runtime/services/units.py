"""In what is measured what expressions mention, as far as documents say so: an order's total in GBP."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from clew.expressions import CxlError, Did, parse, unit_key

Bodies = Callable[[str], Iterable[tuple[str, Mapping[str, Any]]]]
"""The ids of the documents of a kind, with what they say."""

_OF_THE_PROPERTY = frozenset({"sum", "average", "median", "per_person", "value"})
"""Measures that are told in what the property is measured in."""


def units_of(bodies: Bodies) -> Mapping[str, str]:
    """Every unit that is known, by `unit_key`; where documents say different things of a property, none is."""
    found: dict[str, set[str]] = {}
    for key, unit in (*_of_metrics(bodies("metric")), *_of_traits(bodies("trait"))):
        found.setdefault(key, set()).add(unit)
    known = {key: next(iter(units)) for key, units in found.items() if len(units) == 1}
    return known | dict(_of_models(bodies("model"), known))


def _of_metrics(metrics: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[tuple[str, str]]:
    for _, said in metrics:
        unit, of = said.get("unit"), said.get("property")
        if unit and of and said.get("measure") in _OF_THE_PROPERTY:
            yield unit_key("property", str(said["event"]["event"]), str(of).strip()), str(unit)


def _of_traits(traits: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[tuple[str, str]]:
    for name, said in traits:
        if said.get("unit"):
            yield unit_key("trait", name), str(said["unit"])


def _of_models(models: Iterable[tuple[str, Mapping[str, Any]]], known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """A value is told in what the amount is measured in that it adds up."""
    for name, said in models:
        if said.get("task") != "value" or said.get("output") == "score":
            continue
        try:
            goal = parse(f"did {said.get('goal', '')}")
        except CxlError:
            continue
        event = goal.events.type if isinstance(goal, Did) else ""
        unit = known.get(unit_key("property", event, str(said.get("amount", "")).strip()))
        if unit is not None:
            yield unit_key("score", name), unit
