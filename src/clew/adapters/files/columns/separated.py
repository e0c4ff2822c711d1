"""A CSV file as an Arrow table: by the delimiter that it uses, faults named without what stands in the cells."""

import codecs
import csv
import io
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow.csv  # pyright: ignore[reportMissingTypeStubs]

from clew.adapters.arrow import pa
from clew.adapters.files.errors import UnreadableFile

_csv: Any = pyarrow.csv
_ABSENT = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"]
_DELIMITERS = ",;\t|"
_BEGINNING = 1 << 16
_LINES = 20


def read_separated(path: Path) -> Any:
    """The table; a column whose name is blank is called by its place.

    Raises:
        UnreadableFile: if it is empty, a row has more or fewer cells than the head, or the text is not UTF-8.
        ArrowInvalid: if it is no CSV at all.
    """
    beginning = _beginning(path)
    if not beginning.strip():
        raise UnreadableFile("is empty", where=path.name)
    try:
        # The last letter may be cut off where the beginning ends: it is not looked at.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(beginning)
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    delimiter = _delimiter(path, text)
    wrong: list[Any] = []
    try:
        found = _read(path, delimiter, wrong, threads=True)
    except pa.ArrowInvalid:
        if not wrong:
            raise
        raise _uneven(path, delimiter, wrong) from None
    if any(pa.types.is_binary(kind) for kind in found.schema.types):
        raise _not_utf8(path)
    try:
        names = [name.strip() or f"column {place}" for place, name in enumerate(found.column_names, 1)]
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    return found.rename_columns(names)


def _read(path: Path, delimiter: str, wrong: list[Any], *, threads: bool) -> Any:
    def uneven(row: Any) -> str:
        wrong.append(row)
        return "error"

    return _csv.read_csv(
        path,
        read_options=_csv.ReadOptions(use_threads=threads),
        parse_options=_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=uneven),
        convert_options=_csv.ConvertOptions(null_values=_ABSENT, strings_can_be_null=True),
    )


def _uneven(path: Path, delimiter: str, wrong: list[Any]) -> UnreadableFile:
    """The first row of another width; it is looked for by one thread, since several don't count rows."""
    wrong.clear()
    with suppress(pa.ArrowInvalid):
        _read(path, delimiter, wrong, threads=False)
    row = wrong[0]
    return UnreadableFile(
        f"{row.actual_columns} cells where the head has {row.expected_columns}",
        where=f"{path.name}, row {row.number}",
        hint="the head is row 1; put cells that hold the delimiter in quotes",
    )


def _not_utf8(path: Path) -> UnreadableFile:
    return UnreadableFile("is not UTF-8", where=path.name, hint="save it as UTF-8")


def _beginning(path: Path) -> bytes:
    with pa.input_stream(str(path), compression="detect") as file:
        return file.read(_BEGINNING)


def _delimiter(path: Path, beginning: str) -> str:
    """The one by which the first lines fall into the most cells, as many in each; else by the name, or a comma."""
    usual = "\t" if ".tsv" in (suffix.lower() for suffix in path.suffixes) else ","
    widths = {each: _width(beginning, each) for each in _DELIMITERS}
    best = max(widths, key=lambda each: (widths[each], each == usual))
    return best if widths[best] > 1 else usual


def _width(beginning: str, delimiter: str) -> int:
    """Cells in each of the first lines, or 0 if they differ."""
    rows = csv.reader(io.StringIO(beginning), delimiter=delimiter)
    try:
        widths = [len(row) for row, _ in zip(rows, range(_LINES), strict=False) if row]
    except csv.Error:
        return 0
    # The last line may be cut off where the beginning ends.
    whole = widths[:-1] if len(widths) > 1 and len(beginning) >= _BEGINNING // 4 else widths
    return whole[0] if len(set(whole)) == 1 else 0
