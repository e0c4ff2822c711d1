"""CXL, the expression language: one typed tree for every segment, trait and rule, and what it means.

Law of the folder: the naive reference says what an expression means; every other evaluator equals it at every instant,
whatever the order in which records arrive. SQL dialects will stand beside `lower` as `sql/<dialect>.py`.
"""

from clew.expressions import calendars
from clew.expressions.amounts import unit_key
from clew.expressions.check import Kind, Note, Problem, Vocabulary, check, kind_of
from clew.expressions.clauses import Bar, Clause, Taking, joined_clauses
from clew.expressions.complete import Completion, Completions, complete
from clew.expressions.describe import describe
from clew.expressions.dues import Verdict
from clew.expressions.errors import CxlError, did_you_mean
from clew.expressions.explain import Evidence, Reason, explain
from clew.expressions.hover import Hover, hover
from clew.expressions.inline import inline, mentions, references, trait_references
from clew.expressions.jsonform import from_json, to_json
from clew.expressions.lex import word_end
from clew.expressions.lower import Lowered, lower
from clew.expressions.model import Aggregate, CalendarUnit, Did, Events, Expr, Path, Predicate, Value
from clew.expressions.names import KIND_WORDS
from clew.expressions.operators import OPERATORS, SORTS, Operator
from clew.expressions.parse import parse
from clew.expressions.reach import Look, looks
from clew.expressions.reference import evaluate
from clew.expressions.view import ProfileView, Reading
from clew.expressions.write import to_text

__all__ = [
    "KIND_WORDS",
    "OPERATORS",
    "SORTS",
    "Aggregate",
    "Bar",
    "CalendarUnit",
    "Clause",
    "Completion",
    "Completions",
    "CxlError",
    "Did",
    "Events",
    "Evidence",
    "Expr",
    "Hover",
    "Kind",
    "Look",
    "Lowered",
    "Note",
    "Operator",
    "Path",
    "Predicate",
    "Problem",
    "ProfileView",
    "Reading",
    "Reason",
    "Taking",
    "Value",
    "Verdict",
    "Vocabulary",
    "calendars",
    "check",
    "complete",
    "describe",
    "did_you_mean",
    "evaluate",
    "explain",
    "from_json",
    "hover",
    "inline",
    "joined_clauses",
    "kind_of",
    "looks",
    "lower",
    "mentions",
    "parse",
    "references",
    "to_json",
    "to_text",
    "trait_references",
    "unit_key",
    "word_end",
]
