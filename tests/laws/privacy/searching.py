"""Looking for bytes in every file of a workspace."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from clew.kernel.packing import to_json


def everything(folder: Path) -> Iterator[bytes]:
    """All bytes of all files, and of Parquet files also what their pages say once unpacked."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.read_bytes()
            if path.suffix == ".parquet":
                table = pq.read_table(path)
                yield to_json([str(column.to_pylist()) for column in table.columns])


def found(folder: Path, needles: Sequence[str]) -> set[str]:
    """Those of the texts that stand in a file."""
    chunks = list(everything(folder))
    return {needle for needle in needles if any(needle.encode() in chunk for chunk in chunks)}
