"""Laws of readers: what was written is read, in whatever pieces, from whatever row on."""

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.adapters.files import UnreadableFile, open_rows
from clew.events.imports import Row

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8)
tables = st.lists(st.lists(texts, min_size=3, max_size=3).filter(any), max_size=12)
values = st.recursive(
    texts | st.integers(-(2**63), 2**63) | st.booleans() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
objects = st.lists(st.dictionaries(texts, values, max_size=3), max_size=8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


def _read(path: Path, size: int) -> list[Row]:
    return [row for chunk in open_rows(path).chunks(size=size) for row in chunk.rows]


@given(tables, st.integers(1, 5), st.booleans())
def test_csv(folder: Path, table: list[list[str]], size: int, packed: bool) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["a", "b", "c"], *table])
    path = folder / ("x.csv.gz" if packed else "x.csv")
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, 1) if packed else data)
    rows = [Row(n, {k: v for k, v in zip("abc", cells, strict=True) if v}) for n, cells in enumerate(table, 1)]
    assert _read(path, size) == rows


@given(objects, st.integers(1, 5))
def test_json_lines(folder: Path, found: list[dict[str, Any]], size: int) -> None:
    path = folder / "x.jsonl"
    path.write_text("\n".join(json.dumps(item, ensure_ascii=False) for item in found), encoding="utf-8")
    rows = _read(path, size)
    assert [row.number for row in rows] == [*range(1, len(found) + 1)]
    assert [row.values for row in rows if not row.fault] == [
        item for item, row in zip(found, rows, strict=True) if not row.fault
    ]
    assert all("NUL" in row.fault for row in rows if row.fault)


@given(st.binary(max_size=200), st.sampled_from(["x.csv", "x.jsonl"]), st.integers(1, 4))
def test_any_bytes_are_rows_or_a_clear_refusal(folder: Path, data: bytes, name: str, size: int) -> None:
    path = folder / name
    path.write_bytes(data)
    try:
        rows = _read(path, size)
    except UnreadableFile:
        return
    assert [row.number for row in rows] == [*range(1, len(rows) + 1)]
    assert all(bool(row.fault) != bool(row.values) or not row.values for row in rows)
