"""Shapley values worked out part by part are those that LightGBM finds by walking each tree for each row."""

from collections.abc import Mapping

import lightgbm
import numpy as np
import pytest

from clew.learning.propensity import Booster
from clew.learning.tables import Column, Numbers, Table, categories, numbers

_ROWS = 3_000
_LABELS = 70
"""More than fit one word of a set."""


def _table(seed: int, columns: int = 12) -> tuple[Table, Numbers]:
    draw = np.random.default_rng(seed)
    values = np.round(draw.normal(size=(columns, _ROWS)), 2)
    values[0, draw.random(_ROWS) < 0.3] = np.nan  # goes its own way where training saw it missing
    codes = draw.integers(0, _LABELS, _ROWS)
    labels = [None if code == 3 else f"label {code:02}" for code in codes.tolist()]
    known = np.nan_to_num(values)
    margins = known.sum(axis=0) + known[0] * known[1] * known[2] + (codes % 5 == 0) * 3
    outcomes = (draw.random(_ROWS) < 1 / (1 + np.exp(-margins))).astype(np.float64)
    listed = [numbers(f"x{place}", row.tolist()) for place, row in enumerate(values)]
    return Table((*listed, categories("kind", labels))), outcomes


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"num_leaves": 127, "min_data_in_leaf": 1},  # leaves behind more features than a table holds
        {"num_leaves": 4},
        {"min_data_in_leaf": 5_000},  # trees of one leaf
        {"objective": "poisson", "bagging_fraction": 0.5, "bagging_freq": 1},
        {"use_missing": False},
        {"max_cat_to_onehot": 100},
    ],
)
def test_values_are_those_of_lightgbm(settings: Mapping[str, str | float | bool]) -> None:
    table, outcomes = _table(5)
    place = len(table.columns) - 1
    data = lightgbm.Dataset(table.matrix(), outcomes, categorical_feature=[place])
    model = lightgbm.train({"objective": "binary", "verbosity": -1, "seed": 2, **settings}, data, num_boost_round=20)
    unseen = _table(6)[0]
    some = Table((*unseen.columns[:-1], Column("kind", "category", *_beyond(unseen["kind"]))))

    found = Booster(model.model_to_string(), table.columns).contributions(some)

    inputs = some.coded_like(table.columns)
    assert found == pytest.approx(np.asarray(model.predict(inputs.matrix(), pred_contrib=True)), abs=1e-9)
    assert found.sum(axis=1) == pytest.approx(np.asarray(model.predict(inputs.matrix(), raw_score=True)), abs=1e-9)


def _beyond(column: Column) -> tuple[Numbers, tuple[str, ...]]:
    """With a label that training never saw."""
    values = column.values.copy()
    values[::9] = len(column.labels)
    return values, (*column.labels, "new")


def test_what_a_row_is_told_does_not_depend_on_the_others() -> None:
    table, outcomes = _table(7)
    model = lightgbm.train({"objective": "binary", "verbosity": -1}, lightgbm.Dataset(table.matrix(), outcomes), 10)
    booster = Booster(model.model_to_string(), table.columns)
    many = table.take(np.arange(40_000) % _ROWS)

    assert (booster.contributions(many)[:_ROWS] == booster.contributions(table)).all()
    assert (booster.contributions(table.take(np.array([17]))) == booster.contributions(table)[17:18]).all()
    assert booster.contributions(table.take(np.empty(0, np.int64))).shape == (0, len(table.columns) + 1)
