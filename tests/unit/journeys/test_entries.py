"""Who enters a journey and when, goals and hold-outs, on the real step."""

from clew.events import Event, Record
from clew.journeys import JourneyState, step
from clew.journeys.marks import BLOCKED, DREW, ENDED, ENTERED, GOAL
from clew.journeys.ports import Moment, Start
from clew.kernel.instants import parse_instant
from tests.unit.journeys.stage import MAIL, Stage, body, event, stage_of

# --- entries ---


def test_a_business_event_and_a_broadcast_start_what_the_workspace_says() -> None:
    nodes = {"m": MAIL}
    stage = Stage()
    entry = {"business": {"event": "delay", "segment": "did book"}}
    stage.journey({"entry": entry, "nodes": nodes})
    stage.receive("2026-03-02T10:00:00Z", [event("book")])
    start = Start("j", "delay/e1", "business", {"flight": "LH1"})
    stage.start("p", start, "2026-03-02T11:00:00Z")
    assert stage.effects[0].values["event"] == {"flight": "LH1"}
    assert stage.said(ENTERED) == [("2026-03-02T11:00:00Z", "business")]
    again = stage.effects[0].participant
    stage.start("p", start._replace(origin="delay/e2"), "2026-03-02T11:00:00Z")
    assert stage.effects[1].participant != again


def test_leaving_a_segment_may_be_an_entry_and_existing_members_may_be_taken() -> None:
    stage = Stage()
    stage.receive("2026-03-02T08:00:00Z", [event("visit")])
    stage.journey({"entry": {"segment": "did visit in last 1d", "on": "leave"}, "nodes": {"m": MAIL}}, name="left")
    entry = {"segment": "did visit in last 1d", "existing": True}
    stage.journey({"entry": entry, "nodes": {"m": {"send": "there"}}}, name="there")
    stage.advance("2026-03-02T09:00:00Z")
    assert stage.sent() == []
    stage.newly("there", "2026-03-02T09:30:00Z")
    stage.advance("2026-03-05T00:00:00Z")
    assert stage.sent() == [("2026-03-02T09:30:00Z", "there"), ("2026-03-03T08:00:00Z", "mail")]


def test_one_participant_for_each_key() -> None:
    stage = Stage()
    nodes = {"w": {"wait": "1h", "next": "m"}, "m": MAIL}
    stage.journey({"entry": {"event": "go", "key": "order"}, "nodes": nodes, "reentry": {"gap": "1d"}})
    at = "2026-03-02T10:00:00Z"
    stage.receive(at, [event("go", order=1), event("go", order=2), event("go", order=1.0), event("go", order="1")])
    stage.advance("2026-03-02T12:00:00Z")
    assert len(stage.effects) == 3
    assert stage.said(BLOCKED) == [(at, "active")]
    stage.receive("2026-03-09T10:00:00Z", [event("go", order=3)])
    # What can no longer stand against an entry is let go.
    assert len(stage.states["p"].ledger["j"]) == 1


def test_most_entries_never_again_and_a_period() -> None:
    stage = Stage()
    stage.journey(body({"m": {"send": "twice"}}, reentry={"most": 2}), name="twice")
    stage.journey(body({"m": {"send": "once"}}, reentry={"mode": "never"}), name="once")
    period = {"from": "2026-03-03T00:00:00Z", "to": "2026-03-04T00:00:00Z"}
    stage.journey(body({"m": {"send": "third"}}, period=period), name="third")
    for day in range(1, 5):
        stage.receive(f"2026-03-0{day}T00:00:00Z", [event("go")])
    assert sorted(name for _, name in stage.sent()) == ["once", "third", "twice", "twice"]
    assert sorted(detail for _, detail in stage.said(BLOCKED)) == ["again"] * 5 + ["period"] * 3


