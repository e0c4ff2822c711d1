"""Scoring a million profiles: probability, score, percentile, bucket and five reasons each, in one Parquet file.

`score` is how many profiles a second that is, the features being there already. Limit: the bare probabilities, by the
same trees.
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.result import Result
from bench.scale import sized
from bench.train import rows
from clew.adapters.models import ModelShelf
from clew.learning import ModelBody
from clew.learning.models import Lineage, ModelVersion, Scored, ScoringRun, booster_of, stored_propensity
from clew.learning.ports import Looks
from clew.learning.propensity import Task, fit

_TRAINED_ON = 20_000


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
        scored = Scored(version, names, people, platt(booster.margins(people)))
        run_ = ScoringRun("run", "bench", 1, 0, "run.parquet", size)
        ModelShelf(Path(folder)).write_scores(run_, scored.chunks())
        seconds = time.perf_counter() - begun
    assert np.isfinite(said).all()
    return [Result("score", size / seconds, "profiles/s", "higher", limit="bare trees", limit_value=size / bare)]
