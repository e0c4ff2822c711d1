"""Building blocks of SQL trees: every call makes new nodes, and no node ever gets two places."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeAlias

from sqlglot import exp

Tree: TypeAlias = exp.Expr
"""A part of a statement."""

_COMPARISONS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_ARITHMETIC: dict[str, type[exp.Binary]] = {
    "+": exp.Add,
    "-": exp.Sub,
    "*": exp.Mul,
    "/": exp.Div,
    "//": exp.IntDiv,
    "%": exp.Mod,
}


def own(tree: Tree) -> Tree:
    """The tree itself if it is nobody's part yet, else a copy."""
    return tree if tree.parent is None else tree.copy()


def text(value: str) -> Tree:
    """A text."""
    return exp.Literal.string(value)


def number(value: int | str | Decimal) -> Tree:
    """A number as it is written; a negative one in parentheses."""
    written = str(value)
    return exp.Paren(this=exp.Neg(this=number(written[1:]))) if written[0] == "-" else exp.Literal.number(written)


def yes() -> Tree:
    """True."""
    return exp.true()


def no() -> Tree:
    """False."""
    return exp.false()


def null() -> Tree:
    """Nothing."""
    return exp.Null()


def column(name: str, table: str | None = None) -> Tree:
    """A column, quoted."""
    return exp.column(exp.to_identifier(name, quoted=True), table=table)


def call(name: str, *arguments: Tree) -> Tree:
    """A function of the dialect, by its own name."""
    return exp.Anonymous(this=name, expressions=[own(argument) for argument in arguments])


def cast(tree: Tree, kind: str) -> Tree:
    """A cast to a type, by the dialect's own name."""
    return exp.Cast(this=own(tree), to=exp.DataType.build(kind, udt=True))


def try_cast(tree: Tree, kind: str) -> Tree:
    """A cast that gives null where it fails."""
    return exp.TryCast(this=own(tree), to=exp.DataType.build(kind, udt=True))


def compared(sign: str, left: Tree, right: Tree) -> Tree:
    """A comparison; null if a side is."""
    return _COMPARISONS[sign](this=_inside(left), expression=_inside(right))


def computed(sign: str, left: Tree, right: Tree) -> Tree:
    """`+ - * / //`, in parentheses."""
    return exp.Paren(this=_ARITHMETIC[sign](this=_inside(left), expression=_inside(right)))


def joined_texts(left: Tree, right: Tree) -> Tree:
    """Two texts as one; null if one is."""
    return exp.Paren(this=exp.DPipe(this=_inside(left), expression=_inside(right)))


def negated(tree: Tree) -> Tree:
    """The opposite of what is true or false."""
    return exp.Not(this=exp.Paren(this=own(tree)))


def minus(tree: Tree) -> Tree:
    """The number with the other sign."""
    return exp.Paren(this=exp.Neg(this=exp.Paren(this=own(tree))))


def all_of(trees: Iterable[Tree]) -> Tree:
    """All of them; true if there are none."""
    return _joined(exp.And, list(trees), empty=True)


def any_of(trees: Iterable[Tree]) -> Tree:
    """At least one of them; false if there are none."""
    return _joined(exp.Or, list(trees), empty=False)


def is_null(tree: Tree) -> Tree:
    """Whether there is nothing."""
    return exp.Paren(this=exp.Is(this=_inside(tree), expression=exp.Null()))


def is_not_null(tree: Tree) -> Tree:
    """Whether there is something."""
    return negated(is_null(tree))


def surely(tree: Tree) -> Tree:
    """True or false; what is unknown is false (R23)."""
    return exp.Coalesce(this=own(tree), expressions=[no()])


def coalesce(first: Tree, *others: Tree) -> Tree:
    """The first that is not null."""
    return exp.Coalesce(this=own(first), expressions=[own(other) for other in others])


def case(*branches: tuple[Tree, Tree], default: Tree | None = None) -> Tree:
    """The value of the first branch whose condition is true."""
    ifs = [exp.If(this=own(condition), true=own(value)) for condition, value in branches]
    return exp.Case(ifs=ifs, default=None if default is None else own(default))


def one_of(tree: Tree, options: Sequence[Tree]) -> Tree:
    """Whether it equals one of the options."""
    return exp.In(this=_inside(tree), expressions=[own(option) for option in options])


def ordered(*keys: Tree, descending: bool = False) -> exp.Order:
    """An order; nulls do not occur in keys, and each dialect is told the same of them."""
    return exp.Order(expressions=[exp.Ordered(this=own(key), desc=descending, nulls_first=False) for key in keys])


def only_where(aggregate: Tree, condition: Tree | None) -> Tree:
    """An aggregate over those rows for which the condition holds."""
    if condition is None:
        return aggregate
    return exp.Filter(this=own(aggregate), expression=exp.Where(this=own(condition)))


def named(tree: Tree, name: str) -> Tree:
    """A column of a SELECT, named."""
    return exp.alias_(own(tree), name, quoted=True)


def select(columns: Iterable[Tree], source: str | Tree, *, distinct: bool = False) -> exp.Select:
    """A SELECT of columns from a table or a query."""
    origin = exp.to_table(source) if isinstance(source, str) else source
    found = exp.Select(expressions=[own(each) for each in columns], from_=exp.From(this=origin))
    return found.distinct() if distinct else found


def joined(query: exp.Select, table: str | Tree, on: Tree, side: str = "LEFT") -> exp.Select:
    """The query with a join."""
    other = exp.to_table(table) if isinstance(table, str) else table
    query.append("joins", exp.Join(this=other, side=side, on=own(on)))
    return query


def where(query: exp.Select, condition: Tree) -> exp.Select:
    """The query with a condition."""
    query.set("where", exp.Where(this=own(condition)))
    return query


def grouped(query: exp.Select, *keys: Tree) -> exp.Select:
    """The query with a grouping."""
    query.set("group", exp.Group(expressions=[own(key) for key in keys]))
    return query


def _inside(tree: Tree) -> Tree:
    """As an operand: what binds less tightly stands in parentheses."""
    taken = own(tree)
    return exp.Paren(this=taken) if isinstance(taken, exp.Binary | exp.Not | exp.In | exp.Connector) else taken


def _joined(kind: type[exp.Connector], trees: list[Tree], *, empty: bool) -> Tree:
    if not trees:
        return yes() if empty else no()
    # Halves, so that a long list makes no deep tree.
    if len(trees) == 1:
        return own(trees[0])
    middle = len(trees) // 2
    left, right = (_joined(kind, part, empty=empty) for part in (trees[:middle], trees[middle:]))
    return exp.Paren(this=kind(this=left, expression=right))
