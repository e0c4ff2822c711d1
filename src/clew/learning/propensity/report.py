"""What is published with a model: how it was judged, and by what."""

import msgspec

from clew.learning.propensity.findings import Finding
from clew.learning.propensity.measure import CalibrationBin, LiftRow
from clew.learning.propensity.reasons import Influence


class Figures(msgspec.Struct, frozen=True):
    """How good one model is on the rows it was judged by.

    Attributes:
        auc: Chance that somebody with the outcome is ranked above somebody without.
        auc_low: Lower end of its 95 % interval.
        auc_high: Upper end.
        pr_auc: Average precision.
        brier: Mean squared error of the probabilities.
        ece: Expected calibration error, ten bins of equal width.
    """

    auc: float
    auc_low: float
    auc_high: float
    pr_auc: float
    brier: float
    ece: float


class Period(msgspec.Struct, frozen=True):
    """The same figures part by part: consecutive periods, or folds.

    Attributes:
        part: Which, from 1.
        rows: How many rows.
        rate: Share with the outcome.
        auc: Of this part; null where only one class is there.
        psi: How far its scores lie from those of the training rows (population stability index).
    """

    part: int
    rows: int
    rate: float
    auc: float | None
    psi: float


class PropensityReport(msgspec.Struct, frozen=True, tag_field="task", tag="propensity"):
    """The report of one evaluation; as data it begins with `task: propensity`.

    Attributes:
        target: What is predicted.
        positive: The value that counts as the outcome.
        rows: Rows of the table.
        outcomes: Rows with the outcome.
        split: `time`: judged by the latest rows, which no step of training saw; `folds`: every row judged by a model
            of the other folds.
        split_column: By which column of time.
        judged_rows: Rows that the figures are of.
        model: The boosted model.
        baseline: Logistic regression on the same rows.
        cross_validated_auc: On the training rows, if the split is by time: what a random split would claim.
        lift: Tenths from the top.
        calibration: Predicted against observed.
        stability: Part by part.
        influences: What counts, over all; exact Shapley values.
        findings: What to know before trusting the figures.
        features: Columns learnt from.
        rounds: Trees.
        seed: Of every draw: the same seed and data give the same report.
        usable: Whether nothing speaks against the use.
    """

    target: str
    positive: str
    rows: int
    outcomes: int
    split: str
    split_column: str
    judged_rows: int
    model: Figures | None
    baseline: Figures | None
    cross_validated_auc: float | None
    lift: tuple[LiftRow, ...]
    calibration: tuple[CalibrationBin, ...]
    stability: tuple[Period, ...]
    influences: tuple[Influence, ...]
    findings: tuple[Finding, ...]
    features: tuple[str, ...]
    rounds: int
    seed: int
    usable: bool
