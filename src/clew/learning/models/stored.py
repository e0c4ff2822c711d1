"""Fitted models as plain data, and back."""

from collections.abc import Sequence

import numpy as np

from clew.learning.models.version import Feature, StoredModel
from clew.learning.propensity import Booster, Fitted, Platt
from clew.learning.tables import Column, Numbers
from clew.learning.value import FittedValue, Orders
from clew.learning.value.bgnbd import BetaGeometric
from clew.learning.value.boosted import Boosted
from clew.learning.value.evaluate import Learned, Predictor, Probabilistic
from clew.learning.value.judge import Bands
from clew.learning.value.pareto import Pareto
from clew.learning.value.spend import GammaGamma

_BUYING = ("r", "alpha", "a", "b", "s", "beta")


def stored_propensity(fitted: Fitted) -> StoredModel:
    """Trees, calibration, and what scores are relative to."""
    assert fitted.booster is not None  # noqa: S101 - a refused model is not stored
    return StoredModel(
        features=_features(fitted.booster.columns),
        trees=fitted.booster.text,
        intercept=fitted.platt.intercept,
        slope=fitted.platt.slope,
        reference=reference_of(fitted.scores),
        plain=fitted.booster.plain,
        share=fitted.booster.share,
    )


def stored_value(fitted: FittedValue, orders: Orders, day: float, weeks: float) -> StoredModel:
    """Trees or parameters, intervals, and what scores are relative to."""
    model, bands = fitted.model, fitted.bands
    assert model is not None and bands is not None  # noqa: S101, PT018 - as above
    reference = reference_of(model.predict(orders, day, weeks)[1])
    ends = (bands.edges, bands.low, bands.high, bands.scale)
    if isinstance(model, Learned):
        boosted = model.model
        return StoredModel(
            features=_features(boosted.amounts.columns),
            trees=boosted.amounts.text,
            counts=boosted.counts.text,
            weeks=boosted.weeks,
            season=boosted.season,
            bands=ends,
            reference=reference,
        )
    assert isinstance(model, Probabilistic)  # noqa: S101 - the naive rate is never chosen
    spends = model.spends.parameters if model.spends is not None else {}
    parameters = {**model.buys.parameters, **spends}
    return StoredModel(formula=model.name, parameters=parameters, bands=ends, reference=reference)


def booster_of(stored: StoredModel) -> tuple[Booster, Platt]:
    """The trees of a propensity and their calibration."""
    booster = Booster(stored.trees, columns_of(stored), stored.plain, stored.share)
    return booster, Platt(stored.intercept, stored.slope)


def predictor_of(stored: StoredModel) -> tuple[Predictor, Bands]:
    """The model of a value and its intervals."""
    bands = Bands(*stored.bands)
    if not stored.formula:
        columns = columns_of(stored)
        boosted = Boosted(Booster(stored.trees, columns), Booster(stored.counts, columns), stored.weeks, stored.season)
        return Learned(boosted), bands
    found = stored.parameters
    spends = GammaGamma(found["p"], found["q"], found["v"], 0.0) if "p" in found else None
    if stored.formula == "Pareto/NBD":
        return Probabilistic(Pareto(found["r"], found["alpha"], found["s"], found["beta"], 0.0), spends), bands
    modified = stored.formula == "MBG/NBD"
    buys = BetaGeometric(found["r"], found["alpha"], found["a"], found["b"], 0.0, modified)
    return Probabilistic(buys, spends), bands


def columns_of(stored: StoredModel) -> list[Column]:
    """The inputs by name, kind and labels, without rows."""
    return [Column(each.name, each.kind, np.empty(0), each.labels) for each in stored.features]


def reference_of(said: Numbers) -> tuple[float, ...]:
    """Percentiles 0 to 100 of what a model said of people."""
    return tuple(np.quantile(said, np.linspace(0, 1, 101)).tolist())


def _features(columns: Sequence[Column]) -> tuple[Feature, ...]:
    return tuple(Feature(column.name, column.kind, column.labels) for column in columns)
