"""What an editor is offered and shown, at places that people reach."""

import pytest

from clew.expressions import OPERATORS, SORTS, Note, Vocabulary, complete, hover, parse

KNOWN = Vocabulary(
    attributes={"country": "text", "address.city": "text", "orders": "list", "orders.sku": "text", "in": "flag"},
    events={"Order Completed": {"total": "number", "items": "list", "items.price": "number"}, "page": None},
    segments=("buyers",),
    traits={"spent": "number"},
    scores=("churn",),
    consents=("email",),
    notes={
        ("attribute", "country"): Note("Where they live."),
        ("property", "Order Completed", "total"): Note("What was paid.", "GBP"),
        ("event", "Order Completed"): Note("An order was paid."),
        ("segment", "buyers"): Note("Buyers"),
        ("trait", "spent"): Note("All they spent.", "GBP"),
    },
)


def offered(text: str) -> list[str]:
    """What is offered where `|` stands."""
    return [item.insert for item in complete(text.replace("|", ""), text.index("|"), KNOWN).items]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("di|", ["did", "distinct(", "distance("]),
        ("did |", ['"Order Completed"', "page", "not"]),
        ('did "Ord|', ['"Order Completed"']),
        ('did "Order Completed" in la|', ["last"]),
        ("did page in last |", ["1h", "24h", "7d", "30d", "90d"]),
        ("did page in last 12|", ["12m", "12h", "12d", "12w", "12s", "12ms"]),
        ("did page in last 3 |", ["calendar", "months", "years", "month", "year"]),
        ("did page at |", ["least", "most"]),
        ('did "Order Completed" where to|', ["total"]),
        ('did "Order Completed" where any(items, pr|', ["price"]),
        ("sum(total |", ["of", "."]),
        ("profile.|", ["country", "address", "orders", "in"]),
        ("profile.address.|", ["city"]),
        ("profile.country i|", ["in", "is", "contains"]),
        ("profile.country is not |", ["null"]),
        ("profile.country mat|", ["matches"]),
        ("profile.country matches |", []),
        ("cit|", ["profile.address.city"]),
        ("in |", ["segment"]),
        ("in segment |", ['"buyers"']),
        ("trait(|", ["spent"]),
        ("consent(|", ["email"]),
        ("score(|", ["churn"]),
        ("sequence(page then |", ['"Order Completed"', "page", "no"]),
        ("sequence(page |", ["where", "then"]),
        ('did "Order Completed" and |', ["profile.", "profile.country"]),
        ("profile.country = 'x' and |", []),
        ("distance(1, 2 |", ["*", "/", "+", "-", ","]),
    ],
)
def test_what_is_offered(text: str, first: list[str]) -> None:
    assert offered(text)[: len(first)] == first, offered(text)
    assert offered(text) or not first


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ('did "Order Completed" where |', {"did", "count(", "now", "in", "profile.", "score(", "not"}),
        ("count(page) > |", {"did", "not", "sequence(", "any(", "in"}),
        ("profile.country and|", {"and"}),
        ("1 + |", {"now", "did"}),
        ("sequence(page |", {")", "within"}),
        ("distance(1, 2 |", {")"}),
        ("distance(1, 2, 3, 4 |", {","}),
    ],
)
def test_what_cannot_stand_there_is_not_offered(text: str, never: set[str]) -> None:
    assert never.isdisjoint(offered(text)), offered(text)


def test_the_word_under_the_cursor_is_replaced_whole() -> None:
    text = "did page where total > 3"
    found = complete(text, text.index("where") + 2, KNOWN)
    assert text[found.start : found.end] == "where"
    quoted = complete('did "Ord"', 8, KNOWN)
    assert (quoted.start, quoted.end) == (4, 9)
    assert complete("did  page", 4, KNOWN).start == 4


def test_a_completion_says_what_it_is() -> None:
    items = {item.insert: item for item in complete("did page ", 9, KNOWN).items}
    assert (items["in"].kind, items["in"].detail) == ("keyword", "in last 30d")
    (between,) = (item for item in complete("profile.n be", 12, KNOWN).items if item.text == "between")
    assert between.detail == "VALUE between LOW and HIGH"
    (between,) = (item for item in complete("did page be", 11, KNOWN).items if item.text == "between")
    assert between.detail == "between N and M times"
    total = complete('sum( of "Order Completed")', 4, KNOWN).items[0]
    assert (total.text, total.kind, total.detail, total.meaning) == (
        "total",
        "property",
        "number in GBP",
        "What was paid.",
    )
    (spent,) = complete("trait(", 6, KNOWN).items
    assert (spent.detail, spent.meaning) == ("trait, number in GBP", "All they spent.")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("profile.coun|try = ", ("country", "attribute", "text", "Where they live.", "")),
        ('did "Order Compl|eted" in', ("Order Completed", "event", "", "An order was paid.", "")),
        ('did "Order Completed" where tot|al', ("total", "property", "number", "What was paid.", "GBP")),
        ('sum(tot|al of "Order Completed")', ("total", "property", "number", "What was paid.", "GBP")),
        ('did "Order Completed" where any(items, pri|ce > 3)', ("price", "field", "number", "", "")),
        ('in segment "bu|yers"', ("buyers", "segment", "true or false", "Buyers", "")),
        ("trait(spe|nt) > 3", ("spent", "trait", "number", "All they spent.", "GBP")),
        ("score(chu|rn) > 3", ("churn", "score", "number", "", "")),
        ("did page in last 3|0d", ("30d", "span", "time span", "30 days of elapsed time, whatever clocks do", "")),
        ("did page since la|st page", ("since last EVENT", "window", "", None, "")),
        ("did page in la|st 3d", ("in last 30d", "window", "", None, "")),
        ("la|st(v of page)", ("last(PROPERTY of EVENT)", "function", "", None, "")),
        ("did no|t page", ("did not EVENT", "events", "", None, "")),
        ("no|t did page", ("not A", "logic", "", None, "")),
        ("profile.n bet|ween 3", ("VALUE between LOW and HIGH", "test", "", None, "")),
        ("did page bet|ween 3 and 5 times", ("between N and M times", "times", "", None, "")),
        ('pro|file.country = "x"', ("profile.NAME", "value", "", None, "")),
        ('profile.country = "|x"', ('"x"', "value", "text", "", "")),
    ],
)
def test_what_is_shown(text: str, shown: tuple[str, str, str, str | None, str]) -> None:
    found = hover(text.replace("|", ""), text.index("|"), KNOWN)
    assert found is not None
    assert (found.text, found.kind, found.type, found.unit) == (*shown[:3], shown[4]) or shown[1] == "value"
    assert found.meaning == shown[3] if shown[3] is not None else found.meaning


def test_nothing_is_shown_of_nothing() -> None:
    assert hover("", 0, KNOWN) is None
    assert hover("  did page", 0, KNOWN) is None
    assert hover("profile.a = 'x'", 13, KNOWN) is None
    assert hover("whatever whatever whatever", 12, KNOWN) is None


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.form)
def test_every_example_of_the_table_is_an_expression_that_uses_it(operator) -> None:  # type: ignore[no-untyped-def]
    parse(operator.example)
    at = 0
    for word in operator.words:
        at = operator.example.index(word, at) + len(word)
    assert operator.sort in SORTS
