"""From log rows to work: dedupe, resolve, and per profile what each instant brings."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import NamedTuple, Protocol

import msgspec

from clew.engine.effective import CORRECTING
from clew.engine.feed import Body
from clew.engine.late import LoadStates, Redeliveries
from clew.engine.rows import CallRow
from clew.engine.seen import Seen, SeenKey
from clew.engine.step import Absorb, Group
from clew.engine.travel import Parting
from clew.events import Event, Fact, Identity, Position, Record, event_time
from clew.events.ports import HistoryReader
from clew.identity import Graph, Known, Resolution
from clew.kernel.instants import Instant

Target = tuple[str, str]
"""`(source, id)` of an event."""

_AFTER_ITS_EVENT = 1 << 20
"""Added to the index of an event: the place, in its profile's history, of a correction that had waited for it."""


class Locator(Protocol):
    """Finds the record of an event that is already in the history."""

    def locate(self, targets: Sequence[Target]) -> dict[Target, Record]:
        """The original records of these events, where there are any."""
        ...


class History(HistoryReader, Locator, Protocol):
    """Everything the loop asks of the past: records of profiles, and records of events."""


class Ended(NamedTuple):
    """A person erased in this batch.

    Attributes:
        root: Their profile; a stand-in where nobody was known by the names.
        leaves: All profiles that it answered for.
        at: When.
        names: The identities that the erasure named.
    """

    root: str
    leaves: list[str]
    at: Instant
    names: tuple[Identity, ...]


class Refused(NamedTuple):
    """An event that an erasure keeps out; the log still holds it.

    Attributes:
        at: When it came.
        place: Where it is in the log.
        event: The one that it is, or that it corrects.
    """

    at: Instant
    place: Position
    event: Target


@dataclass(slots=True)
class Work:
    """What a batch has to do.

    Attributes:
        groups: Root profile to what each instant brings it, in order of time.
        records: All records of the batch that are kept, in log order.
        absorbed: Roots that merged away, and stayed so.
        merged: Roots that merged away, whether they stayed so or not: their states went with them.
        refolding: Whether anybody is folded anew from their history.
        ended: Profiles that are erased here.
        facts: Facts known from identities alone.
        refused: Events that an erasure keeps out.
        keys: Keys to remember once the batch is committed.
        dropped: How many records were dropped, by reason.
        first: Profiles to be stepped before all others, in this order: an unmerge hands on what the one gives up.
        calls: What the workspace brings profiles.
    """

    groups: dict[str, list[Group]] = field(default_factory=dict[str, list[Group]])
    records: list[Record] = field(default_factory=list[Record])
    absorbed: set[str] = field(default_factory=set[str])
    merged: set[str] = field(default_factory=set[str])
    refolding: bool = False
    ended: list[Ended] = field(default_factory=list[Ended])
    facts: list[Fact] = field(default_factory=list[Fact])
    refused: list[Refused] = field(default_factory=list[Refused])
    keys: list[SeenKey] = field(default_factory=list[SeenKey])
    dropped: dict[str, int] = field(default_factory=dict[str, int])
    first: list[str] = field(default_factory=list[str])
    calls: list[CallRow] = field(default_factory=list[CallRow])

    def group(self, root: str, at: Instant) -> Group:
        """The group of this profile and instant, begun if there is none."""
        groups = self.groups.setdefault(root, [])
        if not groups or groups[-1].at != at or groups[-1].erase:
            groups.append(Group(at))
        return groups[-1]

    def drop(self, reason: str) -> None:
        """Count a record that is not kept."""
        self.dropped[reason] = self.dropped.get(reason, 0) + 1


