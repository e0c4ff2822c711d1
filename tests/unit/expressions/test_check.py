"""The checker knows a workspace's names and kinds, and says what was meant."""

import pytest

from clew.expressions import CxlError, Problem, Vocabulary, check, from_json, parse, to_json, word_end
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
    ('profile.contry = "US"', "unknown_attribute", "1:9", "there is no attribute `contry`", "did you mean `country`?"),
    ('profile.address.town = "x"', "unknown_attribute", "1:17", "there is no attribute `address.town`", "did you mean `address.city`?"),
    ('profile.country.code = "x"', "unknown_attribute", "1:17", "there is no attribute `country.code`", "did you mean `country`?"),
    ("did purchse", "unknown_event", "1:5", "there is no event `purchse`", "did you mean `purchase`?"),
    ("did purchase since last vieww", "unknown_event", "1:25", "there is no event `vieww`", "did you mean `view`?"),
    ("sequence(view then purchse)", "unknown_event", "1:20", "there is no event `purchse`", "did you mean `purchase`?"),
    ("sum(totl of purchase) > 1", "unknown_property", "1:5", "there is no property `totl`", "did you mean `total`?"),
    ("did purchase where totl > 1", "unknown_property", "1:20", "there is no property `totl`", "did you mean `total`?"),
    ('did purchase where any(items, skku = "x")', "unknown_field", "1:31", "there is no field `skku`", "did you mean `sku`?"),
    ('in segment "buyer"', "unknown_segment", "1:12", "there is no segment `buyer`", "did you mean `buyers`?"),
    ("trait(spend) > 1", "unknown_trait", "1:7", "there is no trait `spend`", "did you mean `spent`?"),
    ("profile.age = \"5\"", "kinds_differ", "1:15", "a number is compared with a text: always false", "write the number without quotes"),
    ("last(store of purchase) > 5", "kinds_differ", "1:27", "a text is compared with a number: always false", None),
    ('profile.age in ["5"]', "kinds_differ", "1:17", "a number is compared with a text: always false", "write the number without quotes"),
    ("profile.vip > true", "not_comparable", "1:9", "true and false have no order", "use `=`"),
    ('profile.tags = "x"', "not_comparable", "1:9", "an array can't be compared: always false", "use `contains` or any(...)"),
    ("profile.address is null and profile.address = 1", "not_comparable", "1:37", "an object can't be compared: always false", "compare one of its fields"),
    ("sum(store of purchase) > 1", "wrong_kind", "1:5", "`sum` needs a number, and this is a text", None),
    ("profile.age within last 3d", "wrong_kind", "1:9", "a test of dates needs a date, and this is a number", None),
    ("profile.age + profile.country > 1", "wrong_kind", "1:23", "`+` needs a number, and this is a text", None),
    ('profile.age contains "5"', "wrong_kind", "1:9", "`contains` needs a text, and this is a number", None),
    ("any(profile.country, it = 1)", "wrong_kind", "1:13", "`any` needs an array, and this is a text", None),
    ("distance(profile.country, 1, 2, 3) < 5", "wrong_kind", "1:18", "`distance` needs a number, and this is a text", None),
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


# What is wrong in the text, between guillemets: that, and nothing else, is what an editor underlines.
MARKED = [
    'profile.«contry» = "US"',
    'profile.«adress».city = "York"',
    'profile.address.«town» = "York"',
    "profile.age = 1 and profile.«agee» = 2",
    'did "«Purchase»"',
    "did purchase where «totl» > 3",
    "did purchase where (total > 1 and «totl» > 3) in last 3d",
    "did purchase where «prce».net > 3",
    'did purchase where any(items, «skku» = "x")',
    "did purchase since last «vieww»",
    "sequence(view then no «purchse» within 1d) in last 9d",
    "sequence(view then purchase where «totl» > 3)",
    "sum(«totl» of purchase) > 1",
    "sum(total of «purchse») > 1",
    'profile.age = 1 and not in segment «"buyer"»',
    "trait(«spend») > 1",
    'trait("«spend»") > 1',
    "score(«chrn») > 1",
    'consent(«sms») = "in"',
    'consent(email) = «"yes"»',
    "«summ»(total of purchase) > 1",
    'profile.age = «"5"»',
    '«"5"» = profile.age',
    "profile.age = profile.«country»",
    'profile.age between 1 and «"5"»',
    'profile.age in [«"5"»]',
    'profile.age in [5, «"6"»]',
    "profile.«tags» = 1",
    'profile.«age» contains "5"',
    "profile.country starts_with profile.«tags»",
    "1 + profile.«country» > 1",
    "trait(spent) > «true»",
    "profile.«age» within next 3d",
    "anniversary(profile.«vip») today",
    "distance(1, 2, 3, profile.«country») < 5",
    "profile.renewal within last «30»",
    "did view in last «30x»",
    "did view in last «0d»",
    "did view in last «40000d»",
    "did view in last 3 «mnths»",
    "did view in last «0» months",
    "did view in window 5d to «0d» ago",
    "profile.renewal within last «40000d»",
    "sequence(view then purchase within «0d»)",
    "sequence(view then purchase) grace «0d»",
    "profile.country = «'US'»",
    "profile.age «==» 5",
    "did view «AND» did purchase",
]


@pytest.mark.parametrize("marked", MARKED)
def test_what_is_wrong_is_marked_and_nothing_else(marked: str) -> None:
    start, end = marked.index("«"), marked.index("»") - 1
    if marked[start - 1] == '"' and marked[end + 2] == '"':
        start, end = start - 1, end + 1
        marked = marked.replace('"«', '«"').replace('»"', '"»')
    text = marked.replace("«", "").replace("»", "")
    # On a line of its own, so that lines are counted as well.
    text, start, end = f"profile.age = 0\nand\n{text}", start + 20, end + 20
    try:
        (place,) = (problem.where for problem in check(parse(text), KNOWN))
    except CxlError as error:
        place = error.where or ""
    line, column = place.split(":")
    found = 20 + int(column) - 1
    assert (line, found) == ("3", start)
    assert text[found : word_end(text, found)] == text[start:end]


def test_places_in_data_are_pointers() -> None:
    data = to_json(parse("did view and did purchse"))
    assert [problem.where for problem in check(from_json(data), KNOWN)] == ["/terms/1/events/type"]


POINTED = [
    ('profile.contry = "US"', "/left/names/0"),
    ('profile.address.town = "x"', "/left/names/1"),
    ('in segment "buyer"', "/segment"),
    ("trait(spend) > 1", "/left/name"),
    ("did view since last purchse", "/events/window/type"),
    ("sequence(view then purchse)", "/steps/1/type"),
    ("did purchase where totl > 3", "/events/where/left/names/0"),
    ('profile.age = "5"', "/right"),
    ('profile.age contains "5"', "/value/names/0"),
    ('profile.age in ["5"]', "/options/0"),
]


@pytest.mark.parametrize(("text", "pointer"), POINTED)
def test_in_data_too_it_is_the_name_itself(text: str, pointer: str) -> None:
    assert [problem.where for problem in check(from_json(to_json(parse(text))), KNOWN)] == [pointer]


def test_a_span_in_data_is_pointed_at() -> None:
    data = to_json(parse("did view in last 30d"))
    data["events"]["window"]["span"] = "40000d"
    with pytest.raises(CxlError, match="at most 100 years") as caught:
        from_json(data)
    assert caught.value.where == "/events/window/span"
