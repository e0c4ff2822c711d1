"""What people did in one go: events in order, a new session wherever nothing happened for long enough."""

from sqlglot import exp

from clew.expressions.sql import Tree, column
from clew.expressions.sql import trees as t
from clew.insight.rows import ORDER, PROFILE, TS, Base, over
from clew.kernel.instants import Duration

SESSION, NAME, PLACE = "session", "name", "place"
FRESH, OPENS = "fresh", "opens"


def marked(base: Base, events: str, gap: Duration, kept: list[str], runs: Tree | None = None) -> str:
    """The common table of events of `events` (with `name`), each with its place and whether a session is `fresh` there.

    Args:
        base: To which it is added.
        events: A table of events, in which people have one row an event.
        gap: After so long without an event a new session begins.
        kept: Further columns to keep.
        runs: When an event goes on with the run of the one `before` (a name) in its session; then each says whether it
            `opens` one.
    """
    following = [(TS, "last"), *([(NAME, "before")] if runs is not None else [])]
    lags = [t.named(over(_lag(name), order=ORDER), alias) for name, alias in following]
    place = t.named(over(exp.RowNumber(), order=ORDER), PLACE)
    columns = [PROFILE, NAME, *kept]
    rows = base.add("rows", t.select([*map(column, [*columns, TS]), place, *lags], events))
    late = t.compared(">=", t.computed("-", column(TS), column("last")), t.number(gap))
    flags = [t.named(t.any_of([t.is_null(column("last")), late]), FRESH)]
    if runs is not None:
        flags.append(t.named(t.any_of([t.is_null(column("last")), late, t.negated(runs)]), OPENS))
    # By its place each event is sorted again without the long names that told equal instants apart.
    return base.add("marked", t.select([*map(column, [*columns, PLACE]), *flags], rows))


def in_sessions(base: Base, events: str, gap: Duration, kept: list[str]) -> str:
    """The same with the number of its session, counted for each person."""
    counted = t.named(so_many(FRESH), SESSION)
    columns = map(column, [PROFILE, NAME, *kept, PLACE])
    return base.add("sessions", t.select([*columns, counted], marked(base, events, gap, kept)))


def so_many(flag: str) -> Tree:
    """How many of a person's events up to here have a flag."""
    one = t.case((column(flag), t.number(1)), default=t.number(0))
    return over(exp.Sum(this=one), _so_far(), order=(PLACE,))


def _lag(name: str) -> Tree:
    return exp.Anonymous(this="lag", expressions=[column(name)])


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
