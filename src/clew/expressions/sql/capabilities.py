"""What each dialect can answer, by asking it: the table of the documentation, and the list that tests go through."""

from collections.abc import Callable
from typing import NamedTuple

from clew.expressions.parse import parse
from clew.expressions.sql.compile import compile_sql
from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.duckdb import DuckDb
from clew.expressions.sql.errors import Unsupported
from clew.expressions.sql.plan import Asked
from clew.expressions.sql.postgres import Postgres
from clew.expressions.sql.spark import Spark

DIALECTS: tuple[Callable[[], Dialect], ...] = (DuckDb, Postgres, Spark)
"""Every dialect that there is."""


class Feature(NamedTuple):
    """Something that can be said, and an expression that says it."""

    name: str
    example: str


FEATURES = (
    Feature("attributes, nested ones", 'profile.address.city = "Berlin"'),
    Feature("scores and consents", 'score(churn) >= 0.8 and consent(email) != "out"'),
    Feature("null and negation", "not profile.tier is null"),
    Feature("one of, between", 'profile.tier in ["gold", "platinum"] and profile.age between 18 and 30'),
    Feature("contains, starts with, ends with", 'profile.name starts_with "A"'),
    Feature("without regard to case", 'profile.name contains "ÄRZTE" ignoring_case'),
    Feature("a pattern without special characters", 'profile.email matches "example"'),
    Feature("any pattern of RE2", 'profile.email matches "[a-z]+@example[.]com$"'),
    Feature("elements of arrays", 'did purchase where any(items, category = "shoes" and price > 50)'),
    Feature("arithmetic, exact", "sum(total of purchase) / count(purchase) > profile.n * 2"),
    Feature("distance", "distance(profile.lat, profile.lon, 40.7, -74) < 5000"),
    Feature("dates against now", "profile.renewal within next 14d and profile.since < now"),
    Feature("anniversaries", "anniversary(profile.birthdate) today"),
    Feature("count", "count(purchase) >= 2"),
    Feature("sum, avg, min, max", "avg(total of purchase) > 200 and max(total of purchase) < 900"),
    Feature("first, last", 'last(plan of order) = "pro"'),
    Feature("distinct", "distinct(store of order) > 1"),
    Feature("rolling windows", "did purchase in last 30d"),
    Feature("windows some time ago", "did purchase in window 60d to 30d ago"),
    Feature("rolling months and years", "did purchase in last 3 months"),
    Feature("calendar windows in the profile's zone", "did purchase this_week and did visit in last 7 calendar days"),
    Feature("since the last, and fixed windows", "did visit since last order and did visit since 2026-01-01"),
    Feature("sequences with limits", "sequence(a then b within 1d) in last 7d"),
    Feature("sequences with absence and grace", "sequence(a then no c then b then no d within 1d) grace 10m"),
)
"""What the language can say, from the smallest to the largest."""


def answers(dialect: Dialect, feature: Feature) -> Unsupported | None:
    """None if the dialect answers it; else why not, and what to do instead."""
    try:
        compile_sql(parse(feature.example), dialect, Asked(0))
    except Unsupported as error:
        return error
    return None
