"""Finding what erased people left in the files, and writing those files anew without it."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple, cast

from clew.adapters.arrow import Table, pa, pc, records_of
from clew.adapters.lake.reader import Reader, Wanted
from clew.engine.ports import LakeFile
from clew.events import Record

CORRECTIONS = frozenset({"replace", "delete_event"})
"""Kinds of records that concern another event, by its `(source, id)`."""

ORDERS = frozenset({"control"})
"""Kinds of records by which a workspace may name profiles: whom it lets into a journey, and with what."""

Target = tuple[str, str]


def corrected_event(source: str, kind: str, event_id: str, properties: Any) -> Target:
    """The event that a correction or deletion concerns."""
    return (source, event_id if kind == "replace" else str(properties.get("id", "")))


class Trace(NamedTuple):
    """Where the erased are in one file.

    Attributes:
        file: The file.
        profiles: Whether rows of their profiles are in it.
        elsewhere: `(seq, idx)` of what stands under another profile: corrections of their events, orders about them.
    """

    file: LakeFile
    profiles: bool
    elsewhere: list[tuple[int, int]]


def traces(
    reader: Reader, files: Sequence[LakeFile], profiles: Collection[str], events: Collection[Target]
) -> list[Trace]:
    """The files that hold something of these profiles, or corrections of these events."""
    wanted = Wanted(profiles)
    theirs: set[Target] = set(events)
    touched: set[str] = set()
    for file, table in reader.profiles(files, wanted):
        touched.add(file.name)
        if file.kind == "events":
            theirs.update(zip(table.column("source").to_pylist(), table.column("id").to_pylist(), strict=True))
    found: list[Trace] = []
    for file in files:
        elsewhere = _elsewhere(reader, file, theirs, set(profiles))
        if file.name in touched or elsewhere:
            found.append(Trace(file, file.name in touched, elsewhere))
    return found


def _elsewhere(reader: Reader, file: LakeFile, theirs: set[Target], profiles: set[str]) -> list[tuple[int, int]]:
    kinds = (CORRECTIONS if theirs else frozenset[str]()) | (ORDERS if profiles else frozenset[str]())
    if not kinds & file.kinds.keys():
        return []
    return [
        (record.seq, record.index)
        for table in _rows_of(reader, file, kinds)
        for record in records_of(table)
        if record.profile not in profiles and _concerns(record, theirs, profiles)
    ]


def _concerns(record: Record, theirs: set[Target], profiles: set[str]) -> bool:
    event = record.event
    if event.kind in ORDERS:
        named = event.properties.get("profiles")
        return isinstance(named, list) and any(
            isinstance(name, str) and name in profiles for name in cast("list[object]", named)
        )
    return corrected_event(record.source, event.kind, event.id, event.properties) in theirs


def correction_rows(reader: Reader, file: LakeFile) -> Iterator[Table]:
    """All rows of a file that correct or delete an event."""
    return _rows_of(reader, file, CORRECTIONS)


def _rows_of(reader: Reader, file: LakeFile, chosen: Collection[str]) -> Iterator[Table]:
    kinds = pa.array(sorted(chosen), pa.string())

    def matches(table: Table) -> Any:
        return pc.is_in(table.column("kind"), value_set=kinds)

    return reader.matching(file.name, reader.all_groups(file.name), ["kind"], matches)


def without(reader: Reader, trace: Trace, profiles: Collection[str]) -> Iterator[Table]:
    """The file's rows but for those of the erased, in its order."""
    erased = pa.array(sorted(profiles), pa.string())
    for place in reader.all_groups(trace.file.name):
        table = reader.groups(trace.file.name, [place])
        keep = pc.invert(pc.is_in(table.column("profile"), value_set=erased))
        for seq, index in trace.elsewhere:
            here = pc.and_(pc.equal(table.column("seq"), seq), pc.equal(table.column("idx"), index))
            keep = pc.and_(keep, pc.invert(here))
        kept = table.filter(keep)
        if kept.num_rows:
            yield kept
