"""Gradient boosting by LightGBM: cross-fitted, so that every row is judged by a model that has not seen it.

Trees need many rows to draw a straight line. So where there are few, they are mixed with a logistic regression, in the
share that did best on rows that neither had seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import numpy as np

from clew.learning.errors import Unlearnable
from clew.learning.propensity.logistic import Logistic, Platt, fit_logistic, fit_platt
from clew.learning.propensity.shapley import Explainer, trees_of
from clew.learning.tables import Column, Indexes, Numbers, Table

_THREADS = 2
_ALONE = 100_000
"""Rows under which a second thread costs more than it brings."""

_MOST_ROUNDS = 1_500
_PATIENCE = 60
_AMOUNTS = frozenset({"tweedie", "poisson"})
_SMALL = 20_000
_LARGE = 200_000
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_WORTH = 0.002
"""Part of the loss that mixing must save."""

Tell = Callable[[float], None]
"""Hears which share of the work is done, and may raise to stop it."""


def _nobody(_share: float) -> None: ...


@dataclass(frozen=True, slots=True)
class CrossFit:
    """What cross-fitting found.

    Attributes:
        rows: Those of the folds, in order; what follows is said of these.
        margins: Log-odds of each row from the model of the rows outside its fold.
        probabilities: The same, calibrated by the rows of the other folds; of one fold alone by its other half.
        plain: The same of logistic regression alone; None where rows are too many for it to help.
        rounds: How many trees did best.
        share: How much of the logistic regression did best.
        calibration: Fitted on all margins: for a model that is trained on all rows.
    """

    rows: Indexes
    margins: Numbers
    probabilities: Numbers
    plain: Numbers | None
    rounds: int
    share: float
    calibration: Platt


class Booster:
    """A trained model over named columns."""

    def __init__(self, text: str, columns: Sequence[Column], plain: Logistic | None = None, share: float = 0.0) -> None:
        """From what `text` gave.

        Args:
            text: The trees.
            columns: Their inputs; only names, kinds and labels count.
            plain: A logistic regression over the same columns that is mixed in.
            share: How much of it.
        """
        self.text = text
        self.plain, self.share = plain, share
        self.columns = tuple(Column(c.name, c.kind, np.empty(0), c.labels) for c in columns)
        self._model: Any = _lightgbm().Booster(model_str=text)

    def margins(self, table: Table) -> Numbers:
        """Log-odds of each row."""
        inputs = table.coded_like(self.columns)
        found = self._model.predict(inputs.matrix(), raw_score=True, num_threads=_threads(len(table)))
        trees = np.asarray(found, np.float64)
        return trees if self.plain is None else mixed(trees, self.plain.margins(inputs), self.share)

    def values(self, table: Table) -> Numbers:
        """What the objective's link makes of the margins: an amount for a model of amounts."""
        inputs = table.coded_like(self.columns).matrix()
        return np.asarray(self._model.predict(inputs, num_threads=_threads(len(table))), np.float64)

    def contributions(self, table: Table) -> Numbers:
        """Rows by columns and one more: exact Shapley values of the margin (TreeSHAP), and the margin of nobody.

        Law: each row sums to its margin.
        """
        inputs = table.coded_like(self.columns)
        trees = self._explainer.explain(np.array([column.values for column in inputs.columns])).T
        return trees if self.plain is None else mixed(trees, self.plain.contributions(inputs), self.share)

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(trees_of(self.text))


def mixed(trees: Numbers, plain: Numbers, share: float) -> Numbers:
    """So much of the second, the rest of the first."""
    return (1 - share) * trees + share * plain


