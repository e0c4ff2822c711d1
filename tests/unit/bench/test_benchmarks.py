"""Every benchmark runs, at toy size, over the real thing; its figures say nothing, their shape does."""

import importlib
import json
from math import isfinite
from pathlib import Path

import pytest

from bench.__main__ import main, modules
from bench.scale import QUICK, sized

SHAPE = {"value", "unit", "better", "budget", "peer", "peer_value", "ratio", "limit", "limit_value"}
STAMP = {"machine", "date", "commit"}
HEADLINES = {
    "accept",
    "accuracy",
    "attribution",
    "backfill",
    "bytes_per_event",
    "clv",
    "console",
    "event_to_message",
    "event_to_segment",
    "exactness",
    "funnel",
    "growth_definitions",
    "growth_participants",
    "growth_profiles",
    "herd",
    "import",
    "incremental",
    "memory",
    "participants",
    "paths",
    "pipeline",
    "preview",
    "profile_read",
    "render",
    "score",
    "start",
    "train",
}


def test_there_is_a_benchmark_for_every_budget() -> None:
    assert set(modules()) == HEADLINES


def test_the_page_explains_every_benchmark() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "benchmarks.md").read_text()
    sections = {line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")}
    assert sections - HEADLINES == {
        "Reading a result",
        "The workload",
        "Budgets that are missed, and where the time goes",
    }
    assert sections >= HEADLINES


@pytest.mark.parametrize("name", sorted(HEADLINES))
def test_a_benchmark_runs_and_keeps_its_results(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    if name == "console":
        request.getfixturevalue("chromium")
    monkeypatch.setenv(QUICK, "1")
    file = tmp_path / "results.json"

    assert main([name, "--quick", "--results", str(file)]) == 0

    results = json.loads(file.read_text())
    assert name in results
    assert all(key == name or key.startswith(f"{name}.") for key in results)
    for key, result in results.items():
        assert set(result) == SHAPE | STAMP
        assert isfinite(result["value"]), key
        assert result["value"] >= 0, key
        assert result["better"] in {"higher", "lower"}
        assert (result["limit"] is None) == (result["limit_value"] is None)
        assert (result["peer"] is None) == (result["peer_value"] is None)
    # Of exactness nothing is wanted: there a difference would be the news.
    assert (results[name]["value"] > 0) == (name != "exactness")
    assert name in capsys.readouterr().out


def test_modules_are_found_by_the_name_that_one_types() -> None:
    for module in modules().values():
        assert importlib.import_module(module).__doc__


def test_toy_sizes_are_only_for_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(QUICK, raising=False)
    assert sized(1_000, 1) == 1_000
    monkeypatch.setenv(QUICK, "1")
    assert sized(1_000, 1) == 1
