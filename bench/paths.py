"""How long paths take over ten million events of half a million people: five steps after a product was viewed.

Every event is read, put into sessions and followed; asked of the service over the sealed lake, in slices of people.
Limit: counting the events of the same files by person and by what came right before, with one window in DuckDB.
"""

import time
from statistics import median

import duckdb

from bench.millions import END, START, Millions, millions
from bench.result import Result
from bench.scale import sized
from clew.insight import Condition, Paths, Period, Setting
from clew.insight.service import Insight
from clew.kernel.instants import format_instant

_ROUNDS = 3


def run() -> list[Result]:
    """The median of the rounds."""
    lake = millions()
    return [Result("paths", _own(lake), "s", "lower", limit="DuckDB, one window", limit_value=_limit(lake))]


def _own(lake: Millions) -> float:
    asked = Paths(
        anchor=Condition(event="Product Viewed"),
        period=Period(since=format_instant(START), until=format_instant(END)),
        gap="1d",
    )
    times: list[float] = []
    with lake.open() as workspace:
        insight = Insight(workspace.queries, Setting(END))
        for _ in range(sized(_ROUNDS, 1)):
            begun = time.perf_counter()
            found = insight.paths(asked)
            times.append(time.perf_counter() - begun)
            if not found.paths:
                raise RuntimeError("there are no paths")
    return median(times)


def _limit(lake: Millions) -> float:
    files = [str(path) for path in (lake.folder / "lake" / "events").iterdir()]
    times: list[float] = []
    with duckdb.connect(config={"threads": 2}) as connection:
        for _ in range(sized(_ROUNDS, 1)):
            begun = time.perf_counter()
            connection.execute(
                f"""
                SELECT type, before, count(*) FROM (
                    SELECT type, lag(type) OVER (PARTITION BY profile ORDER BY ts) AS before FROM read_parquet({files})
                ) GROUP BY ALL
                """
            ).fetchall()
            times.append(time.perf_counter() - begun)
    return median(times)
