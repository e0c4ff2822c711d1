"""A file as a table of typed columns, read whole: what models learn from."""

from pathlib import Path
from typing import Any

import pyarrow.csv  # pyright: ignore[reportMissingTypeStubs]
import pyarrow.parquet  # pyright: ignore[reportMissingTypeStubs]

from clew.adapters.arrow import pa
from clew.adapters.arrow.learnt import learnable
from clew.adapters.files.errors import UnreadableFile
from clew.learning.tables import Table

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
    return learnable(found)


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")


def _read_csv(path: Path) -> Any:
    delimiter = "\t" if ".tsv" in (suffix.lower() for suffix in path.suffixes) else ","
    return _csv.read_csv(
        path,
        parse_options=_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=_csv.ConvertOptions(null_values=_ABSENT, strings_can_be_null=True),
    )
