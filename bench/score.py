"""Scoring a million profiles: probability, score, percentile, bucket and five reasons each, in one Parquet file.

`score` is how many profiles a second that is, the features being there already. Limit: the bare probabilities, by the
same trees.

`score.whole` is the same from the lake on, in a process of its own: half a million people with ten million events,
their features built from the log, everybody scored, every score told to the log and applied by the engine.
`score.whole.memory` is the most that this process held.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import numpy as np

from bench.millions import END, millions
from bench.result import Result
from bench.scale import sized
from bench.train import rows
from bench.workspaces import publish
from clew.adapters.models import ModelShelf
from clew.learning import ModelBody
from clew.learning.models import Batch, Lineage, ModelVersion, Scored, ScoringRun, booster_of, stored_propensity
from clew.learning.models import train as training
from clew.learning.ports import Looks
from clew.learning.propensity import Task, fit
from clew.runtime.clock import ManualClock
from clew.runtime.services.models import models_of
from clew.runtime.workspace import Workspace, open_workspace

_TRAINED_ON = 20_000
_BUYS = {
    "kind": "model",
    "id": "buys",
    "name": "Buys",
    "goal": '"Order Completed"',
    "window": "2w",
    "look_back": "8w",
    "status": "published",
}


def run() -> list[Result]:
    """Profiles a second, beside the bare trees."""
    table, outcomes = rows(sized(_TRAINED_ON, 500))
    fitted = fit(Task("y", "1", outcomes, table))
    stored = stored_propensity(fitted)
    version = ModelVersion(
        model="bench",
        number=1,
        trained_at=0,
        body=ModelBody(goal="x", window="1d"),
        standing="champion",
        report=fitted.report,
        looks=Looks(0),
        lineage=Lineage(0, 1, 0, 0, 1, len(outcomes), "", 7, {}),
        stored=stored,
    )
    size = sized(1_000_000, 500)
    people, _ = rows(size)
    booster, platt = booster_of(stored)
    begun = time.perf_counter()
    said = platt(booster.margins(people))
    bare = time.perf_counter() - begun
    names = [f"p{number:07}" for number in range(size)]
    with TemporaryDirectory() as folder:
        begun = time.perf_counter()
        scored = Scored(version, [Batch(names, people, platt(booster.margins(people)))])
        run_ = ScoringRun("run", "bench", 1, 0, "run.parquet", size)
        ModelShelf(Path(folder)).write_scores(run_, scored.chunks())
        seconds = time.perf_counter() - begun
    assert np.isfinite(said).all()
    bare_speed = {"limit": "bare trees", "limit_value": size / bare}
    return [Result("score", size / seconds, "profiles/s", "higher", **bare_speed), *_whole()]  # pyright: ignore[reportArgumentType]


def _whole() -> list[Result]:
    with TemporaryDirectory(prefix="clew-bench-") as temporary:
        folder = copytree(millions().folder, Path(temporary) / "data")
        with open_workspace(folder, ManualClock(END)) as workspace:
            publish(workspace, [_BUYS])
            workspace.engine().drain()
            _train(workspace)
        command = [sys.executable, "-c", "import sys; from bench.score import whole; whole(sys.argv[1])", str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            told = child.stdout.read().split()
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError("scoring in a process of its own has failed")
    people, seconds = int(told[0]), float(told[1])
    return [
        Result("score.whole", people / seconds, "profiles/s", "higher"),
        Result("score.whole.memory", used.ru_maxrss * 1024 / 2**30, "GiB", "lower"),
    ]


def _train(workspace: Workspace) -> None:
    """A version of as many rows as a bench may wait for: how many it learnt from changes nothing in scoring."""
    enough, training.ENOUGH_ROWS = training.ENOUGH_ROWS, sized(100_000, 1_000)
    try:
        version = models_of(workspace).train("buys")
    finally:
        training.ENOUGH_ROWS = enough
    if version.standing != "champion":
        raise RuntimeError(f"nothing was learnt: {version.blocked}")


def whole(folder: str) -> None:
    """Score everybody and apply it; says how many people that were, and how many seconds it took."""
    with open_workspace(Path(folder), ManualClock(END)) as workspace:
        begun = time.perf_counter()
        run_ = models_of(workspace).score("buys")
        workspace.engine().drain()
        seconds = time.perf_counter() - begun
        held = sum(1 for row in workspace.store.scan(limit=10) if row.state)
    assert run_.changed == run_.rows
    assert held
    print(run_.rows, seconds)
