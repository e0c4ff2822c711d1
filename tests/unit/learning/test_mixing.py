"""Trees and a logistic regression mixed: where rows are few, and no more than it helps."""

import msgspec
import numpy as np
import pytest

from clew.learning.models import booster_of
from clew.learning.models.stored import stored_propensity
from clew.learning.models.version import StoredModel
from clew.learning.propensity import Choice, Fitted, fit, task_of
from clew.learning.propensity.logistic import fit_logistic
from clew.learning.tables import Numbers, Table, categories, numbers


def _table(signal: str, rows: int = 900) -> tuple[Table, Numbers]:
    """Outcomes that follow a straight line, or that no straight line follows."""
    draw = np.random.default_rng(3)
    x, z = draw.normal(size=(2, rows))
    kinds = draw.integers(0, 3, rows)
    margin = 1.2 * x - z + (kinds == 1) - 1 if signal == "straight" else 4 * (x * z > 0) - 2
    outcome = (draw.random(rows) < 1 / (1 + np.exp(-margin))).astype(float)
    gappy = [None if n % 9 == 0 else float(value) for n, value in enumerate(z)]
    columns = (numbers("x", x), numbers("z", gappy), categories("kind", ["abc"[k] for k in kinds]))
    return Table((*columns, numbers("left", outcome))), outcome


@pytest.fixture(scope="module")
def straight() -> Fitted:
    return fit(task_of(_table("straight")[0], Choice("left")))


def test_where_a_straight_line_is_right_it_is_mixed_in(straight: Fitted) -> None:
    model, plain = straight.report.model, straight.report.baseline

    assert straight.booster is not None
    assert straight.booster.share > 0
    assert model is not None
    assert plain is not None
    assert model.auc > plain.auc - 0.005
    assert model.ece < 0.05


def test_where_no_straight_line_is_right_there_are_trees_alone() -> None:
    fitted = fit(task_of(_table("crossed")[0], Choice("left")))

    assert fitted.booster is not None
    assert (fitted.booster.share, fitted.booster.plain) == (0.0, None)


def test_reasons_of_the_mixture_sum_to_its_score(straight: Fitted) -> None:
    booster = straight.booster
    assert booster is not None
    some = straight.features.take(np.arange(50))

    pushes = booster.contributions(some)

    assert pushes.shape == (50, 4)
    assert pushes.sum(axis=1) == pytest.approx(booster.margins(some), abs=1e-6)


def test_a_stored_mixture_says_the_same(straight: Fitted) -> None:
    stored = msgspec.json.decode(msgspec.json.encode(stored_propensity(straight)), type=StoredModel)

    booster, platt = booster_of(stored)

    assert platt(booster.margins(straight.features)) == pytest.approx(straight.probabilities(straight.features))


def test_contributions_of_a_logistic_regression_are_those_of_its_design() -> None:
    table, outcome = _table("straight", 300)
    features = table.without(["left"])
    plain = fit_logistic(features, outcome)

    pushes = plain.contributions(features)

    assert pushes.sum(axis=1) == pytest.approx(plain.margins(features))
    assert np.abs(pushes[:, :-1].mean(axis=0)).max() < 1e-9
    said = 1 / (1 + np.exp(-plain.margins(features)))
    assert said.sum() == pytest.approx(outcome.sum()), "as many as there were"
    unseen = Table((numbers("x", [None]), numbers("z", [0.5]), categories("kind", [None])))
    assert np.isfinite(plain.margins(unseen)).all()
