"""What single constructs mean, by both evaluators at once: missing values, kinds, numbers, texts, arrays, dates."""

from typing import Any

import pytest

from clew.expressions import evaluate, lower, parse
from clew.expressions.errors import CxlError
from clew.kernel.instants import DAY, HOUR, parse_instant
from clew.kernel.packing import ExactNumber
from tests.unit.expressions.asking import NOW, Person, ask, happened

ATTRIBUTES = {
    "n": 5,
    "f": 0.3,
    "big": ExactNumber("0.30000000000000000001"),
    "huge": ExactNumber("1e999999999"),
    "s": "Straße",
    "vip": True,
    "tags": ["a", "B", 1, None],
    "empty": [],
    "items": [{"p": 1, "q": {"r": 2}}, {"p": 5}, "x"],
    "address": {"city": "Paris"},
    "day": "2026-06-15",
    "zoned": "2026-06-15T14:00:00+02:00",
    "nan": float("nan"),
    "inf": float("inf"),
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # R23: a comparison with null is false, NOT is plain negation.
        ('profile.gone = "x"', False),
        ('profile.gone != "x"', False),
        ('not profile.gone = "x"', True),
        ('profile.gone in ["x"]', False),
        ('profile.gone not in ["x"]', False),
        ("profile.gone between 1 and 2", False),
        ('profile.gone contains "x"', False),
        ("profile.gone is null", True),
        ("profile.n is not null", True),
        ("profile.gone = profile.gone", False),
        # Values of different kinds don't compare.
        ('profile.n = "5"', False),
        ('profile.n != "5"', False),
        ('profile.n not in ["5"]', False),
        ("profile.vip = 1", False),
        ("profile.vip != 0", False),
        ("profile.vip = true", True),
        ("profile.vip != false", True),
        ("profile.vip > false", False),
        ('profile.tags = "a"', False),
        # Exact numbers.
        ("profile.f = 0.3", True),
        ("0.1 + 0.2 = profile.f", True),
        ("profile.big > 0.3", True),
        ("profile.big > profile.f", True),
        ("profile.big - profile.f = 0.00000000000000000001", True),
        ("profile.n / 3 * 3 = 5", True),
        ("profile.n / 0 is null", True),
        ("profile.n + profile.s is null", True),
        ("profile.huge > 1", False),
        ("profile.nan != 1", False),
        ("profile.inf > 1", False),
        ("profile.inf = profile.inf", False),
        ("1 + 2 * 3 = 7", True),
        ("(1 + 2) * 3 = 9", True),
        ("10 - 3 - 2 = 5", True),
        ("10 - (3 - 2) = 9", True),
        ("profile.n between 5 and 5", True),
        ("5 <= profile.n", True),
        ("profile.n in [4, 5.0]", True),
        ("profile.n not in [4]", True),
        # Texts: case-sensitive, by code point.
        ('profile.s contains "raß"', True),
        ('profile.s contains "STRA" ignoring_case', True),
        ('profile.s contains "STRA"', False),
        ('profile.s starts_with "str" ignoring_case', True),
        ('profile.s ends_with "E"', False),
        ('profile.s matches "^S.*e$"', True),
        ('profile.s matches "STRA" ignoring_case', True),
        ('profile.s < "a"', True),
        ('profile.n contains "5"', False),
        # Arrays.
        ('profile.tags contains "a"', True),
        ('profile.tags contains "b"', False),
        ('profile.tags contains "b" ignoring_case', True),
        ("profile.tags contains 1", True),
        ("any(profile.items, p > 4)", True),
        ("all(profile.items, p > 0)", False),
        ('all(profile.items, p > 0 or it = "x")', True),
        ("none(profile.items, p > 5)", True),
        ("any(profile.items, q.r = 2)", True),
        ("any(profile.empty, p > 0)", False),
        ("all(profile.empty, p > 0)", True),
        ("none(profile.empty, p > 0)", True),
        ("any(profile.gone, p > 0)", False),
        ("all(profile.gone, p > 0)", False),
        ("none(profile.gone, p > 0)", False),
        ('profile.address.city = "Paris"', True),
        ('profile.address.city.name = "Paris"', False),
        # Dates: half-open; a bare date is midnight UTC.
        ("profile.day within last 12h", False),
        ("profile.day within last 13h", True),
        ("profile.zoned within last 1ms", True),
        ("profile.zoned within next 1d", False),
        ("profile.s within last 1d", False),
        ("profile.zoned = now", True),
        ("profile.zoned >= now", True),
        ("profile.zoned > now", False),
        ("now between profile.day and profile.zoned", True),
        ("profile.n < now", False),
        ("anniversary(profile.zoned) today", True),
        ("anniversary(profile.s) today", False),
        # Boolean logic.
        ("profile.n = 5 or profile.n = 6 and profile.n = 7", True),
        ("(profile.n = 5 or profile.n = 6) and profile.n = 7", False),
        ("not profile.n = 5 or profile.n = 5", True),
    ],
)
def test_row_expressions(text: str, wanted: bool) -> None:
    assert ask(text, Person(attributes=ATTRIBUTES)) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("count(buy)", 4),
        ("sum(v of buy)", 0.6),
        ("avg(v of buy)", 0.2),
        ("min(v of buy)", 0.1),
        ("max(v of buy)", 0.3),
        ("first(v of buy)", 0.1),
        ("last(s of buy)", "y"),
        ("distinct(v of buy)", 3),
        ("distinct(s of buy)", 2),
        ("count(sell)", 0),
        ("sum(v of sell)", 0),
        ("distinct(v of sell)", 0),
        ("avg(v of sell)", None),
        ("min(v of sell)", None),
        ("max(v of sell)", None),
        ("first(v of sell)", None),
        ("last(v of sell)", None),
        ("sum(s of buy)", 0),
        ("last(bag of buy)", ["k"]),
        ("distinct(bag of buy)", 0),
        ("count(buy) / 3", ExactNumber("1." + "3" * 33)),
        ("sum(v of buy where v > 0.1) * 2", 1),
        ("count(buy since last mark)", 1),
        ("sum(v of buy since last sell)", 0),
    ],
)
def test_values_of_events(text: str, wanted: Any) -> None:
    events = [
        happened("buy", NOW - 4 * HOUR, v=0.1, s="x"),
        happened("buy", NOW - 3 * HOUR, v=0.2, s="x"),
        happened("mark", NOW - 2 * HOUR),
        happened("buy", NOW - 2 * HOUR, v=0.3, s="y", bag=["k"]),
        happened("buy", NOW - HOUR),
    ]
    assert ask(text, Person(events)) == wanted


