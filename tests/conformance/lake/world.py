"""A workspace's log, state and lake, and a hand that plays the engine."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from clew.adapters.duckdb import DuckQueries, QueryLimits
from clew.adapters.lake import LakeHistory, ParquetLake, Sizes
from clew.engine import (
    HistoryHolder,
    Keeper,
    LogHolder,
    ProfileHolder,
    QuarantineHolder,
    SealPolicy,
)
from clew.engine.ports import Commit, HistoryRow, Offset, StateRow
from clew.events import Event, Fact, Record, event_time
from clew.events.ports import Arrival, Reject
from clew.identity.ports import EdgeRow, GraphChanges, HeadRow, NodeRow
from clew.kernel.hashing import bucket_of
from clew.kernel.packing import pack
from clew.privacy import ErasureOrder, Privacy
from clew.profiles import ProfileState, pack_state
from tests.conformance.stores.places import Place
from tests.conftest import ManualClock

SMALL = SealPolicy(events=10, facts=10, most=25, fan_in=3)
TINY = Sizes(group_rows=4, file_rows=10)


class World:
    """Real stores in a place, a real lake in a folder; profiles are assigned by the test."""

    def __init__(
        self, place: Place, folder: Path, *, policy: SealPolicy = SMALL, sizes: Sizes = TINY, fresh: bool = True
    ) -> None:
        self.place = place
        self.clock = ManualClock(1_700_000_000_000_000)
        self.log = place.log(self.clock)
        self.store = place.state()
        self.lake = ParquetLake(folder / "lake", sizes)
        self.folder = folder
        self.policy = policy
        self.history = LakeHistory(self.store, self.lake, self.clock)
        self.keeper = self.new_keeper()
        self.epoch = self.store.claim() if fresh else 0
        self.records: list[Record] = []
        self.facts: list[Fact] = []

    def new_keeper(self) -> Keeper:
        """A keeper as it is after a restart."""
        return Keeper(self.log, self.store, self.lake, self.clock, self.policy)

    def privacy(self) -> Privacy:
        """Erasure and access over every place."""
        holders = [
            HistoryHolder(self.store, self.lake, self.history, self.keeper, self.clock),
            LogHolder(self.log, self.store),
            QuarantineHolder(self.log),
            ProfileHolder(self.store),
        ]
        return Privacy(self.store, holders, self.clock)

    def queries(self, limits: QueryLimits | None = None) -> DuckQueries:
        """SQL over it all."""
        folder = self.lake.folder
        chosen = limits or QueryLimits(rows=100_000)
        return DuckQueries(self.store, self.lake, folder, self.clock, rejects=self.log, limits=chosen)

    def accept(self, bodies: Sequence[Sequence[Event]], rejects: Sequence[Reject] = ()) -> list[tuple[int, int]]:
        """Append bodies to the log; `(seq, at)` of each."""
        self.clock.advance(1_000)
        arrivals = [Arrival("web", pack(list(body)), tuple(rejects)) for body in bodies]
        return [(row.seq, row.at) for row in self.log.append(arrivals) if row is not None]

    def consume(self, batch: Sequence[Sequence[tuple[str, Event]]], **more: object) -> list[Record]:
        """Accept bodies of `(profile, event)`, and commit them as one micro-batch of the engine."""
        places = self.accept([[event for _, event in body] for body in batch])
        records = [
            Record(seq, index, at, event_time(event, at), "web", profile, event)
            for (seq, at), body in zip(places, batch, strict=True)
            for index, (profile, event) in enumerate(body)
        ]
        self.commit(records=records, **more)
        return records

    def commit(
        self,
        *,
        records: Sequence[Record] = (),
        facts: Sequence[Fact] = (),
        aliases: Mapping[str, str] | None = None,
        nodes: Sequence[NodeRow] = (),
        edges: Sequence[EdgeRow] = (),
        states: Sequence[ProfileState] = (),
        orders: Sequence[ErasureOrder] = (),
        **more: object,
    ) -> None:
        """One transaction of the engine."""
        by_profile: dict[str, list[Record]] = {}
        for record in records:
            by_profile.setdefault(record.profile, []).append(record)
        heads = [HeadRow(leaf, root, 0, 0, 0) for leaf, root in (aliases or {}).items()]
        seq = max([self.store.offset().seq, *(record.seq for record in records)])
        commit = Commit(
            epoch=self.epoch,
            offset=Offset(seq, self.clock.advance(1)),
            history=[HistoryRow(p, mine[-1].seq, len(mine), pack(mine)) for p, mine in by_profile.items()],
            facts=facts,
            graph=GraphChanges(heads=heads, nodes=list(nodes), edges=list(edges)),
            states=[StateRow(s.profile, bucket_of(s.profile), None, pack_state(s)) for s in states],
            orders=orders,
            **more,  # type: ignore[arg-type]
        )
        self.store.commit(commit)
        self.records += records
        self.facts += facts

    def consumed_through(self, seq: int) -> None:
        """The engine reads on, and keeps nothing of what it reads."""
        self.store.commit(Commit(epoch=self.epoch, offset=Offset(seq, self.clock.advance(1))))

    def erase(self, order: ErasureOrder) -> None:
        """What the engine commits when a profile ends: the order, and nobody can read them any more."""
        gone = set(order.subject.profiles)
        self.commit(orders=[order], gone=sorted(gone), erased=sorted(gone))
        self.records = [record for record in self.records if record.profile not in gone]
        self.facts = [fact for fact in self.facts if fact.profile not in gone]
