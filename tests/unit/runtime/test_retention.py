"""How long events are kept, and what may look no further back: refused where it is written, with the cure."""

from typing import Any

import pytest

from clew.catalog import Authored, Document, InvalidDocuments, Placed, from_data, plan
from clew.runtime.kinds import KINDS

KEEP = {"kind": "workspace", "id": "workspace", "keep_events": "30d"}


def segment(expression: str, name: str = "s") -> dict[str, Any]:
    return {"kind": "segment", "id": name, "expression": expression}


def refused(documents: list[dict[str, Any]], stored: list[dict[str, Any]] | None = None) -> list[Placed]:
    """What is wrong with documents beside what stands."""
    desired = [Authored(document(each, 0)) for each in documents]
    try:
        plan(desired, [document(each, 1) for each in stored or []], KINDS)
    except InvalidDocuments as error:
        return list(error.faults)
    return []


def document(data: dict[str, Any], version: int) -> Document:
    return from_data({"name": "x", "version": version, **data} if version else {"name": "x", **data})


@pytest.mark.parametrize(
    ("expression", "offset", "said"),
    [
        ("did page in last 31d", 17, "up to 31 days"),
        ('profile.plan = "pro" and did not page', 33, "for ever"),
        ("count(page in last 2 months) > 3", 19, "days"),
        ("did page since 2026-01-01", 9, "stands still"),
        ("count(page since last screen) > 3", 11, "for ever"),
        ("sequence(page then screen within 1h)", 0, "for ever"),
        ("did page in last 30d and did screen in window 40d to 20d ago", 46, "up to 40 days"),
    ],
)
def test_what_looks_back_further_is_refused_at_its_place(expression: str, offset: int, said: str) -> None:
    (placed,) = refused([KEEP, segment(expression)])
    assert placed.fault.pointer == "/expression"
    assert placed.fault.message.startswith(f"at character {offset + 1}: ")
    assert said in placed.fault.message
    assert "kept for 30 days" in placed.fault.message
    assert placed.fault.hint == "say `in last 30d` or less, or lengthen `keep_events`"
    assert refused([segment(expression)], [KEEP]) != []
    assert refused([segment(expression)]) == []


@pytest.mark.parametrize(
    "expression",
    [
        "did not page in last 30d",
        "sum(total of buy in last 3 calendar weeks) > 3",
        "sequence(page then no screen within 40d) in last 30d",
        'profile.signup within last 900d and consent(email) = "in" and score(churn) > 0.5',
        'last(member of list_changed where list = "s") = true',
    ],
)
def test_what_looks_no_further_is_fine(expression: str) -> None:
    assert refused([KEEP, segment(expression)]) == []


def test_traits_journeys_and_models_are_asked_too() -> None:
    journey = {
        "kind": "journey",
        "id": "j",
        "entry": {"event": "page"},
        "exit": [{"if": "did buy in last 90d"}],
        "nodes": {"pause": {"wait": "1d"}},
    }
    trait = {"kind": "trait", "id": "t", "expression": "count(page)"}
    assert {p.fault.pointer for p in refused([KEEP, trait, journey])} == {"/expression", "/exit/0/if"}


def test_a_time_that_live_definitions_need_is_not_shortened() -> None:
    stored = [KEEP, segment("did page in last 20d", "near"), segment("did page in last 30d", "far")]
    (placed,) = refused([{**KEEP, "keep_events": "25d"}], stored)
    assert placed.where.startswith("workspace/workspace")
    assert placed.fault.message == "segment/far would look further back than 25 days"
    assert refused([{**KEEP, "keep_events": "20w"}], stored) == []
    both = [{**KEEP, "keep_events": "25d"}, segment("did page in last 10d", "far")]
    assert refused(both, stored) == []


@pytest.mark.parametrize("text", ["30", "0d", "12h", "a year", 30])
def test_it_is_a_number_of_days_or_weeks(text: object) -> None:
    (placed,) = refused([{**KEEP, "keep_events": text}])
    assert placed.fault.pointer == "/keep_events"
