"""How long a funnel takes over ten million events of half a million people.

From viewing to the cart to the order within seven days, over the ninety days that there are; asked of the service over
the sealed lake, in slices of people, three times; `funnel.cpu` is the processor time of all threads. Peer:
`windowFunnel` of ClickHouse on chdb in its mode `strict_increase`, whose window is closed and ours half open, so its is
a microsecond shorter; from a MergeTree table sorted by type, its loading not counted. Both must count alike at every
step; ours also says how long each step took and who still has time. Limit: reading those three types from the same
files with DuckDB and sorting them by person and time.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import TypeAlias

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

Times: TypeAlias = tuple[float, float]
"""Seconds by the clock, and of the processor."""


def run() -> list[Result]:
    """The median of the rounds, by the clock and by the processor."""
    lake = millions()
    own, people = _own(lake)
    limit, peer = _limit(lake), _chdb(lake, people)
    return [
        Result(
            name,
            own[place],
            "s",
            "lower",
            peer="chdb windowFunnel" if peer else None,
            peer_value=peer[place] if peer else None,
            limit="DuckDB reads and sorts",
            limit_value=limit[place],
        )
        for place, name in enumerate(("funnel", "funnel.cpu"))
    ]


def question() -> Funnel:
    """The funnel that is asked."""
    return Funnel(
        steps=[Condition(event=name) for name in STEPS],
        window=f"{WINDOW // DAY}d",
        period=Period(since=format_instant(START), until=format_instant(END)),
    )


def timed(ask: Callable[[], object]) -> Times:
    """Medians of the rounds: by the clock, and of the processor, all threads together."""
    rounds: list[Times] = []
    for _ in range(sized(_ROUNDS, 1)):
        begun, used = time.perf_counter(), time.process_time()
        ask()
        rounds.append((time.perf_counter() - begun, time.process_time() - used))
    return median(each[0] for each in rounds), median(each[1] for each in rounds)


def _own(lake: Millions) -> tuple[Times, list[int]]:
    with lake.open() as workspace:
        insight = Insight(workspace.queries, Setting(END))
        times = timed(lambda: insight.funnel(question()))
        people = [step.people for step in insight.funnel(question()).steps]
    return times, people


def _limit(lake: Millions) -> Times:
    files = [str(path) for path in (lake.folder / "lake" / "events").iterdir()]
    sorts = f"""
        SELECT max(place) FROM (
            SELECT row_number() OVER (PARTITION BY profile ORDER BY ts) AS place
            FROM read_parquet({files}) WHERE type IN {STEPS}
        )
    """
    with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as connection:
        return timed(lambda: connection.execute(sorts).fetchall())


def _chdb(lake: Millions, people: list[int]) -> Times | None:
    if not CHDB.exists():
        sys.stderr.write("   without chdb (`make bench` installs it): the peer is left out\n")
        return None
    conditions = ", ".join(f"type = '{name}'" for name in STEPS)
    level = f"windowFunnel({WINDOW - 1}, 'strict_increase')(toUInt64(ts), {conditions})"
    of_person = (
        f"SELECT profile, {level} AS level FROM events "
        f"WHERE type IN {STEPS} AND ts >= {START} AND ts < {START + SPAN} GROUP BY profile"
    )
    steps = range(1, len(STEPS) + 1)
    asked = json.dumps([f"SELECT profile FROM ({of_person}) WHERE level >= {place}" for place in steps])
    script = CHDB.parents[3] / "bench" / "chdb_queries.py"
    command = [str(CHDB), "-I", str(script), str(lake.folder / "lake" / "events"), str(sized(_ROUNDS, 1))]
    done = subprocess.run(command, input=asked.encode(), stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    if [int(count) for count in found["counts"]] != people:
        raise RuntimeError(f"{found['counts']} by windowFunnel, {people} by us")
    return median(found["times"]), median(found["cpu"])
