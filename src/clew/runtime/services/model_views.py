"""From versions, runs and scores to what the API and the commands show."""

from typing import TYPE_CHECKING, Any

import msgspec

from clew.api.models.views import (
    DriftView,
    FindingView,
    InfluenceView,
    ModelVersionView,
    ModelView,
    RunView,
    ScoredView,
    ScoreReasonView,
    ScoreView,
    ShiftView,
)
from clew.kernel.instants import Instant, format_instant
from clew.kernel.packing import from_json
from clew.learning.ports import ScoreRow

if TYPE_CHECKING:
    from clew.learning.models import ModelVersion, ScoringRun
    from clew.learning.watch import DriftReport
    from clew.runtime.services.models import Models


def model_view(models: "Models", name: str) -> ModelView:
    """A model at a glance."""
    row = models.documents().get(name)
    versions, runs = models.shelf.versions(name), models.shelf.runs(name)
    champion = next((each for each in reversed(versions) if each.standing == "champion"), None)
    newest = versions[-1] if versions else None
    challenger = newest if newest is not None and newest.standing == "candidate" else None
    body = models.body(name) if row is not None else versions[-1].body
    alarms = models.alarms(name)
    return ModelView(
        id=name,
        name=str(from_json(row.document).get("name", name)) if row is not None else name,
        task=body.task,
        goal=body.goal if body.happens else f"no {body.goal}",
        unit=models.unit(name),
        window=body.window,
        eligible=body.eligible,
        published=champion.number if champion else None,
        challenger=challenger.number if challenger else None,
        accuracy=_figure(champion, "auc", "spearman"),
        calibration=_figure(champion, "ece"),
        trained_at=_told(champion.trained_at) if champion else None,
        scored_at=_told(runs[-1].at) if runs else None,
        scored=runs[-1].rows if runs else 0,
        drift=runs[-1].drift if runs else None,
        drift_limit=body.drift_limit,
        alarm=bool(alarms),
        alarms=alarms,
        schedule=body.schedule,
        retrain=body.retrain,
    )


def version_view(version: "ModelVersion") -> ModelVersionView:
    """A version with its report."""
    report: dict[str, Any] = msgspec.to_builtins(version.report)
    return ModelVersionView(
        model=version.model,
        version=version.number,
        standing=version.standing,
        blocked=version.blocked,
        waits=version.waits,
        trained_at=format_instant(version.trained_at),
        figures=figures_of(report),
        reasons=tuple(InfluenceView(**each) for each in report.get("influences", ())),
        findings=tuple(FindingView(**each) for each in report["findings"]),
        report=report,
        fairness=None if version.fairness is None else msgspec.to_builtins(version.fairness),
        lineage=msgspec.to_builtins(version.lineage),
    )


def figures_of(report: dict[str, Any]) -> dict[str, float]:
    """The main figures of a report, by name."""
    if report["task"] == "propensity":
        model: dict[str, float | None] = report["model"] or {}
        names = ("auc", "auc_low", "auc_high", "pr_auc", "brier", "ece")
        found = {name: value for name in names if (value := model.get(name)) is not None}
        baseline = report["baseline"]
        return {**found, **({"baseline_auc": baseline["auc"]} if baseline else {})}
    chosen = next((each for each in report["candidates"] if each["model"] == report["chosen"]), None)
    found = dict(chosen["figures"]) if chosen and chosen["figures"] else {}
    return {name: value for name, value in found.items() if value is not None}


def run_view(run: "ScoringRun") -> RunView:
    """A run."""
    return RunView(
        id=run.id,
        model=run.model,
        version=run.version,
        at=format_instant(run.at),
        rows=run.rows,
        changed=run.changed,
        complete=run.applied >= run.rows,
        drift=run.drift,
        alarms=run.alarms,
    )


def score_view(run: "ScoringRun", row: ScoreRow) -> ScoreView:
    """What a model says of a person."""
    return ScoreView(**_said(run, row))


def scored_view(run: "ScoringRun", row: ScoreRow) -> ScoredView:
    """The same, and of whom."""
    return ScoredView(profile=row.profile, **_said(run, row))


def _said(run: "ScoringRun", row: ScoreRow) -> dict[str, Any]:
    return {
        "model": run.model,
        "version": run.version,
        "at": format_instant(run.at),
        "probability": row.probability,
        "score": row.score,
        "percentile": row.percentile,
        "bucket": row.bucket,
        "low": row.low,
        "high": row.high,
        "reasons": tuple(ScoreReasonView(feature=name, value=value, push=push) for name, value, push in row.reasons),
    }


def drift_view(report: "DriftReport") -> DriftView:
    """Drift."""
    return DriftView(
        rows=report.rows,
        shifts=tuple(ShiftView(name=s.name, psi=s.psi, js=s.js, level=s.level) for s in report.shifts),
        trained_auc=report.trained_auc,
        recent_auc=report.recent_auc,
        decayed=report.decayed,
        alarms=report.alarms,
    )


def _figure(version: "ModelVersion | None", *names: str) -> float | None:
    """The first of these figures that the report has."""
    figures = figures_of(msgspec.to_builtins(version.report)) if version is not None else {}
    return next((figures[name] for name in names if name in figures), None)


def _told(at: Instant) -> str:
    return format_instant(at)
