"""Text and JSON say the same as the tree, whatever the names and literals."""

import json
from decimal import Decimal
from typing import Any

from hypothesis import example, given, note, settings
from hypothesis import strategies as st

from clew.expressions import Expr, from_json, parse, to_json, to_text
from clew.expressions.model import (
    Aggregate,
    Compare,
    Consent,
    Constant,
    Did,
    Events,
    InSegment,
    Path,
    Quantified,
    Score,
    SinceLast,
    Trait,
    Value,
)
from clew.expressions.walk import descend
from tests.laws.expressions.trees import Trees

DEFAULT = settings().max_examples
SEEDS = st.integers(0, 2**48)

_WORDS = st.sampled_from(("in", "profile", "it", "count", "today", "Order Completed", "no", "über", "last", "not"))
_NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6) | _WORDS
_TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)


def _fits(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -400 and number.adjusted() <= 300


_NUMBERS = st.decimals(allow_nan=False, allow_infinity=False).filter(_fits)


def _paths(root: Any) -> st.SearchStrategy[Path]:
    return st.builds(Path, st.just(root), st.lists(_NAMES, min_size=1, max_size=3).map(tuple))


@st.composite
def odd_expressions(draw: st.DrawFn) -> Expr:
    """Expressions with names and literals that are hard to write."""
    since = st.builds(Events, _NAMES, st.none(), st.builds(SinceLast, _NAMES))
    value: Value = draw(
        st.one_of(
            st.builds(Constant, st.one_of(_NUMBERS, _TEXTS, st.booleans())),
            _paths("profile"),
            st.builds(Score, _NAMES),
            st.builds(Consent, _NAMES),
            st.builds(Trait, _NAMES),
            st.builds(Aggregate, st.just("count"), st.none(), st.builds(Events, _NAMES)),
            st.builds(Aggregate, st.just("last"), _paths("event"), since),
        )
    )
    where = Compare("=", draw(_paths("event")), Constant(draw(_TEXTS)))
    items = Quantified("any", draw(_paths("profile")), Compare("=", draw(_paths("item")), Constant(True)))
    whole = (value, Compare("=", value, value), Did(Events(draw(_NAMES), where)), InSegment(draw(_NAMES)), items)
    return draw(st.sampled_from(whole))


def _agrees(expr: Expr) -> None:
    text = to_text(expr)
    note(text)
    again = parse(text)
    assert again == expr
    assert to_text(again) == text
    assert from_json(json.loads(json.dumps(to_json(expr)))) == expr


@settings(max_examples=8 * DEFAULT)
@given(SEEDS, st.integers(0, 4))
def test_text_and_json_read_back_equal(seed: int, depth: int) -> None:
    _agrees(Trees(seed, 0).expression(depth))


@settings(max_examples=4 * DEFAULT)
@given(odd_expressions())
@example(Constant(Decimal(-(10**28) - 1)))
def test_odd_names_and_literals_read_back_equal(expr: Expr) -> None:
    _agrees(expr)


@settings(max_examples=DEFAULT)
@given(SEEDS)
def test_every_parsed_node_knows_where_it_was_written(seed: int) -> None:
    text = to_text(Trees(seed, 0).expression(3))
    for node in descend(parse(text)):
        line, column = map(int, node.at.split(":"))
        assert line == 1
        assert 1 <= column <= len(text)
