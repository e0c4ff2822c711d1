"""Evaluating a propensity model on a table: the code that also trains the models of a workspace."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from clew.learning.propensity.boost import Booster, CrossFit, Tell, cross_fit, cross_fit_plain, train
from clew.learning.propensity.findings import (
    BY_OPTION,
    FEWEST_OUTCOMES,
    By,
    Finding,
    alone_auc,
    column_findings,
    outcome_findings,
    period_findings,
)
from clew.learning.propensity.logistic import Platt, fit_logistic, fit_platt, sigmoid
from clew.learning.propensity.measure import auc, calibration, lifts, measure
from clew.learning.propensity.reasons import Influence, influences
from clew.learning.propensity.report import Figures, Period, PropensityReport
from clew.learning.propensity.split import blocks, folds_of, split_by_time
from clew.learning.tables import Indexes, Numbers, Table
from clew.learning.watch.distance import stability_index

FOLDS, FOLDS_OF_MANY = 5, 3
_MANY, _MANY_OUTCOMES = 200_000, 6_000
"""Rows, and outcomes of either kind, from which on two thirds of them teach a model as much as four fifths, and a third
is enough to judge it by."""

HELD_OUT = 0.2
_PARTS = 4
_Z95 = 1.959964
_ECE_BAR = 0.03
_SUSPECT_SHARE = 0.25
_SUSPECT_DROP = 0.04
_DRIFT = 0.03
_SURPRISE = 3.0
"""Standard deviations between outcomes and their probabilities that are no chance."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be learnt from a table.

    Attributes:
        target: Name of the outcome.
        positive: The value that counts.
        outcomes: 1 or 0, one a row.
        features: The columns that may be learnt from.
        instants: When each row was, for a split by time; None: folds.
        instant_name: Name of that column.
        keep: Columns that are kept although they look like leaks.
        seed: Of every draw.
        groups: Rows of one person are in one fold: a number for each row's person; None: each row is one's own.
        found: What was found in the table before.
        by: How who asks says which columns to take.
    """

    target: str
    positive: str
    outcomes: Numbers
    features: Table
    instants: Numbers | None = None
    instant_name: str = ""
    keep: frozenset[str] = frozenset()
    seed: int = 7
    groups: Indexes | None = None
    found: tuple[Finding, ...] = ()
    by: By = BY_OPTION


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model ready to score, and its report.

    Attributes:
        report: How good it is.
        booster: Trained on all rows; None where the data refuse a model.
        platt: Its calibration.
        rows: Which rows were judged.
        outcomes: What came, of these rows.
        scores: Their probabilities by this calibration, to compare later ones with.
        features: What was learnt from: without the columns left out, and without labels of a few people.
    """

    report: PropensityReport
    booster: Booster | None
    platt: Platt
    rows: Indexes
    outcomes: Numbers
    scores: Numbers
    features: Table

    def probabilities(self, table: Table) -> Numbers:
        """Calibrated probability of each row."""
        assert self.booster is not None  # noqa: S101 - a refused model is never asked
        return self.platt(self.booster.margins(table))


def _nobody(_share: float) -> None: ...


def fit(task: Task, tell: Tell = _nobody) -> Fitted:
    """Judge a model on rows it has not seen, then train one on all rows.

    Law: the same task and seed give the same report.
    """
    findings = [*outcome_findings(task.outcomes), *task.found]
    if any(each.severity == "refuse" for each in findings):
        return _no_model(task, findings)
    found = [f for f in column_findings(task.features, task.outcomes, task.by) if f.column not in task.keep]
    findings += found
    features = task.features.without({each.column for each in found})
    features = Table(tuple(c.with_few_labels(task.groups) if c.kind == "category" else c for c in features.columns))
    if not features.columns:
        findings.append(Finding("constant", "refuse", "no column is left to learn from", "add features"))
        return _no_model(task, findings)
    if task.instants is not None:
        findings += period_findings(task.instants, task.instant_name)
    judged = _judge(task, features, tell)
    findings += _judgement(task, features, judged)
    tell(0.9)
    booster = train(features, task.outcomes, judged.rounds, task.seed, share=judged.share)
    report = _report(task, features, judged, findings)
    platt = judged.platt if judged.margins is None else _levelled(judged.platt, booster, features, judged)
    return Fitted(report, booster, platt, judged.rows, judged.outcomes, judged.published, features)


def _levelled(platt: Platt, booster: Booster, features: Table, judged: "_Judged") -> Platt:
    """A calibration by rows that the model had not seen, for one that has learnt their level from them too."""
    assert judged.margins is not None  # noqa: S101 - there were none to calibrate by
    return platt.lowered(float((booster.margins(features.take(judged.rows)) - judged.margins).mean()))


