"""Tables of numbers that models learn from: typed columns, whatever file or log they came from."""

from clew.learning.tables.instants import instants_of
from clew.learning.tables.model import MOST_LABELS, OTHER, Column, Indexes, Numbers, Table, categories, numbers

__all__ = ["MOST_LABELS", "OTHER", "Column", "Indexes", "Numbers", "Table", "categories", "instants_of", "numbers"]
