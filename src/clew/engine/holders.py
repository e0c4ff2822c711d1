"""The places of the spine that hold personal data, as erasure and access see them.

Order matters: history first, because it seals the tail and trims the log, so that little is left to search there. Where
it waits for a reader it has done so.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, Protocol

from clew.engine.keeper import Keeper
from clew.engine.ports import Lake, LakeChange, StateStore
from clew.engine.scrub import Scrubber
from clew.events import Fact, Position, Record
from clew.events.ports import EventLog, HistoryReader, LogRow, QuarantineRow, QuarantineStore
from clew.kernel.instants import Clock, Instant, format_instant
from clew.kernel.packing import unpacker
from clew.privacy import Disclosure, ErasureOrder, Mentions, StillRead, Subject
from clew.profiles import unpack_state

_ROWS_A_READ = 2_000
_REJECT_STATES = ("held", "replayed", "discarded")
_unpack_records = unpacker(list[Record])


class Past(HistoryReader, Protocol):
    """A reader of the past that knows facts too."""

    def facts(self, profiles: Sequence[str]) -> list[Fact]:
        """All facts of these profiles."""
        ...


class HistoryHolder:
    """Sealed and unsealed records and facts."""

    places = ("history", "facts")

    def __init__(self, store: StateStore, lake: Lake, past: Past, keeper: Keeper, clock: Clock) -> None:
        self._store = store
        self._lake = lake
        self._past = past
        self._keeper = keeper
        self._clock = clock
        self._rewritten: dict[str, tuple[ErasureOrder, Set[str]]] = {}
        """Of each order, the old files that were still held when the lake had been written anew for it."""

    def erase(self, orders: Sequence[ErasureOrder]) -> Mapping[str, int]:
        """Seal what there is, then write anew every file that holds something of theirs.

        Raises:
            LakeConflict: if somebody else changed the lake meanwhile; nothing is lost, call again.
            StillRead: if a reader holds an old file; it is gone when its pin has lapsed, and the next call sees to it.
        """
        with self._lake.alone():
            fresh = [order for order in orders if self._rewritten.get(order.id, (None,))[0] != order]
            gone: Mapping[str, int] = self._rewrite(fresh) if fresh else {}
            held = self._lake.sweep(self._store.generation().files, self._clock.now())
        # Who begins to read later reads nothing of theirs, whatever is written anew for others meanwhile.
        self._rewritten.update((order.id, (order, held)) for order in fresh)
        waiting = [order.id for order in orders if self._rewritten[order.id][1] & held]
        for order in orders:
            if order.id not in waiting:
                del self._rewritten[order.id]
        if waiting:
            raise StillRead(
                "a reader still holds old files",
                where="lake",
                hint="it has to let go within minutes",
                orders=waiting,
                removed=gone,
            )
        return gone

    def _rewrite(self, orders: Sequence[ErasureOrder]) -> Mapping[str, int]:
        self._keeper.seal_all()
        profiles = sorted({profile for order in orders for profile in order.subject.profiles})
        generation = self._store.generation()
        events = {event for order in orders for event in order.events}
        purge = self._lake.purge(generation.files, profiles, events)
        change = LakeChange(base=generation.number, added=purge.added, removed=purge.removed, erased=profiles)
        self._store.seal(change)
        # What was not sealed went with the orders themselves.
        unsealed = sum(len(order.positions) for order in orders)
        return {"history": purge.events + unsealed, "facts": purge.facts}

    def export(self, subject: Subject) -> Iterator[Disclosure]:
        """Their records in log order, then their facts."""
        for record in self._past.read(subject.profiles):
            yield Disclosure("history", _plain_record(record))
        for fact in self._past.facts(subject.profiles):
            yield Disclosure("facts", {"at": format_instant(fact.at), "kind": fact.kind, "subject": fact.subject})


class LogHolder:
    """Bodies in the log that are not trimmed yet."""

    places = ("log",)

    def __init__(self, log: EventLog, store: StateStore) -> None:
        self._log = log
        self._store = store

    def erase(self, orders: Sequence[ErasureOrder]) -> Mapping[str, int]:
        """Put a blank in the place of each of their events; how many bodies changed."""
        consumed = self._store.offset().seq
        scrubber = Scrubber(orders, self._kept(), consumed)
        changed = [row.seq for row in self._rows() if scrubber.scrub(row) is not None]

        def rewrite(row: LogRow) -> bytes:
            return scrubber.scrub(row) or row.body

        # Without any row too: rows that were trimmed have left bytes in unused pages.
        self._log.erase(changed, rewrite)
        return {"log": len(changed)}

    def export(self, subject: Subject) -> Iterator[Disclosure]:
        """Nothing of its own: what the log holds is in the history as soon as it has been read."""
        del subject
        return iter(())

    def _kept(self) -> set[Position]:
        kept: set[Position] = set()
        after = 0
        while page := self._store.tail_rows(after=after, limit=_ROWS_A_READ):
            kept.update(record.position for row in page for record in _unpack_records.decode(row.row.records))
            after = page[-1].id
        return kept

    def _rows(self) -> Iterator[LogRow]:
        after = 0
        while rows := self._log.read(after, _ROWS_A_READ).rows:
            yield from rows
            after = rows[-1].seq


class QuarantineHolder:
    """Rejects, which nobody could resolve to a person: searched for their names."""

    places = ("quarantine",)

    def __init__(self, quarantine: QuarantineStore) -> None:
        self._quarantine = quarantine

    def erase(self, orders: Sequence[ErasureOrder]) -> Mapping[str, int]:
        """Remove every reject that mentions one of their names, whatever became of it."""
        mentions = Mentions(name for order in orders for name in order.subject.identities)
        found = [row.id for row in self._rows() if mentions.in_raw(row.reject.raw)]
        if found:
            self._quarantine.erase_rejects(found)
        return {"quarantine": len(found)}

    def export(self, subject: Subject) -> Iterator[Disclosure]:
        """The rejects that mention one of their names."""
        mentions = Mentions(subject.identities)
        for row in self._rows():
            if mentions.in_raw(row.reject.raw):
                yield Disclosure("quarantine", _plain_reject(row))

    def _rows(self) -> Iterator[QuarantineRow]:
        for state in _REJECT_STATES:
            after = 0
            while page := self._quarantine.rejects(after=after, limit=_ROWS_A_READ, state=state):
                yield from page
                after = page[-1].id


class ProfileHolder:
    """State and identity graph; the erasing batch itself has removed them, so the pass finds nothing."""

    places = ("profile",)

    def __init__(self, store: StateStore) -> None:
        self._store = store

    def erase(self, orders: Sequence[ErasureOrder]) -> Mapping[str, int]:
        """Nothing is left to remove; the history's pass has written the state's file anew."""
        del orders
        return {"profile": 0}

    def export(self, subject: Subject) -> Iterator[Disclosure]:
        """Attributes, consents, scores and memberships; identities and how they were linked."""
        for packed in self._store.load(subject.profiles).values():
            state = unpack_state(packed)
            yield Disclosure(
                "profile",
                {
                    "profile": state.profile,
                    "created_at": format_instant(state.created_at),
                    "attributes": state.attributes,
                    "consents": state.consents,
                    "scores": state.scores,
                    "segments": {name: _since(at) for name, at in state.segments.items()},
                },
            )
        for link in self._store.links_of(subject.profiles):
            yield Disclosure(
                "profile",
                {
                    "identity": list(link.identity),
                    "link": link.kind,
                    "at": format_instant(link.at),
                    "source": link.source,
                },
            )


def subject_of(store: StateStore, root: str) -> Subject:
    """A root profile as a person: all leaves that it answers for, and all their names."""
    leaves = tuple(head.profile for head in store.members([root]).get(root, [])) or (root,)
    names = tuple(sorted((node.identity.namespace, node.identity.value) for node in store.nodes_of(leaves)))
    return Subject(leaves, names)


def _since(at: Instant) -> str | None:
    return format_instant(at) if at else None


def _plain_record(record: Record) -> dict[str, Any]:
    event = record.event
    return {
        "received_at": format_instant(record.at),
        "ts": format_instant(record.ts),
        "source": record.source,
        "id": event.id,
        "kind": event.kind,
        "type": event.type,
        "identities": [list(identity) for identity in event.identities],
        "properties": event.properties,
        "context": event.context,
    }


def _plain_reject(row: QuarantineRow) -> dict[str, Any]:
    return {
        "received_at": format_instant(row.at),
        "source": row.source,
        "reason": row.reject.reason,
        "state": row.state,
        "raw": row.reject.raw.decode("utf-8", "replace"),
    }
