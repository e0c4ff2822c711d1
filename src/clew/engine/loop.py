"""The micro-batch loop: log rows in; state, history, facts, alarms and offset out, in one transaction.

A crash means "run the batch again": nothing that a batch did is visible before its commit.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from clew.engine.assemble import Assembler, Work, absorbed_by, steps_of
from clew.engine.cache import StateCache, fresh_state
from clew.engine.committing import history_rows, participant_rows, state_row
from clew.engine.dispatch import LAG, Dispatch
from clew.engine.erase import erasure_orders
from clew.engine.fanout import FanOuts
from clew.engine.feed import Body, Feed, HalfRebuilt, LogFeed
from clew.engine.intake import Intake, Mouth, Pending, announces, switches
from clew.engine.orders import ordered
from clew.engine.parts import LIMITS, Limits, Parts, Progress
from clew.engine.ports import CallRow, Commit, Offset, StateRow
from clew.engine.publish import Publisher, live_event
from clew.engine.seeding import Seeder
from clew.engine.seen import Seen
from clew.engine.step import Stepper
from clew.engine.workspace import called_now, endings, put_calls, resumptions
from clew.events import Fact, Record
from clew.events.ports import Arrival
from clew.kernel.instants import Instant
from clew.kernel.packing import pack
from clew.profiles import ProfileState

_PROFILES_A_BUSY_TURN = 100
_PROFILES_AT_ONCE = 200
SYSTEM_SOURCE = "clew"
"""Source of the records that Clew itself appends."""


class Engine:
    """One fenced engine over a workspace's log and state.

    Raises:
        HalfRebuilt: if the state lacks what is in the lake and no longer in the log.
    """

    def __init__(self, parts: Parts, *, seen: Seen | None = None, limits: Limits = LIMITS) -> None:
        if parts.feed is None and parts.store.offset().seq < parts.store.generation().sealed_through:
            raise HalfRebuilt("a rebuild of this workspace did not finish", hint="run `clew rebuild` again")
        self._log, self._store, self._history = parts.log, parts.store, parts.history
        self._graph, self._clock = parts.graph, parts.clock
        self._erasure_key = parts.erasure_key
        self._is_replay = parts.feed is not None
        feed: Feed = LogFeed(parts.log) if parts.feed is None else parts.feed
        self._seen = Seen() if seen is None else seen
        self._limits = limits
        self._cache = StateCache(self._store, limits.cached_states)
        self._assembler = Assembler(self._graph, self._seen, self._history, self._cache.load)
        self._mouth = Mouth(feed, parts.clock, events=limits.events, patience=limits.patience)
        self.epoch = self._store.claim()
        # A replay steps what is in the lake already: to the tail it would come a second time.
        self._sealed_through = self._store.generation().sealed_through
        self.offset = self._store.offset()
        self._mouth.begin(self.offset.seq)
        self.publisher = Publisher(self._store.documents(), self._store.seeded())
        self._graph.use(self.publisher.namespaces)
        self._seeder = Seeder(self._store, self._cache, self._history, self.publisher)
        self._fans = FanOuts(self._store, self.publisher)
        self._dispatch = Dispatch(
            (self._log, self._store, self._history, self._graph, self._clock),
            self._cache.load,
            parts.channels,
            erasure_key=parts.erasure_key,
            replaying=self._is_replay,
        )
        self._stepper = self._new_stepper()
        self._next_due, self._next_call = self._earliest()
        self._assembler.recall(self._history.read([""]))

    def run_once(self) -> Progress:
        """One micro-batch: records if there are any, alarms that are due, else a page of a fan-out or of a bucket.

        Raises:
            Fenced: if another engine took over.
        """
        logical, stop = self.offset.logical, self._fans.next
        # Calls of before come first: nobody is stepped past one.
        called = self._next_call is not None and self._next_call <= logical
        taken = Intake([], logical) if called else self._mouth.take(logical, Pending(self._next_due, stop))
        try:
            if taken.bodies or (self._next_due is not None and self._next_due <= taken.horizon):
                progress = self._process(taken)
                # However busy the stream is, what is being built has its share of every turn.
                self._seeder.seed(self._stepper, self.epoch, self.offset, _PROFILES_A_BUSY_TURN)
                return progress
            if stop is not None and stop <= taken.horizon:
                # Whatever falls on its instant is done.
                return self._process(taken) if logical < stop else self._fan_out()
            if self._dispatch.waits():
                return self._process(Intake([], logical))
            if self.publisher.building():
                return self._seed()
        except BaseException:
            self._forget()
            raise
        return Progress(self.offset, idle=True)

    def drain(self, listener: Callable[[Progress], None] | None = None) -> None:
        """Run until nothing is left to do at the clock's present."""
        while not (progress := self.run_once()).idle:
            if listener is not None:
                listener(progress)

    def _process(self, taken: Intake) -> Progress:
        calls: list[CallRow] = []
        if self._next_call is not None and self._next_call <= taken.horizon:
            calls, stop = called_now(self._store, taken.horizon, max(1, self._limits.events // 2))
            taken = taken if stop is None else self._mouth.hand_back(taken, stop)
        bodies, horizon = taken
        roots = {row.profile: self._graph.root(row.profile) for row in calls}
        work = self._assembler.assemble(bodies)
        work.calls = calls
        wanted = self._wanted(work, horizon, roots)
        self._give_history(work)
        self._stepper.facts.extend(work.facts)
        states, rows = self._step(wanted, work, horizon)
        gone = {*work.absorbed, *(ended.root for ended in work.ended), *(states.keys() - rows.keys())}
        said = work.records if bodies and announces(bodies[-1]) else ()
        told = [*self._take_facts(), *self._fans.late(said)]
        commit = self._commit_of(work, states, bodies, horizon, gone, told)
        commit.states = [row for profile, row in rows.items() if profile not in gone]
        commit.calls = self._fans.announced(said)
        backfilled = self._switch(work, commit) if switches(bodies) else []
        self._finish(commit, [states[profile] for profile in work.groups if profile in states], gone)
        if bodies:
            self._seen.remember(work.keys, bodies[-1].at, bodies[-1].seq)
        return Progress(
            offset=self.offset,
            events=sum(len(body.events) for body in bodies),
            profiles=len(states),
            facts=sorted([*told, *backfilled], key=lambda fact: (fact.at, fact.profile)),
            dropped=work.dropped,
            released=any(row.status == "released" for row in (*commit.plans, *commit.decisions)),
        )

    def _fan_out(self) -> Progress:
        """A page of the audience whose instant has come; time stands still until all of it is called."""
        calls, called = self._fans.page(max(1, self._limits.events // 2))
        self._finish(Commit(self.epoch, self.offset, calls=calls, called=called), (), ())
        return Progress(self.offset)

    def _wanted(self, work: Work, horizon: Instant, roots: Mapping[str, str]) -> list[str]:
        """Everybody whom the batch touches, in the order in which they are stepped.

        Calls go among the groups of whoever answers for their profiles, which before the batch was `roots`; the states
        of those who merge away go to what they merge into.
        """
        gone = {*work.absorbed, *(ended.root for ended in work.ended)}
        called = {*roots.values(), *(self._graph.root(profile) for profile in roots)} - gone
        if work.calls:
            put_calls(work, roots, self._cache.load(called | work.merged))
        wanted = {*work.groups, *called}
        if self._next_due is not None and self._next_due <= horizon:
            due = self._store.due(horizon, max(1, self._limits.events // 2))
            wanted.update(profile for _, profile in due if profile not in gone)
        if work.merged:
            states = self._cache.load(work.merged)
            for absorb in (absorb for groups in work.groups.values() for absorb in absorbed_by(groups)):
                absorb.state = states.pop(absorb.profile, None)
                if absorb.state is None and absorb.groups:
                    absorb.state = fresh_state(absorb.profile, absorb.groups[0].at)
        # In order of their ids otherwise: neighbours are read from one page and written to it.
        return list(dict.fromkeys([*(profile for profile in work.first if profile in wanted), *sorted(wanted)]))

    def _step(
        self, wanted: Sequence[str], work: Work, horizon: Instant
    ) -> tuple[dict[str, ProfileState], dict[str, StateRow]]:
        """Bring everybody to the horizon: the states that there are then, and the rows of those that stay.

        A few at a time are read, stepped and packed, while they are near the processor.
        """
        states: dict[str, ProfileState] = {}
        rows: dict[str, StateRow] = {}
        step, groups_of = self._stepper.step, work.groups
        for start in range(0, len(wanted), _PROFILES_AT_ONCE):
            part = wanted[start : start + _PROFILES_AT_ONCE]
            known = self._cache.load(part, staying=groups_of)
            for profile in part:
                state, groups = known.get(profile), groups_of.get(profile)
                if state is None or profile in work.merged:
                    if groups is None:
                        continue
                    state = fresh_state(profile, groups[0].at)
                states[profile] = state
                step(state, groups or [], horizon)
                if state.records:
                    rows[profile] = state_row(state, horizon)
        return states, rows

    def _give_history(self, work: Work) -> None:
        """Read, for all groups that must refold, the whole history of their profiles in one query."""
        if not (work.merged or work.refolding):
            return
        groups = [group for each in work.groups.values() for group in steps_of(each)]
        merging = [group for group in groups if group.absorbs]
        if self.publisher.building():
            for group in merging:
                # What is being built the one may have had folded over history already, and the other not.
                group.refold = True
                group.leaves = sorted({*group.leaves, *(record.profile for record in group.records)})
        needy = [group for group in groups if group.refold]
        if self.publisher.journeys.versions:
            # What ends a journey of the one may be known of the other.
            needy += (group for group in merging if not group.refold)
        past = self._history.read(sorted({leaf for group in needy for leaf in group.leaves})) if needy else ()
        for group in needy:
            mine = set(group.leaves)
            # A replay's history goes beyond this batch; what the batch brings itself is added below.
            before = [r for r in past if r.profile in mine and r.seq <= self.offset.seq]
            group.history = before + [r for r in work.records if r.profile in mine and r.at <= group.at]

    def _commit_of(
        self,
        work: Work,
        states: Mapping[str, ProfileState],
        bodies: Sequence[Body],
        horizon: Instant,
        gone: Collection[str],
        told: Sequence[Fact],
    ) -> Commit:
        stepper = self._stepper
        erased = {leaf for ended in work.ended for leaf in ended.leaves}
        facts = [f for f in told if f.profile not in erased or f.kind == "profile_deleted"] if erased else told
        moves, stepper.moves = stepper.moves, []
        staying = {profile: state for profile, state in states.items() if profile not in gone}
        commit = Commit(
            epoch=self.epoch,
            offset=Offset(bodies[-1].seq if bodies else self.offset.seq, horizon),
            gone=sorted(gone),
            history=history_rows(
                record for record in work.records if record.profile not in erased and record.seq > self._sealed_through
            ),
            facts=facts,
            members=moves,
            graph=self._graph.take_changes(),
            erased=sorted(erased),
            orders=erasure_orders(work, self._store, self._erasure_key),
            called=[(row.at, row.profile, row.id) for row in work.calls],
            dropped={} if self._is_replay else work.dropped,  # what a replay meets again was counted when it came
        )
        travels = stepper.travels
        if travels.changed:
            commit.participants, commit.ended = participant_rows(*travels.take_changed(), staying)
        effects, travels.effects = travels.effects, []
        behind = self._mouth.behind and self._clock.now() - horizon > LAG
        self._dispatch.fill(commit, work.records, effects, facts, staying, behind=behind)
        return commit

    def _take_facts(self) -> list[Fact]:
        stepper = self._stepper
        told, stepper.facts = [*stepper.facts, *stepper.travels.facts], []
        stepper.travels.facts = []
        return told

    def _switch(self, work: Work, commit: Commit) -> list[Fact]:
        """Take the documents over that the batch's one body publishes or makes live; the facts that follow."""
        facts: list[Fact] = []
        before = self.publisher.journeys
        for record in work.records:
            if record.event.kind == "publish":
                rows = self.publisher.publish(record, empty=self._store.count() == 0)
                commit.documents = [*commit.documents, *rows]
                commit.calls = [*commit.calls, *endings(record, self._store)]
            elif record.event.kind == "live":
                facts += self._go_live(record, commit)
            elif record.event.kind == "control":
                commit.documents = [*commit.documents, *self.publisher.control(record)]
                called = [*resumptions(record, self._store), *ordered(record, self._store)]
                commit.calls = [*commit.calls, *called]
        commit.facts = [*commit.facts, *facts]
        commit.documents = [*commit.documents, *self.publisher.settle(commit.offset.seq)]
        put, gone = self._fans.scheduled(work.records, before)
        commit.calls, commit.called = [*commit.calls, *put], [*commit.called, *gone]
        commit.paused = sorted(self.publisher.journeys.paused - before.paused)
        commit.woken = sorted(before.paused - self.publisher.journeys.paused)
        self._graph.use(self.publisher.namespaces)
        self._stepper = self._new_stepper()
        self._seeder.forget()
        return facts

    def _new_stepper(self) -> Stepper:
        self._dispatch.use(self.publisher)
        return Stepper(self.publisher.program, self.publisher.journeys, self.publisher.historical)

    def _earliest(self) -> tuple[Instant | None, Instant | None]:
        """The earliest alarm or call of all, and the earliest call."""
        due, call = self._store.next_due(), self._store.next_call()
        return min((at for at in (due, call) if at is not None), default=None), call

    def _go_live(self, record: Record, commit: Commit) -> list[Fact]:
        """Take over what is built, where the record is about what is building now."""
        if not self.publisher.is_built(record):
            return []
        here = Offset(self.offset.seq, commit.offset.logical)
        while self._seeder.seed(self._stepper, self.epoch, here) is not None:
            pass  # Only in a replay: the live run appended this record after the last bucket.
        commit.calls = [*commit.calls, *self._seeder.changing(record)]
        switched = self.publisher.go_live(record)
        commit.documents = [*commit.documents, *(row for each in switched for row in each)]
        return [
            fact
            for live, *superseded in switched
            if live.kind == "segment"
            for fact in self._seeder.backfill(live, max(superseded, key=lambda row: row.version, default=None))
        ]

    def _seed(self) -> Progress:
        profiles = self._seeder.seed(self._stepper, self.epoch, self.offset)
        if profiles is not None:
            self._next_due, self._next_call = self._earliest()
            return Progress(self.offset, profiles=profiles)
        self._log.append([Arrival(SYSTEM_SOURCE, pack([live_event(self.publisher.generation)]))])
        return Progress(self.offset)

    def _finish(self, commit: Commit, states: Iterable[ProfileState], gone: Iterable[str]) -> None:
        self._store.commit(commit)
        self.offset = commit.offset
        self._cache.keep(states, gone)
        self._fans.note(commit.calls, commit.called)
        self._next_due, self._next_call = self._earliest()

    def _forget(self) -> None:
        """A batch failed: drop what it changed in memory and begin again where the store says that it is."""
        self.offset = self._store.offset()
        self.publisher.begin(self._store.documents(), self._store.seeded())
        self._graph.use(self.publisher.namespaces)
        self._seeder.forget()
        self._cache.clear()
        self._graph.forget()
        self._mouth.begin(self.offset.seq)
        self._fans.reload()
        self._stepper = self._new_stepper()
        self._next_due, self._next_call = self._earliest()
