"""Text and JSON say the same as the tree."""

import json

from hypothesis import given, settings

from clew.expressions import Expr, from_json, parse, to_json, to_text
from clew.expressions.walk import descend
from tests.laws.expressions.trees import expressions, odd_expressions


@settings(max_examples=300, deadline=None)
@given(expressions(3) | odd_expressions())
def test_text_reads_back_equal_and_is_canonical(expr: Expr) -> None:
    text = to_text(expr)
    again = parse(text)
    assert again == expr
    assert to_text(again) == text


@settings(max_examples=200, deadline=None)
@given(expressions(3) | odd_expressions())
def test_json_reads_back_equal(expr: Expr) -> None:
    assert from_json(json.loads(json.dumps(to_json(expr)))) == expr


@settings(max_examples=100, deadline=None)
@given(expressions(3))
def test_every_parsed_node_knows_where_it_was_written(expr: Expr) -> None:
    text = to_text(expr)
    for node in descend(parse(text)):
        line, column = map(int, node.at.split(":"))
        assert line == 1
        assert 1 <= column <= len(text)
