"""Simulation: deterministic, without effects; broadcasts and business events; reports, differences, why."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from clew.events import Event, Record
from clew.journeys.model import Broadcast, Journey
from clew.journeys.read import read_journey
from clew.journeys.report import Report, difference
from clew.journeys.schedule import occurrences, turn_of
from clew.journeys.simulate import Simulation, Story
from clew.journeys.thread import Conditions, Thread
from clew.journeys.wanted import still_wanted
from clew.journeys.why import why
from clew.kernel.instants import DAY, HOUR, format_instant, parse_instant
from clew.profiles import Definition
from tests.unit.journeys.past import Said, records
from tests.unit.journeys.stage import OPT_OUT

START, UNTIL = parse_instant("2026-03-01T00:00:00Z"), parse_instant("2026-04-01T00:00:00Z")
BODY: dict[str, Any] = {
    "entry": {"event": "go", "where": "value > 1"},
    "exit": [{"event": "buy"}],
    "nodes": {"a": {"send": "first", "next": "w"}, "w": {"wait": "1d", "next": "b"}, "b": {"send": "second"}},
}


def journey(body: dict[str, Any], name: str = "j", version: int = 1) -> Journey:
    return read_journey(name, version, body)


def play(body: dict[str, Any], said: list[Said], profile: str = "ada", **more: Any) -> Story:
    return Simulation([journey(body)], START, UNTIL, policy=OPT_OUT, **more).person(profile, records(said, profile))


def test_it_is_deterministic_and_begins_when_it_is_published() -> None:
    said: list[Said] = [
        ("2026-02-28T00:00:00Z", "go", {"value": 2}),
        ("2026-03-02T00:00:00Z", "go", {"value": 2}),
        ("2026-03-02T12:00:00Z", "buy", {}),
        ("2026-03-05T00:00:00Z", "go", {"value": 1}),
        ("2026-03-06T00:00:00Z", "go", {"value": 3}),
    ]
    one, other = play(BODY, said), play(BODY, said)
    assert one == other
    assert [(format_instant(e.at), e.template) for e in one.effects] == [
        ("2026-03-02T00:00:00Z", "first"),
        ("2026-03-06T00:00:00Z", "first"),
        ("2026-03-07T00:00:00Z", "second"),
    ]
    report = Report()
    report.add("j", one.facts, one.effects)
    report.add("j", [])
    assert (report.people, report.unique, report.entered, report.active) == (2, 1, 2, 0)
    assert report.ended == {"exit": 1, "completed": 1}
    assert report.messages == {"first": 2, "second": 1}
    assert report.reached == {"a": 2, "w": 2, "b": 1}


def test_who_is_held_out_is_not_under_way() -> None:
    body = {**BODY, "holdout": 100, "goals": [{"event": "buy", "within": "60d"}]}
    report = Report()
    report.add("j", play(body, [("2026-03-02T00:00:00Z", "go", {"value": 2})]).facts)
    assert (report.entered, report.held_out, report.active) == (1, 1, 0)
    briefly = {**body, "goals": [{"event": "buy", "within": "2d"}]}
    report = Report()
    report.add("j", play(briefly, [("2026-03-02T00:00:00Z", "go", {"value": 2})]).facts)
    assert (report.ended, report.held_out, report.active) == ({"held_out": 1}, 0, 0)


def test_two_versions_are_compared_person_by_person() -> None:
    said: list[Said] = [("2026-03-02T00:00:00Z", "go", {"value": 2})]
    slower = {**BODY, "nodes": {**BODY["nodes"], "w": {"wait": "2d", "next": "b"}}}
    renamed = {**BODY, "nodes": {**BODY["nodes"], "w": {"wait": "1d", "next": "j"}, "j": {"join": "x", "next": "b"}}}
    base = play(BODY, said)
    told = [play(other, said) for other in (slower, renamed)]
    found = [difference("ada", (base.facts, base.effects), (o.facts, o.effects)) for o in told]
    assert found[1] is None
    assert found[0] is not None
    assert (format_instant(found[0].at), found[0].before, found[0].after) == (
        "2026-03-03T00:00:00Z",
        "journey_ended completed",
        "",
    )


def test_a_broadcast_addresses_who_is_in_at_its_instant_each_in_their_turn() -> None:
    entry = {"broadcast": {"segment": "vip", "at": "2026-03-05T09:00:00Z", "every": "week", "pace": "1h"}}
    simulation = Simulation(
        [journey({"entry": entry, "nodes": {"m": {"send": "mail"}}})],
        START,
        parse_instant("2026-03-15T00:00:00Z"),
        policy=OPT_OUT,
        definitions=[Definition("segment", "vip", 1, 'profile.tier = "gold"')],
    )
    late: list[Said] = [("2026-03-05T09:00:00.000001Z", "identify", {"tier": "gold"})]
    soon: list[Said] = [("2026-03-05T09:00:00Z", "identify", {"tier": "gold"})]
    assert len(simulation.person("a", records(late)).effects) == 1
    stories = [simulation.person(f"p{number}", records(soon, f"p{number}")) for number in range(50)]
    assert {len(story.effects) for story in stories} == {2}
    offsets = [story.effects[0].at - parse_instant("2026-03-05T09:00:00Z") for story in stories]
    assert 0 <= min(offsets) < 15 * 60_000_000
    assert 45 * 60_000_000 < max(offsets) < HOUR


def test_a_business_event_addresses_an_audience() -> None:
    entry = {"business": {"event": "price_drop", "segment": "did visit", "where": "percent > 5"}}
    at = parse_instant("2026-03-05T00:00:00Z")
    drops = [
        Record(n, 0, at + n * DAY, at + n * DAY, "erp", "", Event(f"d{n}", "track", "price_drop", properties=said))
        for n, said in enumerate(({"percent": 3}, {"percent": 20}))
    ]
    body = {"entry": entry, "nodes": {"m": {"send": "cheaper"}}}
    story = play(body, [("2026-03-05T12:00:00Z", "visit", {})], business=drops)
    (effect,) = story.effects
    assert (format_instant(effect.at), effect.values["event"]) == ("2026-03-06T00:00:00Z", {"percent": 20})
    assert play(body, [("2026-03-07T12:00:00Z", "visit", {})], business=drops).effects == []


@pytest.mark.parametrize(
    ("at", "every", "zone", "found"),
    [
        ("2026-03-05T09:00:00Z", None, "UTC", ["2026-03-05T09:00:00Z"]),
        # Nine in Berlin stays nine when the clocks change on the 29th.
        ("2026-03-20T08:00:00Z", "week", "Europe/Berlin", ["2026-03-20T08:00:00Z", "2026-03-27T08:00:00Z"]),
        ("2026-02-23T08:00:00Z", "week", "UTC", [f"2026-03-{day}T08:00:00Z" for day in ("02", "09", "16", "23", "30")]),
        ("2025-10-31T08:00:00Z", "month", "UTC", ["2026-03-31T08:00:00Z"]),
        ("2024-02-29T08:00:00Z", "year", "UTC", []),
        ("2020-03-29T00:30:00Z", "year", "Europe/London", ["2026-03-29T00:30:00Z"]),
        ("2026-04-05T08:00:00Z", "day", "UTC", []),
    ],
)
def test_a_broadcast_recurs_by_the_local_calendar(at: str, every: Any, zone: str, found: list[str]) -> None:
    broadcast = Broadcast("vip", at, every)
    assert [format_instant(t) for t in occurrences(broadcast, ZoneInfo(zone), START, UNTIL)] == found


def test_a_day_that_a_month_has_not_is_its_last_and_the_clock_stays() -> None:
    since, until = parse_instant("2026-01-01T00:00:00Z"), parse_instant("2026-05-01T00:00:00Z")
    monthly = Broadcast("vip", "2026-01-31T08:00:00Z", "month")
    assert [format_instant(t) for t in occurrences(monthly, ZoneInfo("Europe/Berlin"), since, until)] == [
        "2026-01-31T08:00:00Z",
        "2026-02-28T08:00:00Z",
        "2026-03-31T07:00:00Z",
        "2026-04-30T07:00:00Z",
    ]
    leap = Broadcast("vip", "2024-02-29T08:00:00Z", "year")
    assert [format_instant(t) for t in occurrences(leap, ZoneInfo("UTC"), since, until)] == ["2026-02-28T08:00:00Z"]


def test_turns_are_stable_and_none_without_a_pace() -> None:
    assert turn_of("p", "j/1", None) == turn_of("p", "j/1", "0s") == 0
    assert turn_of("p", "j/1", "1h") == turn_of("p", "j/1", "1h") != turn_of("p", "j/2", "1h")


def test_why_tells_every_way_and_every_block() -> None:
    said: list[Said] = [
        ("2026-03-02T00:00:00Z", "go", {"value": 2}),
        ("2026-03-02T01:00:00Z", "go", {"value": 2}),
        ("2026-03-02T12:00:00Z", "buy", {}),
        ("2026-03-05T00:00:00Z", "consent", {"email": "out"}),
        ("2026-03-06T00:00:00Z", "go", {"value": 3}),
    ]
    body = {**BODY, "quiet": {"from": "20:00", "to": "06:00"}}
    told = why(journey(body), play(body, said).facts)
    assert [way.reason for way in told.ways] == ["exit", "completed"]
    texts = [step.text for way in told.ways for step in way.steps]
    assert "a message waits: it is quiet hours, until 2026-03-02T06:00:00Z" in texts
    assert "`second` was not sent: there is no consent to it (out)" in texts
    assert "ended: an exit criterion came true" in texts
    assert [(format_instant(b.at), b.text) for b in told.blocked] == [
        ("2026-03-02T01:00:00Z", "did not come in: they were in it already")
    ]


@pytest.mark.parametrize(
    ("said", "nothing"),
    [
        ([("2026-03-02T00:00:00Z", "visit", {})], "no `go` is known of them"),
        ([("2026-03-02T00:00:00Z", "go", {"value": 1})], "of no `go` of theirs is it so that its value is more than 1"),
        ([("2026-02-02T00:00:00Z", "go", {"value": 2})], "every `go` of theirs came before the journey was published"),
    ],
)
def test_why_nothing_happened_is_told_too(said: list[Said], nothing: str) -> None:
    story = play(BODY, said)
    assert why(journey(BODY), story.facts, records(said)).nothing == nothing


def test_what_nobody_wants_any_more_is_not_released() -> None:
    said: list[Said] = [("2026-03-02T00:00:00Z", "go", {"value": 2, "cart": "c1"})]
    body = {**BODY, "exit": [{"event": "buy", "same": "cart"}, {"if": 'profile.tier = "gold"'}]}
    simulation = Simulation([journey(body)], START, UNTIL, policy=OPT_OUT)
    story = simulation.person("ada", records(said))
    last = story.effects[-1]
    assert last.template == "second"

    def wanted(more: list[Said]) -> bool:
        past = records([*said, *more])
        thread = Thread("ada", Conditions(simulation.program, [], zone=ZoneInfo("UTC")))
        thread.bring(past[-1].at, past)
        return still_wanted(simulation.program, last, thread, past)

    assert wanted([])
    assert not wanted([("2026-03-03T01:00:00Z", "buy", {"cart": "c1"})])
    assert wanted([("2026-03-03T01:00:00Z", "buy", {"cart": "c2"})])
    assert not wanted([("2026-03-03T01:00:00Z", "identify", {"tier": "gold"})])
    # Of a journey that is gone nothing is wanted.
    nothing = Simulation([], START, UNTIL).program
    assert not still_wanted(nothing, last, Thread("ada", Conditions(nothing, [], zone=ZoneInfo("UTC"))), [])
