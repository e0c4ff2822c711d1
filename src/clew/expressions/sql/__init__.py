"""CXL as set-based SQL: one compiler over syntax trees, and what differs from dialect to dialect in one module each.

Law of the folder: over the same records a query answers what the naive reference answers, for every profile at every
instant; what a dialect can't answer so, it refuses by name.
"""

from clew.expressions.sql.capabilities import DIALECTS, FEATURES, Feature, answers
from clew.expressions.sql.compile import Compiled, compile_people, compile_registers, compile_sql
from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.duckdb import DuckDb, WideNumbers
from clew.expressions.sql.errors import Unsupported
from clew.expressions.sql.plan import Asked
from clew.expressions.sql.postgres import Postgres
from clew.expressions.sql.records import Source
from clew.expressions.sql.spark import Spark

__all__ = [
    "DIALECTS",
    "FEATURES",
    "Asked",
    "Compiled",
    "Dialect",
    "DuckDb",
    "Feature",
    "Postgres",
    "Source",
    "Spark",
    "Unsupported",
    "WideNumbers",
    "answers",
    "compile_people",
    "compile_registers",
    "compile_sql",
]
