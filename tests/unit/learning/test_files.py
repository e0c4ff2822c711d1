"""Plain tables as people have them: any delimiter, any way to write numbers and dates, faults named."""

import gzip
import json
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from clew.adapters.files.columns import read_table
from clew.adapters.files.errors import UnreadableFile
from clew.kernel.errors import ClewError
from clew.learning import BadTable
from clew.learning.propensity import Choice, fit, task_of
from clew.learning.tables import Table, categories, instants_of, numbers
from clew.learning.value import Columns, orders_in
from clew.runtime.cli import app


def _read(folder: Path, text: str | bytes, name: str = "table.csv") -> Table:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_table(path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = (["a b", "größe", "note"], ["1", "2.5", "x"], ["2", "", f'"with {delimiter}\nand a line"'])
    table = _read(tmp_path, "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows))

    assert table.names == ("a b", "größe", "note")
    assert table["a b"].values.tolist() == [1, 2]
    assert len(table) == 2


def test_one_column_and_packed_files_are_read(tmp_path: Path) -> None:
    assert _read(tmp_path, "a\n1\n2\n").names == ("a",)
    assert _read(tmp_path, gzip.compress(b"a;b\n1;2\n"), "packed.csv.gz").names == ("a", "b")


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1.5", "inf", "2"], [1.5, np.nan, 2]),
        (['"1,5"', '"2"', '"1.234,25"'], [1.5, 2, 1234.25]),
        (['"1,234.50"', '"12"', '"1,000"'], [1234.5, 12, 1000]),
        (["$3", "$4.50", "-$1"], [3, 4.5, -1]),
        ([*["7"] * 19, "unknown"], [*[7.0] * 19, np.nan]),
    ],
)
def test_numbers_are_found_however_they_are_written(tmp_path: Path, cells: list[str], values: list[float]) -> None:
    table = _read(tmp_path, "n\n" + "\n".join(cells) + "\n")

    assert table["n"].kind == "number"
    assert np.array_equal(table["n"].values, np.array(values), equal_nan=True)


def test_names_of_which_most_are_numbers_stay_names(tmp_path: Path) -> None:
    names = [str(n) for n in range(200)] + [f"guest {n}" for n in range(5)]
    table = _read(tmp_path, "customer\n" + "\n".join(names) + "\n")

    assert set(table["customer"].labels) == set(names)


@pytest.mark.parametrize(
    "cells",
    [
        ["31.12.2025", "1.2.2025"],
        ["12/31/2025", "2/1/2025"],
        ["31/12/2025", "1/2/2025"],
        ["2025/12/31", "2025/2/1"],
        ["12/31/2025 00:00", "2/1/2025 0:00"],
        ["20251231", "20250201"],
        ["1767139200", "1738368000"],
        ["1767139200000", "1738368000000"],
    ],
)
def test_dates_are_found_however_they_are_written(tmp_path: Path, cells: list[str]) -> None:
    table = _read(tmp_path, "customer,date,amount\n" + "".join(f"c,{cell},5\n" for cell in cells))

    found = instants_of(table["date"])
    assert found is not None
    assert found.tolist() == [1767139200e6, 1738368000e6]
    assert orders_in(table, Columns()).at.tolist() == [20120, 20453]


@pytest.mark.parametrize("cells", [["1/2/2025", "3/4/2025"], ["20251340", "20250201"], ["5", "7"]])
def test_a_date_that_may_be_read_in_two_ways_is_none(tmp_path: Path, cells: list[str]) -> None:
    table = _read(tmp_path, "customer,date,amount\n" + "".join(f"c,{cell},5\n" for cell in cells))

    with pytest.raises(BadTable, match="holds no dates"):
        orders_in(table, Columns())


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        (b"", "table.csv", "is empty"),
        (b"a,b\n", "table.csv", "holds no row"),
        (b"a,b\n1,2\n1,2,secret\n", "row 3", "3 cells where the head has 2"),
        ("a,b\n1,größe\n".encode("latin-1"), "table.csv", "is not UTF-8"),
        ("a,größe\n1,2\n".encode("latin-1"), "table.csv", "is not UTF-8"),
        ("a,b\n1,2\n".encode("utf-16"), "table.csv", "is not UTF-8"),
        (b"a,a\n1,2\n", "", "two columns are called `a`"),
    ],
)
def test_what_cannot_be_read_is_named_without_its_cells(tmp_path: Path, text: bytes, where: str, said: str) -> None:
    with pytest.raises(ClewError) as caught:
        _read(tmp_path, text)

    assert said in str(caught.value)
    assert where in str(caught.value)
    assert "secret" not in str(caught.value)


def test_what_is_no_csv_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        _read(tmp_path, bytes(range(256)) * 40)


