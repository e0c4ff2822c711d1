"""How the scores of a run are spread."""

from typing import TYPE_CHECKING

import numpy as np

from clew.api.models.views import ScoreBinView, ScoreSpreadView
from clew.kernel.instants import format_instant

if TYPE_CHECKING:
    from clew.learning.models import ScoringRun
    from clew.runtime.services.models import Models

BINS = 20
_BUCKETS = ("low", "medium", "high")
_ROUND = np.array([1, 2, 2.5, 5, 10])


def spread_of(run: "ScoringRun | None", models: "Models") -> ScoreSpreadView:
    """The bins and buckets of a run; empty before the first."""
    if run is None:
        return ScoreSpreadView(at=None, version=None, people=0, bins=(), buckets={}, edges={})
    values, buckets = models.shelf.said(run)
    said, mine = np.array(values), np.array(buckets)
    step = 1 / BINS if models.version(run.model, run.version).body.task == "propensity" else _step(said)
    counts = np.bincount(np.minimum((said / step).astype(np.int64), BINS - 1), minlength=BINS).tolist()
    least = {name: float(said[mine == name].min()) if (mine == name).any() else None for name in _BUCKETS}
    return ScoreSpreadView(
        at=format_instant(run.at),
        version=run.version,
        people=len(values),
        bins=tuple(
            ScoreBinView(low=place * step, high=(place + 1) * step, people=count) for place, count in enumerate(counts)
        ),
        buckets={name: int((mine == name).sum()) for name in _BUCKETS},
        edges={name: least[name] for name in ("medium", "high")},
    )


def _step(said: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float:
    """A round width of bins that hold all but the highest twentieth of the amounts."""
    rough = max(float(np.quantile(said, 0.95)) / BINS, 1e-9) if len(said) else 1.0
    size = 10 ** np.floor(np.log10(rough))
    return float(size * _ROUND[np.searchsorted(_ROUND * size, rough * (1 - 1e-9))])
