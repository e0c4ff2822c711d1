"""A slice of the demo: every document of it, with few enough people to be loaded for a test."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from clew.runtime.clock import SystemClock
from clew.runtime.demo.files import DATA
from clew.runtime.demo.load import load_demo
from clew.runtime.workspace import open_workspace

# Of the demo's orders the oldest and the newest: the same shop, with people who bought long ago and people who buy now.
OLD, NEW = 2_000, 4_000


def load_slice(folder: Path, *, old: int = OLD, new: int = NEW) -> None:
    """Load so many of the demo's orders into a new workspace, with its documents and its invented visits."""
    orders = folder / "online_retail.parquet"
    table = pq.read_table(DATA)
    pq.write_table(pa.concat_tables([table.slice(0, old), table.slice(table.num_rows - new)]), orders)
    with open_workspace(folder, SystemClock()) as workspace:
        load_demo(workspace, orders=orders, learn=False)
    orders.unlink()
