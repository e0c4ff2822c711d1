"""An expression as one set-based query over the lake, as of an instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlglot import exp

from clew.events import Record
from clew.expressions.model import And, Expr, Predicate
from clew.expressions.numbers import plain
from clew.expressions.reference import evaluate
from clew.expressions.sql import records
from clew.expressions.sql.cells import Cell, Known
from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.moments import inside, moment
from clew.expressions.sql.plan import CHOSEN, COUNTED, DATES, LOCAL, MARKERS, REGISTERS, Asked, Plan
from clew.expressions.sql.profiles import Profiles
from clew.expressions.sql.records import Source, Tables
from clew.expressions.sql.sequences import Sequences
from clew.expressions.sql.stages import PLACE, chosen_tables, with_tables
from clew.expressions.sql.trees import (
    Tree,
    all_of,
    case,
    cast,
    coalesce,
    column,
    compared,
    grouped,
    is_not_null,
    joined,
    named,
    number,
    one_of,
    only_where,
    select,
    surely,
    text,
    where,
)
from clew.kernel.packing import from_json

PEOPLE = "people"
"""The common table of everybody who exists."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query whose rows are profiles: the members for a predicate, else every profile with its value.

    Attributes:
        tree: The statement.
        dialect: For whom.
        reads: How a row after its profile is read.
        everybody: Whether it asks of everybody who exists, and not only of those with some events.
    """

    tree: exp.Select
    dialect: Dialect
    reads: "_Reads"
    everybody: bool

    def sql(self, *, pretty: bool = False) -> str:
        """The statement as text of its dialect."""
        return self.tree.sql(self.dialect.generator, pretty=pretty)

    def value(self, row: Sequence[Any]) -> Any:
        """The value in a row: true for a member, else as `evaluate` gives it."""
        return self.reads.value(row)


@dataclass(frozen=True, slots=True)
class _Reads:
    kind: str
    scale: int = 0
    known: Any = None

    def value(self, row: Sequence[Any]) -> Any:
        if self.kind == "member":
            return True
        if self.kind == "number":
            mantissa, divisor = row[1], row[2]
            if mantissa is None or divisor is None:
                return None
            return plain(Fraction(Decimal(mantissa)) / (Fraction(Decimal(divisor)) * 10**self.scale))
        if self.kind == "raw":
            return None if row[1] is None else plain(from_json(row[1]))
        return self.known


def compile_sql(expr: Expr, dialect: Dialect, asked: Asked, source: Source | None = None) -> Compiled:
    """The query for an inlined expression.

    Law: over the records that a reference sees, it answers what `evaluate` answers, for every profile.

    Raises:
        Unsupported: if the dialect can't answer some operator as the reference does.
        CxlError: if the expression still refers to segments or traits: `inline` it first.
    """
    source = source or Source()
    plan = Plan(dialect, asked)
    sequences = Sequences(plan)
    rows = Profiles(plan, sequences)
    terms: list[tuple[Predicate, Tree]] = []
    shown: list[Tree] = []
    if isinstance(expr, Predicate):
        terms, reads = [(term, rows.predicate(term)) for term in _terms(expr)], _Reads("member")
    else:
        shown, reads = _shown(dialect, rows.value(expr))
    tables = [("known", records.known(dialect, source)), ("people", records.people(dialect, source, asked.now))]
    tables += records.events(dialect, source, asked.now)
    stages = _stages(plan, sequences, source)
    answering = [name for name, _ in stages if name in _ANSWERING or name in sequences.names]
    base = _base(terms, answering, asked)
    profile = column("profile", base)
    final = select([profile, *shown], base)
    for name in answering:
        if name != base:
            joined(final, name, compared("=", column("profile", name), profile))
    if terms:
        where(final, all_of(condition for _, condition in terms))
    everybody = base == PEOPLE or any(t.name == PEOPLE for _, each in stages for t in each.find_all(exp.Table))
    return Compiled(with_tables(final, [*tables, *stages], dialect), dialect, reads, everybody)


def compile_people(dialect: Dialect, asked: Asked, source: Source | None = None) -> exp.Select:
    """The query for every `profile` that exists."""
    source = source or Source()
    tables = [("known", records.known(dialect, source)), ("people", records.people(dialect, source, asked.now))]
    return with_tables(select([column("profile")], "people"), tables, dialect)


def compile_effective(dialect: Dialect, asked: Asked, source: Source | None = None) -> exp.Select:
    """The query for every record that counts: `profile`, `ts` in microseconds, `kind`, `type`, `properties`."""
    source = source or Source()
    tables = [("known", records.known(dialect, source)), *records.events(dialect, source, asked.now)]
    columns = [column(name) for name in ("profile", "ts", "kind", "type", "properties")]
    return with_tables(select(columns, "effective"), tables, dialect)


def compile_registers(
    kind: str, names: Sequence[str], dialect: Dialect, asked: Asked, source: Source | None = None
) -> exp.Select:
    """The query for what profiles have in registers of a kind: `profile`, and for each name `r0`, `r1` … as JSON.

    Profiles that have nothing in any of them may be left out.
    """
    source, plan = source or Source(), Plan(dialect, asked)
    for name in names:
        plan.register(kind, name)
    found = [column(place) for place in plan.registers.values()]
    tables = [("known", records.known(dialect, source)), *records.events(dialect, source, asked.now)]
    final = select([column("profile"), *found], REGISTERS)
    return with_tables(final, [*tables, (REGISTERS, _registers(plan, source))], dialect)


def _terms(expr: Predicate) -> tuple[Predicate, ...]:
    """The conditions that must all hold."""
    return expr.terms if isinstance(expr, And) else (expr,)


def _base(terms: Sequence[tuple[Predicate, Tree]], answering: Sequence[str], asked: Asked) -> str:
    """The table to begin with: one whose profiles alone can meet some condition, else everybody there is.

    To know who exists every record must be looked at; who has met a condition is known from a few.
    """
    for term, condition in terms:
        needed = {found.table for found in condition.find_all(exp.Column)} - {""}  # what a lambda names has no table
        if len(needed) == 1 and needed <= set(answering) and _needs_events(term, asked):
            return needed.pop()
    return PEOPLE


_ANSWERING = (REGISTERS, LOCAL, COUNTED, DATES)


@dataclass(frozen=True, slots=True)
class _Nobody:
    """A profile of which nothing is known but that it exists."""

    zone: tzinfo
    exists: bool = True
    attributes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    consents: Mapping[str, Any] = field(default_factory=dict[str, Any])
    scores: Mapping[str, Any] = field(default_factory=dict[str, Any])
    records: Sequence[Record] = ()


def _needs_events(expr: Predicate, asked: Asked) -> bool:
    """Whether it holds of nobody without events, so that those who have none need not be looked at."""
    return not evaluate(expr, _Nobody(asked.zone), asked.now)


def _shown(dialect: Dialect, cell: Cell) -> tuple[list[Tree], _Reads]:
    if cell.raw is not None:
        return [named(dialect.shown(cell.raw), "value")], _Reads("raw")
    if cell.number is not None and not isinstance(cell, Known):
        found = cell.number
        divisor = found.divisor or dialect.numbers.whole(1)
        texts = [cast(tree, dialect.text_type) for tree in (found.mantissa, divisor)]
        return [named(texts[0], "mantissa"), named(texts[1], "divisor")], _Reads("number", found.scale)
    return [], _Reads("known", known=plain(cell.value) if isinstance(cell, Known) else None)


def _stages(plan: Plan, sequences: Sequences, source: Source) -> Tables:
    stages: Tables = []
    if plan.local and plan.asked.zones:
        for name in plan.asked.zone_attributes:
            plan.register("identify", name)
    if plan.registers:
        stages.append((REGISTERS, _registers(plan, source)))
    if plan.local:
        stages.append((LOCAL, _local(plan)))
    if plan.markers:
        stages.append((MARKERS, _markers(plan)))
    if plan.selections:
        stages += chosen_tables(plan, source)
    if plan.aggregates:
        counted = select([column("profile"), *(named(tree, name) for name, tree in plan.aggregates.items())], CHOSEN)
        stages.append((COUNTED, grouped(counted, column("profile"))))
    if plan.dates:
        stages.append((DATES, _dates(plan, [name for name, _ in stages if name in (REGISTERS, COUNTED)])))
    for stage in sequences.stages.values():
        stages += stage.tables
    return stages


def _dates(plan: Plan, sources: list[str]) -> exp.Select:
    """Dates, read step by step, since each step needs the one before it many times."""
    profile, places = column("profile", "people"), plan.dates.values()
    said = select([profile, *(named(tree, place) for place, tree in places)], "people")
    for name in sources:
        joined(said, name, compared("=", column("profile", name), profile))
    read = [named(moment(plan.dialect, column(place)), place) for place, _ in places]
    found = select([column("profile"), *read], said.subquery("said"))
    plain = [named(inside(column(place)), place) for place, _ in places]
    return select([column("profile"), *plain], found.subquery("found"))


def _registers(plan: Plan, source: Source) -> exp.Select:
    """The newest write of each register (R20): the greatest (ts, id); of consents at one time, `out`."""
    dialect = plan.dialect
    kinds = sorted({kind for kind, _ in plan.registers})
    writes = select([*map(column, (*PLACE, "kind")), source.document(dialect, "properties")], "effective")
    where(writes, one_of(column("kind"), [text(kind) for kind in kinds]))
    columns: list[Tree] = []
    values: list[Tree] = [column(name) for name in PLACE]
    plain = values.copy()
    for (kind, name), place in plan.registers.items():
        value = case((compared("=", column("kind"), text(kind)), dialect.found(column("properties"), (name,))))
        values.append(named(value, f"v{place}"))
        plain.append(named(dialect.plain(column(f"v{place}")), f"v{place}"))
        written = column(f"v{place}")
        keys: list[Tree] = [column("ts"), dialect.ordered_texts(column("id")), column("seq"), column("idx")]
        if kind == "consent":
            out = surely(compared("=", dialect.text(written), text("out")))
            keys.insert(1, case((out, number(1)), default=number(0)))
        columns.append(named(dialect.pick("last", written, keys, is_not_null(written)), place))
    written = select(plain, select(values, writes.subquery("writes")).subquery("found"))
    return grouped(select([column("profile"), *columns], written.subquery("written")), column("profile"))


def _local(plan: Plan) -> exp.Select:
    """The calendar of each profile: of the first of its zones that there is, else of the workspace (R6)."""
    profile, zones = column("profile", "people"), list(plan.asked.zones)
    aliases = [f"z{place}" for place in range(len(plan.asked.zone_attributes))] if zones else []
    columns = [profile]
    for name, found in plan.local.items():
        own = _constant(found[None])
        columns.append(named(coalesce(*(column(name, alias) for alias in aliases), own) if aliases else own, name))
    query = select(columns, "people")
    if zones:
        joined(query, REGISTERS, compared("=", column("profile", REGISTERS), profile))
        table = [
            exp.Tuple(expressions=[text(zone), *(_constant(plan.local[n][zone]) for n in plan.local)]) for zone in zones
        ]
        for alias, attribute in zip(aliases, plan.asked.zone_attributes, strict=True):
            names = [exp.to_identifier(name, quoted=True) for name in ("zone", *plan.local)]
            values = exp.Values(
                expressions=[row.copy() for row in table],
                alias=exp.TableAlias(this=exp.to_identifier(alias), columns=names),
            )
            said = plan.dialect.text(plan.register("identify", attribute))
            joined(query, values, compared("=", column("zone", alias), said))
    return query


def _constant(value: int | str) -> Tree:
    return text(value) if isinstance(value, str) else number(value)


def _markers(plan: Plan) -> exp.Select:
    types = [text(kind) for kind in plan.markers]
    columns = [
        named(only_where(exp.Max(this=column("ts")), compared("=", column("type"), text(kind))), name)
        for kind, name in plan.markers.items()
    ]
    query = where(select([column("profile"), *columns], "effective"), one_of(column("type"), types))
    return grouped(query, column("profile"))


__all__ = ["Compiled", "compile_effective", "compile_people", "compile_registers", "compile_sql"]
