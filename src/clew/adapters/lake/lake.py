"""The lake's port over a folder of Parquet files."""

import shutil
from collections.abc import Collection, Iterator, Sequence, Set
from contextlib import AbstractContextManager
from itertools import groupby
from pathlib import Path
from typing import Any

from clew.adapters.arrow import Table, encode_facts, encode_records, facts_of, pa, pc, records_of
from clew.adapters.lake.alone import Alone
from clew.adapters.lake.errors import Damaged, MissingFile
from clew.adapters.lake.files import STANDARD, Kind, Run, Sizes, last_row, run_of, stored_files, write_run
from clew.adapters.lake.merge import merged
from clew.adapters.lake.pins import pinned, pinned_names
from clew.adapters.lake.purge import CORRECTIONS, Target, correction_rows, traces, without
from clew.adapters.lake.reader import Reader, Wanted
from clew.adapters.lake.retire import has_old, without_old
from clew.adapters.lake.scan import SPILL, in_log_order, of_bucket
from clew.engine.ports import Ageing, HistoryRow, LakeFile, Purge, SealedIds
from clew.events import Fact, Record
from clew.kernel.hashing import bucket_of
from clew.kernel.instants import Instant
from clew.kernel.packing import from_json, unpacker

_RECORDS_AT_ONCE = 4_096
_unpack_records = unpacker(list[Record])