@dataclass(frozen=True, slots=True)
class _Judged:
    """Scores of rows by models that have not seen them: as could be known then, and as the version will say them."""

    rows: Indexes
    outcomes: Numbers
    scores: Numbers
    published: Numbers
    plain: Numbers
    parts: Sequence[Indexes]
    rounds: int
    platt: Platt
    crossed: float | None
    training: Numbers
    influences: tuple[Influence, ...]
    share: float
    moved: bool = False
    margins: Numbers | None = None


def _judge(task: Task, features: Table, tell: Tell) -> _Judged:
    if task.instants is None:
        return _judge_by_folds(task, features, tell)
    early, late = split_by_time(task.instants, HELD_OUT)
    classes = [task.outcomes[rows] for rows in (early, late)]
    if any(not 0 < each.sum() < len(each) for each in classes):
        return _judge_by_folds(task, features, tell)
    return _judge_by_time(task, features, early, late, tell)


def _judge_by_folds(task: Task, features: Table, tell: Tell) -> _Judged:
    y = task.outcomes
    folds = _folds(y, task.groups, task.seed)
    crossed = cross_fit(features, y, folds, task.seed, lambda share: tell(0.7 * share))
    rows = crossed.rows
    seen = train(features, y, crossed.rounds, task.seed, share=crossed.share)
    plain = crossed.plain if crossed.plain is not None else cross_fit_plain(features, y, folds)[rows]
    return _Judged(
        rows=rows,
        outcomes=y[rows],
        scores=crossed.probabilities,
        published=crossed.probabilities,
        plain=sigmoid(plain),
        parts=folds if len(folds) > 1 else np.array_split(np.arange(len(rows)), _PARTS),
        rounds=crossed.rounds,
        platt=crossed.calibration,
        crossed=None,
        training=crossed.probabilities,
        influences=influences(seen, features),
        share=crossed.share,
    )


def _judge_by_time(task: Task, features: Table, early: Indexes, late: Indexes, tell: Tell) -> _Judged:
    known, later = features.take(early), features.take(late)
    y, then = task.outcomes[early], task.outcomes[late]
    assert task.instants is not None  # noqa: S101 - only then is a split by time asked for
    folds = _folds(y, _of(task.groups, early), task.seed)
    crossed: CrossFit = cross_fit(known, y, folds, task.seed, lambda share: tell(0.7 * share))
    model = train(known, y, crossed.rounds, task.seed, share=crossed.share)
    margins = model.margins(later)
    as_known = _as_known(known, y, task.instants[early], crossed, task.seed)
    platt = recalibrated(crossed.calibration, margins, then)
    return _Judged(
        rows=late,
        outcomes=then,
        scores=as_known(margins),
        published=platt(margins),
        plain=sigmoid(fit_logistic(known, y).margins(later)),
        parts=blocks(task.instants[late], _PARTS),
        rounds=crossed.rounds,
        platt=platt,
        crossed=auc(y[crossed.rows], crossed.probabilities),
        training=crossed.probabilities,
        influences=influences(model, later),
        share=crossed.share,
        moved=as_known is not crossed.calibration,
        margins=margins,
    )


