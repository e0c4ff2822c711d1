"""The reference page of SQL dialects: what each can answer, found out by asking the compiler."""

from clew.expressions import parse
from clew.expressions.sql import DIALECTS, FEATURES, Asked, Dialect, DuckDb, answers, compile_sql
from clew.kernel.instants import parse_instant


def page() -> str:
    """The page as Markdown."""
    dialects = [make() for make in DIALECTS]
    lines = ["# SQL dialects", "", _INTRODUCTION, "", "## What each can answer", ""]
    lines += ["| | " + " | ".join(dialect.name for dialect in dialects) + " |", "|---|" + "---|" * len(dialects)]
    for feature in FEATURES:
        marks = ["yes" if answers(dialect, feature) is None else "no" for dialect in dialects]
        lines.append(f"| {feature.name}, as in `{feature.example}` | {' | '.join(marks)} |")
    lines += ["", "## What each refuses", ""]
    for dialect in dialects:
        lines += [
            f"- **{dialect.name}**, operators: {_refused(dialect)}. Numbers held exactly: {dialect.numbers_held}."
        ]
    lines += ["", "## What a query looks like", "", _EXAMPLE_TEXT, "", "```sql", _example(), "```"]
    return "\n".join(lines) + "\n"


def _refused(dialect: Dialect) -> str:
    return "; ".join(f"{what} ({cure})" for what, cure in dialect.unknown.items()) or "none"


def _example() -> str:
    asked = Asked(parse_instant("2026-01-31T12:00:00Z"))
    return compile_sql(parse("count(purchase in last 30d) >= 2"), DuckDb(), asked).sql(pretty=True)


_INTRODUCTION = """\
An expression is also one set-based query over the lake: the profiles that a condition holds of, or every profile with
its value, as of any instant. The query is built as a syntax tree and written in the dialect that is asked for. It
answers what the [semantics](../../explanation/semantics.md) say, to the microsecond and the last digit, or it refuses
by name. Tests compare each dialect on its real engine with the naive reference: Spark, where Java is found, with fewer
histories, and without corrections, deletions and merges.

Two questions can be asked of a past instant. *As known now*: records received since then count by their event time,
corrections and merges included. *As known then*: only what had been received by then, merged as it was then.

Calendars are worked out before the query runs: it gets the bounds of each window in each zone that a profile names, so
an engine's own zone tables don't matter. `distance` may differ in its last digit, as one engine's sine does from
another's."""

_EXAMPLE_TEXT = """\
`records` has the columns of the [lake](../lake.md), `aliases` pairs each merged profile (`leaf`) with the one that
answers for it (`root`). On DuckDB, `count(purchase in last 30d) >= 2` at noon of 31 January 2026 is:"""
