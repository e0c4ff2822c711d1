"""Training a propensity of a million rows and twenty columns: fit, held-out report, calibration, reasons.

`train` is the wall time of all that `clew learn evaluate` does with the table once it is read; `train.cpu` the
processor time. Limit: one bare LightGBM fit of the same trees on the same rows, which judges nothing.
"""

import time

import numpy as np

from bench.result import Result
from bench.scale import sized
from clew.learning.propensity import Task, fit
from clew.learning.propensity.boost import train
from clew.learning.tables import Column, Table, numbers

_COLUMNS = 20


def run() -> list[Result]:
    """Wall and processor time, beside the bare fit."""
    table, outcomes = rows(sized(1_000_000, 1_000))
    wall, cpu = time.perf_counter(), time.process_time()
    fitted = fit(Task("y", "1", outcomes, table, np.arange(float(len(outcomes))), "at"))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    bare = time.perf_counter()
    train(table, outcomes, fitted.report.rounds, 7)
    bare = time.perf_counter() - bare
    return [
        Result("train", wall, "s", "lower", limit="one bare fit", limit_value=bare),
        Result("train.cpu", cpu, "s", "lower"),
    ]


def rows(size: int) -> tuple[Table, "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"]:
    """Numbers and a category, some of which say something of the outcome."""
    draw = np.random.default_rng(3)
    values = draw.normal(size=(size, _COLUMNS - 1))
    kind = draw.integers(0, 12, size).astype(np.float64)
    log_odds = values[:, 0] + 0.6 * values[:, 1] * values[:, 2] - 0.1 * kind - 1
    outcomes = (draw.random(size) < 1 / (1 + np.exp(-log_odds))).astype(np.float64)
    columns = [numbers(f"x{place}", values[:, place].tolist()) for place in range(_COLUMNS - 1)]
    labels = tuple(f"k{number:02}" for number in range(12))
    return Table((*columns, Column("kind", "category", kind, labels))), outcomes
