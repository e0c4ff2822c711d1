"""The values of a metric in a few figures: how many, their median and its bounds; and what people said, each once."""

from sqlglot import exp

from clew.expressions.sql import Dialect, Tree, column, with_tables
from clew.expressions.sql import trees as t
from clew.insight.intervals import Z
from clew.insight.ports import GATHERED, Finish

WHO, V = "who", "v"
"""Columns of gathered values: whose each is, and what."""

_N = "n"


def who(profile: Tree) -> Tree:
    """Whose a value is, in eight bytes: only how sure a figure is depends on it."""
    return t.named(t.call("hash", profile), WHO)


def spread(vote: Tree | None) -> Finish:
    """Of gathered values: their number, median, the values at the bounds of its ranks, how many are null; and votes.

    Args:
        vote: What a value counts for; None: whether it is at most the median.
    """

    def final(dialect: Dialect) -> exp.Select:
        # Who has no value has no vote.
        middle = t.named(t.call("quantile_disc", column(V), t.number("0.5")), "middle")
        counted = t.compared("<=", column(V), t.select([column("middle")], "whole").subquery())
        worth = vote.copy() if vote is not None else t.case((counted, t.number(1)), default=t.number(0))
        own = [t.named(exp.Sum(this=dialect.double(worth)), "s"), t.named(exp.Count(this=exp.Star()), _N)]
        per = t.grouped(t.where(t.select(own, GATHERED), t.is_not_null(column(V))), column(WHO))
        tables = [
            ("whole", t.select([middle], GATHERED)),
            ("per", per),
            ("votes", t.select([t.named(tree, name) for tree, name in _sums()], "per")),
            ("reach", t.select([t.named(_half(dialect), "half")], "votes")),
            ("sorted", t.select([t.named(tree, name) for tree, name in _values()], GATHERED)),
        ]
        names = ["people", "n", "total", "squares", "mixed", "sizes"]
        low, high = _bounds()
        shown = [column("n", "sorted"), column("middle", "whole"), low, high, column("missing", "sorted")]
        query = t.select([*shown, *(column(name, "votes") for name in names)], "sorted")
        for table in ("whole", "votes", "reach"):
            query = query.join(exp.to_table(table), join_type="cross")
        return with_tables(query, tables, dialect)

    return final


def _sums() -> list[tuple[Tree, str]]:
    s, n = column("s"), column(_N)
    products = [(s, s, "squares"), (s, n, "mixed"), (n, n, "sizes")]
    found: list[tuple[Tree, str]] = [(exp.Count(this=exp.Star()), "people"), (exp.Sum(this=n.copy()), "n")]
    found.append((exp.Sum(this=s.copy()), "total"))
    return [*found, *((exp.Sum(this=t.computed("*", a, b)), name) for a, b, name in products)]


def _values() -> list[tuple[Tree, str]]:
    there = t.is_not_null(column(V))
    listed = t.call("list_sort", t.only_where(t.call("list", column(V)), there))
    missing = t.only_where(exp.Count(this=exp.Star()), t.is_null(column(V)))
    return [(exp.Count(this=column(V)), "n"), (listed, "listed"), (missing, "missing")]


def _half(dialect: Dialect) -> Tree:
    """Half of the ranks between the bounds: z*sqrt(n)/2, times the root of the design effect where that is above 1."""
    total, squares, mixed = column("total"), column("squares"), column("mixed")
    n, people, sizes = (dialect.double(column(name)) for name in ("n", "people", "sizes"))
    share = t.computed("/", total, n)
    one, two = t.number("1.0"), t.number("2.0")
    cross = t.computed("*", t.computed("*", two, share), mixed)
    own = t.computed("*", t.computed("*", share, share), sizes)
    spreads = t.computed("+", t.computed("-", squares, cross), own)
    by_people = t.computed("*", spreads, t.computed("/", people, t.computed("-", people, one)))
    by_values = t.computed("*", n, t.computed("*", share, t.computed("-", one, share)))
    known = t.all_of([t.compared(">", people, one), t.compared(">", by_values, t.number("0.0"))])
    # Where nothing tells how alike the values of a person are, they count as one.
    effect = t.case((known, t.computed("/", by_people, by_values)), default=t.computed("/", n, people))
    wide = t.call("sqrt", t.computed("*", n.copy(), t.call("greatest", one, effect)))
    return t.computed("*", t.number(repr(Z / 2)), wide)


def _bounds() -> tuple[Tree, Tree]:
    """The values at the bounds; null outside the list: so few values bound no median."""
    n, half = column("n", "sorted"), column("half", "reach")
    middle = t.computed("/", n, t.number(2))
    low = t.cast(t.call("floor", t.computed("-", middle, half)), "BIGINT")
    high = t.cast(t.call("ceil", t.computed("+", t.number(1), t.computed("+", middle, half))), "BIGINT")
    low = t.case((t.compared(">=", low, t.number(1)), low))
    listed = column("listed", "sorted")
    return t.call("list_extract", listed, low), t.call("list_extract", listed, high)
