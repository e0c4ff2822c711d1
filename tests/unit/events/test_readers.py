"""Files as rows: every format and packing, and what is done with files and rows that are broken."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.adapters.files import UnreadableFile, open_rows
from clew.events.imports import Row
from clew.kernel.packing import ExactNumber

Pack = Callable[[bytes], bytes]
PACKINGS: dict[str, tuple[str, Pack]] = {
    "plain": ("", lambda data: data),
    "gzip": (".gz", gzip.compress),
    "gzip of two members": (".gz", lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:])),
    "zstd": (".zst", lambda data: pa.compress(data, codec="zstd", asbytes=True)),
    "gzip that does not say so": ("", gzip.compress),
}


def _read(path: Path, *, size: int = 10_000, **options: Any) -> list[Row]:
    return [row for chunk in open_rows(path, **options).chunks(size=size) for row in chunk.rows]


def _write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("packing", PACKINGS)
def test_csv_in_every_packing(tmp_path: Path, packing: str) -> None:
    suffix, pack = PACKINGS[packing]
    text = '\ufeffid, name ,note\r\n1,"Ada, ""the"" first","two\nlines"\r\n\r\n2,Zoë,\r\n'
    path = _write(tmp_path, f"people.csv{suffix}", pack(text.encode()))
    assert _read(path) == [
        Row(1, {"id": "1", "name": 'Ada, "the" first', "note": "two\nlines"}),
        Row(2, {"id": "2", "name": "Zoë"}),
    ]


@pytest.mark.parametrize("packing", PACKINGS)
def test_json_lines_in_every_packing(tmp_path: Path, packing: str) -> None:
    suffix, pack = PACKINGS[packing]
    text = '{"a": 1.10, "b": null, "c": {"d": [1]}}\n\n{"a": 123456789012345678901234567890}\n'
    path = _write(tmp_path, f"x.jsonl{suffix}", pack(text.encode()))
    assert _read(path) == [
        Row(1, {"a": 1.1, "c": {"d": [1]}}),
        Row(2, {"a": ExactNumber("123456789012345678901234567890")}),
    ]


def test_other_encodings_and_delimiters(tmp_path: Path) -> None:
    path = _write(tmp_path, "x.csv", "id;name\n1;Zoë\n".encode("latin-1"))
    assert _read(path, encoding="latin-1", delimiter=";") == [Row(1, {"id": "1", "name": "Zoë"})]
    path = _write(tmp_path, "y.csv", "id,name\n1,Zoë\n".encode("utf-16"))
    assert _read(path, encoding="utf-16") == [Row(1, {"id": "1", "name": "Zoë"})]
    path = _write(tmp_path, "z.tsv", "id\tname\n1\tZoë\n")
    assert _read(path) == [Row(1, {"id": "1", "name": "Zoë"})]


def test_broken_rows_are_kept_and_do_not_end_the_file(tmp_path: Path) -> None:
    data = b'id,name,note\n1,a,b\n2,a\n3,a,b,c\n4,Zo\xeb,x\n5,"a""b",nul\x00\n6,a,b\n'
    found = _read(_write(tmp_path, "x.csv", data))
    assert [row.number for row in found] == [1, 2, 3, 4, 5, 6]
    assert [bool(row.fault) for row in found] == [False, True, True, True, True, False]
    assert found[1].fault == "2 cells where the header has 3"
    assert found[2].raw == b"3,a,b,c"
    assert found[3].fault == "bytes that are not of the file's encoding"
    assert found[3].raw == b"4,Zo\xeb,x", "as it stands in the file"
    assert found[4].raw == b'5,"a""b",nul\x00'


def test_a_replacement_character_is_no_bad_byte(tmp_path: Path) -> None:
    assert not _read(_write(tmp_path, "x.csv", "id\n\ufffd\n"))[0].fault


@pytest.mark.parametrize(
    ("line", "last"),
    [('1,"a', ""), ('"1,a', ""), ('1,"a', "\n"), ('1,"a', '\n4,"d'), ('1,"a', '\n4,"d\ne"')],
)
def test_a_quote_left_open_costs_its_own_line(tmp_path: Path, line: str, last: str) -> None:
    found = _read(_write(tmp_path, "x.csv", f"id,name\n0,x\n{line}\n2,b\n3,c{last}"))

    assert found[0].values == {"id": "0", "name": "x"}
    assert (found[1].fault, found[1].raw) == ("a quote is left open on line 3", line.encode())
    assert [row.values for row in found[2:4]] == [{"id": "2", "name": "b"}, {"id": "3", "name": "c"}]
    assert [row.number for row in found] == list(range(1, len(found) + 1))
    if last == '\n4,"d':
        assert found[4].fault == "a quote is left open on line 6"
    if last.endswith('e"'):
        assert found[4].values == {"id": "4", "name": "d\ne"}


def test_a_row_of_several_lines_with_a_cell_too_few_stays_one(tmp_path: Path) -> None:
    row, after = _read(_write(tmp_path, "x.csv", 'id,name,note\n"1\ntwo","b"\n2,b,c\n'))

    assert row.fault == "2 cells where the header has 3"
    assert row.raw == b'"1\ntwo","b"'
    assert after.values == {"id": "2", "name": "b", "note": "c"}


def test_a_cell_beyond_the_limit_costs_its_own_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clew.adapters.files.text._LONGEST_ROW", 20)
    found = _read(_write(tmp_path, "x.csv", f"id,name\n1,{'a' * 30}\n2,b\n"))

    assert found[0].fault.startswith("not CSV near line 2")
    assert found[1].values == {"id": "2", "name": "b"}


def test_broken_json_lines_are_kept(tmp_path: Path) -> None:
    data = b'{"a": 1}\n{"a": \n[1]\n{"a": NaN}\n{"a": "\xff"}\n{"a": "\\u0000"}\n' + b"[" * 4000 + b'\n{"a": 2}\n'
    found = _read(_write(tmp_path, "x.jsonl", data))
    assert [bool(row.fault) for row in found] == [False, True, True, True, True, True, True, False]
    assert found[4].raw == b'{"a": "\xff"}\n'


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.csv", b"id,name,id\n1,2,3\n", "`id` twice"),
        ("x.csv", "id,Größe\n1,2\n".encode("latin-1"), "encoding"),
        ("x.jsonl", b'[{"a": 1},\n{"a": 2}]', "one JSON list"),
        ("x.parquet", b"PAR1 not really", "not readable as Parquet"),
        ("x.csv.gz", gzip.compress(b"id\n" + b"1\n" * 50_000)[:-40], "breaks off"),
        ("x.csv.gz", gzip.compress(b"id\n1\n")[:-9] + b"x" * 9, "broken"),
        ("x.csv.zst", pa.compress(b"id\n" + b"1\n" * 50_000, codec="zstd", asbytes=True)[:-9], "breaks off"),
    ],
    # Packed bytes hold a time, and would give every worker other names.
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_broken_as_a_whole_says_so(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        _read(_write(tmp_path, name, data))


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="name"):
        open_rows(_write(tmp_path, "x.xlsx", b""))
    with pytest.raises(UnreadableFile, match="can't be read"):
        open_rows(tmp_path / "nowhere.csv")
    with pytest.raises(UnreadableFile, match="no encoding"):
        open_rows(_write(tmp_path, "x.csv", b""), encoding="klingon")


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl"])
def test_an_empty_file_has_no_rows(tmp_path: Path, name: str) -> None:
    assert _read(_write(tmp_path, name, b"")) == []


def test_every_kind_of_parquet_column(tmp_path: Path) -> None:
    moment = datetime(2009, 12, 1, 7, 45, tzinfo=UTC)
    columns: dict[str, pa.Array] = {
        "text": pa.array(["a", None]),
        "whole": pa.array([1, None], pa.int64()),
        "large": pa.array([2**64 - 1, None], pa.uint64()),
        "real": pa.array([1.5, float("nan")]),
        "endless": pa.array([float("inf"), None]),
        "yes": pa.array([True, None]),
        "exact": pa.array([Decimal("12.50"), None]),
        "long": pa.array([Decimal("1.23456789012345678901"), None]),
        "local": pa.array([moment.replace(tzinfo=None), None], pa.timestamp("us")),
        "zoned": pa.array([moment, None], pa.timestamp("us", tz="Europe/Berlin")),
        "nanos": pa.array([1234567890123456789, None], pa.timestamp("ns")),
        "day": pa.array([date(2009, 12, 1), None]),
        "clock": pa.array([time(7, 45), None]),
        "span": pa.array([timedelta(seconds=90), None]),
        "bytes": pa.array([b"text", None]),
        "binary": pa.array([b"\xff\x00", None]),
        "list": pa.array([[1, 2], None]),
        "struct": pa.array([{"a": 1, "b": None}, None]),
        "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())),
        "packed": pa.array(["x", None]).dictionary_encode(),
    }
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table(columns), path)
    first, second = _read(path)
    assert second == Row(2, {})
    assert first.values == {
        "text": "a",
        "whole": 1,
        "large": 2**64 - 1,
        "real": 1.5,
        "endless": "inf",
        "yes": True,
        "exact": 12.5,
        "long": ExactNumber("1.23456789012345678901"),
        "local": "2009-12-01 07:45:00.000000",
        "zoned": "2009-12-01 08:45:00.000000+0100",
        "nanos": "2009-02-13 23:31:30.123456789",
        "day": "2009-12-01",
        "clock": "07:45:00.000000",
        "span": 90.0,
        "bytes": "text",
        "binary": "ff00",
        "list": [1, 2],
        "struct": {"a": 1},
        "map": {"k": 1},
        "packed": "x",
    }
    json.dumps({name: value for name, value in first.values.items() if name != "long"})


def test_a_row_of_parquet_with_texts_that_are_none_costs_itself(tmp_path: Path) -> None:
    good = pa.array([b"a", b"\xc3\xa9", b"c", b"d", None, b"f"])
    flawed = pa.array([b"a", b"\xff\xfe", b"c", b"d\x00", None, b"f"]).view(pa.string())
    columns: dict[str, Any] = {
        "id": pa.array(range(1, 7)),
        "good": good.cast(pa.string()),
        "flawed": flawed,
        "large": pa.array([b"a"] * 5 + [b"\xff"], pa.large_binary()).view(pa.large_string()),
        "coded": pa.array([b"a", b"a", b"a", b"\xfe", None, b"a"]).view(pa.string()).dictionary_encode(),
        "listed": pa.ListArray.from_arrays(
            pa.array(range(7), pa.int32()), pa.array([b"a"] * 5 + [b"\xff"], pa.binary()).view(pa.string())
        ),
        "list": pa.array([["a"], ["b"], ["c\x00"], ["d"], None, ["f"]]),
        "bytes": pa.array([b"a", b"b", b"c", b"d", b"e\x00", b"f"]),
    }
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table(columns), path)
    rows = _read(path)
    nul, broken = "a NUL character, which databases can't hold in text", "bytes that are not UTF-8"
    assert [row.fault for row in rows] == [
        "",
        f"flawed: {broken}",
        f"list: {nul}",
        f"coded: {broken}",
        "",
        f"listed: {broken}",
    ]
    assert rows[0].values == {
        "id": 1,
        "good": "a",
        "flawed": "a",
        "large": "a",
        "coded": "a",
        "listed": ["a"],
        "list": ["a"],
        "bytes": "a",
    }
    assert rows[4].values == {"id": 5, "large": "a", "listed": ["a"], "bytes": "6500"}
    assert json.loads(rows[1].raw) == {
        "id": 2,
        "good": "é",
        "flawed": "\\xff\\xfe",
        "large": "a",
        "coded": "a",
        "listed": ["a"],
        "list": ["b"],
        "bytes": "b",
    }
    assert json.loads(rows[3].raw).items() >= {"flawed": "d\0", "coded": "\\xfe"}.items()
    assert json.loads(rows[5].raw)["large"] == "\\xff"


@pytest.mark.parametrize("packing", ["gzip", "zstd", "gzip that does not say so"])
def test_parquet_is_packed_inside_and_not_around(tmp_path: Path, packing: str) -> None:
    plain = tmp_path / "x.parquet"
    pq.write_table(pa.table({"a": [1]}), plain)
    suffix, pack = PACKINGS[packing]
    path = _write(tmp_path, f"y.parquet{suffix}", pack(plain.read_bytes()))
    with pytest.raises(UnreadableFile, match="unpack it"):
        open_rows(path)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_chunks(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"x.{kind}"
    if kind == "csv":
        path.write_text("n\n" + "".join(f"{n}\n" for n in range(1, 101)))
    elif kind == "jsonl":
        path.write_text("".join(f'{{"n": "{n}"}}\n' for n in range(1, 101)))
    else:
        pq.write_table(pa.table({"n": [str(n) for n in range(1, 101)]}), path, row_group_size=30)
    rows = [Row(n, {"n": str(n)}) for n in range(1, 101)]
    for size in (1, 7, 100, 1000):
        chunks = [*open_rows(path).chunks(size=size)]
        assert [row for chunk in chunks for row in chunk.rows] == rows
        assert all(len(chunk.rows) <= size for chunk in chunks)
        shares = [chunk.share for chunk in chunks]
        assert shares == sorted(shares)
        assert shares[-1] == 1.0


def test_the_fingerprint_is_of_content_and_reading(tmp_path: Path) -> None:
    one, two = _write(tmp_path, "a.csv", "x\n1\n"), _write(tmp_path, "b.csv", "x\n1\n")
    assert open_rows(one).fingerprint == open_rows(two).fingerprint
    assert open_rows(one).fingerprint != open_rows(one, encoding="latin-1").fingerprint
    assert open_rows(one).fingerprint != open_rows(_write(tmp_path, "c.csv", "x\n2\n")).fingerprint
