"""How far credit would move if other people of the same kind had come."""

from collections.abc import Callable, Sequence

import numpy as np

from clew.learning.attribution.errors import Unattributable
from clew.learning.attribution.sharing.linear import product
from clew.learning.attribution.sharing.model import Paths
from clew.learning.attribution.sharing.models import Model
from clew.learning.tables import Numbers


def spreads(
    paths: Paths, models: Sequence[Model], *, replicates: int, seed: int, level: float
) -> dict[str, tuple[Numbers, Numbers]]:
    """Percentile intervals of each channel's conversions, by model: lower and upper ends.

    Each replicate draws how many ways of each row there are (Poisson), so ways are what is drawn, not touches; models
    that can't be asked of a replicate (nothing beyond the baseline there) leave it out, and have no interval if that
    happens in more than a tenth.
    """
    chance = np.random.default_rng(seed)  # house: ambient: its seed is an argument
    asked = [model for model in models if model.weights is None]
    weighing = [model for model in models if model.weights is not None]
    weights = _stacked(paths, weighing)
    found: dict[str, list[Numbers]] = {model.name: [] for model in models}
    worth = np.divide(paths.values, paths.conversions, out=np.zeros(len(paths)), where=paths.conversions > 0)
    for _ in range(replicates):
        won, lost = chance.poisson(paths.conversions), chance.poisson(paths.nulls)
        counted = paths.weighed(won.astype(np.float64), np.asarray(won * worth, np.float64), lost.astype(np.float64))
        shared = np.split(weights(counted.conversions), len(weighing)) if weighing else []
        for model, conversions in zip(weighing, shared, strict=True):
            found[model.name].append(conversions)
        for model in asked:
            try:
                found[model.name].append(model.share(counted).conversions)
            except Unattributable:
                continue
    ends = ((1 - level) / 2, (1 + level) / 2)
    return {
        name: (np.quantile(drawn, ends[0], axis=0), np.quantile(drawn, ends[1], axis=0))
        for name, drawn in found.items()
        if drawn and len(drawn) >= 0.9 * replicates
    }


def _stacked(paths: Paths, models: Sequence[Model]) -> Callable[[Numbers], Numbers]:
    """From conversions of rows to credits of all these models after each other: equal parts are added up once."""
    size = len(paths.channels)
    parts = [(model.weights, place * size) for place, model in enumerate(models) if model.weights is not None]
    if not parts:
        return lambda _: np.zeros(0)
    return product(
        (size * len(models), len(paths)),
        np.concatenate([weights.channels + offset for weights, offset in parts]),
        np.concatenate([weights.rows for weights, _ in parts]),
        np.concatenate([weights.parts for weights, _ in parts]),
    )
