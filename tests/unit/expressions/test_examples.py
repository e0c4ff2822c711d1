"""The twenty-six expressions that marketers ask for: read, written back as they were, true and false where due."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from clew.events import Record
from clew.expressions import describe, from_json, parse, to_json, to_text
from clew.kernel.instants import DAY, HOUR, MINUTE
from tests.unit.expressions.asking import NOW, Person, ask, happened


@dataclass
class Example:
    """A text, what makes it true of somebody, and what then makes it false."""

    text: str
    events: list[Record] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    scores: dict[str, Any] = field(default_factory=dict)
    consents: dict[str, Any] = field(default_factory=dict)
    spoils: Record | None = None
    spoilt: dict[str, Any] = field(default_factory=dict)


def ago(kind: str, elapsed: int, **properties: Any) -> Record:
    return happened(kind, NOW - elapsed, **properties)


EXAMPLES = [
    Example(
        "count(purchase) > 5 and did purchase in last 30d and avg(total of purchase) > 200",
        [ago("purchase", day * DAY, total=200.1) for day in range(1, 7)],
        spoils=ago("purchase", DAY + 1, total=1),
    ),
    Example(
        'did product_view where category = "running shoes" in last 30d'
        ' and did not purchase where category = "running shoes" in last 30d',
        [ago("product_view", DAY, category="running shoes"), ago("purchase", DAY, category="hats")],
        spoils=ago("purchase", DAY + 1, category="running shoes"),
    ),
    Example(
        "did cart_add in last 24h and did not purchase in last 24h",
        [ago("cart_add", HOUR), ago("purchase", DAY)],
        spoils=ago("purchase", DAY - 1),
    ),
    Example(
        "sequence(cart_add then no purchase within 24h) in last 7d",
        [ago("cart_add", 2 * DAY), ago("purchase", DAY)],
        spoils=ago("purchase", DAY + 1),
    ),
    Example(
        "sequence(cart_add where value > 50 then no purchase within 24h) in last 7d grace 10m",
        [ago("cart_add", DAY + 10 * MINUTE, value=50.01), ago("cart_add", DAY, value=60)],
        spoils=ago("purchase", 2 * HOUR + 20 * HOUR),
    ),
    Example(
        'score(churn) >= 0.8 and consent(email) != "out"',
        scores={"churn": 0.8},
        consents={"email": "in"},
        spoilt={"churn": 0.79},
    ),
    Example(
        'score(ltv) > 1000 and profile.tier in ["gold", "platinum"]',
        scores={"ltv": 1000.01},
        attributes={"tier": "gold"},
        spoilt={"tier": "silver"},
    ),
    Example(
        "sequence(onboarding_start then no onboarding_done within 7d) in last 30d",
        [ago("onboarding_start", 7 * DAY)],
        spoils=ago("onboarding_done", DAY),
    ),
    Example(
        "did loan_form where page = 3 in last 2d and did not loan_submit in last 2d",
        [ago("loan_form", DAY, page=3)],
        spoils=ago("loan_submit", HOUR),
    ),
    Example(
        'count(booking where (climate = "tropical" and month in [12, 1, 2])) >= 2',
        [ago("booking", day * DAY, climate="tropical", month=month) for day, month in ((9, 12), (400, 2), (5, 3))],
    ),
    Example(
        'sequence(plan_upgrade where channel = "online" then support_call within 1d) in last 7d',
        [ago("plan_upgrade", 2 * DAY, channel="online"), ago("support_call", DAY + 1)],
    ),
    Example(
        'profile.materials contains "organic"'
        ' or did product_view where any(tags, name = "eco") in last 90d at least 3 times',
        [ago("product_view", day * DAY, tags=[{"name": "new"}, {"name": "eco"}]) for day in (1, 2, 3)],
    ),
    Example(
        "count(support_ticket in last 30d) >= 3"
        " and count(purchase in last 30d) < count(purchase in window 60d to 30d ago)",
        [*(ago("support_ticket", day * DAY) for day in (1, 2, 3)), ago("purchase", 30 * DAY)],
        spoils=ago("purchase", DAY),
    ),
    Example(
        "last(score of nps_answer in last 90d) <= 6 and did not agent_contact since last nps_answer",
        [ago("nps_answer", 9 * DAY, score=9), ago("nps_answer", 3 * DAY, score=6), ago("agent_contact", 3 * DAY)],
        spoils=ago("agent_contact", DAY),
    ),
    Example(
        'profile.country = "US" and did checkout today',
        [ago("checkout", 12 * HOUR)],
        {"country": "US"},
        spoilt={"country": "CA"},
    ),
    Example(
        'in segment "California Residents" and did checkout in last 24h',
        [ago("checkout", 12 * HOUR)],
        {"state": "CA"},
        spoilt={"state": "NY"},
    ),
    Example(
        'did purchase where any(items, category = "shoes" and color = "red") in last 3h',
        [ago("purchase", HOUR, items=[{"category": "shoes", "color": "red"}])],
    ),
    Example("sum(total of purchase) > 100", [ago("purchase", DAY, total=99.99), ago("purchase", HOUR, total=0.02)]),
    Example(
        'profile.workCountry = "US" and sequence(email_click then checkout) today',
        [ago("email_click", 12 * HOUR), ago("checkout", HOUR)],
        {"workCountry": "US"},
        spoilt={"workCountry": None},
    ),
    Example("distinct(storeId of order) > 1", [ago("order", DAY, storeId="a"), ago("order", HOUR, storeId="b")]),
    Example("anniversary(profile.birthdate) today", attributes={"birthdate": "1990-06-15"}),
    Example(
        'did purchase where any(items, price > 50 or sku = "PS") this_month',
        [ago("purchase", 14 * DAY, items=[{"price": 1}, {"sku": "PS"}])],
    ),
    Example(
        'consent(email) = "in" and did not message_sent where channel = "email" in last 7d',
        consents={"email": "in"},
        events=[ago("message_sent", DAY, channel="sms")],
        spoils=ago("message_sent", DAY, channel="email"),
    ),
    Example(
        'did purchase and did not purchase in last 90d and not in segment "staff"',
        [ago("purchase", 90 * DAY)],
        spoilt={"staff": True},
    ),
    Example(
        "distance(profile.lat, profile.lon, 40.7128, -74.006) < 5000 and did app_open in last 7 calendar days",
        [ago("app_open", 6 * DAY)],
        {"lat": 40.75, "lon": -74.0},
        spoilt={"lat": 40.80},
    ),
    Example(
        'profile.renewal within next 14d and profile.plan = "premium" and did not renewal_done in last 30d',
        attributes={"renewal": "2026-06-29T12:00:00Z", "plan": "premium"},
        spoilt={"renewal": "2026-06-29T12:00:00.000001Z"},
    ),
]
SEGMENTS = {"California Residents": 'profile.state = "CA"', "staff": "profile.staff = true"}


def test_there_are_twenty_six() -> None:
    assert len({example.text for example in EXAMPLES}) == 26


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.text[:40])
def test_an_example_reads_back_and_is_true_and_false_where_due(example: Example) -> None:
    expr = parse(example.text)
    assert to_text(expr) == example.text
    assert from_json(to_json(expr)) == expr
    assert describe(expr)
    person = Person(example.events, example.attributes, example.consents, example.scores)
    assert ask(example.text, person, segments=SEGMENTS) is True
    spoilt = {**example.attributes, **example.spoilt}
    scores = {**example.scores, **{name: value for name, value in example.spoilt.items() if name in example.scores}}
    if example.spoils or example.spoilt:
        events = [*example.events, *([example.spoils] if example.spoils else [])]
        assert ask(example.text, Person(events, spoilt, example.consents, scores), segments=SEGMENTS) is False
    assert ask(example.text, Person(exists=False), segments=SEGMENTS) is False
    if "did not" not in example.text:
        assert ask(example.text, segments=SEGMENTS) is False
