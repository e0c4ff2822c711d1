"""How long it takes to count a segment that nobody has saved: ten million events, half a million people.

Eight conditions as people write them, each asked of the service three times over the sealed lake: members, share of all
people, ten names. `preview` is the 95th percentile of all, `with_reach` the same with who can be reached by e-mail.
Limit: the same segments by hand in DuckDB SQL over the same files, which need not care who exists, what was corrected,
or whether a number is a text. Peer: the same in ClickHouse SQL on chdb, from a MergeTree table sorted by type, its
loading not counted; `make bench` installs it into an environment of its own, without that it is left out. The three
must count alike.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import duckdb

from bench.load import percentile
from bench.millions import Millions, millions
from bench.result import Result
from bench.rules import RULES
from bench.scale import is_quick, sized
from clew.api.estimates import PreviewQuestion
from clew.runtime.services.documents import Documents
from clew.runtime.services.preview import Previews

CHDB = Path(__file__).parents[1] / ".venv" / "peer" / "bin" / "python"
"""The interpreter that has chdb, see the Makefile."""

_ROUNDS = 3


def run() -> list[Result]:
    """Median and 95th percentile, with and without who can be reached."""
    lake = millions()
    own, counts = _own(lake, None)
    reached, _ = _own(lake, "marketing")
    limit = _by_hand(lake, counts)
    peer = _chdb(lake, counts)
    return [
        _result("preview", _p95(own), 1.0, _p95(limit), _p95(peer) if peer else None),
        _result("preview.p50", median(own), None, median(limit), median(peer) if peer else None),
        Result("preview.with_reach", _p95(reached), "s", "lower"),
    ]


def _result(name: str, value: float, budget: float | None, limit: float, peer: float | None) -> Result:
    limits = {"limit": "DuckDB SQL by hand", "limit_value": limit}
    peers = {} if peer is None else {"peer": "chdb", "peer_value": peer}
    return Result(name, value, "s", "lower", budget, **limits, **peers)  # pyright: ignore[reportArgumentType]


def _p95(times: list[float]) -> float:
    return percentile(sorted(times), 0.95)


def _own(lake: Millions, purpose: str | None) -> tuple[list[float], dict[str, int]]:
    times: list[float] = []
    counts: dict[str, int] = {}
    with lake.open() as workspace:
        previews = Previews(workspace, Documents(workspace.store, workspace.log, workspace.clock))
        previews.preview(PreviewQuestion("did nothing", purpose=purpose))  # opens the engine, reads the addresses
        for _ in range(sized(_ROUNDS, 1)):
            for rule in RULES:
                begun = time.perf_counter()
                found = previews.preview(PreviewQuestion(rule.text, purpose=purpose, seconds=60))
                times.append(time.perf_counter() - begun)
                counts[rule.text] = found.members
    return times, counts


def _by_hand(lake: Millions, counts: dict[str, int]) -> list[float]:
    times: list[float] = []
    files = [str(path) for path in (lake.folder / "lake" / "events").iterdir()]
    with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET parquet_metadata_cache = true")
        connection.execute(f"CREATE VIEW events AS FROM read_parquet({files})")
        connection.execute("SELECT count(*) FROM events WHERE type = ''")
        for _ in range(sized(_ROUNDS, 1)):
            for rule in RULES:
                begun = time.perf_counter()
                rows = connection.execute(f"SELECT count(*), min(profile, 10) FROM ({rule.duckdb})").fetchall()
                times.append(time.perf_counter() - begun)
                _check(rule.text, rows[0][0], counts)
    return times


def _chdb(lake: Millions, counts: dict[str, int]) -> list[float] | None:
    if is_quick() or not CHDB.exists():
        sys.stderr.write("   without chdb (`make bench` installs it): the peer is left out\n")
        return None
    asked = json.dumps([rule.clickhouse for rule in RULES])
    script = Path(__file__).with_name("chdb_queries.py")
    command = [str(CHDB), "-I", str(script), str(lake.folder / "lake" / "events"), str(_ROUNDS)]
    done = subprocess.run(command, input=asked.encode(), stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    for rule, number in zip(RULES, found["counts"], strict=True):
        _check(rule.text, number, counts)
    return found["times"]


def _check(text: str, number: int, counts: dict[str, int]) -> None:
    if number != counts[text]:
        raise RuntimeError(f"{number} by another engine, {counts[text]} by us: {text}")
