"""Common tables that read events: those that can matter, what is read of them, and what each counts for."""

from collections.abc import Sequence

from sqlglot import exp

from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.plan import CHOSEN, LOCAL, MARKERS, Plan
from clew.expressions.sql.records import Source, Tables, keeps_moments
from clew.expressions.sql.trees import (
    Tree,
    all_of,
    any_of,
    column,
    compared,
    joined,
    named,
    number,
    one_of,
    select,
    surely,
    text,
    where,
)
from clew.kernel.instants import Instant

PLACE = ("profile", "ts", "seq", "idx", "id")
"""What orders events and says whose they are."""

_LARGE = ("known", "corrected", "effective")


def with_tables(final: exp.Select, tables: Tables, dialect: Dialect) -> exp.Select:
    """The final query with its common tables; none is kept apart, since each would hold every event."""
    kept = False if dialect.inlines else None
    ctes = [
        exp.CTE(
            this=query,
            alias=exp.TableAlias(this=exp.to_identifier(name)),
            materialized=kept if name in _LARGE else None,
        )
        for name, query in tables
    ]
    final.set("with_", exp.With(expressions=ctes))
    return final


def chosen_tables(plan: Plan, source: Source, *, since: Instant | None = None, carried: Sequence[str] = ()) -> Tables:
    """The events that some selection means, as the common table `chosen`, and the tables that it needs.

    Args:
        plan: What is asked of events.
        source: Where they come from.
        since: Earlier ones are left out.
        carried: Further columns of theirs to keep.
    """
    return [("documents", _documents(plan, source, since)), ("shaped", _shaped(plan)), (CHOSEN, _chosen(plan, carried))]


def _documents(plan: Plan, source: Source, since: Instant | None) -> exp.Select:
    """The events that can matter, their documents made ready."""
    dialect = plan.dialect
    columns: list[Tree] = [*map(column, PLACE), column("type")]
    columns += [source.document(dialect, name) for name in ("properties", "context")]
    query = select(columns, "effective")
    tests = [any_of(plan.reach)]
    if keeps_moments(dialect, source):
        tests += plan.pruned(since)
    types = sorted({span.type for span in plan.spans if span.type is not None})
    if dialect.prunes and len(types) > 1 and all(span.type is not None for span in plan.spans):
        tests.append(one_of(column("type"), [text(kind) for kind in types]))
    if since is not None:
        tests.append(compared(">=", column("ts"), number(since)))
    return where(query, all_of(tests))


def _shaped(plan: Plan) -> exp.Select:
    """What is read of them, read once."""
    columns = [*map(column, PLACE), column("type")]
    found = select([*columns, *(named(tree, name) for name, tree in plan.paths.items())], "documents")
    return select(
        [*columns, *(named(plan.dialect.plain(column(name)), name) for name in plan.paths)], found.subquery("found")
    )


def _chosen(plan: Plan, carried: Sequence[str]) -> exp.Select:
    """What each of them counts for."""
    profile = column("profile", "shaped")
    columns = [profile, *(column(name) for name in (*PLACE[1:], *carried, *plan.paths))]
    query = select([*columns, *(named(surely(tree), name) for name, tree in plan.selections.items())], "shaped")
    for name, needed in ((MARKERS, plan.markers), (LOCAL, plan.local)):
        if needed:
            joined(query, name, compared("=", column("profile", name), profile))
    return query
