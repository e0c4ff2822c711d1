"""CXL as set-based SQL: one compiler over syntax trees, and what differs from dialect to dialect in one module each.

Law of the folder: over the same records a query answers what the naive reference answers, for every profile at every
instant; what a dialect can't answer so, it refuses by name.
"""

from clew.expressions.sql import trees
from clew.expressions.sql.capabilities import DIALECTS, FEATURES, Feature, answers
from clew.expressions.sql.compile import (
    Compiled,
    compile_effective,
    compile_people,
    compile_registers,
    compile_sql,
)
from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.duckdb import DuckDb, WideNumbers
from clew.expressions.sql.errors import Unsupported
from clew.expressions.sql.happenings import DONE, Happenings
from clew.expressions.sql.plan import CHOSEN, Asked
from clew.expressions.sql.postgres import Postgres
from clew.expressions.sql.records import Source, Tables
from clew.expressions.sql.spark import Spark
from clew.expressions.sql.stages import with_tables
from clew.expressions.sql.trees import Tree, column

__all__ = [
    "CHOSEN",
    "DIALECTS",
    "DONE",
    "FEATURES",
    "Asked",
    "Compiled",
    "Dialect",
    "DuckDb",
    "Feature",
    "Happenings",
    "Postgres",
    "Source",
    "Spark",
    "Tables",
    "Tree",
    "Unsupported",
    "WideNumbers",
    "answers",
    "column",
    "compile_effective",
    "compile_people",
    "compile_registers",
    "compile_sql",
    "trees",
    "with_tables",
]
