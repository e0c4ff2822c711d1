"""A file as a table of typed columns, read whole: what models learn from."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv  # pyright: ignore[reportMissingTypeStubs]
import pyarrow.parquet  # pyright: ignore[reportMissingTypeStubs]

from clew.adapters.arrow import pa, pc
from clew.adapters.files.errors import UnreadableFile
from clew.learning.tables import Column, Table

_csv: Any = pyarrow.csv
_parquet: Any = pyarrow.parquet
_ABSENT = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"]


def read_table(path: Path) -> Table:
    """The columns of a CSV (also packed by gzip) or Parquet file; what a column holds is found from its values.

    Raises:
        UnreadableFile: if it can't be read, or holds nothing.
    """
    try:
        found = _parquet.read_table(path) if _is_parquet(path) else _read_csv(path)
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError) as error:
        said = str(error).split("\n")[0] if not isinstance(error, OSError) else error.strerror or "not readable"
        raise UnreadableFile(f"can't be read: {said}", where=path.name, hint="a CSV with a head, or Parquet") from None
    if not found.num_rows:
        raise UnreadableFile("holds no row", where=path.name)
    return table_of(found)


def table_of(found: Any) -> Table:
    """An Arrow table as numbers and categories."""
    return Table(tuple(_column(name, found.column(name)) for name in found.column_names))


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")


def _read_csv(path: Path) -> Any:
    delimiter = "\t" if ".tsv" in (suffix.lower() for suffix in path.suffixes) else ","
    return _csv.read_csv(
        path,
        parse_options=_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=_csv.ConvertOptions(null_values=_ABSENT, strings_can_be_null=True),
    )


def _column(name: str, values: Any) -> Column:
    kind = values.type
    if pa.types.is_temporal(kind) and not pa.types.is_time(kind):
        instants = (
            pc.cast(values, pa.timestamp("us")) if not _has_zone(kind) else values.cast(pa.timestamp("us", "UTC"))
        )
        return Column(name, "instant", _floats(instants.cast(pa.int64())))
    if pa.types.is_boolean(kind):
        return Column(name, "number", _floats(values.cast(pa.int8())))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return Column(name, "number", _floats(values))
    texts = values.cast(pa.string()) if not pa.types.is_string(kind) else values
    return _category(name, texts)


def _category(name: str, texts: Any) -> Column:
    encoded = pc.dictionary_encode(texts).combine_chunks()
    chunk = encoded if isinstance(encoded, pa.DictionaryArray) else encoded.chunk(0)
    labels: list[str] = chunk.dictionary.to_pylist()
    codes = _floats(chunk.indices)
    order = sorted(range(len(labels)), key=labels.__getitem__)
    places = np.empty(max(1, len(labels)))
    places[order] = np.arange(len(labels))
    known = ~np.isnan(codes)
    codes[known] = places[codes[known].astype(np.int64)]
    return Column(name, "category", codes, tuple(labels[place] for place in order))


def _floats(values: Any) -> Any:
    return np.array(values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), np.float64)


def _has_zone(kind: Any) -> bool:
    return pa.types.is_timestamp(kind) and kind.tz is not None
