"""Law: the conditions of journeys are to the engine's own step what simulation holds them to be, at every change."""

from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from clew.engine.step import Group, Stepper
from clew.events import Record
from clew.expressions import Reading
from clew.journeys import compile_journeys, read_journey
from clew.journeys.thread import Conditions, Thread
from clew.kernel.instants import DAY, Instant
from clew.profiles import ProfileState, compile_program, zone_of
from tests.laws.journeys.worlds import histories, journeys

ZONE = ZoneInfo("Europe/Berlin")


@given(histories(), st.lists(journeys(), min_size=1, max_size=2))
def test_the_engine_supplies_what_journeys_ask(records: list[Record], bodies: list[dict[str, Any]]) -> None:
    program = compile_journeys(read_journey(f"j{number}", 1, body) for number, body in enumerate(bodies))
    compiled = compile_program(program.definitions(), zone=ZONE)
    thread = Thread("p", Conditions(program, [], zone=ZONE))
    state = ProfileState(profile="p", created_at=records[0].at, last_at=records[0].at)
    stepper = Stepper(compiled)

    def agree(at: Instant) -> None:
        reading = Reading(
            attributes=state.attributes,
            consents=state.consents,
            scores=state.scores,
            clauses=state.clauses,
            now=at,
            zone=zone_of(state.attributes, ZONE),
        )
        for key in program.conditions:
            held = key in state.conditions if key in program.watched else bool(compiled.conditions[key].test(reading))
            assert thread.holds(key) is held

    def let_pass(until: Instant) -> None:
        while thread.due is not None and thread.due <= until:
            at = thread.due
            thread.bring(at)
            stepper.step(state, [], at)
            agree(at)

    for at, brought in groupby(records, key=lambda record: record.at):
        let_pass(at - 1)
        news = list(brought)
        thread.bring(at, news)
        stepper.step(state, [Group(at, news)], at)
        agree(at)
    let_pass(records[-1].at + 3 * DAY)
    assert stepper.facts == []
