"""Upkeep of the lake: seals the tail, merges runs, sweeps old files, trims the log.

Law: a crash at any point loses nothing and shows nothing twice. The order makes it so: files are durable before one
transaction names them and drops the rows they came from; only then is the log trimmed; what no generation names is
swept. Two keepers at once do no harm: the one whose generation was overtaken starts again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from clew.engine.ports import Generation, Lake, LakeAhead, LakeChange, LakeConflict, LakeFile, StateStore, TailRow
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


class Sealed(NamedTuple):
    """How far this keeper knows the tail to be sealed; enough to tell at no cost whether more is due.

    Attributes:
        tail_id: Row id through which the tail is sealed.
        fact_id: Row id through which the facts are.
        records_a_row: How many records a tail row held in the last seal.
    """

    tail_id: int
    fact_id: int
    records_a_row: float

    def then(self, change: LakeChange, records: int, rows: int) -> "Sealed":
        """After one more seal."""
        density = records / rows if rows else self.records_a_row
        return Sealed(max(self.tail_id, change.tail_through), max(self.fact_id, change.facts_through), density)


class Keeper:
    """Keeps one workspace's lake; runs beside the engine, in a thread or process of its own, one turn at a time.

    Raises:
        LakeAhead: if the lake is not of this log; nothing has changed.
    """

    def __init__(
        self, log: EventLog, store: StateStore, lake: Lake, clock: Clock, policy: SealPolicy = STANDARD
    ) -> None:
        self._log = log
        self._store = store
        self._lake = lake
        self._clock = clock
        self._policy = policy
        # The files first: one that is written meanwhile is of rows that the log has had.
        if (newest := lake.newest()) > (last := log.last()[0]):
            raise LakeAhead(
                f"the lake has files up to log row {newest:,}, and the log ends at row {last:,}",
                where="lake",
                hint="put back log, state and lake from one copy; nothing was deleted",
            )
        self._sealed = _sealed_so_far(store)
        self._waiting = 0
        self._unmerged = True
        self.sweep()
        log.trim(store.generation().sealed_through)

    def turn(self) -> Kept:
        """Do what is due most: seal, else merge, else sweep what readers held. Cheap when nothing is due."""
        try:
            if self._seal_is_due() and not (kept := self.seal()).idle:
                return kept
            if self._unmerged and not (kept := self._merge_due()).idle:
                return kept
        except LakeConflict:
            # A rebuild or an erasure came first: what was written is an orphan, and the next turn starts afresh.
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
            self._waiting = len(self._lake.sweep(self._store.generation().files, self._clock.now()))

    def _merge_due(self) -> Kept:
        with self._lake.alone():
            files = files_to_merge(self._store.generation().files, self._policy.fan_in)
            return self.merge(files) if files else Kept()

    def _seal(self) -> Kept:
        generation = self._store.generation()
        # The offset first: rows that come later belong to later log rows, and stay.
        consumed = self._store.offset().seq
        taken, rest = self._tail(consumed)
        facts = list(islice(self._facts(), self._policy.most))
        if not taken and not facts:
            return Kept()
        through = sealed_through(rest, consumed)
        span = (min(generation.sealed_through + 1, through), through)
        change = LakeChange(
            base=generation.number,
            added=self._lake.write([row.row for row in taken], [fact for _, fact in facts], span),
            tail_through=taken[-1].id if taken else 0,
            facts_through=facts[-1][0] if facts else 0,
            sealed_through=through,
        )
        self._log.trim(self._step(change).sealed_through)
        records = sum(row.row.count for row in taken)
        self._sealed = self._sealed.then(change, records, len(taken))
        return Kept(sealed=records, facts=len(facts), waiting=self._waiting)

    def _step(self, change: LakeChange) -> Generation:
        generation = self._store.seal(change)
        self._unmerged = True
        self.sweep()
        return generation

    def _seal_is_due(self) -> bool:
        tail_id, fact_id = self._store.newest_ids()
        records = (tail_id - self._sealed.tail_id) * self._sealed.records_a_row
        return records >= self._policy.events or fact_id - self._sealed.fact_id >= self._policy.facts

    def _tail(self, consumed: int) -> tuple[list[TailRow], list[TailHead]]:
        """The rows to seal now, and the heads of those that stay, of what the engine has consumed."""
        rows: list[TailRow] = []
        heads: list[TailHead] = []
        records = 0
        for row in self._tail_rows():
            head = head_of(row)
            if head.last_seq > consumed:
                break
            heads.append(head)
            # After a backlog there are more rows than one seal takes: of those the heads will do.
            if records < self._policy.most:
                rows.append(row)
            records += head.records
        count = slice_to_seal(heads, self._policy.most)
        if count > len(rows):
            rows += islice(self._tail_rows(rows[-1].id), count - len(rows))
        return rows[:count], heads[count:]

    def _tail_rows(self, after: int = 0) -> Iterator[TailRow]:
        while page := self._store.tail_rows(after=after, limit=_ROWS_A_READ):
            yield from page
            after = page[-1].id

    def _facts(self) -> Iterator[tuple[int, Fact]]:
        after = 0
        while page := self._store.facts(after=after, limit=_ROWS_A_READ):
            yield from page
            after = page[-1][0]


def _sealed_so_far(store: StateStore) -> Sealed:
    tail_id, fact_id = store.newest_ids()
    rows, facts = store.tail_rows(limit=1), store.facts(limit=1)
    return Sealed(rows[0].id - 1 if rows else tail_id, facts[0][0] - 1 if facts else fact_id, 1.0)
