"""Records and facts as columns: the layout that the lake's files, queries and data frames share.

Law: what is encoded decodes to equal values, exact numbers included. Column names are a published contract
(docs/reference/lake.md); a column may be added, none changes its meaning.
"""

from clew.adapters.arrow.columns import EVENTS, FACTS, Table, TableBuilder, pa, pc
from clew.adapters.arrow.facts import encode_facts, facts_of
from clew.adapters.arrow.records import encode_records, has_long_numbers, records_of
from clew.adapters.arrow.streams import to_stream

__all__ = [
    "EVENTS",
    "FACTS",
    "Table",
    "TableBuilder",
    "encode_facts",
    "encode_records",
    "facts_of",
    "has_long_numbers",
    "pa",
    "pc",
    "records_of",
    "to_stream",
]
