"""Clauses: the state that one aggregate over one kind of event needs, folded record by record.

Law: folding records in any order, and merging the states of two disjoint histories, gives a state with the same value
at every instant as the reference has over all the records; and `next` never misses a change that time alone brings.
"""

from clew.expressions.clauses.base import LASTING, Clause, Selection, ValueClause
from clew.expressions.clauses.count import CountEver, CountIn
from clew.expressions.clauses.distinct import DistinctEver, DistinctIn
from clew.expressions.clauses.extreme import Extreme
from clew.expressions.clauses.pick import Pick
from clew.expressions.clauses.sequence import SequenceClause
from clew.expressions.clauses.total import TotalEver, TotalIn

__all__ = [
    "LASTING",
    "Clause",
    "CountEver",
    "CountIn",
    "DistinctEver",
    "DistinctIn",
    "Extreme",
    "Pick",
    "Selection",
    "SequenceClause",
    "TotalEver",
    "TotalIn",
    "ValueClause",
]
