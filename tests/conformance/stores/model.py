# ruff: noqa: D102 - the ports say what the methods do
"""The ports of the stores as plain dictionaries: so simple that one can see they are right."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clew.engine.ports import (
    Commit,
    Fenced,
    Generation,
    HistoryRow,
    LakeChange,
    LakeConflict,
    LakeFile,
    Offset,
    StateRow,
)
from clew.events import Fact, Identity, Record
from clew.events.ports import Arrival, BodyRewrite, LogPage, LogRow, QuarantineRow
from clew.identity.ports import EdgeRow, HeadRow, LinkRow, NodeRow
from clew.kernel.instants import Instant
from clew.kernel.packing import unpacker
from clew.privacy import ErasureOrder, Receipt

_records = unpacker(list[Record])


@dataclass
class ModelLog:
    """`EventLog` and `QuarantineStore`."""

    rows: dict[int, LogRow] = field(default_factory=dict)
    held: dict[int, QuarantineRow] = field(default_factory=dict)
    seq: int = 0
    at: Instant = 0
    closed_at: Instant = 0
    reject_id: int = 0

    def append(self, now: Instant, arrivals: Sequence[Arrival], replayed: Sequence[int] = ()) -> list[LogRow | None]:
        for row_id in replayed:
            self.held[row_id] = _with_state(self.held[row_id], "replayed")
        places: list[LogRow | None] = []
        for arrival in arrivals:
            if arrival.body is None:
                places.append(None)
                continue
            self.seq, self.at = self.seq + 1, max(now, self.at + 1, self.closed_at + 1)
            places.append(LogRow(self.seq, self.at, arrival.source, arrival.body))
        self.rows.update({place.seq: place for place in places if place})
        received = max(now, self.at, self.closed_at)
        for arrival in arrivals:
            for reject in arrival.rejects:
                self.reject_id += 1
                came = received if arrival.received is None else arrival.received
                row = QuarantineRow(id=self.reject_id, at=came, source=arrival.source, reject=reject)
                self.held[self.reject_id] = row
        return places

    def read(self, after: int, limit: int) -> LogPage:
        found = [row for seq, row in sorted(self.rows.items()) if seq > after]
        if len(found) > limit:
            return LogPage(found[:limit], found[limit - 1].at, complete=False)
        return LogPage(found, max(self.at, self.closed_at), complete=True)

    def advance(self, now: Instant) -> Instant:
        self.closed_at = max(now, self.at, self.closed_at)
        return self.closed_at

    def trim(self, through: int) -> None:
        self.rows = {seq: row for seq, row in self.rows.items() if seq > through}

    def erase(self, seqs: Sequence[int], rewrite: BodyRewrite) -> None:
        for seq in seqs:
            if seq in self.rows:
                self.rows[seq] = self.rows[seq]._replace(body=rewrite(self.rows[seq]))

    def rejects(self, state: str, source: str | None, reason: str | None) -> list[QuarantineRow]:
        return [
            row
            for row in self.held.values()
            if row.state == state and source in {None, row.source} and reason in {None, row.reject.reason}
        ]

    def reject_counts(self, state: str) -> Mapping[tuple[str, str], int]:
        counts: dict[tuple[str, str], int] = {}
        for row in self.rejects(state, None, None):
            key = (row.source, row.reject.reason)
            counts[key] = counts.get(key, 0) + 1
        return counts

    def discard(self, ids: Sequence[int]) -> None:
        for row_id in ids:
            if row_id in self.held and self.held[row_id].state == "held":
                self.held[row_id] = _with_state(self.held[row_id], "discarded")

    def take_back(self, ids: Sequence[int]) -> None:
        for row_id in ids:
            if row_id in self.held and self.held[row_id].state == "discarded":
                self.held[row_id] = _with_state(self.held[row_id], "held")


def _with_state(row: QuarantineRow, state: str) -> QuarantineRow:
    return QuarantineRow(id=row.id, at=row.at, source=row.source, reject=row.reject, state=state)


@dataclass
class ModelState:
    """`StateStore`, apart from `links_of` and the like, which the checks read off the dictionaries."""

    epoch: int = 0
    offset: Offset = field(default_factory=lambda: Offset(0, 0))
    tail_id: int = 0
    fact_id: int = 0
    states: dict[str, StateRow] = field(default_factory=dict)
    tail: dict[int, HistoryRow] = field(default_factory=dict)
    facts: dict[str, tuple[int, Fact]] = field(default_factory=dict)
    members: dict[tuple[str, str], Instant] = field(default_factory=dict)
    nodes: dict[Identity, NodeRow] = field(default_factory=dict)
    heads: dict[str, HeadRow] = field(default_factory=dict)
    edges: dict[tuple[str, str, int], EdgeRow] = field(default_factory=dict)
    links: set[LinkRow] = field(default_factory=set)
    hashes: dict[bytes, Instant] = field(default_factory=dict)
    documents: dict[tuple[str, str, int], Any] = field(default_factory=dict)
    seeded: set[tuple[str, str, int, int]] = field(default_factory=set)
    orders: dict[str, ErasureOrder] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    files: dict[str, LakeFile] = field(default_factory=dict)
    number: int = 0
    sealed_through: int = 0

    def claim(self) -> int:
        self.epoch += 1
        return self.epoch

    def commit(self, commit: Commit) -> None:
        if commit.epoch != self.epoch:
            raise Fenced("overtaken")
        fresh = [row for row in commit.history if row.last_seq > self.offset.seq or row.profile in commit.erased]
        self.offset = commit.offset
        self.forget(commit.erased)
        self.links = {link for link in self.links if link.profile not in commit.erased}
        self.edges = {k: e for k, e in self.edges.items() if e.a not in commit.erased and e.b not in commit.erased}
        for profile in commit.gone:
            self.states.pop(profile, None)
        self.states.update({row.profile: row for row in commit.states})
        for segment, profile, since in commit.members:
            self.members.pop((segment, profile), None)
            if since is not None:
                self.members[segment, profile] = since
        for row in fresh:
            self.tail_id += 1
            self.tail[self.tail_id] = row
        for fact in commit.facts:
            self.fact_id += 1
            self.facts[fact.id] = (self.fact_id, fact)
        self._commit_graph(commit)
        for document in commit.documents:
            key = (document.kind, document.id, document.version)
            self.documents[key] = document
        if commit.documents:
            self.seeded.clear()
        self.seeded |= set(commit.seeded)
        self.orders.update({order.id: order for order in commit.orders})

    def _commit_graph(self, commit: Commit) -> None:
        graph = commit.graph
        for identity in graph.removed_nodes:
            self.nodes.pop(identity, None)
        for profile in graph.removed_heads:
            self.heads.pop(profile, None)
        self.nodes.update({node.identity: node for node in graph.nodes})
        self.heads.update({head.profile: head for head in graph.heads})
        self.edges.update({(edge.a, edge.b, edge.seq): edge for edge in graph.edges})
        self.links |= set(graph.links)
        for pseudonym, before in graph.erasures:
            self.hashes[pseudonym] = max(before, self.hashes.get(pseudonym, 0))

    def forget(self, profiles: Collection[str]) -> None:
        self.tail = {row_id: row for row_id, row in self.tail.items() if row.profile not in profiles}
        self.facts = {key: fact for key, fact in self.facts.items() if fact[1].profile not in profiles}

    def seal(self, change: LakeChange) -> Generation:
        if change.base != self.number or not set(change.removed) <= set(self.files):
            raise LakeConflict("overtaken")
        self.files = {name: file for name, file in self.files.items() if name not in change.removed}
        self.files.update({file.name: file for file in change.added})
        self.tail = {row_id: row for row_id, row in self.tail.items() if row_id > change.tail_through}
        self.facts = {key: fact for key, fact in self.facts.items() if fact[0] > change.facts_through}
        self.forget(change.erased)
        self.number += 1
        self.sealed_through = change.sealed_through or self.sealed_through
        return self.generation()

    def generation(self) -> Generation:
        return Generation(self.number, self.sealed_through, [self.files[name] for name in sorted(self.files)])

    def settle(self, receipts: Sequence[Receipt]) -> None:
        for receipt in receipts:
            self.orders.pop(receipt.order, None)
            self.receipts[receipt.order] = receipt

    def reset(self) -> None:
        kept = {name: file for name, file in self.files.items() if file.kind == "events"}
        fresh = ModelState(
            epoch=self.epoch,
            tail_id=self.tail_id,
            fact_id=self.fact_id,
            hashes=self.hashes,
            orders=self.orders,
            receipts=self.receipts,
            files=kept,
            number=self.number + (len(kept) < len(self.files)),
            sealed_through=self.sealed_through,
        )
        self.__dict__.update(fresh.__dict__)

    def due(self) -> list[tuple[Instant, str]]:
        return sorted((row.due_at, row.profile) for row in self.states.values() if row.due_at is not None)

    def tail_of(self, profiles: Collection[str]) -> list[Record]:
        records = [r for row in self.tail.values() if row.profile in profiles for r in _records.decode(row.records)]
        return sorted(records, key=lambda record: (record.seq, record.index))
