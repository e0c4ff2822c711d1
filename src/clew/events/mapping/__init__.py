"""Mapping: from the fields of a source to an event, as a document.

Law: mapping never raises on data: every row becomes an event, part of one, or a reject that says which field and why;
a document that can't work is refused before the first row, with the place of its fault.
"""

from clew.events.mapping.compile import EventPlan, MappingPlan, compile_mapping
from clew.events.mapping.errors import InvalidMapping
from clew.events.mapping.functions import FUNCTIONS
from clew.events.mapping.look import columns_of
from clew.events.mapping.rows import MappedRows, rows_of
from clew.events.mapping.suggest import Column, suggest_mapping

__all__ = [
    "FUNCTIONS",
    "Column",
    "EventPlan",
    "InvalidMapping",
    "MappedRows",
    "MappingPlan",
    "columns_of",
    "compile_mapping",
    "rows_of",
    "suggest_mapping",
]
