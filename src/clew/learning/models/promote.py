"""Whether a challenger may take the champion's place without anybody having looked at it."""

from collections.abc import Sequence

from clew.learning.models.version import ModelVersion
from clew.learning.propensity.report import PropensityReport
from clew.learning.value.evaluate import ValueReport

_RANK = 0.02
"""By how much a rank correlation may be lower: it has no interval of its own."""

_DOUBTS = frozenset({"drift", "miscalibrated", "no_better", "suspect", "leak", "missing_periods"})
"""Findings of severity `warn` that a person should look at."""


def why_wait(challenger: ModelVersion, champion: ModelVersion, alarms: Sequence[str]) -> str:
    """Why a person must decide; empty if nothing speaks against it.

    Args:
        challenger: The new version.
        champion: The one in use.
        alarms: What has drifted under the champion: data that have changed may be broken, and so what was learnt from
            them.
    """
    if challenger.standing != "candidate":
        return challenger.blocked or "it was refused"
    if alarms:
        return f"an alarm stands: {alarms[0]}"
    doubt = next((each for each in challenger.findings if each.severity == "warn" and each.code in _DOUBTS), None)
    if doubt is not None:
        return f"its report warns: {doubt.message}"
    return _worse(challenger, champion)


def _worse(challenger: ModelVersion, champion: ModelVersion) -> str:
    new, old = challenger.report, champion.report
    if isinstance(new, PropensityReport) and isinstance(old, PropensityReport) and new.model and old.model:
        if new.model.auc < old.model.auc_low:
            return f"its AUC of {new.model.auc:.3f} lies below the interval of the version in use"
        return ""
    if isinstance(new, ValueReport) and isinstance(old, ValueReport):
        ranks = [_rank(report) for report in (new, old)]
        if ranks[0] < ranks[1] - _RANK:
            return f"it ranks worse: {ranks[0]:.3f} against {ranks[1]:.3f}"
        return ""
    return "it predicts something else than the version in use"


def _rank(report: ValueReport) -> float:
    chosen = next((each.figures for each in report.candidates if each.model == report.chosen), None)
    return chosen.spearman if chosen is not None else 0.0
