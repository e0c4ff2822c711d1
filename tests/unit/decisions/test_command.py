"""Experiments by command: planned and read from plain counts."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clew.runtime.cli import app

COUNTS = """arm,people,conversions,share
held_out,5000,250,10
treated,45000,3150,90
"""
SEVERAL = """metric,arm,people,conversions,mean,deviation,lower,margin
bought,hold,5000,250,,,,
bought,go,5010,400,,,,
complaints,hold,5000,,1.0,1.0,yes,0.1
complaints,go,5010,,1.001,1.0,yes,0.1
"""


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["experiment", *words])


def test_a_plan_tells_people_and_days_and_leads_to_the_reading() -> None:
    words = ("plan", "--baseline", "0.05", "--effect", "0.01", "--held-out", "0.1", "--per-day", "1000")
    told = run(*words)
    assert told.exit_code == 0, told.output
    assert "held out" in told.stdout
    assert "--planned" in told.stdout
    found = json.loads(run(*words, "--json").stdout)["sizing"]
    assert found["total"] == found["control"] + found["treatment"]
    fixed = json.loads(run(*words, "--method", "fixed", "--json").stdout)["sizing"]
    assert fixed["total"] < found["total"]
    back = json.loads(
        run("plan", "--baseline", "0.05", "--people", str(found["total"]), "--held-out", "0.1", "--json").stdout
    )
    assert back["sizing"]["effect"] == pytest.approx(0.01, rel=0.01)
    assert "no effect" in run("plan", "--baseline", "0.05", "--people", "4").stdout


def test_a_table_of_counts_is_read(tmp_path: Path) -> None:
    file = tmp_path / "counts.csv"
    file.write_text(COUNTS)
    told = run("read", str(file))
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("better: treated is better")
    assert "split: fine" in told.stdout
    found = json.loads(run("read", str(file), "--json", "--planned", "20000").stdout)
    lift = found["metrics"][0]["comparisons"][0]["anytime"]
    assert lift["absolute"]["value"] == pytest.approx(0.02)
    assert lift["extra"]["value"] == pytest.approx(900)


def test_several_metrics_and_json_are_read(tmp_path: Path) -> None:
    file = tmp_path / "several.csv"
    file.write_text(SEVERAL)
    found = json.loads(run("read", str(file), "--control", "hold", "--json").stdout)
    assert [metric["role"] for metric in found["metrics"]] == ["goal", "guardrail"]
    assert found["verdict"] == "better"
    body = {
        "control": "a",
        "metrics": [{"arms": {"a": {"people": 90, "conversions": 4}, "b": {"people": 90, "conversions": 9}}}],
    }
    (tmp_path / "counts.json").write_text(json.dumps(body))
    assert run("read", str(tmp_path / "counts.json")).stdout.startswith("unanswered: each arm needs at least 5")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a table"),
        ("arm,people\n", "not a table"),
        ("arm,people,conversions\na,many,3\n", "not an arm with its counts"),
        ("arm,people,conversions\na,9,3\na,9,3\n", "not an arm with its counts"),
        ("arm,people,conversions\na,9,3\nb,9,10\n", "can't be"),
        ("arm,people\na,9\nb,9\n", "either conversions"),
        ('{"metrics": []}', "not a table"),
    ],
)
def test_counts_that_cannot_be_are_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "counts.csv"
    file.write_text(text)
    assert said in str(run("read", str(file)).exception)
