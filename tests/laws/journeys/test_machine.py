"""Laws of SEMANTICS C over people who merge and are erased, journeys that are published, paused and archived."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from clew.events import Event, Identity
from clew.journeys import mark_of, pack_journeys, unpack_journeys
from clew.journeys.marks import ENDED
from clew.kernel.instants import DAY, HOUR, MINUTE
from tests.laws.journeys.worlds import BEGINNINGS, journeys
from tests.unit.journeys.stage import Stage, policy_of

PEOPLE = st.sampled_from(["a", "b", "c"])
MOST = 2


class People(RuleBasedStateMachine):
    """Three people, two journeys, one cap."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage(policy=policy_of(caps=[{"max": MOST, "per": "1d", "channel": "email", "policy": "defer"}]))
        self.number = 0
        self.versions = {"j0": 0, "j1": 0}
        self.checked = 0
        self.names: dict[str, set[str]] = {name: {name} for name in "abc"}
        self.gone: set[str] = set()

    @initialize(first=journeys(), second=journeys())
    def begin(self, first: dict[str, Any], second: dict[str, Any]) -> None:
        """Two journeys, and everybody is known."""
        self.stage.now = BEGINNINGS[0]
        self.publish("j0", first)
        self.publish("j1", second)
        for name in "abc":
            self.receive(name, "hello", 0, {})

    @rule(name=st.sampled_from(["j0", "j1"]), body=journeys())
    def publish(self, name: str, body: dict[str, Any]) -> None:
        """A new version."""
        self.versions[name] += 1
        self.stage.journey(body, self.versions[name], name)

    @rule(who=PEOPLE, kind=st.sampled_from(["cart", "buy", "click"]), later=st.integers(1, 90), value=st.integers(0, 4))
    def happen(self, who: str, kind: str, later: int, value: int) -> None:
        """Something happens to somebody."""
        self.receive(who, kind, later * MINUTE, {"value": value, "cart": f"c{value % 2}"})

    @rule(hours=st.sampled_from([1, 2, 12, 24, 72]))
    def wait(self, hours: int) -> None:
        """Time passes."""
        self.stage.advance(self.stage.now + hours * HOUR)

    @rule(one=PEOPLE, other=PEOPLE, later=st.integers(0, 5))
    def merge(self, one: str, other: str, later: int) -> None:
        """Two people are one."""
        if one in self.gone or other in self.gone or self.names[one] is self.names[other]:
            return
        pair = (Identity("user_id", one), Identity("user_id", other))
        at = self.stage.now + later * MINUTE + 1
        self.stage.receive(at, [(one, Event(self.name(), "merge", "merge", pair))])
        both = self.names[one] | self.names[other]
        for each in both:
            self.names[each] = both

    @rule(who=PEOPLE)
    def erase(self, who: str) -> None:
        """Somebody is forgotten."""
        if who in self.gone:
            return
        self.gone |= self.names[who]
        event = Event(self.name(), "delete_profile", "delete_profile", (Identity("user_id", who),))
        self.stage.receive(self.stage.now + 1, [(who, event)])

    @rule(name=st.sampled_from(["j0", "j1"]))
    def pause(self, name: str) -> None:
        """A journey is held, or goes on."""
        if name in self.stage.paused:
            self.stage.resume(name, self.stage.now + 1)
        else:
            self.stage.pause(name, self.stage.now + 1)

    def receive(self, who: str, kind: str, later: int, properties: dict[str, Any]) -> None:
        """One event."""
        if who in self.gone:
            return
        event = Event(self.name(), "track", kind, (Identity("user_id", who),), properties=properties)
        self.stage.receive(self.stage.now + later + 1, [(who, event)])

    def name(self) -> str:
        """An id not used before."""
        self.number += 1
        return f"e{self.number:04d}"

    @invariant()
    def one_participant_for_each_key(self) -> None:
        """J6."""
        for state in self.stage.states.values():
            active = [(p.journey, p.key) for p in state.participants if p.status == "active"]
            assert len(active) == len(set(active))

    @invariant()
    def everybody_waits_for_something(self) -> None:
        """A wake-up to come, or a pause that somebody ends; and never one that has been missed."""
        for state in self.stage.states.values():
            for p in state.participants:
                if p.status == "active":
                    assert (p.wake is not None) is (p.held != "paused")
                assert p.due is None or p.due > self.stage.now

    @invariant()
    def states_pack(self) -> None:
        """Nothing lives but what is stored."""
        for state in self.stage.states.values():
            assert unpack_journeys(pack_journeys(state)) == state

    @invariant()
    def effects_are_lawful(self) -> None:
        """Keys are unique, caps are kept, and nobody acts after the end."""
        effects = self.stage.effects
        assert len({effect.key for effect in effects}) == len(effects)
        ends = {
            mark.participant: fact.at
            for fact in self.stage.facts
            if fact.kind == ENDED and (mark := mark_of(fact)) is not None
        }
        for index in range(self.checked, len(effects)):
            effect = effects[index]
            assert effect.participant not in ends or ends[effect.participant] >= effect.at
            if effect.channel == "email":
                mine = self.names[effect.profile]
                before = [
                    other
                    for other in effects[:index]
                    if other.channel == "email" and other.profile in mine and other.at + DAY > effect.at
                ]
                assert len(before) < MOST
        self.checked = len(effects)

    @invariant()
    def nobody_forgotten_is_remembered(self) -> None:
        """Erasure leaves nothing."""
        assert not self.gone & set(self.stage.states)


TestPeople = People.TestCase
TestPeople.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
