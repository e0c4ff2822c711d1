"""What people did in one go: events in order, a new session wherever nothing happened for long enough."""

from sqlglot import exp

from clew.expressions.sql import Tree, column
from clew.expressions.sql import trees as t
from clew.insight.rows import ORDER, PROFILE, TS, Base, over
from clew.kernel.instants import Duration

SESSION, NAME, PLACE, RUN = "session", "name", "place", "run"


def in_sessions(base: Base, events: str, gap: Duration, kept: list[str], runs: Tree | None = None) -> str:
    """The common table of events of `events` (with `name`) with their session and place, both counted for each person.

    Args:
        base: To which it is added.
        events: A table of events, in which people have one row an event.
        gap: After so long without an event a new session begins.
        kept: Further columns to keep.
        runs: When an event goes on with the run of the one `before` (a name) in its session; then each has the number
            of its `run`, and whether it `opens` it.
    """
    following = [(TS, "last"), *([(NAME, "before")] if runs is not None else [])]
    lags = [t.named(over(_lag(name), order=ORDER), alias) for name, alias in following]
    place = t.named(over(exp.RowNumber(), order=ORDER), PLACE)
    columns = [PROFILE, NAME, *kept]
    rows = base.add("rows", t.select([*map(column, [*columns, TS]), place, *lags], events))
    late = t.compared(">=", t.computed("-", column(TS), column("last")), t.number(gap))
    flags = [t.named(t.any_of([t.is_null(column("last")), late]), "fresh")]
    if runs is not None:
        flags.append(t.named(t.any_of([t.is_null(column("last")), late, t.negated(runs)]), "opens"))
    # By its place each event is sorted again without the long names that told equal instants apart.
    marked = base.add("marked", t.select([*map(column, [*columns, PLACE]), *flags], rows))
    counted = [t.named(_so_many("fresh"), SESSION)]
    if runs is not None:
        counted += [column("opens"), t.named(_so_many("opens"), RUN)]
    return base.add("sessions", t.select([*map(column, [*columns, PLACE]), *counted], marked))


def _lag(name: str) -> Tree:
    return exp.Anonymous(this="lag", expressions=[column(name)])


def _so_many(flag: str) -> Tree:
    one = t.case((column(flag), t.number(1)), default=t.number(0))
    return over(exp.Sum(this=one), _so_far(), order=(PLACE,))


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