def test_every_kind_of_parquet_column_can_be_learnt_from(tmp_path: Path) -> None:
    whole: dict[str, list[Any]] = {
        "number": [Decimal("1.25"), None, Decimal(3)],
        "span": [timedelta(hours=1), None, timedelta(0)],
        "clock": [time(1), time(2), None],
        "nothing": [None, None, None],
        "list": [[1], [1], None],
        "object": [{"a": 1}, {"a": 2}, {"a": 1}],
        "bytes": [b"\xff", b"", None],
        "when": [datetime(2026, 1, 1, tzinfo=UTC), None, datetime(2026, 1, 2, tzinfo=UTC)],
    }
    table = pa.table(whole)
    table = table.append_column("words", pa.array(["x", "y", "x"]).dictionary_encode())
    table = table.append_column("large", pa.array(["x", None, "x"], pa.large_string()))
    pq.write_table(table, tmp_path / "all.parquet")

    found = read_table(tmp_path / "all.parquet")

    kinds = {column.name: column.kind for column in found.columns}
    assert [name for name, kind in kinds.items() if kind == "number"] == ["number", "span", "clock", "nothing"]
    assert [name for name, kind in kinds.items() if kind == "instant"] == ["when"]
    assert found["list"].labels == ("[1]",)
    assert found["object"].values.tolist() == [0, 1, 0]
    assert found["words"].labels == ("x", "y")
    assert np.isnan(found["large"].values).tolist() == [False, True, False]


def test_long_numbers_stay_names(tmp_path: Path) -> None:
    table = _read(tmp_path, "customer,n\n9007199254740993,1\n9007199254740992,2\n")

    assert table["customer"].labels == ("9007199254740992", "9007199254740993")
    assert table["n"].kind == "number"


def test_a_refusal_is_a_report_too(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("n,left\n1,yes\n2,yes\n")

    ran = CliRunner().invoke(app, ["learn", "evaluate", str(path), "--target", "left", "--json"])

    report = json.loads(ran.stdout)
    assert (report["usable"], report["findings"][0]["code"]) == (False, "one_class")
    assert (ran.exit_code, "no model" in ran.stderr) == (1, True)


def test_a_date_of_birth_splits_nothing(tmp_path: Path) -> None:
    table = _read(tmp_path, "birthdate,seen,left\n1990-01-01,2026-01-01,0\n1980-01-01,2026-01-02,1\n")

    assert task_of(table, Choice("left")).instant_name == "seen"
    assert task_of(table.without(["seen"]), Choice("left")).instants is None


def test_a_column_without_a_name_is_called_by_its_place(tmp_path: Path) -> None:
    assert _read(tmp_path, ",a, b\n0,1,2\n").names == ("column 1", "a", "b")


def test_a_word_for_yes_or_no_names_the_outcome_however_it_is_written() -> None:
    table = Table((numbers("n", [1, 2, 3, 4]), numbers("left", [1, 0, 0, None])))

    assert task_of(table, Choice("left", "True")).outcomes.tolist() == [1, 0, 0]
    assert task_of(table, Choice("left", "no")).outcomes.tolist() == [0, 1, 1]
    with pytest.raises(BadTable, match="never has that value"):
        task_of(table, Choice("left", "maybe"))


def test_one_of_several_outcomes_may_be_named() -> None:
    table = Table((numbers("n", [1, 2, 3]), categories("kind", ["a", "b", "c"])))

    assert task_of(table, Choice("kind", "b")).outcomes.tolist() == [0, 1, 0]
    with pytest.raises(BadTable, match="--positive"):
        task_of(table, Choice("kind"))


def test_nobody_had_an_outcome_that_is_no_in_every_row() -> None:
    table = Table((numbers("n", [1, 2]), categories("left", ["No", "No"])))

    assert fit(task_of(table, Choice("left"))).report.findings[0].message == "nobody had the outcome"
    with pytest.raises(BadTable, match="empty in every row"):
        task_of(Table((numbers("n", [1, 2]), numbers("left", [None, None]))), Choice("left"))


def test_copies_are_counted_once_and_equal_people_are_not_copies() -> None:
    amounts, kinds = [float(n) for n in range(40)], ["a", "b"] * 20
    copied = Table((numbers("amount", amounts * 2), categories("left", kinds * 2)))
    alike = Table((categories("colour", ["red", "blue", "red", "blue"] * 10), categories("left", kinds)))

    assert len(task_of(copied, Choice("left")).outcomes) == 40
    assert {f.code for f in fit(task_of(copied, Choice("left"))).report.findings} >= {"copies"}
    assert len(task_of(alike, Choice("left")).outcomes) == 40


def test_numbered_rows_are_no_feature() -> None:
    draw = np.random.default_rng(5)
    table = Table(
        (
            numbers("unnamed", np.arange(200.0)),
            numbers("amount", draw.normal(size=200)),
            categories("left", ["yes" if each else "no" for each in draw.integers(0, 2, 200)]),
        )
    )

    report = fit(task_of(table, Choice("left"))).report

    assert report.features == ("amount",)


def test_rows_that_lack_what_tells_them_apart_are_not_copies() -> None:
    spent = np.arange(200.0)
    spent[::2] = np.nan
    outcomes = (np.arange(200) % 3 == 0).astype(float)
    task = task_of(Table((numbers("spent", spent), numbers("left", outcomes))), Choice("left"))
    assert len(task.outcomes) == 200
    assert not task.found