class ParquetLake:
    """Fulfils `engine.ports.Lake`; threads and processes may share the folder, and threads the instance."""

    def __init__(self, folder: Path, sizes: Sizes = STANDARD) -> None:
        self.folder = folder
        self._sizes = sizes
        self._alone = Alone(folder)
        self._reader = Reader(folder)

    def write(self, history: Sequence[HistoryRow], facts: Sequence[Fact], span: tuple[int, int]) -> list[LakeFile]:
        """Write one run of each, sorted by (bucket, profile, time); `span`: first and last log row it covers."""
        events = write_run(self.folder, Run("events", 0, *span), _sorted_records(history), self._sizes)
        return events + write_run(self.folder, Run("facts", 0, *span), _sorted_facts(facts), self._sizes)

    def merge(self, files: Sequence[LakeFile]) -> list[LakeFile]:
        """Write one run of the next tier out of whole runs of one kind."""
        tier = max(file.tier for file in files) + 1
        written = write_run(self.folder, run_of(files, tier), merged(self._reader, files), self._sizes)
        before, after = sum(file.rows for file in files), sum(file.rows for file in written)
        if before != after:
            # The walk relies on the order of rows: a file in another order must never cost a row.
            raise Damaged(
                f"{before} rows would become {after} in a merge",
                where=files[0].name,
                hint="nothing was changed; put log, state and lake back from one copy",
            )
        return written

    def purge(self, files: Sequence[LakeFile], profiles: Collection[str], events: Collection[Target] = ()) -> Purge:
        """Write anew, without these leaf profiles and corrections of these events, the files that hold such."""
        added: list[LakeFile] = []
        removed: list[str] = []
        gone = {"events": 0, "facts": 0}
        for trace in traces(self._reader, files, profiles, events):
            run = run_of([trace.file], trace.file.tier)
            rewritten = write_run(self.folder, run, without(self._reader, trace, profiles), self._sizes)
            gone[run.kind] += trace.file.rows - sum(file.rows for file in rewritten)
            added += rewritten
            removed.append(trace.file.name)
        return Purge(added, removed, gone["events"], gone["facts"])

    def retire(self, file: LakeFile, ageing: Ageing) -> Purge | None:
        """Write a file anew without what is too old in it; None if nothing is."""
        if not has_old(self._reader, file, ageing):
            return None
        tables = without_old(self._reader, file, ageing)
        added = write_run(self.folder, run_of([file], file.tier), tables, self._sizes)
        return Purge(added, [file.name], file.rows - sum(each.rows for each in added), 0)

    def corrections(self, files: Sequence[LakeFile]) -> Iterator[Record]:
        """Every record that corrects or deletes an event."""
        for file in _of_kind(files, "events"):
            if CORRECTIONS & file.kinds.keys():
                for table in correction_rows(self._reader, file):
                    yield from records_of(table)

    def records(
        self,
        files: Sequence[LakeFile],
        profiles: Collection[str],
        *,
        since: Instant | None = None,
        until: Instant | None = None,
        types: Collection[str] | None = None,
    ) -> list[Record]:
        """Records of these leaf profiles with `since <= ts < until`, in log order.

        Where types are named: the events of these, and whatever corrects or deletes one.
        """
        found = [
            record
            for _, table in self._reader.profiles(_of_kind(files, "events"), Wanted(profiles))
            for record in records_of(_of_types(_between(table, since, until), types))
        ]
        return sorted(found, key=lambda record: record.position)

    def facts(self, files: Sequence[LakeFile], profiles: Collection[str]) -> list[Fact]:
        """Facts of these profiles, in order of (at, kind, subject)."""
        found = [
            fact
            for _, table in self._reader.profiles(_of_kind(files, "facts"), Wanted(profiles))
            for fact in facts_of(table)
        ]
        return sorted(found, key=lambda fact: (fact.at, fact.kind, fact.subject))

    def locate(self, files: Sequence[LakeFile], targets: Collection[Target]) -> dict[Target, Record]:
        """The first record of each of these events, by `(source, event id)`; corrections and deletions don't count."""
        found: dict[Target, Record] = {}
        missing = set(targets)
        for file in sorted(_of_kind(files, "events"), key=lambda file: -file.last_seq):
            if not missing:
                break
            for record in self._with_ids(file, missing):
                target = (record.source, record.event.id)
                if target in missing and (target not in found or record.position < found[target].position):
                    found[target] = record
            missing -= found.keys()
        return found

    def _with_ids(self, file: LakeFile, targets: Collection[Target]) -> Iterator[Record]:
        ids = pa.array(sorted({event for _, event in targets}), pa.string())

        def matches(table: Table) -> Any:
            return pc.is_in(table.column("id"), value_set=ids)

        for table in self._reader.matching(file.name, self._reader.all_groups(file.name), ["id"], matches):
            yield from (record for record in records_of(table) if record.event.kind not in CORRECTIONS)

    def ids(self, files: Sequence[LakeFile], since: Instant, after: int = 0) -> SealedIds:
        """The `(source, id, rev)` of every record received since, and of every event that one declared dead.

        Of rows of the log after a position, if not 0; in chunks, each with the receive instant of its newest record.
        """

        def asked(table: Table) -> Any:
            received = pc.greater_equal(table.column("at").cast(pa.int64()), since)
            return pc.and_(received, pc.greater(table.column("seq"), after)) if after else received

        for file in _of_kind(files, "events"):
            if after and file.last_seq <= after:
                continue
            # Few files hold a deletion, and the properties are most of what there is to decode.
            more = ["kind", "properties"] if "delete_event" in file.kinds else []
            for place in self._reader.all_groups(file.name):
                mask = asked(self._reader.groups(file.name, [place], ["at", "seq"]))
                if pc.any(mask).as_py():
                    table = self._reader.groups(file.name, [place], ["source", "id", "rev", "at", *more]).filter(mask)
                    newest: Instant = pc.max(table.column("at").cast(pa.int64())).as_py()
                    yield newest, [*_ids(table), *(_dead(table) if more else ())]

    def scan(self, files: Sequence[LakeFile], *, bucket: int | None = None) -> Iterator[list[Record]]:
        """All records in log order, in chunks and bounded memory; of one bucket instead grouped by profile."""
        events = _of_kind(files, "events")
        if bucket is None:
            return in_log_order(self.folder, self._reader, events, self._sizes.sorted_rows)
        return of_bucket(self._reader, events, bucket)

    def alone(self) -> AbstractContextManager[None]:
        """Wait until no other thread or process writes or sweeps this lake, and keep them waiting meanwhile."""
        return self._alone()

    def pin(self, files: Sequence[LakeFile], until: Instant) -> AbstractContextManager[None]:
        """Keep these files on disk while the context lasts, but not after `until`."""
        return pinned(self.folder, [file.name for file in files], until)

    def sweep(self, files: Sequence[LakeFile], now: Instant) -> Set[str]:
        """Delete every file that is neither among these nor pinned; the names of the pinned ones, which still wait.

        Raises:
            MissingFile: if one of these is missing: what they were merged into may be there, and nothing is deleted.
        """
        pinned_by_readers = pinned_names(self.folder, now)
        live, stored = {file.name for file in files}, set(stored_files(self.folder))
        if not live <= stored:
            raise MissingFile(
                f"files that the manifest names are not there: {len(live - stored):,}",
                where=min(live - stored),
                hint="put back log, state and lake from one copy; nothing was deleted",
            )
        waiting = (stored - live) & pinned_by_readers
        for name in stored - live - waiting:
            (self.folder / name).unlink(missing_ok=True)
        if not pinned_by_readers:  # whoever sorts on disk reads under a pin
            shutil.rmtree(self.folder / SPILL, ignore_errors=True)
        return waiting

    def newest(self) -> int:
        """The greatest log row that any file is named for, whether it is part of the lake or not; 0 without any."""
        return max(map(last_row, stored_files(self.folder)), default=0)


