"""Which way people go, and what tests of a journey do, on the real step."""

from clew.journeys.marks import BLOCKED, DREW, ENDED, ENTERED
from clew.journeys.ports import Start
from clew.journeys.report import Report
from tests.unit.journeys.stage import MAIL, Stage, body, event, policy_of, stage_of

# --- ways ---


def test_a_loop_is_bounded() -> None:
    nodes = {"m": {**MAIL, "next": "w"}, "w": {"wait": "1d", "next": "r"}, "r": {"repeat": "m", "times": 2}}
    stage = stage_of(nodes)
    stage.receive("2026-03-02T10:00:00Z", [event("go")])
    stage.advance("2026-04-01T00:00:00Z")
    assert [at for at, _ in stage.sent()] == [f"2026-03-0{day}T10:00:00Z" for day in (2, 3, 4)]
    assert len({effect.key for effect in stage.effects}) == 3


def test_a_split_is_sticky_and_about_as_large_as_it_says() -> None:
    nodes = {
        "s": {"split": [{"percent": 30, "next": "a"}, {"percent": 70, "next": "b"}]},
        "a": {"send": "a"},
        "b": {"send": "b"},
    }
    stage = stage_of(nodes)
    people = [f"p{number}" for number in range(400)]
    stage.receive("2026-03-02T10:00:00Z", [event("go", who) for who in people])
    first = {effect.profile: effect.template for effect in stage.effects}
    assert 90 < sum(name == "a" for name in first.values()) < 150
    # Other shares for newcomers, the same arm for who has been there.
    nodes["s"] = {"split": [{"percent": 99, "next": "a"}, {"percent": 1, "next": "b"}]}
    stage.journey(body(nodes), version=2)
    stage.receive("2026-03-03T10:00:00Z", [event("go", who) for who in people])
    assert {effect.profile: effect.template for effect in stage.effects[400:]} == first


def test_an_experiment_holds_some_out_and_tells_who_saw_what() -> None:
    arms = [{"percent": 50, "next": "a"}, {"percent": 50, "next": "b"}]
    nodes = {
        "x": {"experiment": "subject", "arms": arms, "holdout": 20},
        "a": {"send": "a"},
        "b": {"send": "b"},
    }
    stage = stage_of(nodes)
    stage.receive("2026-03-02T10:00:00Z", [event("go", f"p{number}") for number in range(500)])
    drawn = [detail for _, detail in stage.said(DREW)]
    assert 70 < drawn.count("held_out") < 130
    assert 160 < drawn.count("a") < 240
    assert len(stage.effects) == 500 - drawn.count("held_out")


def test_a_jump_enters_the_other_journey_by_its_own_rules() -> None:
    stage = Stage()
    stage.journey(body({"j": {"jump": "b", "next": "m"}, "m": {"send": "one"}}), name="a")
    other = {"m": {"send": "two", "next": "j"}, "j": {"jump": "a", "next": "w"}, "w": {"wait": "1h"}}
    stage.journey({"entry": {"event": "never"}, "nodes": other, "reentry": {"gap": "1d"}}, name="b")
    stage.receive("2026-03-02T10:00:00Z", [event("go", value=7)])
    # a jumps to b; b's jump back to a is stopped, for in one instant that would go on for ever.
    assert [e.template for e in stage.effects] == ["one", "two"]
    assert [(mark.journey, mark.detail) for _, _, mark in stage.marks(BLOCKED)] == [("a", "endless")]
    assert all(effect.values["event"] == {"value": 7} for effect in stage.effects)


# --- tests ---


def test_a_test_waits_less_goes_to_the_sandbox_and_leaves_no_trace() -> None:
    nodes = {
        "s": {"split": [{"percent": 50, "next": "m"}, {"percent": 50, "next": "m", "arm": "other"}]},
        "m": {**MAIL, "next": "w"},
        "w": {"wait": "24h", "next": "n"},
        "n": {"send": "next", "next": "l"},
        "l": {"wait_local": "09:00", "next": "e"},
        "e": {"wait_event": {"event": "click"}, "timeout": "24h", "on_timeout": "j"},
        "j": {"jump": "k"},
    }
    caps = [{"max": 1, "per": "24h", "channel": "email"}]
    hours = [{"from": "00:00", "to": "23:59"}]
    stage = Stage(policy=policy_of(caps=caps, quiet_hours=hours))
    stage.journey(
        {**body(nodes), "reentry": {"mode": "never"}, "holdout": 50, "goals": [{"event": "x", "within": "1d"}]}
    )
    stage.journey(body({"m": {"send": "jumped"}}), name="k")
    stage.receive("2026-03-02T08:00:00Z", [event("visit")])
    for run in ("one", "two"):
        stage.start("p", Start("j", run, "request", speed=86_400), "2026-03-02T09:00:00Z")
    stage.advance("2026-03-02T09:01:00Z")
    # A day is a second; from 09:00:01 to nine o'clock tomorrow is less than one.
    assert [at for at, name in stage.sent() if name == "next"] == ["2026-03-02T09:00:01Z"] * 2
    assert [e.template for e in stage.effects if e.journey == "k"] == ["jumped"] * 2
    assert all(effect.sandbox for effect in stage.effects)
    assert all(mark.tested for _, _, mark in stage.marks(ENTERED, ENDED))
    assert stage.states["p"].blank
    report = Report()
    report.add("j", stage.facts, stage.effects)
    assert (report.entered, report.messages.total()) == (0, 0)
