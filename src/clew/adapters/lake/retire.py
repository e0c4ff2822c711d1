"""Finding what is too old to be kept, and writing files anew without it."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from clew.adapters.arrow import Table, pa, pc
from clew.adapters.lake.reader import Reader
from clew.engine.ports import Ageing, LakeFile
from clew.kernel.instants import Instant, from_datetime

_TELLING = ["ts", "at", "kind", "type", "source"]
"""The columns that say whether a row leaves, unless it is spared by its id."""

_HUSK = {"type": "", "properties": "{}", "context": "{}"}
"""What is blank in a row on which somebody's identities rest: what stays is who it was, under which id, and when."""


def without_old(reader: Reader, file: LakeFile, ageing: Ageing) -> Iterator[Table]:
    """The file's rows but for those that are too old, in its order."""
    for place in reader.all_groups(file.name):
        table = reader.groups(file.name, [place])
        leaving = _leaving(table, ageing)
        if not pc.any(leaving).as_py():
            yield table
            continue
        rested = _rested_on(table, leaving, ageing)
        kept = _husked(table, rested).filter(pc.or_(pc.invert(leaving), rested))
        if kept.num_rows:
            yield kept


def has_old(reader: Reader, file: LakeFile, ageing: Ageing) -> bool:
    """Whether a row of the file is too old."""
    metadata = reader.footer(file.name).metadata
    column = metadata.schema.to_arrow_schema().get_field_index("ts")
    columns = [*_TELLING, "id"] if ageing.staying else _TELLING
    for place in reader.all_groups(file.name):
        if _least(metadata.row_group(place).column(column)) <= ageing.before:
            leaving = _leaving(reader.groups(file.name, [place], columns), ageing)
            if pc.any(leaving).as_py():
                return True
    return False


def _least(column: Any) -> Instant:
    """The least time in a row group, by its statistics; where there are none it may be any."""
    statistics = column.statistics
    if statistics is None or not statistics.has_min_max:
        return -(1 << 62)
    least: datetime = statistics.min
    return from_datetime(least.replace(tzinfo=UTC))


def _leaving(table: Table, ageing: Ageing) -> Any:
    """A mask: what somebody did, and what has corrected something, and is too old."""
    old = pc.less_equal(table.column("ts").cast(pa.int64()), ageing.before)
    done = pc.and_(_is_one_of(table, "kind", ageing.kinds), pc.not_equal(table.column("type"), ""))
    for name, spared in (("source", ageing.but_sources), ("type", ageing.but_types)):
        done = pc.and_(done, pc.invert(_is_one_of(table, name, spared)))
    corrected = pc.and_(
        pc.equal(table.column("kind"), "replace"),
        pc.less_equal(table.column("at").cast(pa.int64()), ageing.before),
    )
    leaving = pc.and_(old, pc.or_(done, corrected))
    for source, event in ageing.staying:
        here = pc.and_(pc.equal(table.column("source"), source), pc.equal(table.column("id"), event))
        leaving = pc.and_(leaving, pc.invert(here))
    return leaving


def _is_one_of(table: Table, name: str, values: Collection[str]) -> Any:
    return pc.is_in(table.column(name), value_set=pa.array(sorted(values), pa.string()))


def _rested_on(table: Table, leaving: Any, ageing: Ageing) -> Any:
    """A mask: of the rows that leave those on which identities rest."""
    old = table.filter(leaving)
    marks = ageing.marks(set(old.column("profile").unique().to_pylist()))
    rows = zip(*(table.column(name).to_pylist() for name in ("profile", "seq")), strict=True)
    marked = pa.chunked_array([pa.array([row in marks for row in rows], pa.bool_())])
    return pc.and_(leaving, pc.and_(marked, pc.not_equal(table.column("kind"), "replace")))


def _husked(table: Table, which: Any) -> Table:
    if not pc.any(which).as_py():
        return table
    for name, text in _HUSK.items():
        place = table.schema.get_field_index(name)
        kind = table.schema.field(name).type
        changed = pc.if_else(which, pa.scalar(text, kind), table.column(name))
        table = table.set_column(place, table.schema.field(name), changed)
    return table