def _as_known(known: Table, outcomes: Numbers, instants: Numbers, crossed: CrossFit, seed: int) -> Platt:
    """The calibration that could be known before the rows that judge it: by the latest of those learnt from."""
    before, latest = split_by_time(instants, HELD_OUT)
    if not len(latest) or not 0 < outcomes[before].sum() < len(before):
        return crossed.calibration
    # Two figures are wanted, so that not all of very many rows are needed.
    before = before[:: max(1, len(before) // _MANY)]
    past = train(known.take(before), outcomes[before], crossed.rounds, seed, share=crossed.share)
    return recalibrated(crossed.calibration, past.margins(known.take(latest)), outcomes[latest])


def recalibrated(usual: Platt, margins: Numbers, outcomes: Numbers) -> Platt:
    """The calibration of the latest rows, which their model has not seen, where the usual one clearly fails on them.

    Where the share of outcomes moves with time, the latest rows say more of what is to come than all together.
    """
    said = usual(margins)
    surprise = abs(float((outcomes - said).sum())) / float(np.sqrt((said * (1 - said)).sum()))
    enough = FEWEST_OUTCOMES <= outcomes.sum() <= len(outcomes) - FEWEST_OUTCOMES
    return fit_platt(margins, outcomes) if enough and surprise > _SURPRISE else usual


def _folds(outcomes: Numbers, groups: Indexes | None, seed: int) -> list[Indexes]:
    if len(outcomes) < _MANY:
        return folds_of(outcomes, FOLDS, seed, groups)
    folds = folds_of(outcomes, FOLDS_OF_MANY, seed, groups)
    return folds[:1] if min(outcomes.sum(), len(outcomes) - outcomes.sum()) >= _MANY_OUTCOMES else folds


def _of(groups: Indexes | None, rows: Indexes) -> Indexes | None:
    return None if groups is None else groups[rows]


def _judgement(task: Task, features: Table, judged: _Judged) -> Iterator[Finding]:
    """What the figures themselves say."""
    model, plain = measure(judged.outcomes, judged.scores), measure(judged.outcomes, judged.plain)
    if judged.crossed is not None and judged.crossed - model.auc > _DRIFT:
        yield Finding(
            "drift",
            "warn",
            f"a random split claims an AUC of {judged.crossed:.3f}, the latest rows give {model.auc:.3f}",
            "the relation changes with time: train often, and trust the lower figure",
        )
    if judged.moved:
        message = "the share with the outcome moves with time: probabilities are calibrated by the latest rows"
        yield Finding("recalibrated", "note", message, "train often")
    if model.calibration_error > _ECE_BAR:
        message = f"probabilities are off by {model.calibration_error:.3f} on average"
        yield Finding("miscalibrated", "warn", message, "use the ranking, not the probability")
    if model.auc < plain.auc:
        message = f"the logistic baseline ranks as well ({plain.auc:.4f} against {model.auc:.4f})"
        yield Finding("no_better", "note", message, "the plain model would do")
    yield from _suspects(task, features, judged, model.auc)


def _suspects(task: Task, features: Table, judged: _Judged, area: float) -> Iterator[Finding]:
    """A column without which little is left may be one that is known only afterwards."""
    strongest = judged.influences[0] if judged.influences else None
    if strongest is None or strongest.share < _SUSPECT_SHARE or len(features.columns) < 2:
        return
    column = features[strongest.column]
    if alone_auc(column, task.outcomes) < 0.75:
        return
    folds = folds_of(task.outcomes, 2, task.seed, task.groups)[: 2 if len(task.outcomes) < _MANY else 1]
    rest = features.without({column.name})
    again = cross_fit(rest, task.outcomes, folds, task.seed)
    without = auc(task.outcomes[again.rows], again.margins)
    whole = judged.crossed if judged.crossed is not None else area
    if whole - without > _SUSPECT_DROP:
        yield Finding(
            "suspect",
            "warn",
            f"most of the accuracy hangs on this column: without it the AUC is {without:.3f}, with it {whole:.3f}",
            f"is it really known when the score is needed? else name it under `{task.by.leave_out}`",
            column.name,
        )


def _figures(outcomes: Numbers, probabilities: Numbers) -> Figures:
    found = measure(outcomes, probabilities)
    reach = _Z95 * found.auc_error
    return Figures(
        auc=found.auc,
        auc_low=max(0.0, found.auc - reach),
        auc_high=min(1.0, found.auc + reach),
        pr_auc=found.average_precision,
        brier=found.brier,
        ece=found.calibration_error,
    )


def _periods(judged: _Judged) -> Iterator[Period]:
    for number, part in enumerate(judged.parts, 1):
        outcomes, scores = judged.outcomes[part], judged.scores[part]
        area = auc(outcomes, scores)
        psi = stability_index(judged.training, scores)
        yield Period(number, len(part), float(outcomes.mean()), None if np.isnan(area) else area, psi)


def _report(task: Task, features: Table, judged: _Judged, findings: Sequence[Finding]) -> PropensityReport:
    by_time = judged.crossed is not None
    return PropensityReport(
        target=task.target,
        positive=task.positive,
        rows=len(task.outcomes),
        outcomes=int(task.outcomes.sum()),
        split="time" if by_time else "folds",
        split_column=task.instant_name if by_time else "",
        judged_rows=len(judged.rows),
        model=_figures(judged.outcomes, judged.scores),
        baseline=_figures(judged.outcomes, judged.plain),
        cross_validated_auc=judged.crossed,
        lift=lifts(judged.outcomes, judged.scores),
        calibration=calibration(judged.outcomes, judged.scores),
        stability=tuple(_periods(judged)),
        influences=judged.influences,
        findings=tuple(findings),
        features=features.names,
        rounds=judged.rounds,
        seed=task.seed,
        usable=not any(each.severity == "refuse" for each in findings),
    )


def _no_model(task: Task, findings: Sequence[Finding]) -> Fitted:
    nothing = np.empty(0)
    return Fitted(_refused(task, findings), None, Platt(0.0, 1.0), np.empty(0, np.int64), nothing, nothing, Table(()))


def _refused(task: Task, findings: Sequence[Finding]) -> PropensityReport:
    return PropensityReport(
        *(task.target, task.positive, len(task.outcomes), int(task.outcomes.sum())),
        *("folds", "", 0, None, None, None, (), (), (), ()),
        findings=tuple(findings),
        features=(),
        rounds=0,
        seed=task.seed,
        usable=False,
    )