def _ids(table: Table) -> Iterator[tuple[str, str, int]]:
    yield from zip(*(table.column(name).to_pylist() for name in ("source", "id", "rev")), strict=True)


def _dead(table: Table) -> Iterator[tuple[str, str, int]]:
    deletions = table.filter(pc.equal(table.column("kind"), "delete_event"))
    for source, said in zip(*(deletions.column(name).to_pylist() for name in ("source", "properties")), strict=True):
        yield source, str(from_json(said).get("id", "")), 1


def _of_kind(files: Sequence[LakeFile], kind: Kind) -> list[LakeFile]:
    return [file for file in files if file.kind == kind]


def _between(table: Table, since: Instant | None, until: Instant | None) -> Table:
    ts = table.column("ts").cast(pa.int64())
    if since is not None:
        table, ts = table.filter(pc.greater_equal(ts, since)), ts.filter(pc.greater_equal(ts, since))
    if until is not None:
        table = table.filter(pc.less(ts, until))
    return table


def _of_types(table: Table, types: Collection[str] | None) -> Table:
    if types is None:
        return table
    of_one = pc.is_in(table.column("type"), value_set=pa.array(sorted(types), pa.string()))
    corrects = pc.is_in(table.column("kind"), value_set=pa.array(sorted(CORRECTIONS), pa.string()))
    return table.filter(pc.or_(of_one, corrects))


def _sorted_records(history: Sequence[HistoryRow]) -> Iterator[Table]:
    """The rows as tables of about a row group, decoded no earlier than they are written."""
    buckets = {profile: bucket_of(profile) for profile in {row.profile for row in history}}
    ordered = sorted((buckets[row.profile], row.profile, row.last_seq, row.records) for row in history)
    pending: list[Record] = []
    for _, rows in groupby(ordered, key=lambda row: row[1]):
        mine = [record for *_, packed in rows for record in _unpack_records.decode(packed)]
        if len(mine) > 1:
            mine.sort(key=lambda record: (record.ts, record.seq, record.index))
        pending += mine
        if len(pending) >= _RECORDS_AT_ONCE:
            yield encode_records(pending)
            pending = []
    if pending:
        yield encode_records(pending)


def _sorted_facts(facts: Sequence[Fact]) -> Iterator[Table]:
    ordered = sorted(facts, key=lambda fact: (bucket_of(fact.profile), fact.profile, fact.at, fact.kind, fact.subject))
    if ordered:
        yield encode_facts(ordered)
