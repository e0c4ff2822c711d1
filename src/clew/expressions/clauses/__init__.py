"""Clauses: the state that one aggregate over one kind of event needs, folded record by record.

Law: folding records in any order, and merging the states of two disjoint histories, gives a state with the same value
at every instant as the reference has over all the records; and `next` never misses a change that time alone brings.
"""

from clew.expressions.clauses.base import Clause, Selection, Taking, ValueClause, joined_clauses
from clew.expressions.clauses.count import CountEver, CountIn
from clew.expressions.clauses.distinct import DistinctAmong, DistinctEver, DistinctIn
from clew.expressions.clauses.extreme import Extreme
from clew.expressions.clauses.needs import Bar
from clew.expressions.clauses.pick import Pick
from clew.expressions.clauses.sequence import SequenceClause
from clew.expressions.clauses.total import TotalEver, TotalIn

__all__ = [
    "Bar",
    "Clause",
    "CountEver",
    "CountIn",
    "DistinctAmong",
    "DistinctEver",
    "DistinctIn",
    "Extreme",
    "Pick",
    "Selection",
    "SequenceClause",
    "Taking",
    "TotalEver",
    "TotalIn",
    "ValueClause",
    "joined_clauses",
]
