"""The checker knows a workspace's names and kinds, and says what was meant."""

import pytest

from clew.expressions import Problem, Vocabulary, check, from_json, parse, to_json
from tests.unit.expressions.test_examples import EXAMPLES

KNOWN = Vocabulary(
    attributes={
        "country": "text",
        "age": "number",
        "vip": "flag",
        "tags": "list",
        "address.city": "text",
        "items": "list",
        "items.price": "number",
        "renewal": "date",
        "extra": "any",
    },
    events={"purchase": {"total": "number", "items": "list", "items.sku": "text", "store": "text"}, "view": None},
    segments={"buyers"},
    traits={"spent": "number"},
    scores={"churn"},
    consents={"email"},
)


# ruff: noqa: E501 (one case a line reads as the table it is)
# fmt: off
ERRORS = [
    ('profile.contry = "US"', "unknown_attribute", "1:1", "there is no attribute `contry`", "did you mean `country`?"),
    ('profile.address.town = "x"', "unknown_attribute", "1:1", "there is no attribute `address.town`", "did you mean `address.city`?"),
    ('profile.country.code = "x"', "unknown_attribute", "1:1", "there is no attribute `country.code`", "did you mean `country`?"),
    ("did purchse", "unknown_event", "1:5", "there is no event `purchse`", "did you mean `purchase`?"),
    ("did purchase since last vieww", "unknown_event", "1:14", "there is no event `vieww`", "did you mean `view`?"),
    ("sequence(view then purchse)", "unknown_event", "1:20", "there is no event `purchse`", "did you mean `purchase`?"),
    ("sum(totl of purchase) > 1", "unknown_property", "1:5", "there is no property `totl`", "did you mean `total`?"),
    ("did purchase where totl > 1", "unknown_property", "1:20", "there is no property `totl`", "did you mean `total`?"),
    ('did purchase where any(items, skku = "x")', "unknown_field", "1:31", "there is no field `skku`", "did you mean `sku`?"),
    ('in segment "buyer"', "unknown_segment", "1:1", "there is no segment `buyer`", "did you mean `buyers`?"),
    ("trait(spend) > 1", "unknown_trait", "1:1", "there is no trait `spend`", "did you mean `spent`?"),
    ("profile.age = \"5\"", "kinds_differ", "1:1", "a number is compared with a text: always false", "write the number without quotes"),
    ("last(store of purchase) > 5", "kinds_differ", "1:1", "a text is compared with a number: always false", None),
    ('profile.age in ["5"]', "kinds_differ", "1:1", "a number is compared with a text: always false", "write the number without quotes"),
    ("profile.vip > true", "not_comparable", "1:1", "true and false have no order", "use `=`"),
    ('profile.tags = "x"', "not_comparable", "1:1", "an array can't be compared: always false", "use `contains` or any(...)"),
    ("profile.address is null and profile.address = 1", "not_comparable", "1:29", "an object can't be compared: always false", "compare one of its fields"),
    ("sum(store of purchase) > 1", "wrong_kind", "1:5", "`sum` needs a number, and this is a text", None),
    ("profile.age within last 3d", "wrong_kind", "1:1", "a test of dates needs a date, and this is a number", None),
    ("profile.age + profile.country > 1", "wrong_kind", "1:15", "`+` needs a number, and this is a text", None),
    ('profile.age contains "5"', "wrong_kind", "1:1", "`contains` needs a text, and this is a number", None),
    ("any(profile.country, it = 1)", "wrong_kind", "1:5", "`any` needs an array, and this is a text", None),
    ("distance(profile.country, 1, 2, 3) < 5", "wrong_kind", "1:10", "`distance` needs a number, and this is a text", None),
]
# fmt: on


@pytest.mark.parametrize(("text", "code", "where", "message", "hint"), ERRORS)
def test_an_error_is_found_with_its_place_and_cure(
    text: str, code: str, where: str, message: str, hint: str | None
) -> None:
    assert check(parse(text), KNOWN) == [Problem(code, where, message, hint)]


@pytest.mark.parametrize(
    "text", ["sequence(view then no purchase)", "score(chrn) > 1", 'consent(sms) = "in"', 'consent(email) = "yes"']
)
def test_what_may_yet_come_only_warns(text: str) -> None:
    assert [problem.severity for problem in check(parse(text), KNOWN)] == ["warning"]


def test_an_open_workspace_only_warns_of_unknown_names() -> None:
    known = Vocabulary(attributes={"country": "text"}, events={"purchase": {}}, open=True)
    problems = check(parse('profile.plan = "x" and did visit and did purchase where total > 1'), known)
    assert [(problem.code, problem.severity) for problem in problems] == [
        ("unknown_attribute", "warning"),
        ("unknown_event", "warning"),
        ("unknown_property", "warning"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'profile.country = "US" and profile.extra.deep > 5',
        "did view where anything.at.all = 1",
        "any(profile.items, price > 5) and profile.renewal within next 7d and profile.renewal > now",
        'profile.renewal >= "2026-01-01"',
        'did purchase where context.page.url contains "/sale" since last view',
        "trait(spent) / count(purchase) > score(churn)",
        'profile.tags contains "x" and any(profile.tags, it = 5)',
    ],
)
def test_what_fits_has_no_problem(text: str) -> None:
    assert check(parse(text), KNOWN) == []


def test_where_nothing_is_known_anything_goes() -> None:
    for example in EXAMPLES:
        assert check(parse(example.text), Vocabulary()) == []


def test_places_in_data_are_pointers() -> None:
    data = to_json(parse("did view and did purchse"))
    assert [problem.where for problem in check(from_json(data), KNOWN)] == ["/terms/1/events"]
