"""Laws of journeys in the real engine over real SQLite files."""

from datetime import UTC
from itertools import groupby
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from clew.engine import Keeper
from clew.expressions import evaluate, parse
from clew.journeys import BLOCKED, ENTERED, mark_of, read_journey
from clew.journeys.schedule import turn_of
from clew.kernel.instants import DAY, HOUR
from clew.profiles import view_of
from clew.runtime.rebuild import rebuild
from tests.laws.engine.running import SLOW
from tests.laws.engine.travelling import JOURNEYS, Trip, fact_text, travelled, trips
from tests.laws.engine.worlds import START, Step
from tests.unit.journeys.stage import Stage

LATER = st.sampled_from([HOUR, DAY, 5 * DAY])


@SLOW
@given(trips(), st.integers(1, 3), st.sampled_from([0, 1, 40_000]), LATER)
def test_restarts_batch_sizes_and_caches_change_nothing(
    steps: list[Step], events: int, cached: int, later: int
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        smooth = travelled(steps, one, later=later)
        jumpy = travelled(steps, other, restarts=True, events=events, cached=cached, later=later)
        assert jumpy.told() == smooth.told()
        assert smooth.participants() == smooth.under_way()
        smooth.workspace.close()
        jumpy.workspace.close()


@SLOW
@given(trips(), LATER)
def test_participants_are_those_of_the_states_at_every_step(steps: list[Step], later: int) -> None:
    with TemporaryDirectory() as folder:
        trip = travelled([], folder)
        for step in steps:
            trip.feed(step)
            trip.drain()
            assert trip.participants() == trip.under_way(), step
        trip.clock.set(trip.clock.now() + later)
        trip.drain()
        assert trip.participants() == trip.under_way()
        trip.workspace.close()


@SLOW
@given(trips(unmerges=False), LATER, st.booleans())
def test_a_rebuild_gives_the_same_and_makes_nothing_sendable(steps: list[Step], later: int, sealed: bool) -> None:
    with TemporaryDirectory() as folder:
        trip = travelled(steps, folder, later=later)
        expected, before = trip.told(), trip.rows()
        erased = any(event.kind == "delete_profile" for step in steps for event in step.events)
        if sealed:
            Keeper(trip.workspace.log, trip.workspace.store, trip.workspace.lake, trip.clock).seal_all()
        trip.facts = []
        rebuild(trip.workspace, lambda progress: trip.facts.extend(progress.facts))
        again = trip.told()
        assert (again.states, again.journeys, again.participants) == (
            expected.states,
            expected.journeys,
            expected.participants,
        )
        if not erased:
            assert again.facts == expected.facts
        closed = {row.key: row.status for row in before if row.status not in ("planned", "released", "retry")}
        assert {row.key: row.status for row in trip.rows()} == {
            row.key: closed.get(row.key, "unknown") for row in before
        }
        trip.restart()
        trip.drain()
        assert trip.rows("planned", "released", "retry", "sending") == []
        trip.workspace.close()


@SLOW
@given(trips(plain=True), LATER)
def test_the_engine_tells_what_journeys_alone_tell(steps: list[Step], later: int) -> None:
    with TemporaryDirectory() as folder:
        trip = travelled(steps, folder, later=later, audiences=False)
        facts, effects = _staged(trip, steps)
        assert sorted(fact_text(fact) for fact in trip.facts if mark_of(fact) is not None) == facts
        assert sorted((row.at, row.key) for row in trip.rows()) == effects
        trip.workspace.close()


@SLOW
@given(trips(plain=True), LATER)
def test_audiences_are_whom_the_naive_reference_names_at_each_instant(steps: list[Step], later: int) -> None:
    with TemporaryDirectory() as folder:
        trip = travelled(steps, folder, later=later)
        told = [
            (fact.at, fact.profile)
            for fact in trip.facts
            if fact.kind in (ENTERED, BLOCKED) and (mark := mark_of(fact)) is not None and mark.journey == "daily"
        ]
        assert sorted(told) == _addressed(trip)
        trip.workspace.close()


def _addressed(trip: Trip) -> list[tuple[int, str]]:
    """When whose turn comes of the daily broadcast: day by day, everybody, with all records of until then."""
    meant, turns = parse("did visit"), list[tuple[int, str]]()
    begun = min(row.at for row in trip.workspace.store.documents())
    days = (START + HOUR + number * DAY for number in range(100))
    for at in (day for day in days if begun <= day <= trip.clock.now()):
        for state in trip.workspace.store.scan(limit=10_000):
            records = [each for each in trip.workspace.history.read([state.profile]) if each.at <= at]
            if records and evaluate(meant, view_of(records, UTC, exists=True), at):
                turns.append((at + turn_of(state.profile, "daily", "5h"), state.profile))
    return sorted(turn for turn in turns if turn[0] <= trip.clock.now())


def _staged(trip: Trip, steps: list[Step]) -> tuple[list[str], list[tuple[int, str]]]:
    """The same, person by person, on a stage without an engine."""
    facts: list[str] = []
    effects: list[tuple[int, str]] = []
    store = trip.workspace.store
    controls = [
        (step.at, str(event.properties["action"]), str(event.properties["id"]))
        for step in steps
        for event in step.events
        if event.kind == "control"
    ]
    for state in store.scan(limit=10_000):
        leaves = [head.profile for head in store.members([state.profile])[state.profile]]
        records = trip.workspace.history.read(leaves)
        stage = Stage(
            [read_journey(str(j["id"]), 1, {k: v for k, v in j.items() if k not in ("kind", "id")}) for j in JOURNEYS]
        )
        moments = {at: list(found) for at, found in groupby(records, key=lambda record: record.at)}
        for at in sorted({*moments, *(at for at, _, _ in controls)}):
            stage.instant(at, moments.get(at, []), [control for control in controls if control[0] == at])
        stage.advance(trip.clock.now())
        facts += map(fact_text, stage.facts)
        effects += ((effect.at, effect.key) for effect in stage.effects)
    return sorted(facts), sorted(effects)
