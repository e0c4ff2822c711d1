"""Versions and scores on the shelf: kept whole, read back equal, and rid of the erased."""

from pathlib import Path
from typing import Any

import pytest

from clew.adapters.models import ModelShelf, ScoresHolder
from clew.learning.models import ScoringRun
from clew.learning.ports import ScoreRow, Scores, Told
from clew.privacy import ErasureOrder, Subject
from clew.runtime.forgetting import LateScores

RUN = ScoringRun("run-1", "churn", 1, 5, "run-1.parquet", 3)
ROWS = [
    ScoreRow("ada", 0.25, 30, 40, "medium", reasons=(("visits", 3.0, 0.5), ("plan", "b", -0.25), ("age", None, 0.0))),
    ScoreRow("ben", 0.75, 90, 99, "high"),
    ScoreRow("eve", 12.5, 50, 60, "medium", low=1.0, high=20.0),
]


def columns_of(rows: list[ScoreRow]) -> Scores:
    """The same, column by column."""
    columns: Any = ([getattr(row, name) for row in rows] for name in ScoreRow.__struct_fields__)
    return Scores(*columns)


@pytest.fixture
def shelf(tmp_path: Path) -> ModelShelf:
    """A shelf with one run."""
    found = ModelShelf(tmp_path / "models")
    assert found.write_scores(RUN, [columns_of(ROWS[:2]), columns_of(ROWS[2:])]) == 3
    found.keep_run(RUN)
    (tmp_path / "models" / "churn" / "v1.json").write_text("{}")  # a model is known by its versions
    return found


def test_scores_are_read_back_as_they_were(shelf: ModelShelf) -> None:
    assert shelf.score_of(RUN, ["ada", "ben", "eve"]) == {row.profile: row for row in ROWS}
    assert list(shelf.told(RUN)) == [Told(["ada", "ben", "eve"], [0.25, 0.75, 12.5], [30, 90, 50])]
    assert shelf.score_of(RUN, ["ben", "nobody"]) == {"ben": ROWS[1]}
    assert shelf.runs("churn") == [RUN]


def test_the_erased_leave_no_byte(shelf: ModelShelf) -> None:
    (shelf.folder / "churn" / "runs" / "run-2.writing").write_text("ben")
    order = ErasureOrder(id="o1", at=1, subject=Subject(("ben", "ben-web"), ()), positions=())
    holder = ScoresHolder(shelf)

    assert [each.item["score"] for each in holder.export(order.subject)] == [90]
    assert holder.erase([order]) == {"scores": 1}
    assert holder.erase([order]) == {"scores": 0}
    assert [each.profiles for each in shelf.told(RUN)] == [["ada", "eve"]]
    assert list(holder.export(order.subject)) == []
    for path in shelf.folder.rglob("*"):
        assert not path.is_file() or b"ben" not in path.read_bytes()


def test_a_workspace_without_models_has_nothing_to_forget(tmp_path: Path) -> None:
    late = LateScores(tmp_path)

    assert late.erase([]) == {"scores": 0}
    assert list(late.export(Subject(("ada",), ()))) == []
    assert not (tmp_path / "models").exists()


def test_only_the_newest_runs_are_kept(shelf: ModelShelf) -> None:
    for number in range(2, 6):
        run = ScoringRun(f"run-{number}", "churn", 1, number * 10, f"run-{number}.parquet", 3)
        shelf.write_scores(run, [columns_of(ROWS)])
        shelf.keep_run(run)

    shelf.drop_runs("churn", 2)

    assert [run.id for run in shelf.runs("churn")] == ["run-4", "run-5"]
    assert len(list(shelf.folder.rglob("*.parquet"))) == 2
