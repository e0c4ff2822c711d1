"""Laws of SEMANTICS C over the real engine: people, documents, audiences and crashes in any order."""

import os
from contextlib import suppress
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from clew.actions import OutboxRow
from clew.engine.ports import Commit
from clew.events import Event, Identity, Kind
from clew.journeys import ENDED, JourneyState, unpack_journeys
from clew.kernel.instants import DAY, HOUR, MINUTE
from clew.profiles import list_event, list_expression, unpack_state
from clew.runtime.rebuild import rebuild
from tests.laws.engine.travelling import AUDIENCES, BASIS, BUYER, CART, JOURNEYS, QUIET, Trip, fact_text
from tests.laws.engine.worlds import START, Step

PEOPLE = st.sampled_from([Identity("user_id", f"u{number}") for number in range(3)])
MOST_A_DAY = 2
CAP = {"max": MOST_A_DAY, "per": "1d", "channel": "local"}
CAPS: dict[str, object] = {"kind": "policy", "id": "caps", "caps": [CAP]}
LIST: dict[str, object] = {"kind": "segment", "id": "faithful", "expression": list_expression("faithful")}
LISTED: dict[str, Any] = {
    "kind": "journey",
    "id": "listed",
    "entry": {"segment": "faithful", "existing": True},
    "exit": [{"left": "faithful"}],
    "nodes": {"mail": {"send": "hello", "channel": "local", "next": "rest"}, "rest": {"wait": "3d"}},
}
JOURNEY = st.sampled_from([CART, QUIET, BUYER, AUDIENCES[0], AUDIENCES[1], LISTED])


class Crash(Exception):
    """Of the test's own making."""


