"""What queries begin with: events of the people who are asked about, and which group each person is in."""

from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from sqlglot import exp

from clew.actions import DONE_TO
from clew.expressions import Expr, Predicate
from clew.expressions.sql import (
    CHOSEN,
    Compiled,
    Dialect,
    Happenings,
    Source,
    Tables,
    Tree,
    column,
    compile_sql,
    with_tables,
)
from clew.expressions.sql import trees as t
from clew.insight.asking import Setting
from clew.insight.errors import InvalidQuestion
from clew.insight.model import By, Group, Scalar
from clew.insight.ports import GATHERED, Finish
from clew.kernel.instants import Instant
from clew.kernel.packing import from_json
from clew.profiles import LIST_CHANGED

ORDER = ("ts", "id", "seq", "idx")
"""What orders the events of a person: their time, and where that is the same their id and their place in the log."""

PROFILE, TS = "profile", "ts"
GROUP = "grp"
_REST, _NONE = "rest", ""
Edge = Literal["UNBOUNDED", "CURRENT ROW"]


class Base:
    """The events of a question, and the common tables that they come from."""

    def __init__(self, dialect: Dialect, source: Source, setting: Setting, at: Instant, since: Instant | None) -> None:
        """Events from `since` until `at`, which is included; people are as they are then."""
        self.dialect = dialect
        self._setting = setting
        self.happenings = Happenings(dialect, setting.asked(at), since)
        self._asked = setting.asked(at)
        self._source = source
        self._tables: Tables = []
        self._kept: set[str] = set()
        self.events = CHOSEN

    def only(self, among: Predicate | None, name: str = "") -> None:
        """Keep to people that a condition holds of; each further condition needs a name of its own."""
        if among is None:
            return
        taken = t.select([exp.Star()], exp.to_table(self.events))
        self.events = self.add(f"taken{name}", t.where(taken, self.inside(among, column(PROFILE), name)))

    def inside(self, among: Predicate, profile: Tree, name: str = "", at: Instant | None = None) -> Tree:
        """Whether a profile is one of the people that a condition holds of; at another instant, if one is said."""
        asked = self._asked if at is None else self._setting.asked(at)
        members = compile_sql(among, self.dialect, asked, self._source).tree
        found = t.select([column(PROFILE)], self.add(f"members{name}", members)).subquery()
        return exp.In(this=t.own(profile), query=found)

    def did(self, also: Collection[str] = ()) -> None:
        """Take whatever people did, named or not; what was done to them only if it is asked for by name.

        Args:
            also: Types that count as well.
        """
        self.happenings.everything([each for each in (*DONE_TO, LIST_CHANGED) if each not in also])

    def add(self, name: str, query: exp.Select, *, kept: bool = False) -> str:
        """A further common table; it is computed once and kept if several others read it."""
        self._tables.append((name, query))
        if kept:
            self._kept.add(name)
        return name

    def label_people(self, value: Expr) -> Compiled:
        """The common table `labels`, with the group of each person by a value; read it with `of_person`."""
        compiled = compile_sql(value, self.dialect, self._asked, self._source)
        self._tables.append(("labels", compiled.tree))
        return compiled

    def query(self, final: exp.Select) -> exp.Select:
        """The final statement with all common tables."""
        found = with_tables(final, [*self.happenings.tables(self._source), *self._tables], self.dialect)
        for table in found.args["with_"].expressions:
            if table.alias in self._kept:
                table.args["materialized"] = True
        return found


