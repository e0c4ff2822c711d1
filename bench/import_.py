"""How fast history comes in: `clew import` of the demo's real orders, and of a million events.

The command is timed from start to end: reading, mapping, checking, the log, and the engine folding everything into
profiles and segments. The million lie in one Parquet file, ninety days of the workload of 50,000 skewed users, under
the catalogue of 50 segments and 20 traits. `import.ten_million` is what ten million would take at that rate. Limit: the
same file read into Python rows and dropped. `import.demo` counts order lines, of which an order has about twenty.
"""

import json
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench.result import Result
from bench.scale import sized
from bench.workload import catalogue, events, skewed
from bench.workspaces import chunks, publish
from clew.events import Event
from clew.kernel.instants import DAY, to_datetime
from clew.runtime.clock import SystemClock
from clew.runtime.demo.load import DATA, MAPPING
from clew.runtime.workspace import open_workspace

_TEN_MILLION = 10_000_000
_BUDGET_MINUTES = 10.0
_LIMIT = "read only"
_SHOP = """\
kind: mapping
id: shop
events:
  - kind: track
    type: $.type
    id: $.id
    ts: {date: $.at}
    identities: {user_id: $.user, anonymous_id: $.browser}
    properties: {category: $.category, price: $.price, quantity: $.quantity, product_id: $.product}
"""


def run() -> list[Result]:
    """Rows a second, and minutes for ten million."""
    with TemporaryDirectory(prefix="clew-bench-") as temporary:
        folder = Path(temporary)
        demo_file = sized(DATA, folder / "demo.parquet")
        if demo_file != DATA:
            pq.write_table(pq.read_table(DATA).slice(0, 500), demo_file)
        demo = _import(folder / "demo", demo_file, MAPPING)
        file, mapping = folder / "shop.parquet", folder / "shop.yaml"
        mapping.write_text(_SHOP)
        _write(file)
        with open_workspace(folder / "data", SystemClock()) as workspace:
            publish(workspace, catalogue())
        rate = _import(folder / "data", file, mapping)
        limit = _read_only(file)
    budget = _TEN_MILLION / _BUDGET_MINUTES / 60
    minutes = _TEN_MILLION / rate / 60
    return [
        Result("import", rate, "rows/s", "higher", budget, limit=_LIMIT, limit_value=limit),
        Result("import.ten_million", minutes, "minutes", "lower", _BUDGET_MINUTES),
        Result("import.demo", demo, "rows/s", "higher"),
    ]


def _import(data: Path, file: Path, mapping: Path) -> float:
    """Rows a second of the command as a whole."""
    command = [sys.executable, "-m", "clew", "import", str(file), "--mapping", str(mapping), "--data", str(data)]
    begun = time.perf_counter()
    done = subprocess.run([*command, "--json"], stdout=subprocess.PIPE, check=True)
    seconds = time.perf_counter() - begun
    report = json.loads(done.stdout)
    if report["rejects"]:
        raise RuntimeError(f"{report['rejects']} rows went to quarantine")
    return report["rows"] / seconds


def _write(file: Path) -> None:
    count = sized(1_000_000, 2_000)
    step = 90 * DAY // count
    start = SystemClock().now() - 90 * DAY
    rows = (_row(event) for event in events(count, skewed(sized(50_000, 100)), start=start, step=step))
    first = list(islice(rows, 1_000))
    schema = pa.Table.from_pylist(first).schema
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for chunk in (first, *chunks(rows, 50_000)):
            writer.write_table(pa.Table.from_pylist(chunk, schema=schema))


def _row(event: Event) -> dict[str, Any]:
    names, properties = dict(event.identities), event.properties
    assert event.ts is not None
    return {
        "id": event.id,
        "type": event.type,
        "at": to_datetime(event.ts),
        "user": names.get("user_id"),
        "browser": names.get("anonymous_id"),
        "product": properties.get("product_id"),
        "category": properties.get("category"),
        "price": properties.get("price"),
        "quantity": properties.get("quantity"),
    }


def _read_only(file: Path) -> float:
    begun, count = time.perf_counter(), 0
    with pq.ParquetFile(file) as reader:
        for batch in reader.iter_batches():
            count += len(batch.to_pylist())
    return count / (time.perf_counter() - begun)
