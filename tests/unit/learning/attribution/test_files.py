"""Plain tables by command: of paths or of touches, found or named, and refused with what is missing."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clew.runtime.cli import app

PATHS = """path,total_conversions,total_conversion_value,total_null
ad > mail,3,30,1
ad,1,10,4
mail,2,20,2
"ad > ad > mail",1,10,0
"""
TOUCHES = """user_id,timestamp,channel,conversion,value
1,2026-01-01T00:00:00Z,ad,0,0
1,2026-01-03T00:00:00Z,mail,0,0
1,2026-01-04T00:00:00Z,,1,50
2,2026-01-01T00:00:00Z,ad,0,0
2,2026-03-01T00:00:00Z,,1,20
3,2026-01-01T00:00:00Z,,0,0
"""


def run(folder: Path, text: str, *options: str) -> Any:
    file = folder / "ways.csv"
    file.write_text(text)
    ran = CliRunner().invoke(app, ["attribute", str(file), "--json", *options])
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def shares(report: Any, name: str) -> dict[str, float]:
    found = next(model for model in report["models"] if model["name"] == name)
    return {share["channel"]: share["conversions"] for share in found["channels"]}


def test_a_table_of_paths_is_found_by_its_columns(tmp_path: Path) -> None:
    report = run(tmp_path, PATHS, "--replicates", "0", "--cost", "mail=7")
    assert report["conversions"] == 7
    assert shares(report, "first") == {"ad": 5, "mail": 2}
    last = next(model for model in report["models"] if model["name"] == "last")
    assert last["channels"][1]["roi"] == pytest.approx(60 / 7 - 1)


def test_other_names_separators_and_answers_are_told(tmp_path: Path) -> None:
    text = "seen;,bought,worth\nad|mail,yes,10\nad,no,0\n,yes,5\n"
    report = run(tmp_path, text, "--path", "seen;", "--separator", "|", "--conversions", "bought", "--value", "worth")
    assert (report["conversions"], report["untouched_conversions"], report["value"]) == (1, 1, 10)
    assert report["touched"] == 2


def test_a_table_of_touches_is_cut_into_ways(tmp_path: Path) -> None:
    report = run(tmp_path, TOUCHES, "--look-back", "30d", "--half-life", "2d", "--replicates", "0")
    assert (report["ways"], report["touched"], report["untouched_conversions"]) == (4, 2, 1)
    assert shares(report, "time_decay") == pytest.approx({"ad": 1 / 3, "mail": 2 / 3})
    assert report["lags"]["last"] == [86_400_000_000] * 3
    forever = run(tmp_path, TOUCHES, "--replicates", "0")
    assert (forever["touched"], forever["conversions"]) == (2, 2)


def test_hold_outs_come_from_a_table_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "held.csv").write_text(
        "channel,held_out,held_out_conversions,treated,treated_conversions\nmail,1000,50,9000,900\n"
    )
    report = run(tmp_path, PATHS, "--hold-outs", str(tmp_path / "held.csv"), "--replicates", "0")
    assert report["measured"][0]["lift"]["extra"]["value"] == pytest.approx(450)


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("a,b\n1,2\n", [], "neither a table of paths nor one of touches"),
        ("path,b\nad,2\n", [], "no column of conversions"),
        ("path,conversions\nad,many\n", [], "holds no numbers"),
        ("path,conversions\nad,0\n", [], "no way with a touch ends in a conversion"),
        ("path,conversions\nad,-2\n", [], "row 1"),
        ("path,conversions\nad,1\n", ["--path", "way"], "way"),
        ("path,conversions\nad,1\n", ["--model", "magic"], "no model is called magic"),
        ("path,conversions\nad,1\n", ["--cost", "ad"], "CHANNEL=AMOUNT"),
        ("path,conversions\nad,1\n", ["--half-life", "soon"], "--half-life: not a length of time"),
        ("path,conversions\nad,1\n", ["--custom", "1,2"], "three weights"),
        ("user_id,time,channel,conversion\n1,yesterday,ad,1\n", [], "holds no times"),
        ("path,conversions\n", [], "holds no row"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, text: str, options: list[str], said: str) -> None:
    file = tmp_path / "ways.csv"
    file.write_text(text)
    ran = CliRunner().invoke(app, ["attribute", str(file), *options])
    assert ran.exit_code != 0
    told = ran.output + str(ran.exception)
    assert said in told or said in str(getattr(ran.exception, "hint", ""))


def test_people_read_a_table(tmp_path: Path) -> None:
    file = tmp_path / "ways.csv"
    file.write_text(PATHS)
    ran = CliRunner().invoke(app, ["attribute", str(file), "--replicates", "10"])
    assert ran.exit_code == 0
    assert "7 conversions of 14 ways with touches" in ran.stdout
    assert "farthest apart" in ran.stdout


@pytest.mark.parametrize("mark", [" > ", ">", " -> ", "=>", ">>", " \u2192 ", "|", ";", ", "])
def test_what_stands_between_touches_is_found_by_itself(tmp_path: Path, mark: str) -> None:
    text = "".join(f'"{path}",{won}\n' for path, won in ((mark.join(("ad", "e-mail")), 1), ("ad", 0), ("e-mail", 1)))
    report = run(tmp_path, f"path,conversions\n{text}", "--replicates", "0")
    assert shares(report, "last") == {"ad": 0, "e-mail": 2}
