"""The table of the documentation is true: what a dialect says it answers, its engine answers; the rest it refuses."""

import pytest

from clew.expressions import parse
from clew.expressions.model import Predicate
from clew.expressions.sql import DIALECTS, FEATURES, DuckDb, Feature, Source, answers, compile_sql
from clew.expressions.sql.dialect import Dialect
from tests.conformance.sql.judge import asked_at
from tests.conformance.sql.runners import Runner
from tests.laws.expressions.lakes import make_lake
from tests.laws.expressions.worlds import make_world


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_what_is_said_to_be_answered_is(runner: Runner, feature: Feature) -> None:
    lake = make_lake(7, lambda seed: make_world(seed, 0, 3))
    runner.load(lake.records, {})
    expr, now = parse(feature.example), lake.members[0].world.base
    if answers(runner.dialect, feature) is None:
        assert isinstance(expr, Predicate)
        wanted = {m.profile for m in lake.members if m.answer(expr, now, then=False)}
        assert runner.ask(expr, asked_at(now), Source(aliases=None, corrected=False)).keys() == wanted
    else:
        assert feature.name == "any pattern of RE2"


@pytest.mark.parametrize("make", DIALECTS)
def test_what_is_refused_has_a_name_a_place_and_a_cure(make: type[Dialect]) -> None:
    refusals = [error for feature in FEATURES if (error := answers(make(), feature)) is not None]
    for error in refusals:
        assert error.dialect == make.name
        assert error.operator in make.unknown
        assert error.where == "1:1"
        assert error.hint
    assert bool(refusals) is (make is not DuckDb)


def test_a_query_knows_no_engine_but_its_dialect() -> None:
    expr = parse("last(plan of order)")
    texts = {compile_sql(expr, make(), asked_at(0)).sql() for make in DIALECTS}
    assert len(texts) == len(DIALECTS)