class Assembler:
    """Turns bodies into work; holds corrections and deletions that came before their event."""

    def __init__(self, graph: Graph, seen: Seen, history: History, states: LoadStates) -> None:
        self._graph = graph
        self._seen = seen
        self._history = history
        self._redeliveries = Redeliveries(graph, history, states, seen.window)
        self._waiting: dict[Target, Record] = {}
        self._dead: set[SeenKey] = set()

    def recall(self, records: Sequence[Record]) -> None:
        """Wait for the events of corrections and deletions that came before this process began."""
        early = [record for record in records if record.event.kind in CORRECTING]
        buried = self._graph.buried_events([_target(record.source, record.event) for record in early])
        for record in early:
            if (target := _target(record.source, record.event)) not in buried:
                self._wait_for(target, record)

    def _wait_for(self, target: Target, record: Record) -> None:
        """Keep a correction or deletion until its event arrives; of several corrections the highest revision."""
        if record.event.kind == "delete_event":
            # For ever, and so not in `Seen`, which forgets (R16).
            self._dead.add(self._seen.key(*target))
            return
        held = self._waiting.get(target)
        if held is None or record.event.rev > held.event.rev:
            self._waiting[target] = record

    def assemble(self, bodies: Sequence[Body]) -> Work:
        """Resolve every new event of the bodies, in log order."""
        work = Work()
        key_for = self._seen.key
        keys = [key_for(b.source, e.id, e.rev) for b in bodies for e in b.events]
        seen = self._seen.lookup(keys)
        if bodies:
            self._graph.advance(bodies[0].at)
        known = self._graph.prefetch_records(e.identities for b in bodies for e in b.events)
        late = self._redeliveries.among(bodies, keys, seen)
        work.keys += late
        seen |= late
        if self._dead:
            seen |= self._dead.intersection(keys)
        seen |= self._buried(bodies, keys, seen)
        located = self._locate(bodies)
        key_of, known_of = iter(keys), iter(known)
        for body in bodies:
            self._graph.advance(body.at)
            for index, event, leaf in zip(body.indexes, body.events, body.profiles or repeat(""), strict=False):
                key, about = next(key_of), next(known_of)
                if event.kind == "erased":
                    continue
                if event.kind == "replace" and event.rev <= 1:
                    # Under the key of its own event it would keep that out for ever (R14: the original is rev 1).
                    work.drop("old_revision")
                    continue
                if key in seen and not leaf:
                    self._drop_copy(work, body, index, event)
                    continue
                seen.add(key)
                work.keys.append(key)
                if event.kind == "delete_event":
                    dead = key_for(body.source, str(event.properties.get("id", "")))
                    seen.add(dead)
                    work.keys.append(dead)
                self._take(work, body, index, event, leaf, about, located)
        return work

    def _buried(self, bodies: Sequence[Body], keys: Sequence[SeenKey], seen: Collection[SeenKey]) -> set[SeenKey]:
        """Keys of events whose ids went with somebody erased; a rebuild, whose log lacks those, has not seen them."""
        if not self._graph.was_anything_erased():
            return set()
        key_of = iter(keys)
        fresh = {
            (body.source, event.id): key
            for body in bodies
            for event, key in zip(body.events, key_of, strict=False)
            if key not in seen and event.kind not in CORRECTING and not body.profiles
        }
        return {fresh[target] for target in self._graph.buried_events(fresh.keys())}

    def _locate(self, bodies: Sequence[Body]) -> dict[Target, Record]:
        targets = [_target(body.source, event) for body in bodies for event in body.events if event.kind in CORRECTING]
        return self._history.locate(targets) if targets else {}

    def _drop_copy(self, work: Work, body: Body, index: int, event: Event) -> None:
        work.drop("duplicate")
        target = (body.source, event.id)
        if self._graph.was_erased(event.identities) and self._graph.buried_events([target]):
            work.refused.append(Refused(body.at, Position(body.seq, index), target))

    def _refuse(self, work: Work, body: Body, index: int, target: Target) -> None:
        """Keep out what an erasure forbids, with what waited for it, and whatever else comes under its id."""
        work.drop("erased")
        self._graph.bury_events([target], body.at)
        work.refused.append(Refused(body.at, Position(body.seq, index), target))
        self._waiting.pop(target, None)

    def _take(
        self,
        work: Work,
        body: Body,
        index: int,
        event: Event,
        leaf: str,
        known: Known,
        located: dict[Target, Record],
    ) -> None:
        at = body.at
        if event.kind in CORRECTING:
            self._take_correction(work, body, index, event, located)
            return
        if event.kind in ("publish", "live", "control"):
            work.records.append(Record(body.seq, index, at, at, body.source, "", event))
            return
        ts = event_time(event, at)
        if event.kind == "business":
            work.records.append(Record(body.seq, index, at, ts, body.source, "", event))
            return
        if event.kind == "delete_profile":
            self._take_erasure(work, body, index, event)
            return
        if leaf:
            found = self._graph.resolve_again(event, leaf, source=body.source, seq=body.seq, index=index, at=at, ts=ts)
        else:
            found = self._graph.resolve(event, source=body.source, seq=body.seq, index=index, at=at, ts=ts, known=known)
        if found.dropped == "erased":
            self._refuse(work, body, index, (body.source, event.id))
            return
        if found.dropped is not None:
            work.drop(found.dropped)
            return
        self._rearrange(work, found, body.seq, at)
        record = Record(body.seq, index, at, ts, body.source, found.leaf, event)
        work.records.append(record)
        group = work.group(found.root, at)
        group.records.append(record)
        if group.refold:
            # The record may have joined a profile that nobody has seen alone.
            self._refold(work, group, found.root)
        # It stays among those that wait: should the commit fail, the event is taken a second time.
        # In a replay from the history it comes from there as well.
        correction = self._waiting.get((body.source, event.id)) if self._waiting and not leaf else None
        if correction is not None:
            place = _AFTER_ITS_EVENT + index
            again = msgspec.structs.replace(correction, seq=body.seq, index=place, at=at, profile=found.leaf)
            self._correct(work, again, at)

    def _take_correction(self, work: Work, body: Body, index: int, event: Event, located: dict[Target, Record]) -> None:
        target = _target(body.source, event)
        original = located.get(target)
        if original is None or original.position > (body.seq, index):
            # A replay reads a history that goes beyond this record, also in its body.
            original = _find(work.records, target)
        if self._graph.buried_events([target]) if original is None else not self._graph.knows(original.profile):
            self._refuse(work, body, index, target)
            return
        if original is None:
            record = Record(body.seq, index, body.at, event_time(event, body.at), body.source, "", event)
            work.records.append(record)
            self._wait_for(target, record)
            return
        ts = event_time(event, body.at)
        self._correct(work, Record(body.seq, index, body.at, ts, body.source, original.profile, event), body.at)

    def _correct(self, work: Work, record: Record, at: Instant) -> None:
        work.records.append(record)
        root = self._graph.root(record.profile)
        group = work.group(root, at)
        group.records.append(record)
        self._refold(work, group, root)

    def _refold(self, work: Work, group: Group, root: str) -> None:
        """Have the group folded from its history; whose that is, is known now and not when the batch is over."""
        work.refolding = group.refold = True
        group.leaves = self._graph.members(root)

    def _take_erasure(self, work: Work, body: Body, index: int, event: Event) -> None:
        root = self._graph.find(event.identities)
        if root is None:
            self._graph.bury(event.identities, body.at)
            work.ended.append(Ended(f"unknown-{body.seq}-{index}", [], body.at, event.identities))
            return
        leaves = self._graph.erase(root, body.at)
        self._graph.bury(event.identities, body.at)
        self._bury_events(work, leaves, body.at)
        record = Record(body.seq, index, body.at, body.at, body.source, root, event)
        group = work.group(root, body.at)
        group.records.append(record)
        group.erase = True
        work.ended.append(Ended(root, leaves, body.at, event.identities))

    def _bury_events(self, work: Work, leaves: Sequence[str], at: Instant) -> None:
        """Keep the keyed hashes of the events that go, so that a correction of one finds nobody to wait for."""
        gone = set(leaves)
        records = [*self._history.read(leaves), *(record for record in work.records if record.profile in gone)]
        targets = {(record.source, record.event.id) for record in records}
        self._graph.bury_events(targets, at)
        for target in targets & self._waiting.keys():
            del self._waiting[target]

    def _rearrange(self, work: Work, found: Resolution, seq: int, at: Instant) -> None:
        for merged in found.merged:
            earlier = work.groups.pop(merged.absorbed, [])
            group = work.group(merged.survivor, at)
            if earlier and earlier[-1].at == at:
                # One instant is one transition (R22): what it brought the absorbed profile, it brings the survivor.
                last = earlier.pop()
                group.records.extend(last.records)
                group.absorbs = [*group.absorbs, *last.absorbs]
                group.refold = group.refold or last.refold
            group.absorbs = [*group.absorbs, Absorb(merged.absorbed, earlier)]
            if group.refold:
                self._refold(work, group, merged.survivor)
            else:
                group.leaves = self._graph.members(merged.survivor)
            work.absorbed.add(merged.absorbed)
            work.merged.add(merged.absorbed)
        for split in found.split:
            work.absorbed -= {split.kept, split.restored}
            for root in split:
                self._refold(work, work.group(root, at), root)
            parting = Parting(self._graph.members(split.restored))
            kept, restored = work.group(split.kept, at), work.group(split.restored, at)
            kept.partings = [*kept.partings, parting]
            restored.joins = parting
            work.first += [split.kept, split.restored]
            work.facts.append(Fact(split.restored, at, "profile_unmerged", split.kept, seq))


def absorbed_by(groups: Sequence[Group]) -> Iterator[Absorb]:
    """Every profile that merges into these groups, directly or through another."""
    for group in groups:
        for absorb in group.absorbs:
            yield absorb
            yield from absorbed_by(absorb.groups)


def steps_of(groups: Sequence[Group]) -> Iterator[Group]:
    """These groups, and those that the profiles merging into them go through before."""
    yield from groups
    for absorb in absorbed_by(groups):
        yield from absorb.groups


def _target(source: str, event: Event) -> Target:
    return (source, event.id if event.kind == "replace" else str(event.properties.get("id", "")))


def _find(records: Sequence[Record], target: Target) -> Record | None:
    for record in records:
        if (record.source, record.event.id) == target and record.event.kind not in CORRECTING:
            return record
    return None
