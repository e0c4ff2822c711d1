"""Drift of a published version: its inputs and scores today, and how right the scores were whose window has passed."""

from typing import TYPE_CHECKING

import numpy as np

from clew.kernel.instants import Instant
from clew.learning import duration
from clew.learning.models import ModelVersion, Scored, ScoringRun, score_everybody
from clew.learning.ports import Past
from clew.learning.propensity import PropensityReport, auc
from clew.learning.watch import DriftReport, drift_report

if TYPE_CHECKING:
    from clew.adapters.models import ModelShelf

_FEWEST = 20
_ENOUGH = 50_000
"""People: what their shares may be off by is far below what an index calls noise."""


def drift_of(version: ModelVersion, past: Past, shelf: "ModelShelf", now: Instant) -> DriftReport:
    """Compare today with the training; of very many people a part, drawn by hash, tells as much."""
    return drift_by(version, score_everybody(version, past, now, most=_ENOUGH), past, shelf, now)


def drift_by(version: ModelVersion, scored: Scored, past: Past, shelf: "ModelShelf", now: Instant) -> DriftReport:
    """The same, everybody having been scored."""
    found = scored.spread.shifts(version.body.drift_limit)
    published = None
    if isinstance(version.report, PropensityReport) and version.report.model is not None:
        published = (version.report.model.auc, version.report.model.auc_low)
    ripe = [run for run in shelf.runs(version.model) if run.at + duration(version.body.window) <= now]
    recent = _recent(version, past, shelf, ripe[-1]) if ripe and published is not None else None
    return drift_report(found, len(scored.profiles), published=published, recent=recent)


def _recent(version: ModelVersion, past: Past, shelf: "ModelShelf", run: ScoringRun) -> float | None:
    """AUC of a run whose window has passed; None where too few of a kind came."""
    chunks = list(shelf.told(run))
    profiles = [profile for chunk in chunks for profile in chunk.profiles]
    came = past.came_true(version.body.goal_condition, run.at + duration(version.body.window))
    happened = np.array([root in came for root in past.roots(profiles)], np.float64)
    outcomes = happened if version.body.happens else 1 - happened
    if min(outcomes.sum(), len(outcomes) - outcomes.sum()) < _FEWEST:
        return None
    return auc(outcomes, np.concatenate([chunk.probability for chunk in chunks]))
