"""SQL over the lake and what is not sealed yet, by DuckDB in memory: never a database file, no extension.

Law: a query reads; whatever its text says, it reaches no file but the lake's, no setting and no network.
"""

from clew.adapters.duckdb.asking import Contacts, Count, Said, Wanted
from clew.adapters.duckdb.errors import NotAllowed, NotKept, QueryFailed, TooLong, TooMuchMemory
from clew.adapters.duckdb.queries import DuckQueries, QueryLimits
from clew.adapters.duckdb.result import Column, QueryResult
from clew.adapters.duckdb.stopping import Cancellation
from clew.adapters.duckdb.tables import TABLES

__all__ = [
    "TABLES",
    "Cancellation",
    "Column",
    "Contacts",
    "Count",
    "DuckQueries",
    "NotAllowed",
    "NotKept",
    "QueryFailed",
    "QueryLimits",
    "QueryResult",
    "Said",
    "TooLong",
    "TooMuchMemory",
    "Wanted",
]
