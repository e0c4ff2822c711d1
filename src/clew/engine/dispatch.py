"""What a batch commits of messages and other effects: new ones asked for release, waiting ones asked again, outcomes.

Law 1: a replay asks nothing and makes nothing sendable; what has no outcome in the log waits for a person.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING

from msgspec.structs import replace

from clew.actions import (
    SOURCE,
    Action,
    OutboxRow,
    Policy,
    Traits,
    copies,
    ordered,
    outcome_event,
    read_outcome,
    requested,
    status_outcome,
    suppression_after,
    with_letter,
)
from clew.engine.committing import plans_of
from clew.engine.effective import effective_records
from clew.engine.itineraries import journey_of
from clew.engine.ports import Commit, DocumentRow, StateStore
from clew.engine.publish import Publisher
from clew.engine.release import Plan, Releaser, Rules, Somebody
from clew.engine.travel import NO_JOURNEYS, Traveller
from clew.events import RESERVED_SOURCES, Fact, Position, Record
from clew.events.ports import Arrival, EventLog, HistoryReader
from clew.expressions import Reading
from clew.identity import Graph
from clew.identity.ports import NodeRow
from clew.journeys import ENDED, Compiled, compile_journeys, mark_of, still_wanted
from clew.kernel.instants import SECOND, Clock, Duration, Instant
from clew.kernel.packing import pack
from clew.privacy import Suppression
from clew.profiles import ProfileState, Program, zone_of

if TYPE_CHECKING:
    from clew.content import Compiled as CompiledTemplate
    from clew.engine.templates import Templates

MOST_ASKED_AGAIN = 2_000
"""Waiting rows that one batch asks again."""

_LASTING = frozenset({"bounced", "complained", "failed"})
"""Outcomes after which an address may have to be left alone."""

WITHDRAWABLE = frozenset({"planned", "retry", "released"})
"""Statuses of what an exit takes back."""

LAG: Duration = 5 * SECOND
"""How far behind the present an engine is that has caught up; what is released later was decided long ago."""

LoadStates = Callable[[Sequence[str]], Mapping[str, ProfileState]]


class Dispatch:
    """The release phase of the loop, over its stores."""

    def __init__(
        self,
        parts: tuple[EventLog, StateStore, HistoryReader, Graph, Clock],
        load: LoadStates,
        channels: Mapping[str, Traits],
        *,
        erasure_key: bytes,
        replaying: bool,
    ) -> None:
        """Over what the engine is made of, the channels there are, and the workspace's key."""
        self._log, self._store, self._history, self._graph, self._clock = parts
        self._load = load
        self._releaser = Releaser(self._store, channels, erasure_key=erasure_key)
        self._key = erasure_key
        self._replaying = replaying
        self._documents: Sequence[DocumentRow] = ()
        self._shelf: Templates | None = None
        self._versions: dict[str, int] = {}
        self._rules = Rules(Policy(), (), UTC, self._compiled, _no_traits, _nothing_holds)
        self._program, self._journeys = Program(), NO_JOURNEYS
        self._past: dict[tuple[str, int], Compiled | None] = {}

    def use(self, publisher: Publisher) -> None:
        """Go by these documents from now on."""
        self._documents = publisher.rows()
        self._versions = {}
        for row in self._documents:
            if row.kind == "template" and row.status == "live":
                self._versions[row.id] = max(row.version, self._versions.get(row.id, 0))
        if self._shelf is not None:
            self._shelf.use(self._documents)
        self._program, self._journeys = publisher.program, publisher.journeys
        zone = publisher.program.zone
        self._past = {}
        own = {place: compiled.rules for place, compiled in publisher.journeys.versions.items()}
        self._rules = Rules(
            publisher.policy,
            publisher.journeys.paused,
            zone,
            self._compiled,
            self._traits,
            self._holds,
            own,
            publisher.offers,
        )

    def fill(
        self,
        commit: Commit,
        records: Sequence[Record],
        effects: Sequence[Action],
        facts: Sequence[Fact],
        states: Mapping[str, ProfileState],
        *,
        behind: bool,
    ) -> None:
        """Add to a batch's commit what follows from its records, effects and facts.

        Args:
            commit: Changed in place.
            records: Of the batch.
            effects: Of its steps.
            facts: Of its steps.
            states: As the batch leaves them, by root.
            behind: Whether much that was received earlier is still to be read: then what is planned waits, for an exit
                may stand there.
        """
        told = [record for record in records if record.source == SOURCE]
        found = [outcome for record in told if (outcome := read_outcome(record.event)) is not None]
        # That a person let it go once more is not repeated: what has no outcome waits for a person (law 1).
        commit.outcomes = [each for each in found if not (self._replaying and each[1] == "retried")]
        commit.suppressed = [s for record in told if (s := self._suppression(record)) is not None]
        orders = [order for record in told if (order := ordered(record.event, record.at)) is not None]
        commit.suppressed += [order for order in orders if isinstance(order, Suppression)]
        commit.lifted = [order for order in orders if isinstance(order, str)]
        # Of the erased nothing is asked: the graph, which knows it already, would learn them anew from the store.
        erased = set(commit.erased)
        changed = {record.profile for record in records if record.event.kind == "consent"} - erased
        commit.recalled = sorted({leaf for each in changed for leaf in self._graph.members(each)})
        commit.withdrawn = [
            mark.participant
            for fact in facts
            if fact.kind == ENDED and (mark := mark_of(fact)) is not None and mark.detail == "exit"
        ]
        asked_for = [
            action
            for record in records
            if record.source in RESERVED_SOURCES
            and (action := requested(record.event, record.source, record.profile, record.at)) is not None
        ]
        staying = [effect for effect in (*effects, *asked_for) if effect.profile not in erased]
        plans = plans_of(staying, self._rules.policy, self._version_of)
        if self._replaying:
            rows = (with_letter(*plan) for plan in plans)
            commit.plans = [replace(row, status="unknown", due_at=None, reason="replayed") for row in rows]
            return
        now = self._clock.now()
        if behind:
            commit.plans = [with_letter(*plan) for plan in plans]
            self._tell_withdrawn(commit, now)
            return
        waiting = [
            Plan(row, row.letter) for row in self._store.plans(now, MOST_ASKED_AGAIN) if row.profile not in erased
        ]
        if plans or waiting:
            asked = self._ask([*plans, *waiting], states, now, records, commit.graph.nodes)
            commit.plans, commit.decisions = asked[: len(plans)], asked[len(plans) :]
            if copied := self._copies(asked):
                commit.plans = [*commit.plans, *self._ask(copied, states, now, records, commit.graph.nodes)]
        self._tell_withdrawn(commit, now)

    def _copies(self, rows: Sequence[OutboxRow]) -> list[Plan]:
        """Copies for the seeds of what goes out for the first time; of several that would be one, the first."""
        policy, found = self._rules.policy, dict[str, Action]()
        for row in rows if policy.seeds else ():
            if row.status == "released":
                action = row.letter.action
                for copy in copies(action, policy, daily=self._daily(action)):
                    found.setdefault(copy.key, copy)
        fresh = [copy for key, copy in found.items() if self._store.row(key) is None]
        return plans_of(fresh, policy, self._version_of)

    def _daily(self, action: Action) -> bool:
        """Whether its journey addresses audiences by schedule, so that what goes out one day is another message."""
        compiled = self._journeys.versions.get((action.journey, action.journey_version))
        return compiled is not None and compiled.journey.body.entry.broadcast is not None

    def waits(self) -> bool:
        """Whether something is to be asked again now."""
        due = None if self._replaying else self._store.next_plan()
        return due is not None and due <= self._clock.now()

    def _ask(
        self,
        plans: Sequence[Plan],
        states: Mapping[str, ProfileState],
        now: Instant,
        records: Sequence[Record],
        fresh: Sequence[NodeRow],
    ) -> list[OutboxRow]:
        self._recall(plans)
        whom = {row.profile: Somebody(row.profile, states.get(row.profile)) for row, _ in plans}
        # Whom the batch has stepped answers for themselves.
        if strangers := [profile for profile, who in whom.items() if who.state is None]:
            whom |= self._among_others(strangers, states)
        late = now - LAG
        unwanted = self._unwanted([plan for plan in plans if plan.row.at < late], whom, now, records)
        asked = self._releaser.decide(
            plans, whom, self._rules, now, leaves=self._graph.leaves_of, unwanted=unwanted, fresh=fresh
        )
        self._tell(asked, now)
        return asked

    def _recall(self, plans: Sequence[Plan]) -> None:
        """Compile the versions that the engine has let go of, and a person sends a message of all the same."""
        actions = [letter.action for _, letter in plans if letter.action.journey]
        places = {(action.journey, action.journey_version) for action in actions}
        for place in places - self._journeys.versions.keys() - self._past.keys():
            rows = [row for row in self._documents if (row.kind, row.id, row.version) == ("journey", *place)]
            compiled = compile_journeys(map(journey_of, rows), policy=self._rules.policy).versions.get(place)
            self._past[place] = compiled
            if compiled is not None:
                self._rules = self._rules._replace(own={**self._rules.own, place: compiled.rules})

    def _among_others(self, strangers: Sequence[str], states: Mapping[str, ProfileState]) -> dict[str, Somebody]:
        """Who answers for profiles that the batch has not stepped."""
        self._graph.prefetch_roots(strangers)
        roots = {profile: self._graph.root(profile) for profile in strangers}
        missing = [root for root in dict.fromkeys(roots.values()) if root not in states]
        known = {**states, **self._load(missing)} if missing else states
        return {profile: Somebody(root, known.get(root)) for profile, root in roots.items()}

    def _tell_withdrawn(self, commit: Commit, now: Instant) -> None:
        """Tell of what an exit takes back, of this batch as well."""
        if not commit.withdrawn:
            return
        gone = set(commit.withdrawn)
        mine = [row for row in commit.plans if row.letter.action.participant in gone]
        waiting = [*self._store.waiting_of(gone), *(row for row in mine if row.status in WITHDRAWABLE)]
        self._tell([replace(row, status="suppressed", due_at=None, reason="exited") for row in waiting], now)

    def _tell(self, rows: Sequence[OutboxRow], now: Instant) -> None:
        # Told before it is committed: told twice is once, and a decision that nobody was told of can be made again.
        told = [outcome_event(outcome, row) for row in rows for outcome in status_outcome(row, now)]
        if told:
            self._log.append([Arrival(SOURCE, pack(told))])

    def _unwanted(
        self, late: Sequence[Plan], whom: Mapping[str, Somebody], now: Instant, records: Sequence[Record]
    ) -> set[str]:
        """Of rows released long after they were decided, those whose journey has been left for good by now (J15)."""
        # Of most nothing has been received since: then the past has nothing to say, and is not read.
        moved = {
            who.root
            for row, letter in late
            if (who := whom[row.profile]).state is not None and who.state.last_at > letter.action.at
        }
        leaves = {root: {root, *mine} for root, mine in self._graph.leaves_of(moved).items()} if moved else {}
        past = self._history.read(sorted({leaf for found in leaves.values() for leaf in found})) if leaves else []
        everything = {record.position: record for record in (*past, *records)} if leaves else {}
        unwanted: set[str] = set()
        for row, letter in late:
            root, state = whom[row.profile]
            if state is None:
                continue
            person = Traveller(state, self._program, self._reading(state, now))
            mine = leaves.get(root, ())
            known = effective_records(sorted((r for r in everything.values() if r.profile in mine), key=_place))
            past = self._past.get((letter.action.journey, letter.action.journey_version))
            if not still_wanted(self._journeys, letter.action, person, list(known), past):
                unwanted.add(row.key)
        return unwanted

    def _reading(self, state: ProfileState, now: Instant) -> Reading:
        return Reading(
            attributes=state.attributes,
            consents=state.consents,
            scores=state.scores,
            clauses=state.clauses,
            now=now,
            zone=zone_of(state.attributes, self._program.zone),
        )

    def _traits(self, state: ProfileState) -> dict[str, object]:
        reading = self._reading(state, self._clock.now())
        return {name: trait.value(reading) for name, trait in self._program.traits.items()}

    def _holds(self, state: ProfileState) -> Callable[[str], bool]:
        return Traveller(state, self._program, self._reading(state, self._clock.now())).holds

    def _suppression(self, record: Record) -> Suppression | None:
        """The address that an outcome says is not to be written to any more."""
        said = read_outcome(record.event)
        row = self._store.row(said[0]) if said is not None and said[1] in _LASTING else None
        if row is None or said is None:
            return None
        return suppression_after(row.letter, said[1], record.event.properties, self._key, record.at)

    def _version_of(self, template: str) -> int:
        return self._versions.get(template, 0)

    def _compiled(self, template: str, version: int) -> "CompiledTemplate":
        if self._shelf is None:
            # Loads Liquid, which needs only who sends messages.
            from clew.engine.templates import Templates  # noqa: PLC0415

            self._shelf = Templates(self._documents)
        return self._shelf.find(template, version)


def _place(record: Record) -> Position:
    return record.position


def _nothing_holds(_: ProfileState) -> Callable[[str], bool]:
    return lambda _: False


def _no_traits(_: ProfileState) -> Mapping[str, object]:
    return {}
