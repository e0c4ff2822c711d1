"""Plain English for every construct."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.expressions import describe, parse, unit_key
from tests.laws.expressions.trees import Trees


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("did purchase in last 30d at least 2 times", 'did "purchase" in the last 30 days at least 2 times'),
        ("did not purchase yesterday", 'did not "purchase" yesterday'),
        ("did a where v > 5 this_month", 'did "a" where its v is more than 5, this month'),
        ("did a in last 1 month exactly 1 times", 'did "a" in the last 1 month exactly 1 time'),
        ("did a in last 7 calendar days at most 2 times", 'did "a" in this and the 6 days before at most 2 times'),
        ("did a from 2026-01-01 to 2026-02-01", 'did "a" since 2026-01-01 before 2026-02-01'),
        (
            "sequence(cart_add then no purchase within 24h) in last 7d grace 10m",
            'in the last 7 days: "cart_add", then no "purchase" within 24 hours, decided 10 minutes later',
        ),
        ("count(purchase in last 30d) > 5", 'did "purchase" in the last 30 days more than 5 times'),
        ("count(purchase) = 1", 'did "purchase" exactly 1 time'),
        ("count(purchase) > count(visit)", 'the number of "purchase" is more than the number of "visit"'),
        ("avg(total of purchase) > 200", 'the average total of "purchase" is more than 200'),
        ("sum(total of purchase) / 2 >= 5", '(the sum of total of "purchase" divided by 2) is at least 5'),
        ('profile.tier in ["a", "b", "c"]', 'the profile\'s tier is one of "a", "b" and "c"'),
        ("profile.a is null or profile.b is not null", "the profile's a is not known or the profile's b is known"),
        ("not (profile.a = 1 and profile.b = 2)", "it is not so that (the profile's a is 1 and the profile's b is 2)"),
        ("not did purchase in last 30d", 'did not "purchase" in the last 30 days'),
        ("not did purchase at least 3 times", 'did "purchase" less than 3 times'),
        ("not did purchase at most 3 times", 'it is not so that did "purchase" at most 3 times'),
        ('not in segment "staff"', 'is not in the segment "staff"'),
        ("anniversary(profile.day) today", "today is the anniversary of the profile's day"),
        ("profile.day within next 14d", "the profile's day is within the next 14 days"),
        ("none(profile.items, price > 5)", "none of the profile's items is one whose price is more than 5"),
        (
            'did order where (any(items, name = "Tea" and n > 5) and total > 9)',
            (
                'did "order" where (at least one of its items is one whose name is "Tea" and whose n is more than 5'
                " and its total is more than 9)"
            ),
        ),
        (
            'did order where all(items, name = "Tea" or n > cost)',
            'did "order" where every one of its items is one (whose name is "Tea" or whose n is more than its cost)',
        ),
        (
            'any(profile.items, none(sizes, it > 4) and n > 5)',
            (
                "at least one of the profile's items is one where"
                " (none of its sizes is one where the element is more than 4 and its n is more than 5)"
            ),
        ),
        ("trait(ltv) > score(x)", 'the trait "ltv" is more than the score "x"'),
    ],
)  # fmt: skip
def test_english(text: str, english: str) -> None:
    assert describe(parse(text)) == english


def test_what_is_mentioned_goes_by_its_name() -> None:
    names = {"segment": {"staff": "Our people"}, "trait": {"ltv": "Lifetime spend"}, "model": {"x": "Churn risk"}}
    told = describe(parse('not in segment "staff" and (trait(ltv) > score(x) or trait(odd) > 3)'), names)
    assert told == (
        'is not in the segment "Our people" and'
        ' (the trait "Lifetime spend" is more than the score "Churn risk" or the trait "odd" is more than 3)'
    )


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("did order where total > 50", 'did "order" where its total is more than £50'),
        ("did order where (total > 1234.5)", 'did "order" where its total is more than £1,234.50'),
        ("did order where total between 10 and 20", 'did "order" where its total is from £10 to £20'),
        ("did order where weight > 50", 'did "order" where its weight is more than 50 kg'),
        ("did order where items > 2", 'did "order" where its items is more than 2'),
        ("did visit where total > 50", 'did "visit" where its total is more than 50'),
        ("sum(total of order) >= 5", 'the sum of total of "order" is at least £5'),
        ("count(order) > 5", 'did "order" more than 5 times'),
        ("distinct(total of order) > 5", 'the number of different values of total of "order" is more than 5'),
        ("sum(total of order) / 2 >= 5", '(the sum of total of "order" divided by 2) is at least £5'),
        ("trait(ltv) in [5, 10]", 'the trait "Spend" is one of CHF 5 and CHF 10'),
        ("score(x) < 0.5", 'the score "x" is less than €0.50'),
        ("sequence(order where total > 9 then visit)", '"order" where its total is more than £9, then "visit"'),
    ],
)
def test_amounts_are_told_in_what_they_are_measured_in(text: str, english: str) -> None:
    units = {
        unit_key("property", "order", "total"): "GBP",
        unit_key("property", "order", "weight"): "kg",
        unit_key("trait", "ltv"): "CHF",
        unit_key("score", "x"): "EUR",
    }
    assert describe(parse(text), {"trait": {"ltv": "Spend"}, "unit": units}) == english


@given(st.integers(0, 2**48))
def test_everything_has_words(seed: int) -> None:
    assert describe(Trees(seed, 0).expression(3))
