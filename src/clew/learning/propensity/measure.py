"""How good probabilities are: rank, precision, calibration, lift. All exact, over arrays; ties are halved."""

from typing import NamedTuple

import msgspec
import numpy as np

from clew.learning.tables import Numbers

BINS = 10


def auc(outcomes: Numbers, scores: Numbers) -> float:
    """The chance that a random positive is scored above a random negative (ties count half); NaN with one class."""
    positives = float(outcomes.sum())
    negatives = len(outcomes) - positives
    if not positives or not negatives:
        return float("nan")
    above = float((_ranks(scores) * outcomes).sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def _ranks(scores: Numbers) -> Numbers:
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[places]


def auc_error(area: float, positives: float, negatives: float) -> float:
    """Standard error of an AUC (Hanley and McNeil, Radiology 143, 1982, p. 29)."""
    if not positives or not negatives:
        return float("nan")
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (positives - 1) * (q1 - area**2) + (negatives - 1) * (q2 - area**2)
    return float(np.sqrt(max(spread, 0.0) / (positives * negatives)))


def average_precision(outcomes: Numbers, scores: Numbers) -> float:
    """Area under the precision-recall steps; rows of one score come in together."""
    positives = float(outcomes.sum())
    if not positives:
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum(outcomes[order])
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)
    precision, recall = found[ends] / (ends + 1), found[ends] / positives
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def brier(outcomes: Numbers, probabilities: Numbers) -> float:
    """Mean squared distance of probability and outcome."""
    return float(np.mean((probabilities - outcomes) ** 2))


class CalibrationBin(msgspec.Struct, frozen=True):
    """Rows of about one probability.

    Attributes:
        low: Least probability of the bin.
        high: Its end, beyond it but for the last bin.
        rows: How many rows fall in it.
        predicted: Their mean probability.
        observed: The share that had the outcome.
    """

    low: float
    high: float
    rows: int
    predicted: float
    observed: float


def calibration(outcomes: Numbers, probabilities: Numbers, bins: int = BINS) -> tuple[CalibrationBin, ...]:
    """Predicted against observed, in bins of equal width; empty ones are left out."""
    places = np.minimum((probabilities * bins).astype(np.int64), bins - 1)
    found: list[CalibrationBin] = []
    for place in range(bins):
        mine = places == place
        rows = int(mine.sum())
        if rows:
            predicted, observed = float(probabilities[mine].mean()), float(outcomes[mine].mean())
            found.append(CalibrationBin(place / bins, (place + 1) / bins, rows, predicted, observed))
    return tuple(found)


def calibration_error(table: tuple[CalibrationBin, ...]) -> float:
    """Expected calibration error: mean distance of predicted and observed, by rows."""
    rows = sum(each.rows for each in table)
    return sum(each.rows * abs(each.predicted - each.observed) for each in table) / rows if rows else float("nan")


class LiftRow(msgspec.Struct, frozen=True):
    """What the best-scored share of people holds.

    Attributes:
        share: Which share, from the top.
        rows: How many rows that is.
        outcomes: How many of them had the outcome.
        lift: Their rate over everybody's.
        gain: Their share of all outcomes.
    """

    share: float
    rows: int
    outcomes: float
    lift: float
    gain: float


def lifts(outcomes: Numbers, scores: Numbers, parts: int = 10) -> tuple[LiftRow, ...]:
    """Lift and gain of the top tenth, two tenths and so on; outcomes at a tie are shared evenly."""
    order = np.argsort(-scores, kind="stable")
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    rates = np.bincount(places, weights=outcomes) / counts
    found = np.cumsum(rates[places][order])
    total = float(outcomes.sum())
    table: list[LiftRow] = []
    for part in range(1, parts + 1):
        rows = max(1, round(len(scores) * part / parts))
        held = float(found[rows - 1])
        gain = held / total if total else float("nan")
        table.append(LiftRow(part / parts, rows, held, gain * len(scores) / rows, gain))
    return tuple(table)


class Measures(NamedTuple):
    """The figures of one set of rows."""

    auc: float
    auc_error: float
    average_precision: float
    brier: float
    calibration_error: float


def measure(outcomes: Numbers, probabilities: Numbers) -> Measures:
    """All figures at once."""
    area, positives = auc(outcomes, probabilities), float(outcomes.sum())
    return Measures(
        area,
        auc_error(area, positives, len(outcomes) - positives),
        average_precision(outcomes, probabilities),
        brier(outcomes, probabilities),
        calibration_error(calibration(outcomes, probabilities)),
    )
