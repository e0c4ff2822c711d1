"""How long a funnel takes over ten million events of half a million people.

From viewing to the cart to the order within seven days, over the ninety days that there are; asked of the service over
the sealed lake, in slices of people, three times. Peer: `windowFunnel` of ClickHouse on chdb in its mode
`strict_increase`, whose window is closed and ours half open, so its is a microsecond shorter; from a MergeTree table
sorted by type, its loading not counted. Both must count alike at every step. Limit: reading those three types from the
same files with DuckDB and sorting them by person and time, which every such query must do.
"""

import json
import subprocess
import sys
import time
from statistics import median

import duckdb

from bench.millions import END, SPAN, START, Millions, millions
from bench.preview import CHDB
from bench.result import Result
from bench.scale import sized
from clew.insight import Condition, Funnel, Period, Setting
from clew.insight.service import Insight
from clew.kernel.instants import DAY, format_instant

STEPS = ("Product Viewed", "Product Added", "Order Completed")
WINDOW = 7 * DAY
_ROUNDS = 3


def run() -> list[Result]:
    """The median of the rounds."""
    lake = millions()
    own, people = _own(lake)
    peer = _chdb(lake, people)
    limits = {"limit": "DuckDB reads and sorts", "limit_value": _limit(lake)}
    peers = {} if peer is None else {"peer": "chdb windowFunnel", "peer_value": peer}
    return [Result("funnel", own, "s", "lower", **limits, **peers)]  # pyright: ignore[reportArgumentType]


def question() -> Funnel:
    """The funnel that is asked."""
    return Funnel(
        steps=[Condition(event=name) for name in STEPS],
        window=f"{WINDOW // DAY}d",
        period=Period(since=format_instant(START), until=format_instant(END)),
    )


def _own(lake: Millions) -> tuple[float, list[int]]:
    times: list[float] = []
    people: list[int] = []
    with lake.open() as workspace:
        insight = Insight(workspace.queries, Setting(END))
        for _ in range(sized(_ROUNDS, 1)):
            begun = time.perf_counter()
            found = insight.funnel(question())
            times.append(time.perf_counter() - begun)
            people = [step.people for step in found.steps]
    return median(times), people


def _limit(lake: Millions) -> float:
    files = [str(path) for path in (lake.folder / "lake" / "events").iterdir()]
    times: list[float] = []
    with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as connection:
        for _ in range(sized(_ROUNDS, 1)):
            begun = time.perf_counter()
            connection.execute(
                f"""
                SELECT max(place) FROM (
                    SELECT row_number() OVER (PARTITION BY profile ORDER BY ts) AS place
                    FROM read_parquet({files}) WHERE type IN {STEPS}
                )
                """
            ).fetchall()
            times.append(time.perf_counter() - begun)
    return median(times)


def _chdb(lake: Millions, people: list[int]) -> float | None:
    if not CHDB.exists():
        sys.stderr.write("   without chdb (`make bench` installs it): the peer is left out\n")
        return None
    conditions = ", ".join(f"type = '{name}'" for name in STEPS)
    level = f"windowFunnel({WINDOW - 1}, 'strict_increase')(toUInt64(ts), {conditions})"
    of_person = (
        f"SELECT profile, {level} AS level FROM events "
        f"WHERE type IN {STEPS} AND ts >= {START} AND ts < {START + SPAN} GROUP BY profile"
    )
    asked = json.dumps([f"SELECT profile FROM ({of_person}) WHERE level >= {place}" for place in (1, 2, 3)])
    script = CHDB.parents[3] / "bench" / "chdb_queries.py"
    command = [str(CHDB), "-I", str(script), str(lake.folder / "lake" / "events"), str(sized(_ROUNDS, 1))]
    done = subprocess.run(command, input=asked.encode(), stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    if [int(count) for count in found["counts"]] != people:
        raise RuntimeError(f"{found['counts']} by windowFunnel, {people} by us")
    return median(found["times"])
