"""Segments as people write them, in CXL and by hand in the SQL of DuckDB and of ClickHouse, as of `millions.END`."""

from typing import NamedTuple

from bench.millions import END
from clew.kernel.instants import DAY


class Rule(NamedTuple):
    """One condition three times: as CXL, and as queries for the profiles of which it holds."""

    text: str
    duckdb: str
    clickhouse: str


def _since(days: int) -> tuple[str, str]:
    """`ts` in the last days, for both."""
    low = END - days * DAY
    return f"ts > make_timestamp({low})", f"ts > {low}"


def _rule(text: str, sql: str, duckdb: str, clickhouse: str, days: int) -> Rule:
    """The same query but for how a property is read and how a time is compared."""
    ours, theirs = _since(days)
    return Rule(
        text, sql.format(value=duckdb, recent=ours), sql.format(value=clickhouse, recent=theirs)
    )  # every text here is ours


_SEQUENCE = """
    SELECT DISTINCT a.profile FROM (
        SELECT profile, ts FROM events
        WHERE type = 'Product Added' AND {low} AND ts <= make_timestamp({end})
    ) a WHERE NOT EXISTS (
        SELECT 1 FROM events o WHERE o.type = 'Order Completed' AND o.profile = a.profile
            AND o.ts > a.ts AND o.ts < a.ts + INTERVAL 1 DAY
    )
"""
_SEQUENCE_ARRAYS = """
    SELECT profile FROM (
        SELECT profile, groupArrayIf(ts, type = 'Product Added' AND ts <= {end}) AS added,
            groupArrayIf(ts, type = 'Order Completed') AS ordered
        FROM events WHERE type IN ('Product Added', 'Order Completed') AND {low} GROUP BY profile
    ) WHERE arrayExists(a -> NOT arrayExists(o -> o > a AND o < a + {day}, ordered), added)
"""
_COUNTRY = """
    SELECT c.profile FROM (
        SELECT profile FROM events WHERE type = 'Product Viewed' AND {recent} GROUP BY profile HAVING count(*) > 3
    ) c JOIN (
        SELECT profile, {value} AS country FROM events WHERE type = 'identify' GROUP BY profile
    ) i ON i.profile = c.profile WHERE i.country = 'GB'
"""

RULES = (
    _rule(
        'did "Order Completed" in last 30d',
        "SELECT profile FROM events WHERE type = 'Order Completed' AND {recent} GROUP BY profile",
        "",
        "",
        30,
    ),
    _rule(
        'did "Order Completed" where category = "shoes" in last 30d at least 2 times',
        "SELECT profile FROM events WHERE type = 'Order Completed' AND {recent} AND {value} = 'shoes' "
        "GROUP BY profile HAVING count(*) >= 2",
        "json_extract_string(properties, '$.category')",
        "JSONExtractString(properties, 'category')",
        30,
    ),
    _rule(
        'did "Product Viewed" where price > 100 in last 14d and did not "Order Completed" in last 14d',
        "SELECT DISTINCT profile FROM events WHERE type = 'Product Viewed' AND {recent} AND {value} > 100 "
        "EXCEPT DISTINCT SELECT profile FROM events WHERE type = 'Order Completed' AND {recent}",
        "CAST(json_extract_string(properties, '$.price') AS DOUBLE)",
        "JSONExtractFloat(properties, 'price')",
        14,
    ),
    _rule(
        'count("Product Viewed" in last 7d) > 3 and profile.country = "GB"',
        _COUNTRY,
        "arg_max(json_extract_string(properties, '$.country'), ts)",
        "argMax(JSONExtractString(properties, 'country'), ts)",
        7,
    ),
    _rule(
        'sum(total of "Order Completed" in last 60d) > 300',
        "SELECT profile FROM events WHERE type = 'Order Completed' AND {recent} "
        "GROUP BY profile HAVING sum({value}) > 300",
        "CAST(json_extract_string(properties, '$.total') AS DECIMAL(18, 2))",
        "JSONExtract(properties, 'total', 'Decimal(18, 2)')",
        60,
    ),
    Rule(
        'sequence("Product Added" then no "Order Completed" within 24h) in last 7d',
        _SEQUENCE.format(low=_since(7)[0], end=END - DAY),
        _SEQUENCE_ARRAYS.format(low=_since(7)[1], end=END - DAY, day=DAY),
    ),
    _rule(
        "did not page in last 30d",
        "SELECT DISTINCT profile FROM events EXCEPT DISTINCT "
        "SELECT profile FROM events WHERE type = 'page' AND {recent}",
        "",
        "",
        30,
    ),
    _rule(
        'last(price of "Product Added" in last 30d) > 200',
        "SELECT profile FROM events WHERE type = 'Product Added' AND {recent} GROUP BY profile HAVING {value} > 200",
        "arg_max(CAST(json_extract_string(properties, '$.price') AS DOUBLE), ts)",
        "argMax(JSONExtractFloat(properties, 'price'), ts)",
        30,
    ),
)
