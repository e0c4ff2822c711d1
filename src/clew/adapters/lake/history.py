"""One reader of everything that happened, over the unsealed tail and the lake."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from heapq import merge
from itertools import islice
from typing import NamedTuple, TypeVar

from clew.adapters.lake.errors import MissingFile
from clew.adapters.lake.purge import CORRECTIONS, Target
from clew.engine.ports import Lake, LakeFile, SealedIds, StateStore
from clew.events import Fact, Position, Record
from clew.kernel.hashing import bucket_of
from clew.kernel.instants import MINUTE, Clock, Instant
from clew.kernel.packing import unpacker

LONGEST_READ = 10 * MINUTE
"""How long a reader may hold files of an old generation; an erasure must be over five minutes later."""

_CHUNK = 8_192
_unpack_records = unpacker(list[Record])
T = TypeVar("T")


class LakeHistory:
    """Fulfils `events.ports.HistoryReader`; also finds events by id, reads facts, and scans.

    Law: what is sealed between two looks is neither missed nor seen twice: the tail is read first, then the lake,
    and a record counts once by its position.
    """

    def __init__(self, store: StateStore, lake: Lake, clock: Clock) -> None:
        self._store = store
        self._lake = lake
        self._clock = clock
        self._tail = _TailIndex(store)

    def read(
        self,
        profiles: Sequence[str],
        *,
        since: Instant | None = None,
        until: Instant | None = None,
        types: Collection[str] | None = None,
    ) -> list[Record]:
        """All records first resolved to these profiles (an alias set), with `since <= ts < until`, in log order.

        Where types are named: the events of these, and whatever corrects or deletes one.
        """
        wanted = set(profiles)
        tail = [
            record
            for record in self._store.tail(wanted)
            if (since is None or record.ts >= since)
            and (until is None or record.ts < until)
            and (types is None or record.event.type in types or record.event.kind in CORRECTIONS)
        ]
        sealed = self._at_rest(lambda files: self._lake.records(files, wanted, since=since, until=until, types=types))
        return _once([*sealed, *tail])

    def facts(self, profiles: Sequence[str]) -> list[Fact]:
        """All facts of these profiles, in order of (at, kind, subject)."""
        wanted = set(profiles)
        found: dict[str, Fact] = {}
        after = 0
        while page := self._store.facts(profiles=wanted, after=after):
            after = page[-1][0]
            found.update((fact.id, fact) for _, fact in page)
        sealed = self._at_rest(lambda files: self._lake.facts(files, wanted))
        for fact in sealed:
            found.setdefault(fact.id, fact)
        return sorted(found.values(), key=lambda fact: (fact.at, fact.kind, fact.subject))

    def locate(self, targets: Sequence[Target]) -> dict[Target, Record]:
        """The original record of each of these events, by `(source, event id)`, where there is one."""
        found = self._tail.locate(targets)
        missing = [target for target in targets if target not in found]
        if missing:
            found |= self._at_rest(lambda files: self._lake.locate(files, missing))
        return found

    def sealed_ids(self, since: Instant, after: int = 0) -> SealedIds:
        """`(source, id, rev)` of all that is sealed of rows after a position and was received since; see `Lake.ids`."""
        with self._pinned() as files:
            yield from self._lake.ids(files, since, after)

    def scan(self) -> Iterator[list[Record]]:
        """Every record in log order, in chunks and bounded memory (the tail is sorted in memory)."""
        tail = _once([r for row in _tail_rows(self._store) for r in _unpack_records.decode(row.records)])
        with self._pinned() as files:
            sealed = (record for chunk in self._lake.scan(files) for record in chunk)
            records = _distinct(merge(sealed, tail, key=lambda record: record.position))
            while chunk := list(islice(records, _CHUNK)):
                yield chunk

    def scan_bucket(self, bucket: int) -> Iterator[list[Record]]:
        """Every record of the leaf profiles of a bucket, one list a profile, in log order within it."""
        tail: dict[str, list[Record]] = {}
        for row in _tail_rows(self._store):
            if bucket_of(row.profile) == bucket:
                tail.setdefault(row.profile, []).extend(_unpack_records.decode(row.records))
        with self._pinned() as files:
            for records in self._lake.scan(files, bucket=bucket):
                yield _once([*records, *tail.pop(records[0].profile, [])])
        yield from (_once(records) for records in tail.values())

    @contextmanager
    def _pinned(self) -> Generator[Sequence[LakeFile]]:
        """The present generation's files, which stay while the context lasts."""
        while True:
            generation = self._store.generation()
            with self._lake.pin(generation.files, self._clock.now() + LONGEST_READ):
                if self._store.generation().number != generation.number:
                    continue  # a sweep may have come before the pin
                yield generation.files
                return

    def _at_rest(self, look: Callable[[Sequence[LakeFile]], T]) -> T:
        """Look into the present generation; into the next one where a file was swept away meanwhile."""
        while True:
            generation = self._store.generation()
            try:
                return look(generation.files)
            except FileNotFoundError as error:
                if self._store.generation().number == generation.number:
                    raise MissingFile(
                        "a file of the lake's manifest is not in its folder",
                        where=str(error.filename),
                        hint="put log, state and lake back from one copy",
                    ) from error


class _TailIndex:
    """Where each event of the tail is: read on when asked, and anew after a seal."""

    def __init__(self, store: StateStore) -> None:
        self._store = store
        self._generation = -1
        self._after = 0
        self._profiles: dict[Target, str] = {}

    def locate(self, targets: Sequence[Target]) -> dict[Target, Record]:
        """The originals among these events that are in the tail."""
        self._catch_up()
        owners = {profile for target in targets if (profile := self._profiles.get(target)) is not None}
        wanted = set(targets)
        found: dict[Target, Record] = {}
        for record in self._store.tail(owners) if owners else ():
            target = (record.source, record.event.id)
            if target in wanted and record.event.kind not in CORRECTIONS:
                found.setdefault(target, record)
        return found

    def _catch_up(self) -> None:
        number = self._store.generation().number
        if number != self._generation:
            self._generation, self._after = number, 0
            self._profiles.clear()
        for row in _tail_rows(self._store, self._after):
            self._after = row.id
            for record in _unpack_records.decode(row.records):
                if record.event.kind not in CORRECTIONS:
                    self._profiles.setdefault((record.source, record.event.id), record.profile)


class _Row(NamedTuple):
    id: int
    profile: str
    records: bytes


def _tail_rows(store: StateStore, after: int = 0) -> Iterator[_Row]:
    while page := store.tail_rows(after=after):
        yield from (_Row(number, row.profile, row.records) for number, row in page)
        after = page[-1].id


def _once(records: list[Record]) -> list[Record]:
    """In log order, each place once."""
    by_place = {record.position: record for record in records}
    return [by_place[place] for place in sorted(by_place)]


def _distinct(records: Iterable[Record]) -> Iterator[Record]:
    last: Position | None = None
    for record in records:
        if record.position != last:
            yield record
        last = record.position