class Breakdown:
    """How groups are found: by a property of events, or by a value of people; the same group has the same text."""

    def __init__(self, by: By | None, setting: Setting, where: str = "/by") -> None:
        """Read what to break down by.

        Raises:
            InvalidQuestion: if it can't be read, or is not exactly one of the two.
        """
        if by is not None and bool(by.property.strip()) == bool(by.value.strip()):
            raise InvalidQuestion("needs either `property` or `value`", where=where)
        self.groups = by.groups if by is not None else 0
        self.path = setting.path(by.property, f"{where}/property") if by is not None and by.property.strip() else None
        self.value = setting.value(by.value, f"{where}/value") if by is not None and by.value.strip() else None

    def of_event(self, base: Base) -> Tree:
        """The group of an event, as a text that is never null: a first of several would pass over nulls."""
        return self.kept(base.dialect.key(base.happenings.read(self.path)) if self.path is not None else t.null())

    def of_people(self, base: Base, query: exp.Select) -> Tree:
        """The group of a person, once the query over people is joined with what tells it."""
        if self.value is None:
            return t.null()
        compiled = base.label_people(self.value)
        t.joined(query, "labels", t.compared("=", column(PROFILE, "labels"), _profile_of(query)))
        if isinstance(self.value, Predicate):
            is_in = t.is_not_null(column(PROFILE, "labels"))
            return t.case((is_in, t.text("yes")), default=t.text("no"))
        reads = compiled.reads
        if reads.kind == "number":
            top, below = (t.cast(column(name, "labels"), "DOUBLE") for name in ("mantissa", "divisor"))
            size = t.cast(t.number(10**reads.scale), "DOUBLE")
            number = t.cast(t.computed("/", t.computed("/", top, size), below), "VARCHAR")
            return t.case((t.is_not_null(number), t.call("concat", t.text("n"), number)))
        if reads.kind == "raw":
            said = column("value", "labels")
            return t.case((t.compared("!=", said, t.text("null")), t.call("concat", t.text("j"), said)))
        return t.null()

    def kept(self, label: Tree) -> Tree:
        """A group as a text, where none is null."""
        return t.coalesce(label, t.text(_NONE))

    def finish(self, make: Callable[[Tree, str], exp.Select], weight: Tree) -> list[Finish]:
        """Statements over the gathered rows: of everybody, and group by group if that is asked for.

        Args:
            make: A statement whose first column is what it is given.
            weight: By which the largest groups are found: an aggregate over gathered rows.
        """
        finals: list[Finish] = [lambda _: make(t.null(), GATHERED)]
        if self.groups:
            finals.append(lambda dialect: _grouped(make, weight, self.groups, dialect))
        return finals


def _grouped(make: Callable[[Tree, str], exp.Select], weight: Tree, groups: int, dialect: Dialect) -> exp.Select:
    sizes = t.grouped(t.select([column(GROUP), t.named(weight.copy(), "n")], GATHERED), column(GROUP))
    newest = exp.Ordered(this=column("n"), desc=True, nulls_first=False)
    sizes.set("order", exp.Order(expressions=[newest, *t.ordered(column(GROUP)).expressions]))
    largest = sizes.limit(groups)
    shown = exp.In(this=column(GROUP), query=t.select([column(GROUP)], "largest").subquery())
    label = t.case((shown, column(GROUP)), default=t.text(_REST))
    relabelled = t.select([exp.Star(except_=[column(GROUP)]), t.named(label, GROUP)], GATHERED)
    final = t.grouped(make(column(GROUP), "relabelled"), column(GROUP))
    return with_tables(final, [("largest", largest), ("relabelled", relabelled)], dialect)


def relabelled(source: str, shown: Sequence[str]) -> exp.Select:
    """Rows of a table whose group is one of these, or the rest."""
    label: Tree = t.text(_REST)
    if shown:
        label = t.case((t.one_of(column(GROUP), [t.text(each) for each in shown]), column(GROUP)), default=label)
    return t.select([exp.Star(except_=[column(GROUP)]), t.named(label, GROUP)], source)


def _profile_of(query: exp.Select) -> Tree:
    origin = query.args["from_"].this
    return column(PROFILE, origin.alias_or_name)


def group_of(text: str | None) -> Group:
    """The group that a text stands for."""
    if text is None or text == _NONE:
        return Group(None)
    if text == _REST:
        return Group(None, rest=True)
    kind, said = text[0], text[1:]
    if text in ("yes", "no"):
        return Group(text == "yes")
    if kind == "t":
        return Group(said)
    value: Scalar = _number(said) if kind == "n" else _scalar(said)
    return Group(value)


def _scalar(said: str) -> Scalar:
    value = from_json(said)
    return value if isinstance(value, str | int | float | bool) else said


def _number(said: str) -> Scalar:
    exact = Fraction(Decimal(said))
    return int(exact) if exact.denominator == 1 else float(exact)


def over(aggregate: Tree, spec: exp.WindowSpec | None = None, *, order: Sequence[str] = (TS,)) -> Tree:
    """An aggregate over the events of a person in an order."""
    return exp.Window(this=aggregate, partition_by=[column(PROFILE)], order=t.ordered(*map(column, order)), spec=spec)


def instant_before() -> exp.WindowSpec:
    """The events of the instant before, if any."""
    return exp.WindowSpec(
        kind="GROUPS", start=t.number(1), start_side="PRECEDING", end=t.number(1), end_side="PRECEDING"
    )


def from_now_on() -> exp.WindowSpec:
    """The events of this instant and of all later ones."""
    return exp.WindowSpec(kind="RANGE", start="CURRENT ROW", end="UNBOUNDED", end_side="FOLLOWING")
