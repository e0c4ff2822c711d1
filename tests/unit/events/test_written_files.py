"""Files that are written: whole or not at all, and with what was put in."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pyarrow import csv, ipc, parquet  # pyright: ignore[reportMissingTypeStubs]

from clew.adapters.files import FORMATS, UnwritableFile, write_columns

COLUMNS = {"name": "text", "since": "instant", "size": "number"}
MOMENT = datetime(2026, 1, 31, 12, 0, 0, 5, tzinfo=UTC)
CHUNKS = [
    {"name": ["ada, “the first”", None], "since": [MOMENT, MOMENT], "size": [1.5, None]},
    {"name": ["grace"], "since": [MOMENT], "size": [2.0]},
]


def rows_of(path: Path) -> list[dict[str, Any]]:
    reader: Any = {".csv": csv.read_csv, ".parquet": parquet.read_table}.get(path.suffix)
    table: Any = reader(str(path)) if reader else ipc.open_file(str(path)).read_all()
    return table.to_pylist()


@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_written_can_be_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"members.{ending}"
    path.write_text("what was there before")
    assert write_columns(path, COLUMNS, CHUNKS) == 3
    rows = rows_of(path)
    assert [row["name"] or None for row in rows] == ["ada, “the first”", None, "grace"]
    assert [row["size"] for row in rows] == [1.5, None, 2.0]
    assert {row["since"] for row in rows} == {MOMENT}
    if ending == "csv":
        assert "2026-01-31T12:00:00.000005Z" in path.read_text()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", FORMATS)
def test_nothing_is_left_of_a_file_that_fails(tmp_path: Path, ending: str) -> None:
    def chunks() -> Iterator[dict[str, list[Any]]]:
        yield CHUNKS[0]
        raise KeyError("the store went away")

    path = tmp_path / f"members.{ending}"
    path.write_text("what was there before")
    with pytest.raises(KeyError):
        write_columns(path, COLUMNS, chunks())
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "what was there before"


def test_an_unfit_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match="unknown ending"):
        write_columns(tmp_path / "members.xls", COLUMNS, [])
    with pytest.raises(UnwritableFile, match="no such file or directory"):
        write_columns(tmp_path / "nowhere" / "members.csv", COLUMNS, [])


def test_an_empty_table_has_its_columns(tmp_path: Path) -> None:
    for ending in FORMATS:
        path = tmp_path / f"nobody.{ending}"
        assert write_columns(path, COLUMNS, []) == 0
        assert rows_of(path) == []
    assert (tmp_path / "nobody.csv").read_text().strip() == '"name","since","size"'
