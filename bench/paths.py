"""How long paths take over ten million events of half a million people: five steps after a product was viewed.

Every event is read, put into sessions and followed; asked of the service over the sealed lake, in slices of people;
`paths.cpu` is the processor time of all threads. Limit: counting the events of the same files by person and by what
came right before, with one window in DuckDB.
"""

import duckdb

from bench.funnel import Times, timed
from bench.millions import END, START, Millions, millions
from bench.result import Result
from clew.insight import Condition, Paths, Period, Setting
from clew.insight.service import Insight
from clew.kernel.instants import format_instant


def run() -> list[Result]:
    """The median of the rounds, by the clock and by the processor."""
    lake = millions()
    own, limit = _own(lake), _limit(lake)
    return [
        Result(name, own[place], "s", "lower", limit="DuckDB, one window", limit_value=limit[place])
        for place, name in enumerate(("paths", "paths.cpu"))
    ]


def _own(lake: Millions) -> Times:
    asked = Paths(
        anchor=Condition(event="Product Viewed"),
        period=Period(since=format_instant(START), until=format_instant(END)),
        gap="1d",
    )
    with lake.open() as workspace:
        insight = Insight(workspace.queries, Setting(END))
        if not insight.paths(asked).paths:
            raise RuntimeError("there are no paths")
        return timed(lambda: insight.paths(asked))


def _limit(lake: Millions) -> Times:
    files = [str(path) for path in (lake.folder / "lake" / "events").iterdir()]
    before = f"""
        SELECT type, before, count(*) FROM (
            SELECT type, lag(type) OVER (PARTITION BY profile ORDER BY ts) AS before FROM read_parquet({files})
        ) GROUP BY ALL
    """
    with duckdb.connect(config={"threads": 2}) as connection:
        return timed(lambda: connection.execute(before).fetchall())
