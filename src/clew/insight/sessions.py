"""What people did in one go: events in order, a new session wherever nothing happened for long enough."""

from sqlglot import exp

from clew.expressions.sql import Tree, column
from clew.expressions.sql import trees as t
from clew.insight.rows import ORDER, PROFILE, TS, Base, over
from clew.kernel.instants import Duration

SESSION, NAME, PLACE = "session", "name", "place"


def in_sessions(base: Base, events: str, gap: Duration, kept: list[str]) -> str:
    """The common table of events of `events` (with `name`), each with its place and the number of its session.

    Args:
        base: To which it is added.
        events: A table of events, in which people have one row an event.
        gap: After so long without an event a new session begins.
        kept: Further columns to keep.
    """
    last = t.named(over(exp.Anonymous(this="lag", expressions=[column(TS)]), order=ORDER), "last")
    place = t.named(over(exp.RowNumber(), order=ORDER), PLACE)
    columns = [PROFILE, NAME, *kept]
    rows = base.add("rows", t.select([*map(column, [*columns, TS]), place, last], events))
    late = t.compared(">=", t.computed("-", column(TS), column("last")), t.number(gap))
    fresh = t.named(t.any_of([t.is_null(column("last")), late]), "fresh")
    # By its place each event is sorted again without the long names that told equal instants apart.
    marked = base.add("marked", t.select([*map(column, [*columns, PLACE]), fresh], rows))
    one = t.case((column("fresh"), t.number(1)), default=t.number(0))
    counted = t.named(over(exp.Sum(this=one), _so_far(), order=(PLACE,)), SESSION)
    return base.add("sessions", t.select([*map(column, [*columns, PLACE]), counted], marked))


def _so_far() -> exp.WindowSpec:
    return exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")


def whole() -> exp.WindowSpec:
    """All rows, in whatever order: so that what is ordered and what is not are one pass."""
    return exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="UNBOUNDED", end_side="FOLLOWING")


def within_session(aggregate: Tree, order: tuple[str, ...] = (), spec: exp.WindowSpec | None = None) -> Tree:
    """An aggregate over the rows of a session; over all of them, or in an order."""
    return exp.Window(
        this=aggregate,
        partition_by=[column(PROFILE), column(SESSION)],
        order=t.ordered(*map(column, order)) if order else None,
        spec=spec,
    )