class Workspaces(RuleBasedStateMachine):
    """Three people, six journeys, one cap, in real files."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.trip = Trip(self.folder.name)
        self.number = 0
        self.versions: dict[str, int] = {}
        self.paused: set[str] = set()
        self.erased = False

    def teardown(self) -> None:
        """Close what is open."""
        self.trip.workspace.close()
        self.folder.cleanup()

    @initialize()
    def begin(self) -> None:
        """Everything is published, and everybody is known."""
        self.trip.say(*BASIS, CAPS, LIST, *JOURNEYS, *AUDIENCES, LISTED)
        self.trip.clock.set(START)
        self.versions = {str(each["id"]): 1 for each in (*JOURNEYS, *AUDIENCES, LISTED) if each["kind"] == "journey"}

    @rule(who=PEOPLE, kind=st.sampled_from(["cart", "visit", "purchase"]), minutes=st.sampled_from([1, 90, 400]))
    def happen(self, who: Identity, kind: str, minutes: int) -> None:
        """Something happens to somebody."""
        self.receive(Event(self.name(), "track", kind, (who,), properties={"total": 10}), minutes)

    @rule(one=PEOPLE, other=PEOPLE, kind=st.sampled_from(["merge", "merge", "unmerge", "delete_profile"]))
    def by_hand(self, one: Identity, other: Identity, kind: Kind) -> None:
        """People are one, or two again, or forgotten."""
        self.erased = self.erased or kind == "delete_profile"
        self.receive(Event(self.name(), kind, kind, (one,) if kind == "delete_profile" else (one, other)), 1)

    @rule(who=PEOPLE, member=st.booleans())
    def list_somebody(self, who: Identity, member: bool) -> None:
        """Somebody comes on the list, or leaves it."""
        self.receive(list_event("faithful", who, member=member, event_id=self.name()), 1)

    @rule(sku=st.integers(1, 3))
    def announce(self, sku: int) -> None:
        """A price drops."""
        self.receive(Event(self.name(), "business", "price dropped", properties={"sku": sku}), 5)

    @rule(journey=JOURNEY)
    def publish(self, journey: dict[str, Any]) -> None:
        """A new version of a journey."""
        name = str(journey["id"])
        self.versions[name] += 1
        self.trip.clock.set(self.trip.clock.now() + 1)
        self.trip.say({**journey, "version": self.versions[name]})

    @rule(journey=JOURNEY)
    def hold(self, journey: dict[str, Any]) -> None:
        """A journey is paused, or goes on."""
        name = str(journey["id"])
        action = "resume" if name in self.paused else "pause"
        self.paused ^= {name}
        said = {"action": action, "kind": "journey", "id": name}
        self.receive(Event(self.name(), "control", "control", properties=said), 1)

    @rule(hours=st.sampled_from([1, 6, 24, 60]))
    def wait(self, hours: int) -> None:
        """Time passes."""
        self.trip.clock.set(self.trip.clock.now() + hours * HOUR)
        self.trip.drain()

    @rule(events=st.sampled_from([1, 16_000]))
    def restart(self, events: int) -> None:
        """Another process goes on, in batches of another size."""
        self.trip.limits = type(self.trip.limits)(events=events)
        self.trip.restart()
        self.trip.drain()

    @rule(hours=st.sampled_from([0, 7, 30]), after=st.booleans())
    def crash(self, hours: int, after: bool) -> None:
        """The next commit fails, before or after it is durable, and another process goes on."""
        store = self.trip.workspace.store
        commit = store.commit

        def failing(batch: Commit) -> None:
            if after:
                commit(batch)
            raise Crash

        self.trip.clock.set(self.trip.clock.now() + hours * HOUR)
        store.commit = failing  # type: ignore[method-assign]
        with suppress(Crash):
            self.trip.drain()
        self.trip.restart()
        self.trip.drain()

    @rule()
    def rebuild(self) -> None:
        """The state is thrown away, and comes again from the log."""
        before = self.trip.told()
        facts = self.facts()
        rebuild(self.trip.workspace)
        self.trip.restart()
        after = self.trip.told()
        assert (after.states, after.journeys, after.participants) == (
            before.states,
            before.journeys,
            before.participants,
        )
        if not self.erased:
            assert self.facts() == facts
        self.trip.drain()

    def receive(self, event: Event, minutes: int) -> None:
        """One event, some time later."""
        self.trip.feed(Step(self.trip.clock.now() + minutes * MINUTE, (event,)))
        self.trip.drain()

    def name(self) -> str:
        """An id not used before."""
        self.number += 1
        return f"e{self.number:04d}"

    def facts(self) -> list[str]:
        """Every fact of a journey that is stored."""
        told = (fact for _, fact in self.trip.workspace.store.facts(limit=100_000))
        return sorted(fact_text(fact) for fact in told if fact.kind.startswith(("journey", "message_")))

    def states(self) -> list[JourneyState]:
        """The journeys of everybody."""
        rows = self.trip.workspace.store.scan(limit=10_000)
        return [unpack_journeys(unpack_state(row.state).journeys) for row in rows]

    @invariant()
    def one_participant_for_each_key(self) -> None:
        """J6."""
        for state in self.states():
            active = [(p.journey, p.key) for p in state.participants if p.status == "active"]
            assert len(active) == len(set(active))

    @invariant()
    def nobody_is_stuck(self) -> None:
        """Who is under way has a wake-up to come, or waits for the end of a pause; and none was missed."""
        for state in self.states():
            for p in state.participants:
                if p.status == "active":
                    assert (p.wake is not None) is (p.held != "paused")
                    assert p.held != "paused" or p.journey in self.paused
                assert p.due is None or p.due > self.trip.clock.now()

    @invariant()
    def the_table_says_what_the_states_say(self) -> None:
        """For those who ask by journey."""
        assert self.trip.participants() == self.trip.under_way()

    @invariant()
    def every_effect_is_one_and_none_comes_after_the_end(self) -> None:
        """Keys are unique; who has ended does nothing more."""
        ends: dict[str, int] = {}
        for _, fact in self.trip.workspace.store.facts(limit=100_000):
            if fact.kind == ENDED:
                ends[fact.subject.split("/")[1]] = fact.at
        rows = self.trip.rows()
        assert len({row.key for row in rows}) == len(rows)
        for row in rows:
            participant = row.letter.action.participant
            assert row.at <= ends.get(participant, row.at)

    @invariant()
    def the_cap_holds(self) -> None:
        """At most two messages a day are released to anybody; one that was taken back unsent gives its slot back."""
        by_person: dict[str, list[OutboxRow]] = {}
        for row in self.trip.rows():
            if row.counted and row.released_at is not None and row.status != "suppressed":
                by_person.setdefault(row.profile, []).append(row)
        for rows in by_person.values():
            times = sorted(row.released_at or 0 for row in rows)
            assert all(later >= sooner + DAY for sooner, later in zip(times, times[MOST_A_DAY:], strict=False))

    @invariant()
    def the_workspace_has_something_to_do_at_most_once(self) -> None:
        """Of each broadcast one time is to come, and nothing is overdue."""
        calls = self.trip.workspace.store.calls_to_workspace()
        assert len({call.id for call in calls}) == len(calls)
        assert all(call.at > self.trip.clock.now() for call in calls)
        assert self.trip.workspace.store.calls(self.trip.clock.now(), 10) == []


TestWorkspaces = Workspaces.TestCase
TestWorkspaces.settings = settings(
    max_examples=int(os.environ.get("CLEW_ENGINE_EXAMPLES", "4")),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
