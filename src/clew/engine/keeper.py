"""Upkeep of the lake: seals the tail, merges runs, sweeps old files, trims the log.

Law: a crash at any point loses nothing and shows nothing twice. The order makes it so: files are durable before one
transaction names them and drops the rows they came from; only then is the log trimmed; what no generation names is
swept. Two keepers at once do no harm: the one whose generation was overtaken starts again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from clew.engine.ports import Generation, HistoryRow, Lake, LakeChange, LakeConflict, LakeFile, StateStore
from clew.engine.seal import SealPolicy, TailHead, files_to_merge, head_of, sealed_through, slice_to_seal
from clew.events import Fact
from clew.events.ports import EventLog
from clew.kernel.instants import Clock

_ROWS_A_READ = 4_000
STANDARD = SealPolicy()


@dataclass(frozen=True, slots=True)
class Kept:
    """What one turn did.

    Attributes:
        sealed: Records moved into the lake.
        facts: Facts moved into the lake.
        merged: Files that were merged into fewer.
        waiting: Old files that a reader still holds.
    """

    sealed: int = 0
    facts: int = 0
    merged: int = 0
    waiting: int = 0

    @property
    def idle(self) -> bool:
        """Whether nothing was due."""
        return not (self.sealed or self.facts or self.merged)


class Keeper:
    """Keeps one workspace's lake; runs beside the engine, in a thread or process of its own, one turn at a time."""

    def __init__(
        self, log: EventLog, store: StateStore, lake: Lake, clock: Clock, policy: SealPolicy = STANDARD
    ) -> None:
        self._log = log
        self._store = store
        self._lake = lake
        self._clock = clock
        self._policy = policy
        self._heads: list[TailHead] = []
        self._seen_ids = (-1, -1)
        generation = store.generation()
        self._number = generation.number
        self._waiting = 0
        self._unmerged = True
        log.trim(generation.sealed_through)
        self.sweep()

    def turn(self) -> Kept:
        """Do what is due most: seal, else merge, else sweep what readers held. Cheap when nothing is due."""
        try:
            if self._seal_is_due() and not (kept := self.seal()).idle:
                return kept
            if self._unmerged and not (kept := self._merge_due()).idle:
                return kept
        except LakeConflict:
            # A rebuild or an erasure came first: what was written is an orphan, and the next turn starts afresh.
            self._seen_ids = (-1, -1)
            return Kept(waiting=self._waiting)
        self._unmerged = False
        if self._waiting:
            self.sweep()
        return Kept(waiting=self._waiting)

    def merge(self, files: Sequence[LakeFile]) -> Kept:
        """Write whole runs of the present generation as one run of the next tier.

        Raises:
            LakeConflict: if somebody else changed the lake meanwhile; nothing has changed.
        """
        with self._lake.alone():
            base = self._store.generation().number
            change = LakeChange(base=base, added=self._lake.merge(files), removed=[file.name for file in files])
            self._step(change)
        return Kept(merged=len(files), waiting=self._waiting)

    def seal(self) -> Kept:
        """Seal what the engine has consumed, due or not, but about `policy.most` records at a time.

        Raises:
            LakeConflict: if somebody else changed the lake meanwhile; nothing has changed.
        """
        with self._lake.alone():
            return self._seal()

    def seal_all(self) -> Kept:
        """Seal until nothing consumed is unsealed. Raises as `seal`."""
        sealed = facts = 0
        while not (kept := self.seal()).idle:
            sealed, facts = sealed + kept.sealed, facts + kept.facts
        return Kept(sealed, facts, waiting=self._waiting)

    def sweep(self) -> None:
        """Delete what the present generation does not name, but for what readers hold."""
        with self._lake.alone():
            self._waiting = self._lake.sweep(self._store.generation().files, self._clock.now())

    def _merge_due(self) -> Kept:
        with self._lake.alone():
            files = files_to_merge(self._store.generation().files, self._policy.fan_in)
            return self.merge(files) if files else Kept()

    def _seal(self) -> Kept:
        generation = self._store.generation()
        # The offset first: rows that come later belong to later log rows, and stay.
        consumed = self._store.offset().seq
        self._read_heads()
        settled = list(takewhile(lambda head: head.last_seq <= consumed, self._heads))
        count = slice_to_seal(settled, self._policy.most)
        taken, rest = settled[:count], settled[count:]
        rows = list(self._rows_through(taken[-1].id)) if taken else []
        facts = list(islice(self._facts(), self._policy.most))
        if not rows and not facts:
            return Kept()
        through = sealed_through(rest, consumed)
        span = (min(generation.sealed_through + 1, through), through)
        change = LakeChange(
            base=generation.number,
            added=self._lake.write(rows, [fact for _, fact in facts], span),
            tail_through=taken[-1].id if taken else 0,
            facts_through=facts[-1][0] if facts else 0,
            sealed_through=through,
        )
        self._log.trim(self._step(change).sealed_through)
        return Kept(sealed=sum(row.count for row in rows), facts=len(facts), waiting=self._waiting)

    def _step(self, change: LakeChange) -> Generation:
        generation = self._store.seal(change)
        self._number = generation.number
        self._unmerged = True
        self._heads = [head for head in self._heads if head.id > change.tail_through]
        self.sweep()
        return generation

    def _seal_is_due(self) -> bool:
        ids = self._store.newest_ids()
        if ids == self._seen_ids:
            return False
        self._seen_ids = ids
        self._read_heads()
        if sum(head.records for head in self._heads) >= self._policy.events:
            return True
        oldest = self._store.facts(limit=1)
        return bool(oldest) and ids[1] - oldest[0][0] >= self._policy.facts

    def _read_heads(self) -> None:
        """Read on in the tail; anew where somebody else changed the lake, and so perhaps the tail."""
        if self._store.generation().number != self._number:
            self._number = self._store.generation().number
            self._heads = []
        after = self._heads[-1].id if self._heads else 0
        while page := self._store.tail_rows(after=after, limit=_ROWS_A_READ):
            self._heads += [head_of(row) for row in page]
            after = page[-1].id

    def _rows_through(self, last_id: int) -> Iterator[HistoryRow]:
        after = 0
        while after < last_id and (page := self._store.tail_rows(after=after, limit=_ROWS_A_READ)):
            yield from (row for number, row in page if number <= last_id)
            after = page[-1].id

    def _facts(self) -> Iterator[tuple[int, Fact]]:
        after = 0
        while page := self._store.facts(after=after, limit=_ROWS_A_READ):
            yield from page
            after = page[-1][0]
