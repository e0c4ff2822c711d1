"""A file as a table of typed columns, read whole: what models learn from."""

from pathlib import Path
from typing import Any

import pyarrow.parquet  # pyright: ignore[reportMissingTypeStubs]

from clew.adapters.arrow import pa
from clew.adapters.arrow.learnt import learnable
from clew.adapters.files.columns.separated import read_separated
from clew.adapters.files.columns.written import unwritten
from clew.adapters.files.errors import UnreadableFile
from clew.learning.tables import Table

_parquet: Any = pyarrow.parquet


def read_table(path: Path) -> Table:
    """The columns of a CSV (also packed by gzip) or Parquet file; what a column holds is found from its values.

    A CSV may part its cells by commas, semicolons, tabs or bars.

    Raises:
        UnreadableFile: if it can't be read, or holds nothing.
    """
    try:
        found = _parquet.read_table(path) if _is_parquet(path) else unwritten(read_separated(path))
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError, EOFError) as error:
        said = error.strerror or "not readable" if isinstance(error, OSError) else "neither a CSV nor Parquet"
        raise UnreadableFile(f"can't be read: {said}", where=path.name, hint="a CSV with a head, or Parquet") from None
    if not found.num_rows:
        raise UnreadableFile("holds no row", where=path.name)
    return learnable(found)


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")