def settings(rows: int, seed: int, objective: str = "binary") -> dict[str, Any]:
    """Parameters for so many rows: cautious for few, quick for many."""
    return {
        "objective": objective,
        "learning_rate": 0.05 if rows < _SMALL else 0.07 if rows < _LARGE else 0.1,
        "num_leaves": 15 if rows < _SMALL else 31,
        "min_data_in_leaf": int(np.clip(rows // 400, 5, 40)),
        "feature_fraction": 0.7,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 2.0,
        "cat_smooth": 20.0,
        "max_bin": 255 if rows < _LARGE else 127,
        "num_threads": _threads(rows),
        "deterministic": True,
        "force_col_wise": True,
        "seed": seed,
        "verbosity": -1,
    }


def cross_fit(table: Table, outcomes: Numbers, folds: Sequence[Indexes], seed: int, tell: Tell = _nobody) -> CrossFit:
    """Train a model for each fold on the rows outside it."""
    matrix, categories = table.matrix(), _categories(table)
    models: list[Any] = []
    for number, fold in enumerate(folds):
        tell(number / len(folds))
        rest = np.setdiff1d(np.arange(len(outcomes)), fold)
        models.append(_train(matrix[rest], outcomes[rest], categories, seed, (matrix[fold], outcomes[fold])))
    rounds = max(1, int(np.median([model.best_iteration for model in models])))
    trees = np.zeros(len(outcomes))
    for fold, model in zip(folds, models, strict=True):
        trees[fold] = model.predict(matrix[fold], raw_score=True, num_iteration=rounds, num_threads=_threads(len(fold)))
    rows = np.sort(np.concatenate(folds))
    parts = [np.searchsorted(rows, fold) for fold in folds] if len(folds) > 1 else _halves(len(rows))
    margins, came = trees[rows], outcomes[rows]
    if len(outcomes) > _SMALL:
        return CrossFit(rows, margins, _calibrated(margins, came, parts), None, rounds, 0.0, fit_platt(margins, came))
    plain = cross_fit_plain(table, outcomes, folds)[rows]
    share, apart = _share(margins, plain, came), np.zeros(len(rows))
    for part in parts:
        rest = np.setdiff1d(np.arange(len(rows)), part)
        apart[part] = mixed(margins, plain, _share(margins[rest], plain[rest], came[rest]))[part]
    margins = mixed(margins, plain, share)
    return CrossFit(rows, margins, _calibrated(apart, came, parts), plain, rounds, share, fit_platt(margins, came))


def _halves(rows: int) -> list[Indexes]:
    places = np.arange(rows)
    return [places[::2], places[1::2]]


def cross_fit_plain(table: Table, outcomes: Numbers, folds: Sequence[Indexes]) -> Numbers:
    """Log-odds of each row of the folds from the logistic regression of the rows outside its own; of others 0."""
    found = np.zeros(len(outcomes))
    for fold in folds:
        rest = np.setdiff1d(np.arange(len(outcomes)), fold)
        found[fold] = fit_logistic(table.take(rest), outcomes[rest]).margins(table.take(fold))
    return found


def _share(trees: Numbers, plain: Numbers, outcomes: Numbers) -> float:
    """Of logistic regression, the share with the least loss; none of it for next to nothing."""
    losses = {share: _loss(mixed(trees, plain, share), outcomes) for share in _SHARES}
    best = min(losses, key=losses.__getitem__)
    return best if losses[best] < losses[0.0] * (1 - _WORTH) else 0.0


def _loss(margins: Numbers, outcomes: Numbers) -> float:
    line = fit_platt(margins, outcomes)
    said = line.intercept + line.slope * margins
    return float(np.mean(np.logaddexp(0, said) - outcomes * said))


def _calibrated(margins: Numbers, outcomes: Numbers, folds: Sequence[Indexes]) -> Numbers:
    found = np.zeros(len(outcomes))
    for fold in folds:
        rest = np.setdiff1d(np.arange(len(outcomes)), fold)
        found[fold] = fit_platt(margins[rest], outcomes[rest])(margins[fold])
    return found


def train(
    table: Table,
    outcomes: Numbers,
    rounds: int,
    seed: int,
    *,
    objective: str = "binary",
    weights: Numbers | None = None,
    share: float = 0.0,
) -> Booster:
    """One model of all rows, of so many trees, and so much of a logistic regression."""
    lgb = _lightgbm()
    parameters = settings(len(outcomes), seed, objective)
    if objective in _AMOUNTS:
        # What is to come of a customer is mostly noise: small trees.
        parameters |= {"num_leaves": 5, "learning_rate": 0.05, "min_data_in_leaf": 20}
    if objective == "tweedie":
        parameters["tweedie_variance_power"] = 1.5
    data = lgb.Dataset(table.matrix(), outcomes, weight=weights, categorical_feature=_categories(table))
    model = lgb.train(parameters, data, num_boost_round=rounds)
    return Booster(model.model_to_string(), table.columns, fit_logistic(table, outcomes) if share else None, share)


def _train(
    matrix: Numbers, outcomes: Numbers, categories: list[int], seed: int, held_out: tuple[Numbers, Numbers]
) -> Any:
    lgb = _lightgbm()
    data = lgb.Dataset(matrix, outcomes, categorical_feature=categories, free_raw_data=False)
    try:
        return lgb.train(
            {**settings(len(outcomes), seed), "metric": "binary_logloss"},
            data,
            num_boost_round=_MOST_ROUNDS,
            valid_sets=[data.create_valid(*held_out)],
            callbacks=[lgb.early_stopping(_PATIENCE, verbose=False)],
        )
    except lgb.basic.LightGBMError as error:
        raise Unlearnable(f"the trees can't be grown: {error}", hint="look at the columns of the table") from None


def _threads(rows: int) -> int:
    return 1 if rows < _ALONE else _THREADS


def _categories(table: Table) -> list[int]:
    return [place for place, column in enumerate(table.columns) if column.kind == "category"]


def _lightgbm() -> Any:
    return import_module("lightgbm")
