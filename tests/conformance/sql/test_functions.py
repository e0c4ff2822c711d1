"""What every expression is made of, function by function: dates, texts in lower case, exact numbers, odd names."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clew.expressions.numbers import exact
from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.moments import inside, moment
from clew.expressions.sql.numbers import Number
from clew.expressions.sql.trees import Tree, cast, column, named, select
from clew.expressions.values import lower, moment_of
from clew.kernel.packing import from_json, to_json
from tests.conformance.sql.runners import Runner

DEFAULT = settings().max_examples
MANY = {"min_size": 1, "max_size": 40}

DIGITS = st.sampled_from("0123456789")
DATES = st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32))
DATES |= st.sampled_from(["2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "0001-01-01", "9999-12-31"])
CLOCKS = st.builds(
    "{}{:02}:{:02}{}".format,
    st.sampled_from("T t"),
    st.integers(0, 25),
    st.integers(0, 61),
    st.sampled_from(["", ":00", ":59", ":60", ":07.5", ":07,123456", ":07.1234567", ":07."]),
)
OFFSETS = st.sampled_from(["", "Z", "z", "+01", "-0130", "+23:59", "-23:59", "+24:00", "+1:00", "+00:60", " +01:00"])
WRITTEN = st.builds("".join, st.tuples(DATES, st.just("") | st.builds("".join, st.tuples(CLOCKS, OFFSETS))))
WRITTEN |= st.text("0123456789-:TZ+. ", max_size=20)

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=10).map(str)
NUMBERS |= st.integers(-(10**30), 10**30).map(str) | st.floats(-1e30, 1e30, allow_nan=False).map(repr)
"""Numbers as JSON texts; what Decimal writes with an exponent has a sign that JSON allows too."""


def of_each(runner: Runner, values: list[Any], make: Callable[[Dialect, Tree], Tree]) -> list[Any]:
    """What an engine makes of each value, from a column of JSON texts."""
    dialect = runner.dialect
    read = named(dialect.document(column("said"), long_numbers=True), "document")
    inner = select([column("place"), read], "said").subquery("documents")
    found = select([column("place"), named(dialect.found(column("document"), ("v",)), "found")], inner).subquery(
        "found"
    )
    raw = select([column("place"), named(dialect.plain(column("found")), "raw")], found).subquery("raws")
    query = select([column("place"), make(dialect, column("raw"))], raw)
    documents = [to_json({"v": value}).decode() for value in values]
    rows = dict(runner.run(query.sql(dialect.generator), documents))
    return [rows[place] for place in range(len(values))]


@settings(max_examples=DEFAULT // 4)
@given(st.lists(WRITTEN, **MANY))
def test_dates(runner: Runner, texts: list[str]) -> None:
    got = of_each(runner, texts, lambda dialect, raw: inside(moment(dialect, dialect.text(raw))))
    assert [None if value is None else int(value) for value in got] == [moment_of(text) for text in texts]


@settings(max_examples=DEFAULT // 4)
@given(st.lists(TEXTS, **MANY))
def test_texts_and_their_lower_case(runner: Runner, texts: list[str]) -> None:
    assert of_each(runner, texts, lambda dialect, raw: dialect.text(raw)) == texts
    got = of_each(runner, texts, lambda dialect, raw: dialect.lower(dialect.text(raw)))
    assert got == [lower(text) for text in texts]


def fraction(runner: Runner, texts: list[str], make: Callable[[Number], Number]) -> list[Fraction | None]:
    """A number that an engine computes from each."""
    values = [from_json(text) for text in texts]

    def top(dialect: Dialect, raw: Tree) -> Tree:
        return cast(make(dialect.numbers.read(raw)).mantissa, dialect.text_type)

    def bottom(dialect: Dialect, raw: Tree) -> Tree:
        found = make(dialect.numbers.read(raw))
        return cast(found.divisor or dialect.numbers.whole(1), dialect.text_type)

    scale = make(runner.dialect.numbers.read(column("raw"))).scale
    tops, bottoms = of_each(runner, values, top), of_each(runner, values, bottom)
    return [
        None if above is None or below is None else Fraction(Decimal(above)) / Fraction(Decimal(below)) / 10**scale
        for above, below in zip(tops, bottoms, strict=True)
    ]


@settings(max_examples=DEFAULT // 8)
@given(st.lists(NUMBERS, **MANY))
def test_numbers_stay_exact(wide_runner: Runner, texts: list[str]) -> None:
    numbers = wide_runner.dialect.numbers
    values = [Fraction(exact(from_json(text)) or 0) for text in texts]
    assert fraction(wide_runner, texts, lambda number: number) == values
    third = numbers.constant(Decimal("-0.3"))
    for sign, wanted in (
        ("+", [value - Fraction(3, 10) for value in values]),
        ("*", [value * Fraction(-3, 10) for value in values]),
        ("/", [value / Fraction(-3, 10) for value in values]),
    ):
        assert fraction(wide_runner, texts, lambda number, sign=sign: numbers.computed(sign, number, third)) == wanted
    squares = fraction(wide_runner, texts, lambda number: numbers.computed("*", number, number))
    assert squares == [value * value for value in values]


@settings(max_examples=DEFAULT // 4)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=4), **MANY)
)
def test_names_are_found_whatever_they_are(runner: Runner, names: list[str]) -> None:
    dialect = runner.dialect
    document = to_json(dict.fromkeys(names, "here")).decode()
    for name in names[:5]:
        ready = named(dialect.document(column("said"), long_numbers=True), "document")
        read = select([column("place"), ready], "said").subquery("read")
        found = select([column("place"), named(dialect.found(column("document"), (name,)), "found")], read).subquery(
            "found"
        )
        query = select([column("place"), dialect.text(dialect.plain(column("found")))], found)
        array = to_json(["here"] * 12).decode()
        assert list(runner.run(query.sql(dialect.generator), [document, array])) == [(0, "here"), (1, None)]
