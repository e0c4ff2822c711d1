"""A wrong expression is refused with its place, the reason and a cure."""

from typing import Any

import pytest

from clew.expressions import CxlError, from_json, parse
from clew.expressions.lex import MAX_TEXT

TEXTS = {
    "": "1:1: expected a value or a condition, found the end",
    'country = "US"': (
        "1:1: `country` is an event property, but no event is meant here (`profile.country` or `trait(country)`?)"
    ),
    "did": "1:4: expected an event type, found the end",
    "did where total > 1": '1:5: expected an event type, found `where` (write it in quotes: "where")',
    "did purchase where": "1:19: expected a value or a condition, found the end",
    "did purchase where not total > 1": (
        "1:20: expected a condition, found `not` (put it in parentheses: `where (not ...)`)"
    ),
    "did purchase where vip": "1:20: a value is no condition (compare it, for example with `= true`)",
    "did purchase where a = 1 and b = 2": (
        "1:30: `b` is an event property, but no event is meant here (`profile.b` or `trait(b)`?)"
    ),
    "did x where profile.y = 2": (
        "1:13: an attribute can't be used inside `where`"
        " (`where` tests what the event itself says; an attribute may change later)"
    ),
    "did x where did y": (
        "1:13: `did` can't stand inside `where`"
        " (`where` tests what the event itself says; close it and join with `and`)"
    ),
    "any(profile.items, profile.a = 1)": (
        "1:20: `profile` can't be used here (inside any, all and none bare names are fields of the element)"
    ),
    "profile.a == 1": "1:11: `==` means nothing here (write `=`)",
    "profile.a <> 1": "1:11: `<>` means nothing here (write `!=`)",
    "profile.a = 'x'": '1:13: `\'` means nothing here (write texts in double quotes: "text")',
    'profile.a = "x': '1:13: `"` means nothing here (the text has no closing quote)',
    'profile.a = "\\q"': '1:14: `\\q` is no escape (there are \\n \\t \\r \\" \\` \\\\ \\u0000)',
    'profile.a = "\\ud800"': "1:13: half of a character (write \\u surrogates in pairs)",
    "profile.a = 1 AND profile.b = 2": "1:15: expected the end, found `AND` (did you mean `and`?)",
    "profile.a = 1 && profile.b = 2": "1:15: `&` means nothing here (write `and`)",
    "profile.a = 1 = 2": "1:15: expected the end, found `=` (comparisons don't chain: join two with `and`)",
    "(profile.a = 1": "1:15: expected `)`, found the end",
    "profile.a = 1)": "1:14: expected the end, found `)`",
    "profile.a": None,
    "profile": "1:1: `profile` alone has no value (write `profile.` and a name)",
    "profile. = 1": "1:10: expected a name after the dot, found `=`",
    "profile.a = null": "1:13: expected a value or a condition, found `null` (test it with `is null`)",
    'profile.a is "x"': "1:14: expected `null`, found `x` (for any other value write `=` or `!=`)",
    "profile.a = 2026-01-31": (
        '1:13: expected a value or a condition, found `2026-01-31` (dates in data are texts: write "2026-01-31")'
    ),
    "profile.a in []": "1:15: expected a number, a text, `true` or `false`, found `]`",
    'profile.a in [1, "x"]': "1:18: a list holds one kind of value, and at least one",
    "profile.a = 1e400": "1:13: the number is too large or too small (up to 1.7e308, 400 decimals)",
    "profile.a + (profile.b = 1) > 2": "1:13: a condition has no value to compare or compute with",
    "profile.a = 1 and 5": "1:19: a value is no condition (compare it, for example with `= true`)",
    'profile.a matches "(?=x)"': ("1:19: the pattern can't be read (RE2 syntax: no look-around, no back-references)"),
    "profile.a matches profile.b": "1:19: `matches` needs a pattern in quotes",
    "profile.a within 3d": "1:18: expected `last` or `next`, found `3d`",
    "profile.day + now > 1": "1:15: `now` can only be compared with a date",
    "summ(x of y) > 1": "1:1: `summ` is no function (did you mean `sum`?)",
    "sum(x) > 1": "1:6: expected `of`, found `)` (write `sum(property of event)`)",
    "count(purchase in last 30 days) > 1": (
        "1:27: expected `months`, `years` or `calendar`, found `days`"
        " (write `30d` for elapsed time, or `30 calendar days` for local ones)"
    ),
    "did x in last 30": "1:17: expected a unit, found the end (write `30d`, `30 months` or `30 calendar days`)",
    "did x in last 30days": (
        "1:15: `30days` is neither a number nor a time span (spans are whole numbers with ms, s, m, h, d or w: `30d`)"
    ),
    "did x in last 0d": (
        "1:15: a time span must be above 0 and at most 100 years (without a window all of the past counts)"
    ),
    "did x in last 40000d": (
        "1:15: a time span must be above 0 and at most 100 years (without a window all of the past counts)"
    ),
    "did x in last 0 months": "1:15: the window must count 1 to 1200",
    "did x in window 1d to 2d ago": "1:7: the window is empty (the longer time first: `60d to 30d ago`)",
    "did x from 2026-02-01 to 2026-01-01": "1:7: the window is empty (the earlier date first)",
    "trait(w-days) > 3": '1:8: expected `)`, found `-` (a name with spaces or signs stands in quotes: "w-days")',
    "did order.placed": (
        '1:10: expected the end, found `.` (a name with spaces or signs stands in quotes: "order.placed")'
    ),
    "count(Order Completed in last 3d) > 1": (
        '1:13: expected `)`, found `Completed` (a name with spaces or signs stands in quotes: "Order Completed")'
    ),
    'profile.first name = "x"': (
        "1:15: expected the end, found `name` (a name with spaces or signs stands in backticks: `` `first name` ``)"
    ),
    'profile.first-name = "x"': (
        "1:15: `name` is an event property, but no event is meant here"
        " (a name with spaces or signs stands in backticks: `` `first-name` ``)"
    ),
    "did order-placed where total > 3": (
        "1:1: a condition has no value to compare or compute with"
        ' (a name with spaces or signs stands in quotes: "order-placed")'
    ),
    'did "x" more than 3 times': (
        "1:9: expected the end, found `more` (how often is written `at least 3 times`, `at most` or `exactly`)"
    ),
    'not did "x" last 3 days': "1:13: expected the end, found `last` (a time is written `in last 30d`)",
    'profile.country in ("GB", "FR")': (
        '1:17: expected the end, found `in` (a list stands in square brackets: `in ["a", "b"]`)'
    ),
    'segment("x")': '1:1: `segment` is no function (write `in segment "..."`)',
    'did("x")': "1:1: `did` is no function (write `did` and the event, without brackets)",
    'profile.name like "x%"': ("1:14: expected the end, found `like` (write `contains`, `starts_with` or `ends_with`)"),
    "any order where total > 3": (
        "1:5: expected the end, found `order`"
        " (of what somebody did write `did ...`; of the elements of a list `any(list, test)`)"
    ),
    "purchase in last 30d": "1:10: expected the end, found `in` (of what somebody did write `did purchase ...`)",
    "count purchase > 3": "1:7: expected the end, found `purchase` (write `count(...)`)",
    "count(x) > 1 where y = 2": (
        "1:14: expected the end, found `where` (it stands inside of the brackets: `count(... where ...)`)"
    ),
    'segment "staff"': '1:9: expected the end, found `staff` (write `in segment "staff"`)',
    "did x in the last 30 days": "1:10: expected `last` or `window`, found `the` (a time is written `in last 30d`)",
    "did x last 30d": "1:7: expected the end, found `last` (a time is written `in last 30d`)",
    "did x 3 times": (
        "1:7: expected the end, found `3` (how often is written `at least 3 times`, `at most` or `exactly`)"
    ),
    "did x at least 3": "1:17: expected `times`, found the end (how often is written `at least 3 times`)",
    "did x wher a = 1": "1:7: expected the end, found `wher` (did you mean `where`?)",
    "sequence(a, b)": (
        "1:11: expected `then` or `)`, found `,` (steps are joined by `then`: `sequence(a then b within 1d)`)"
    ),
    'sum("x") > 1': "1:5: expected a property, found `x` (write `sum(property of event)`)",
    "did x since y": ("1:13: expected a date such as `2026-01-31`, found `y` (or `since last` and an event type)"),
    'did x since "Order Completed"': (
        '1:13: expected a date, found `Order Completed` (for an event, write `since last "Order Completed"`)'
    ),
    "did x since 2026-02-30": "1:13: `2026-02-30` is no date (write it like 2026-01-31)",
    "did x since 2026-01-01T10:00:00": (
        "1:13: `2026-01-01T10:00:00` has no offset (for UTC write `2026-01-01T10:00:00Z`)"
    ),
    "did x at least 2": "1:17: expected `times`, found the end (how often is written `at least 3 times`)",
    "did x at least 0 times": "1:7: at least 0 times is always so (say `at least 1 times`)",
    "did x between 5 and 2 times": "1:7: no number of times fits (`between 2 and 5 times`)",
    "did x at least 1.5 times": "1:16: `1.5` is no whole number below a billion",
    "sequence(a)": "1:1: a sequence has two steps or more (for one, use `did`)",
    "sequence(no a then b)": "1:10: a sequence begins with something that happened (use `did not`)",
    "sequence(a within 1d then b)": (
        "1:12: expected `then`, found `within` (the first step has none before it; give the sequence a window instead)"
    ),
    "sequence(a then b wihin 1d)": "1:19: expected `then` or `)`, found `wihin` (did you mean `within`?)",
    "distance(1, 2, 3) < 5": "1:1: distance takes four numbers (`distance(lat, lon, lat, lon)`)",
    "distance(1, 2, 3, 4, 5) < 5": "1:1: distance takes four numbers (`distance(lat, lon, lat, lon)`)",
    "distance(1, 2": "1:14: expected `,`, found the end (`distance(lat, lon, lat, lon)`)",
    "in segment buyers": '1:12: expected a segment in quotes: "buyers", found `buyers`',
    "anniversary(profile.day)": "1:25: expected `today`, found the end",
    "profile.a = 1\n  and did\n    purchase in": "3:16: expected `last` or `window`, found the end",
    "profile.in = 1 and in = 2": (
        "1:20: expected a value or a condition, found `in` (a property of that name is written `` `in` ``)"
    ),
    "profile.ä = 1 ⚡": "1:15: `⚡` means nothing here",
    "did x where `a": "1:13: ``` means nothing here (the name has no closing backtick)",
}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:30] or "nothing")
def test_a_wrong_text_is_refused_with_place_reason_and_cure(text: str) -> None:
    if TEXTS[text] is None:
        parse(text)
        return
    with pytest.raises(CxlError) as caught:
        parse(text)
    assert str(caught.value) == TEXTS[text]
    assert caught.value.to_dict()["code"] == "cxl.invalid"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5_000 + "profile.a = 1",
        "not " * 5_000 + "profile.a = 1",
        "profile.a = " + " + ".join(["1"] * 20_000),
        "profile.a = 1 or " * 4_000 + "profile.a = 1",
        "count(" * 1_000,
        "profile.a = 1" + " " * MAX_TEXT,
    ],
    ids=lambda text: text[:20],
)
def test_a_text_too_large_is_refused_and_never_overflows(text: str) -> None:
    with pytest.raises(CxlError):
        parse(text)