def test_ties_are_ordered_by_id_never_by_arrival() -> None:
    events = [happened("buy", NOW, "b", v=2), happened("buy", NOW, "a", v=1), happened("buy", NOW, "c", v=3)]
    assert ask("first(v of buy)", Person(events)) == 1
    assert ask("last(v of buy in last 1d)", Person(events)) == 3


@pytest.mark.parametrize(
    ("text", "offsets", "wanted"),
    [
        # An absence with a time limit, in the middle: the whole time must be free, and be over.
        ("sequence(a then no x within 2h then b)", {"a": [-3], "b": [-2]}, True),
        ("sequence(a then no x within 2h then b)", {"a": [-3], "b": [-2], "x": [-1.5]}, False),
        ("sequence(a then no x within 2h then b)", {"a": [-3], "b": [-2], "x": [-1]}, True),
        ("sequence(a then no x within 2h then b)", {"a": [-1], "b": [-0.5]}, False),
        # Without one: until the step that follows.
        ("sequence(a then no x then b)", {"a": [-3], "b": [-1], "x": [-3, -1]}, True),
        ("sequence(a then no x then b)", {"a": [-3], "b": [-1], "x": [-2]}, False),
        ("sequence(a then no x then b) grace 1h", {"a": [-3], "b": [-0.5]}, False),
        ("sequence(a then no x then b) grace 1h", {"a": [-3], "b": [-1]}, True),
        # At the end without a limit: none since, decided at once.
        ("sequence(a then no x)", {"a": [-1]}, True),
        ("sequence(a then no x)", {"a": [-1], "x": [-1]}, True),
        ("sequence(a then no x)", {"a": [-1], "x": [-0.5]}, False),
        ("sequence(a then no x)", {"a": [-2, -0.2], "x": [-0.5]}, True),
        # Two absences after one step.
        ("sequence(a then no x within 1h then no y within 2h)", {"a": [-3], "y": [-2]}, False),
        ("sequence(a then no x within 1h then no y within 2h)", {"a": [-3], "x": [-2]}, True),
        # The same type may be several steps; each needs its own, strictly later.
        ("sequence(a then a)", {"a": [-1]}, False),
        ("sequence(a then a within 1h)", {"a": [-3, -2]}, False),
        ("sequence(a then a within 2h)", {"a": [-3, -2]}, True),
        # A window holds every step that happened.
        ("sequence(a then b) in last 2h", {"a": [-2], "b": [-1]}, False),
        ("sequence(a then b) since last x", {"a": [-2], "b": [-1], "x": [-2]}, False),
        ("sequence(a then b) since last x", {"a": [-2], "b": [-1], "x": [-3]}, True),
        ("sequence(a then no b within 1h) in window 3h to 1h ago", {"a": [-2], "b": [-0.5]}, True),
    ],
)
def test_sequences(text: str, offsets: dict[str, list[float]], wanted: bool) -> None:
    events = [happened(kind, NOW + int(hours * HOUR)) for kind, many in offsets.items() for hours in many]
    assert ask(text, Person(events)) is wanted


def test_a_profile_that_does_not_exist_has_nothing() -> None:
    nobody = Person(exists=False)
    assert evaluate(parse("did not purchase"), nobody, NOW) is False
    assert evaluate(parse("count(purchase)"), nobody, NOW) is None


def test_a_reference_that_is_not_inlined_is_refused_by_name() -> None:
    for text in ('in segment "x"', "trait(x) > 5"):
        with pytest.raises(CxlError, match="not inlined"):
            lower(parse(text))
        with pytest.raises(CxlError, match="not inlined"):
            evaluate(parse(text), Person(), NOW)


def test_windows_meet_their_bounds_exactly() -> None:
    now = parse_instant("2026-01-31T00:00:00Z")
    person = Person([happened("a", "2026-01-01T00:00:00Z")])
    for text, begins, ends in (
        ("did a in last 30d", 0, 30 * DAY),
        ("did a in window 30d to 10d ago", 10 * DAY, 30 * DAY),
        ("did a in last 1 month", 0, 31 * DAY),
        ("did a this_month", 0, 31 * DAY),
        ("did a previous_month", 31 * DAY, 59 * DAY),
        ("did a in last 2 calendar days", 0, 2 * DAY),
        ("did a yesterday", DAY, 2 * DAY),
        ("did a previous_year", 365 * DAY, 730 * DAY),
        ("did a in last 1 year", 0, 365 * DAY),
    ):
        start = now - 30 * DAY
        assert [ask(text, person, start + at) for at in (ends - 1, ends)] == [True, False], text
        if begins:
            assert [ask(text, person, start + at) for at in (begins - 1, begins)] == [False, True], text
    assert ask("did a since 2026-01-01", person, now) is True
    assert ask("did a before 2026-01-01", person, now) is False
    assert ask("did a from 2025-12-31 to 2026-01-01T00:00:00.000001Z", person, now) is True
