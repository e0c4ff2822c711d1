"""Every word and sign of CXL, once: completion, hover and the reference page all read this table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Sort: TypeAlias = Literal[
    "logic", "comparison", "test", "events", "window", "times", "sequence", "function", "arithmetic", "value", "mark"
]

SORTS: Mapping[Sort, str] = {
    "events": "What happened",
    "window": "When it happened",
    "times": "How often",
    "sequence": "In what order",
    "function": "Functions",
    "comparison": "Comparisons",
    "test": "Tests",
    "logic": "And, or, not",
    "arithmetic": "Arithmetic",
    "value": "Values",
    "mark": "Punctuation",
}
"""What the sorts of operators are called, in the order in which one learns them."""


@dataclass(frozen=True, slots=True)
class Operator:
    """A word, a sign or several words that belong together.

    Attributes:
        words: As they follow each other; other things may stand after the last.
        sort: What it is about.
        form: How it is written, with what belongs to it.
        meaning: What it says.
        example: A whole expression that uses it.
    """

    words: tuple[str, ...]
    sort: Sort
    form: str
    meaning: str
    example: str


def _operators(sort: Sort, *rows: tuple[str, str, str, str]) -> tuple[Operator, ...]:
    return tuple(
        Operator(tuple(words.split(" ")), sort, form, meaning, example) for words, form, meaning, example in rows
    )


OPERATORS: tuple[Operator, ...] = (
    *_operators(
        "events",
        ("did", "did EVENT", "it happened at least once", "did purchase in last 30d"),
        ("did not", "did not EVENT", "it did not happen", "did not purchase in last 90d"),
        ("where", "EVENT where TEST", "only events that say so themselves", "did purchase where total > 50"),
        ("of", "sum(PROPERTY of EVENT)", "which events the property is read from", "sum(total of purchase) > 100"),
    ),
    *_operators(
        "window",
        ("in last", "in last 30d", "from so long ago, exclusively, until now; or calendar units", "did a in last 30d"),
        ("calendar", "in last 7 calendar days", "this local day (week, month) and those before it, so many in all",
         "did a in last 7 calendar days"),
        ("days", "in last 7 calendar days", "local days, today the last of them", "did a in last 7 calendar days"),
        ("day", "in last 1 calendar day", "the local day", "did a in last 1 calendar day"),
        ("weeks", "in last 2 calendar weeks", "local weeks from Monday, this one the last",
         "did a in last 2 calendar weeks"),
        ("week", "in last 1 calendar week", "the local week from Monday", "did a in last 1 calendar week"),
        ("months", "in last 3 months", "until so many months after the event, on the local calendar",
         "did a in last 3 months"),
        ("month", "in last 1 month", "until a month after the event, on the local calendar", "did a in last 1 month"),
        ("years", "in last 2 years", "until so many years after the event, on the local calendar",
         "did a in last 2 years"),
        ("year", "in last 1 year", "until a year after the event, on the local calendar", "did a in last 1 year"),
        ("in window", "in window 60d to 30d ago", "less than the first and at least the second so long ago",
         "did a in window 60d to 30d ago"),
        ("ago", "in window 60d to 30d ago", "both ends are counted back from now", "did a in window 60d to 30d ago"),
        ("today", "today", "in the profile's local day", "did a today"),
        ("yesterday", "yesterday", "in the local day before", "did a yesterday"),
        ("this_day", "this_day", "the same as `today`", "did a this_day"),
        ("previous_day", "previous_day", "the same as `yesterday`", "did a previous_day"),
        ("this_week", "this_week", "in the local week, which begins on Monday", "did a this_week"),
        ("previous_week", "previous_week", "in the local week before", "did a previous_week"),
        ("this_month", "this_month", "in the local month", "did a this_month"),
        ("previous_month", "previous_month", "in the local month before", "did a previous_month"),
        ("this_year", "this_year", "in the local year", "did a this_year"),
        ("previous_year", "previous_year", "in the local year before", "did a previous_year"),
        ("since", "since DATE", "at that instant or later; a bare date is its midnight in UTC",
         "did a since 2026-01-31"),
        ("since last", "since last EVENT", "strictly after the newest of those; nothing when there is none",
         "did a since last b"),
        ("before", "before DATE", "before that instant", "did a before 2026-01-31"),
        ("from", "from DATE to DATE", "from the first instant until before the second",
         "did a from 2026-01-01 to 2026-02-01"),
        ("to", "from DATE to DATE", "where the range ends", "did a from 2026-01-01 to 2026-02-01"),
    ),
    *_operators(
        "times",
        ("at least", "at least N times", "so often or more", "did a at least 3 times"),
        ("at most", "at most N times", "so often or less, also never", "did a at most 3 times"),
        ("exactly", "exactly N times", "neither more nor less", "did a exactly 3 times"),
        ("between", "between N and M times", "from N to M times, both included", "did a between 2 and 5 times"),
        ("times", "N times", "how often", "did a at least 3 times"),
        ("time", "1 time", "how often", "did a at least 1 time"),
    ),
    *_operators(
        "sequence",
        ("sequence", "sequence(EVENT then EVENT ...)", "they happened in this order, each strictly later",
         "sequence(visit then purchase)"),
        ("then", "EVENT then EVENT", "strictly later", "sequence(visit then purchase)"),
        ("then no", "EVENT then no EVENT", "none of these in between, or after it for so long",
         "sequence(cart_add then no purchase within 24h)"),
        ("within", "EVENT within 24h", "before so long after the step before", "sequence(a then b within 24h)"),
        ("grace", "sequence(...) grace 10m", "an absence is decided so much later, so that late records still count",
         "sequence(a then no b within 1h) grace 10m"),
    ),
    *_operators(
        "function",
        ("count", "count(EVENT)", "how many there are; 0 without any", "count(purchase in last 30d) >= 3"),
        ("sum", "sum(PROPERTY of EVENT)", "the exact total; 0 over nothing", "sum(total of purchase) > 100"),
        ("avg", "avg(PROPERTY of EVENT)", "the average; nothing over nothing", "avg(total of purchase) > 50"),
        ("min", "min(PROPERTY of EVENT)", "the least; nothing over nothing", "min(total of purchase) > 5"),
        ("max", "max(PROPERTY of EVENT)", "the greatest; nothing over nothing", "max(total of purchase) > 500"),
        ("first", "first(PROPERTY of EVENT)", "that of the oldest event that has it", 'first(channel of visit) = "ad"'),
        ("last", "last(PROPERTY of EVENT)", "that of the newest event that has it", "last(score of nps) <= 6"),
        ("distinct", "distinct(PROPERTY of EVENT)", "how many different values", "distinct(store of order) > 1"),
        ("any", "any(ARRAY, TEST)", "at least one element passes; false without an array",
         'did a where any(items, sku = "PS")'),
        ("all", "all(ARRAY, TEST)", "every element passes, also of none; false without an array",
         "did a where all(items, price > 5)"),
        ("none", "none(ARRAY, TEST)", "no element passes; false without an array",
         "did a where none(items, price > 5)"),
        ("score", "score(MODEL)", "a model's newest prediction", "score(churn) >= 0.8"),
        ("consent", "consent(CHANNEL)", '"in", "out" or nothing', 'consent(email) = "in"'),
        ("trait", "trait(NAME)", "the value of a trait of the workspace", "trait(lifetime_value) > 1000"),
        ("distance", "distance(LAT, LON, LAT, LON)", "metres between two points on the sphere",
         "distance(profile.lat, profile.lon, 40.7, -74) < 5000"),
        ("anniversary", "anniversary(DATE) today", "the local day has the date's month and day (Feb 29: or Feb 28)",
         "anniversary(profile.birthdate) today"),
    ),
    *_operators(
        "comparison",
        ("=", "VALUE = VALUE", "equal; false when a side is nothing", 'profile.country = "US"'),
        ("!=", "VALUE != VALUE", "not equal; false when a side is nothing", 'profile.country != "US"'),
        ("<", "VALUE < VALUE", "less, earlier or first in order of text", "profile.age < 30"),
        ("<=", "VALUE <= VALUE", "less or equal", "profile.age <= 30"),
        (">", "VALUE > VALUE", "more, later or last in order of text", "profile.age > 30"),
        (">=", "VALUE >= VALUE", "more or equal", "profile.age >= 30"),
    ),
    *_operators(
        "test",
        ("between", "VALUE between LOW and HIGH", "both ends included", "profile.age between 18 and 30"),
        ("in [", "VALUE in [A, B]", "equal to one of them", 'profile.tier in ["gold", "platinum"]'),
        ("not in", "VALUE not in [A, B]", "has a value, and it is none of them", 'profile.tier not in ["none"]'),
        ("is null", "VALUE is null", "there is no value", "profile.email is null"),
        ("is not", "VALUE is not null", "there is a value", "profile.email is not null"),
        ("null", "VALUE is null", "no value: missing, or unset", "profile.email is null"),
        ("contains", "VALUE contains VALUE", "a text has it inside, or an array has it as an element",
         'profile.tags contains "eco"'),
        ("starts_with", "VALUE starts_with TEXT", "a text begins so", 'profile.sku starts_with "A-"'),
        ("ends_with", "VALUE ends_with TEXT", "a text ends so", 'profile.mail ends_with ".org"'),
        ("matches", "VALUE matches PATTERN", "an RE2 pattern is found anywhere in a text",
         'profile.sku matches "^A-[0-9]+$"'),
        ("ignoring_case", "... ignoring_case", "capital and small letters are alike",
         'profile.city contains "york" ignoring_case'),
        ("within last", "DATE within last 30d", "past, and less than so long ago", "profile.joined within last 30d"),
        ("within next", "DATE within next 14d", "so far in the future at most", "profile.renewal within next 14d"),
        ("in segment", 'in segment "ID"', "in that segment at the same instant", 'in segment "buyers"'),
    ),
    *_operators(
        "logic",
        ("and", "A and B", "both; binds tighter than `or`", "did a and did b"),
        ("or", "A or B", "one of them or both", "did a or did b"),
        ("not", "not A", "the opposite of A, plainly", 'not in segment "staff"'),
    ),
    *_operators(
        "arithmetic",
        ("+", "A + B", "exact sum; nothing when a side is no number", "profile.a + profile.b > 2"),
        ("-", "A - B", "exact difference; nothing when a side is no number", "profile.a - profile.b > 2"),
        ("*", "A * B", "exact product; nothing when a side is no number", "profile.a * 2 > 3"),
        ("/", "A / B", "quotient; nothing when a side is no number, or B is 0", "profile.a / 2 > 3"),
    ),
    *_operators(
        "value",
        ("profile", "profile.NAME", "an attribute of the profile", 'profile.country = "US"'),
        ("context", "context.NAME", "what an event says about its surroundings",
         'did a where context.page.url contains "/sale"'),
        ("it", "it", "the element of an array itself", "any(profile.sizes, it > 40)"),
        ("now", "now", "the instant of evaluation; only compared with dates", "profile.expires < now"),
        ("true", "true", "yes", "profile.vip = true"),
        ("false", "false", "no", "profile.vip = false"),
    ),
    *_operators(
        "mark",
        ("(", "(A or B)", "what belongs together", "(did a or did b) and did c"),
        (")", "(A or B)", "ends what belongs together", "(did a or did b) and did c"),
        ("[", "[A, B]", "begins a list", "profile.n in [1, 2]"),
        ("]", "[A, B]", "ends a list", "profile.n in [1, 2]"),
        (",", "A, B", "stands between the parts of a list or a function", "profile.n in [1, 2]"),
        (".", "profile.address.city", "goes on inside", 'profile.address.city = "York"'),
    ),
)  # fmt: skip
"""The table."""

_BY_WORD: dict[str, list[Operator]] = {}
for _operator in OPERATORS:
    for _word in dict.fromkeys(_operator.words):
        _BY_WORD.setdefault(_word, []).append(_operator)


def operator_at(before: Sequence[str], word: str, after: Collection[str], sort: Sort | None = None) -> Operator | None:
    """Which operator a word belongs to: the one of the most words that fits what surrounds it.

    Args:
        before: The words before it, in order.
        word: The word.
        after: What comes after it, or may come; any one will do. Empty: not known.
        sort: What it is about, where that is known.
    """
    best: tuple[bool, int, Operator] | None = None
    for operator in _BY_WORD.get(word, ()):
        index = operator.words.index(word)
        later = operator.words[index + 1 : index + 2]
        fits = tuple(before[len(before) - index :]) == operator.words[:index] and index <= len(before)
        if not fits or (later and after and later[0] not in after):
            continue
        rank = operator.sort == sort, len(operator.words) if not later or after else 0
        if best is None or rank > best[:2]:
            best = *rank, operator
    return best[2] if best is not None else None