SCORE = {"op": "score", "name": "x"}
ONE = {"op": "constant", "number": "1"}
DATA: list[tuple[Any, str]] = [
    ([], '/: expected an object (like {"op": "did", ...})'),
    ({"v": 2}, "/v: version 2 of the JSON form is unknown (this is 1)"),
    ({"op": "didd"}, "/: `didd` can't stand here (did you mean `did`?)"),
    ({"op": "did"}, "/: `did` needs `events`"),
    ({"op": "did", "events": 5}, '/events: expected an object (like {"op": "did", ...})'),
    ({"op": "did", "events": {"type": 3}}, "/events/type: expected a text"),
    ({"op": "did", "events": {"type": ""}}, "/events: a name is empty"),
    ({"op": "did", "event": {}}, "/event: `did` has no `event` (did you mean `events`?)"),
    ({"op": "did", "id": 5, "events": {"type": "a"}}, "/id: an id is a text"),
    (
        {"op": "did", "events": {"type": "a", "window": {"op": "rolling", "span": "30"}}},
        '/events/window/span: not a time span (like "30d": ms, s, m, h, d or w)',
    ),
    (
        {"op": "did", "events": {"type": "a", "window": {"op": "fixed", "start": "soon"}}},
        "/events/window/start: not a date (write it like 2026-01-31T12:00:00Z)",
    ),
    (
        {"op": "did", "events": {"type": "a"}, "times": {"low": True}},
        "/times/low: expected a whole number",
    ),
    (
        {"op": "compare", "sign": "==", "left": SCORE, "right": ONE},
        "/sign: unknown word (one of =, !=, <, <=, >, >=)",
    ),
    (
        {"op": "compare", "sign": "=", "left": SCORE, "right": {"op": "constant", "number": 1}},
        (
            "/right: a constant is a number, a text or a flag"
            ' (one of {"number": "1.5"}, {"text": "x"}, {"flag": true}; numbers as texts)'
        ),
    ),
    (
        {"op": "compare", "sign": "=", "left": SCORE, "right": {"op": "constant", "number": "one"}},
        "/right/number: not a number",
    ),
    (
        {"op": "compare", "sign": "=", "left": SCORE, "right": {"op": "constant", "number": "NaN"}},
        "/right: the number is too large or too small (up to 1.7e308, 400 decimals)",
    ),
    ({"op": "and", "terms": [{"op": "in_segment", "segment": "x"}]}, "/: needs two or more terms"),
    ({"op": "and", "terms": {}}, "/terms: expected a list"),
    (
        {"op": "aggregate", "name": "sum", "events": {"type": "a"}},
        "/: `sum` needs a property (`sum(property of event)`)",
    ),
    (
        {"op": "is_null", "value": {"op": "path", "root": "profile", "names": []}},
        "/value: a name is empty",
    ),
    (
        {"op": "sequence", "steps": [{"type": "a", "absent": True}, {"type": "b"}]},
        "/steps/0: a sequence begins with something that happened",
    ),
]


@pytest.mark.parametrize(("data", "message"), DATA, ids=lambda value: value[:40] if isinstance(value, str) else "")
def test_wrong_data_is_refused_with_a_pointer(data: Any, message: str) -> None:
    with pytest.raises(CxlError) as caught:
        from_json(data)
    assert str(caught.value) == message


def test_deep_data_is_refused_and_never_overflows() -> None:
    data: dict[str, Any] = {"op": "in_segment", "segment": "x"}
    for _ in range(5_000):
        data = {"op": "not", "term": data}
    with pytest.raises(CxlError, match="too large"):
        from_json(data)


def test_ids_of_a_builder_survive_and_do_not_count() -> None:
    data = {"op": "not", "id": "n1", "term": {"op": "in_segment", "id": "n2", "segment": "x"}}
    expr = from_json(data)
    assert expr == parse('not in segment "x"')
    assert expr.id == "n1"
