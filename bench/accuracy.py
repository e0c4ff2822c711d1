"""How accurate `clew learn evaluate` is on public tables, each in a process of its own, judged by folds.

`accuracy` is the mean area under the curve over the tables; each is named after it, with its calibration error as
`.ece`. Peer: the best of LightGBM, CatBoost and logistic regression in cross-validation on the same table, as measured
once (docs/reference/models.md). Budget: .005 below the best one, and a calibration error of .02. `.cpu` is the
processor time of all, `.memory` the largest process. The tables are not ours to ship: `CLEW_SHARED` names their folder.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from bench.result import Result
from bench.scale import is_quick

SHARED = "CLEW_SHARED"
BEHIND, ECE = 0.005, 0.02


class Known(NamedTuple):
    """A table, what is asked of it, and the best AUC that others reached."""

    name: str
    file: str
    asked: tuple[str, ...]
    best: float
    by: str


TABLES = (
    Known("telco", "telco_churn/customers", ("--target", "churn"), 0.8460, "CatBoost"),
    Known("churners", "bank_churners/customers", ("--target", "churn"), 0.9940, "CatBoost"),
    Known("marketing", "bank_marketing/contacts", ("--target", "deposit", "--ignore", "duration"), 0.7985, "LightGBM"),
    Known("marketing_known", "bank_marketing/contacts", ("--target", "deposit"), 0.9350, "LightGBM"),
    Known("sessions", "web_sessions_intent/sessions", ("--target", "revenue"), 0.9324, "LightGBM"),
    Known("adult", "fairness_adult/people", ("--target", "income", "--positive", ">50K"), 0.9256, "LightGBM"),
)


class Said(NamedTuple):
    """What a process said, and what it cost."""

    auc: float
    ece: float
    seconds: float
    mebibytes: float


def run() -> list[Result]:
    """Areas and errors of all tables, beside the best of the others."""
    with TemporaryDirectory() as folder:
        files = [(table, path) for table in TABLES if (path := _shared(table.file)).exists()]
        if is_quick() or not files:
            sys.stderr.write(f"   without the tables ({SHARED} names their folder): one that is drawn\n")
            files = [(Known("drawn", "", ("--target", "y"), 0.75, "the draw itself"), _drawn(Path(folder)))]
        said = [(table, evaluated(path, table.asked)) for table, path in files]
    found: list[Result] = []
    for table, each in said:
        name = f"accuracy.{table.name}"
        found.append(_area(name, each.auc, table.by, table.best))
        found.append(Result(f"{name}.ece", each.ece, "share", "lower", budget=ECE))
    best = mean(table.best for table, _ in said)
    return [
        _area("accuracy", mean(each.auc for _, each in said), "the best of the others", best),
        *found,
        Result("accuracy.cpu", sum(each.seconds for _, each in said), "s", "lower"),
        Result("accuracy.memory", max(each.mebibytes for _, each in said), "MiB", "lower"),
    ]


def _area(name: str, area: float, peer: str, best: float) -> Result:
    return Result(name, area, "AUC", "higher", budget=round(best - BEHIND, 4), peer=peer, peer_value=best)


def evaluated(file: Path, asked: tuple[str, ...]) -> Said:
    """What the command says of a table."""
    command = [sys.executable, "-m", "clew", "learn", "evaluate", str(file), "--split", "folds", *asked]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        report = json.loads(process.stdout.read())
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    model = report["model"]
    return Said(model["auc"], model["ece"], used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _shared(file: str) -> Path:
    folder = os.environ.get(SHARED) or Path(__file__).parents[2] / "shared"
    return Path(folder) / "data" / f"{file}.csv.gz"


def _drawn(folder: Path) -> Path:
    """A table in which two columns say something of the outcome."""
    draw = np.random.default_rng(3)
    values = draw.normal(size=(2_000, 4))
    came = draw.random(2_000) < 1 / (1 + np.exp(-values[:, 0] - values[:, 1]))
    lines = [",".join([*map(str, row), str(int(y))]) for row, y in zip(values.tolist(), came.tolist(), strict=True)]
    path = folder / "drawn.csv"
    path.write_text("\n".join(["a,b,c,d,y", *lines]))
    return path