def test_of_several_journeys_the_higher_priority_gets_the_room() -> None:
    stage = Stage()
    waiting = {"w": {"wait": "1h", "next": "m"}, "m": MAIL}
    for name, priority in (("a", 10), ("b", 50), ("c", 30)):
        stage.journey(body(waiting, priority=priority, concurrency=2), name=name)
    stage.receive("2026-03-02T10:00:00Z", [event("go")])
    assert [mark.journey for _, _, mark in stage.marks(ENTERED)] == ["b", "c"]
    assert [(mark.journey, mark.detail) for _, _, mark in stage.marks(BLOCKED)] == [("a", "full")]


def test_a_late_entry_event_counts_up_to_its_lag() -> None:
    stage = stage_of({"m": MAIL})
    at = parse_instant("2026-03-02T10:00:00Z")
    hour = 3_600_000_000
    for ago in (hour, hour + 1):
        who, happened = event("go")
        late = Event(happened.id, "track", "go", happened.identities, ts=at - ago)
        stage.receive(at, [(who, late)])
        at += 1
    # The second was 1 h and 1 us old when it came at +1 us, so its time is the same, and it is too late by 2 us.
    assert [detail for _, detail in stage.said(BLOCKED)] == ["late"]
    assert len(stage.effects) == 1


def test_imported_history_begins_nothing_but_may_end_something() -> None:
    stage = stage_of({"w": {"wait": "1d", "next": "m"}, "m": MAIL}, exit=[{"event": "buy"}])
    stage.receive("2026-03-02T10:00:00Z", [event("go")])
    state, thread = stage.states["p"], stage._threads["p"]
    at = parse_instant("2026-03-02T11:00:00Z")
    bought = Record(9, 0, at, at, "import", "p", event("buy")[1])
    went = Record(9, 1, at, at, "import", "p", event("go")[1])
    outcome = step(state, Moment(at, records=(bought, went), entries=False), thread, stage.program)
    assert [fact.kind for fact in outcome.facts] == [ENDED]
    assert outcome.due is None


def test_a_segment_that_imported_history_decides_begins_nothing() -> None:
    stage = stage_of({"m": MAIL}, entry={"segment": "did buy"})
    stage.receive("2026-03-02T10:00:00Z", [event("visit")])
    at = parse_instant("2026-03-02T11:00:00Z")
    (key,) = stage.program.watched
    for entries in (False, True):
        outcome = step(JourneyState(), Moment(at, entered=[key], entries=entries), stage._threads["p"], stage.program)
        assert bool(outcome.facts) is entries


# --- goals and hold-outs ---


def test_goals_count_for_a_while_after_the_end() -> None:
    goals = [{"event": "buy", "within": "7d"}, {"event": "visit"}]
    stage = stage_of({"m": MAIL}, goals=goals)
    for who, day in (("a", 8), ("b", 9), ("c", 3)):
        stage.receive("2026-03-02T10:00:00Z", [event("go", who)])
        stage.receive(f"2026-03-0{day}T10:00:00Z", [event("buy", who), event("visit", who), event("buy", who)])
    stage.advance("2026-03-20T00:00:00Z")
    assert [(who, mark.detail) for _, who, mark in stage.marks(GOAL)] == [("a", "buy"), ("c", "buy")]
    assert all(not state.participants for state in stage.states.values())


def test_a_held_out_person_gets_nothing_and_is_measured_alike() -> None:
    stage = stage_of({"m": MAIL}, holdout=50, goals=[{"event": "buy", "within": "7d"}])
    people = [f"p{number}" for number in range(100)]
    stage.receive("2026-03-02T10:00:00Z", [event("go", who) for who in people])
    stage.receive("2026-03-03T10:00:00Z", [event("go", who) for who in people])
    held_out = {who for _, who, mark in stage.marks(DREW) if mark.detail == "held_out"}
    assert 30 < len(held_out) < 70
    assert {effect.profile for effect in stage.effects} == set(people) - held_out
    stage.receive("2026-03-04T10:00:00Z", [event("buy", who) for who in people])
    assert {who for _, who, _ in stage.marks(GOAL)} == set(people)
    stage.advance("2026-03-20T00:00:00Z")
    assert {who for _, who, mark in stage.marks(ENDED) if mark.detail == "held_out"} == held_out
