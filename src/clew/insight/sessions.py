"""What people did in one go: events in order, a new session wherever nothing happened for long enough."""

from sqlglot import exp

from clew.expressions.sql import Tree, column
from clew.expressions.sql import trees as t
from clew.insight.rows import ORDER, PROFILE, TS, Base, over
from clew.kernel.instants import Duration

SESSION, NAME = "session", "name"


def in_sessions(base: Base, events: str, gap: Duration, kept: list[str]) -> str:
    """The common table of events of `events` (with `name`) with their session, counted from 1 for each person.

    Args:
        base: To which it is added.
        events: A table of events, in which people have one row an event.
        gap: After so long without an event a new session begins.
        kept: Further columns to keep.
    """
    columns = [PROFILE, *ORDER, NAME, *kept]
    before = over(exp.Anonymous(this="lag", expressions=[column(TS)]), order=ORDER)
    rows = base.add("rows", t.select([*map(column, columns), t.named(before, "last")], events))
    late = t.compared(">=", t.computed("-", column(TS), column("last")), t.number(gap))
    fresh = t.case((t.any_of([t.is_null(column("last")), late]), t.number(1)), default=t.number(0))
    number = over(exp.Sum(this=fresh), _so_far(), order=ORDER)
    return base.add("sessions", t.select([*map(column, columns), t.named(number, SESSION)], rows))


def _so_far() -> exp.WindowSpec:
    return exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")


def within_session(aggregate: Tree, order: tuple[str, ...] = (), spec: exp.WindowSpec | None = None) -> Tree:
    """An aggregate over the rows of a session; over all of them, or in an order."""
    return exp.Window(
        this=aggregate,
        partition_by=[column(PROFILE), column(SESSION)],
        order=t.ordered(*map(column, order)) if order else None,
        spec=spec,
    )
