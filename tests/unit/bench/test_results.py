"""Results: what stands in the table, what is kept, and what a figure is compared with."""

import json
from pathlib import Path

import pytest

from bench.__main__ import RESULTS, keep, main
from bench.result import Result, cells


def test_a_run_replaces_its_own_results_and_keeps_the_others(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    keep(file, "accept", [Result("accept", 1, "events/s", "higher"), Result("accept.gone", 2, "ms", "lower")])
    keep(file, "start", [Result("start", 3, "s", "lower")])
    keep(file, "accept", [Result("accept", 4, "events/s", "higher")])

    kept = json.loads(file.read_text())

    assert {name: result["value"] for name, result in kept.items()} == {"accept": 4, "start": 3}
    assert kept["start"]["machine"]
    assert kept["start"]["commit"]


@pytest.mark.parametrize(
    ("result", "met", "ratio"),
    [
        (Result("x", 30, "events/s", "higher", 20, limit="bare", limit_value=60), True, 0.5),
        (Result("x", 10, "events/s", "higher", 20, limit="bare", limit_value=60), False, 0.1667),
        (Result("x", 4, "ms", "lower", 5, peer="other", peer_value=8, limit="bare", limit_value=2), True, 2.0),
        (Result("x", 6, "ms", "lower", 5), False, None),
        (Result("x", 6, "ms", "lower"), None, None),
    ],
)
def test_a_budget_is_a_bound_and_a_ratio_above_one_is_better(
    result: Result, met: bool | None, ratio: float | None
) -> None:
    assert result.met is met
    assert result.ratio == ratio
    assert result.to_dict()["ratio"] == ratio


def test_a_row_of_the_table_says_what_was_missed() -> None:
    assert cells(Result("x", 12_345.6, "ms", "lower", 5, peer="other", peer_value=0.1234)) == (
        "x",
        "12,346",
        "ms",
        "5",
        "MISSED",
        "other 0.123",
        "0",
    )


def test_what_is_no_benchmark_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["accept", "nonsense"]) == 2
    assert "no benchmark nonsense" in capsys.readouterr().err


def test_toy_figures_never_reach_the_committed_file(capsys: pytest.CaptureFixture[str]) -> None:
    before = RESULTS.read_bytes() if RESULTS.exists() else b""
    assert main(["start", "--quick"]) == 2
    assert "--results" in capsys.readouterr().err
    assert (RESULTS.read_bytes() if RESULTS.exists() else b"") == before


def test_a_benchmark_that_fails_leaves_the_others_and_its_own_earlier_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run() -> list[Result]:
        raise RuntimeError("no such luck")

    file = tmp_path / "results.json"
    keep(file, "start", [Result("start", 3, "s", "lower")])
    monkeypatch.setattr("bench.start.run", run)
    monkeypatch.setattr("bench.accept.run", lambda: [Result("accept", 4, "events/s", "higher")])

    assert main(["start", "accept", "--results", str(file)]) == 1

    assert {name: found["value"] for name, found in json.loads(file.read_text()).items()} == {"start": 3, "accept": 4}
    assert "no such luck" in capsys.readouterr().err
