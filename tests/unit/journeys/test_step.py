"""What each kind of node and rule does, one by one, on the real step."""

from typing import Any

import pytest

from clew.actions import Policy
from clew.events import Event, Identity, Record
from clew.journeys import JourneyState, LedgerRow, Participant, split, step
from clew.journeys.marks import BLOCKED, DREW, ENDED, ENTERED, GOAL, HELD, REACHED, SUPPRESSED, TOOK
from clew.journeys.ports import Moment, Move, Start
from clew.journeys.report import Report
from clew.kernel.instants import parse_instant
from tests.unit.journeys.stage import OPT_OUT, Stage, policy_of

MAIL = {"send": "mail"}
NIGHTS = policy_of(quiet_hours=[{"from": "22:00", "to": "08:00"}])


def body(nodes: dict[str, Any], **rules: Any) -> dict[str, Any]:
    return {"entry": {"event": "go"}, **rules, "nodes": nodes}


def stage_of(nodes: dict[str, Any], policy: Policy = OPT_OUT, **rules: Any) -> Stage:
    stage = Stage(policy=policy)
    stage.journey(body(nodes, **rules))
    return stage


_numbers = iter(range(1_000_000))


def event(kind: str, who: str = "p", name: str | None = None, **properties: Any) -> tuple[str, Event]:
    chosen = name or f"e{next(_numbers):06d}"
    return who, Event(chosen, "track", kind, (Identity("user_id", who),), properties=properties)


def says(kind: Any, who: str = "p", **properties: Any) -> tuple[str, Event]:
    return who, Event(f"e{next(_numbers):06d}", kind, kind, (Identity("user_id", who),), properties=properties)


# --- waits ---


def test_a_changed_zone_moves_a_local_wait_at_once_if_it_has_passed() -> None:
    stage = stage_of({"w": {"wait_local": "09:00", "next": "m"}, "m": MAIL})
    stage.receive("2026-03-02T10:00:00Z", [event("go"), event("go", "q")])
    stage.receive("2026-03-02T12:00:00Z", [says("identify", timeZone="America/New_York")])
    stage.receive("2026-03-02T12:00:01Z", [says("identify", "q", timeZone="America/Los_Angeles")])
    stage.receive("2026-03-02T16:00:00Z", [says("identify", "q", timeZone="America/New_York")])
    stage.advance("2026-03-05T00:00:00Z")
    # p: nine in New York is 14:00Z of the same day. q: Los Angeles would be 17:00Z; back in New York it is over.
    assert [(e.profile, at) for e, (at, _) in zip(stage.effects, stage.sent(), strict=True)] == [
        ("p", "2026-03-02T14:00:00Z"),
        ("q", "2026-03-02T16:00:00Z"),
    ]


@pytest.mark.parametrize(
    ("time", "start", "before", "changed", "after", "sent"),
    [
        # A zone of half an hour; both sides of the date line, and back when it is over there.
        ("09:00", "2026-03-02T10:00:00Z", "UTC", "2026-03-02T12:00:00Z", "Asia/Kolkata", "2026-03-03T03:30:00Z"),
        (
            "09:00",
            "2026-03-02T10:00:00Z",
            "Pacific/Kiritimati",
            "2026-03-02T12:00:00Z",
            "Pacific/Pago_Pago",
            "2026-03-02T20:00:00Z",
        ),
        (
            "09:00",
            "2026-03-02T10:00:00Z",
            "Pacific/Pago_Pago",
            "2026-03-02T19:30:00Z",
            "Pacific/Kiritimati",
            "2026-03-02T19:30:00Z",
        ),
        # Into a zone where the clocks skip the time; into one where they repeat it: the first of the two.
        ("02:30", "2026-03-28T12:00:00Z", "UTC", "2026-03-28T20:00:00Z", "Europe/Berlin", "2026-03-29T01:30:00Z"),
        ("02:30", "2026-10-24T12:00:00Z", "UTC", "2026-10-24T20:00:00Z", "Europe/Berlin", "2026-10-25T00:30:00Z"),
        ("02:15", "2026-10-03T12:00:00Z", "UTC", "2026-10-03T14:00:00Z", "Australia/Lord_Howe", "2026-10-03T15:45:00Z"),
        # The eve of a leap day, elsewhere the day itself.
        (
            "09:00",
            "2028-02-28T12:00:00Z",
            "America/New_York",
            "2028-02-28T13:00:00Z",
            "Asia/Tokyo",
            "2028-02-29T00:00:00Z",
        ),
        # No zone at all: the workspace's.
        (
            "09:00",
            "2026-03-02T10:00:00Z",
            "Europe/Berlin",
            "2026-03-02T12:00:00Z",
            "Mars/Olympus",
            "2026-03-03T09:00:00Z",
        ),
    ],
)
def test_a_zone_that_changes_moves_a_local_wait(
    time: str, start: str, before: str, changed: str, after: str, sent: str
) -> None:
    stage = stage_of({"w": {"wait_local": time, "next": "m"}, "m": MAIL})
    stage.receive(start, [says("identify", timeZone=before), event("go")])
    stage.receive(changed, [says("identify", timeZone=after)])
    stage.advance("2028-12-01T00:00:00Z")
    assert [at for at, _ in stage.sent()] == [sent]


@pytest.mark.parametrize(
    ("attributes", "changes", "sent"),
    [
        ({"renewal": "2026-04-10"}, None, ["2026-04-03T07:00:00Z"]),
        ({"renewal": "2026-04-10"}, {"renewal": "2026-05-10"}, ["2026-05-03T07:00:00Z"]),
        ({"renewal": "2026-04-10"}, {"renewal": "2026-03-05"}, ["2026-03-20T00:00:00Z"]),
        ({"renewal": "2026-04-10"}, {"renewal": None}, []),
        ({"renewal": "2026-03-05"}, None, ["2026-03-10T00:00:00Z"]),
        ({}, None, []),
        ({"renewal": "not yet"}, None, []),
    ],
)
def test_a_wait_until_a_date_follows_the_date(
    attributes: dict[str, Any], changes: dict[str, Any] | None, sent: list[str]
) -> None:
    nodes = {"w": {"wait_until": "renewal", "before": "7d", "time": "09:00", "next": "m"}, "m": MAIL}
    stage = stage_of(nodes)
    stage.receive("2026-03-10T00:00:00Z", [says("identify", timeZone="Europe/Berlin", **attributes), event("go")])
    if changes is not None:
        stage.receive("2026-03-20T00:00:00Z", [says("identify", **changes)])
    stage.advance("2026-12-01T00:00:00Z")
    assert [at for at, _ in stage.sent()] == sent


def test_a_missing_and_a_passed_date_may_lead_elsewhere() -> None:
    nodes = {
        "w": {"wait_until": "address.since", "missing": "a", "passed": "b", "next": "c"},
        **{name: {"send": name} for name in "abc"},
    }
    stage = stage_of(nodes)
    stage.receive("2026-03-10T00:00:00Z", [event("go")])
    stage.receive("2026-03-10T01:00:00Z", [says("identify", address={"since": "2026-03-01"}), event("go")])
    assert stage.sent() == [("2026-03-10T00:00:00Z", "a"), ("2026-03-10T01:00:00Z", "b")]


def test_whichever_comes_first_may_have_its_own_way() -> None:
    nodes = {
        "w": {
            "wait_event": [
                {"event": "click", "where": 'link = "buy"', "next": "bought"},
                {"event": "click"},
                {"if": 'profile.tier = "gold"', "next": "gold"},
            ],
            "timeout": "1d",
            "on_event": "clicked",
            "on_timeout": "late",
        },
        **{name: {"send": name} for name in ("bought", "clicked", "gold", "late")},
    }
    stage = stage_of(nodes)
    people = "abcde"
    stage.receive("2026-03-02T10:00:00Z", [says("identify", "e", tier="gold"), *(event("go", who) for who in people)])
    stage.receive("2026-03-02T11:00:00Z", [event("click", "a", link="buy"), event("click", "b", link="home")])
    stage.receive("2026-03-02T12:00:00Z", [says("identify", "c", tier="gold")])
    stage.advance("2026-03-10T00:00:00Z")
    told = {effect.profile: (name, at) for effect, (at, name) in zip(stage.effects, stage.sent(), strict=True)}
    assert told == {
        "a": ("bought", "2026-03-02T11:00:00Z"),
        "b": ("clicked", "2026-03-02T11:00:00Z"),
        "c": ("gold", "2026-03-02T12:00:00Z"),
        "d": ("late", "2026-03-03T10:00:00Z"),
        "e": ("gold", "2026-03-02T10:00:00Z"),
    }


def test_what_answered_a_wait_is_context_for_what_follows() -> None:
    nodes = {
        "w": {"wait_event": {"event": "answer"}, "timeout": "1d", "on_event": "c"},
        "c": {"where": 'context.w.score <= 6 and plan = "pro"', "then": "m", "else": "end"},
        "m": MAIL,
    }
    stage = stage_of(nodes)
    stage.receive("2026-03-02T10:00:00Z", [event("go", "a", plan="pro"), event("go", "b", plan="pro")])
    stage.receive("2026-03-02T11:00:00Z", [event("answer", "a", score=3), event("answer", "b", score=9)])
    (effect,) = stage.effects
    assert effect.profile == "a"
    assert effect.values["event"] == {"plan": "pro"}
    assert effect.values["journey"]["context"] == {"w": {"score": 3}}


def test_a_webhooks_answer_is_waited_for() -> None:
    nodes = {
        "call": {"webhook": "stock", "answer": "5m", "next": "c", "on_error": "sorry"},
        "c": {"where": "context.call.left > 0", "then": "m"},
        "m": MAIL,
        "sorry": {"send": "sorry"},
    }
    stage = stage_of(nodes)
    stage.receive("2026-03-02T10:00:00Z", [event("go", who) for who in "abc"])
    keys = {effect.profile: effect.key for effect in stage.effects}
    stage.receive("2026-03-02T10:01:00Z", [event("message_sent", "a", message=keys["b"], reply={"left": 1})])
    stage.receive("2026-03-02T10:02:00Z", [event("message_sent", "a", message=keys["a"], reply={"left": 1})])
    stage.receive("2026-03-02T10:03:00Z", [event("message_failed", "b", message=keys["b"], reason="refused")])
    stage.advance("2026-03-02T11:00:00Z")
    assert [(e.profile, e.template, at) for e, (at, _) in zip(stage.effects[3:], stage.sent()[3:], strict=True)] == [
        ("a", "mail", "2026-03-02T10:02:00Z"),
        ("b", "sorry", "2026-03-02T10:03:00Z"),
        ("c", "sorry", "2026-03-02T10:05:00Z"),
    ]


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


# --- guards ---


def test_without_consent_nothing_goes_and_the_way_goes_on() -> None:
    nodes = {"m": {**MAIL, "next": "t"}, "t": {"send": "receipt", "purpose": "service"}}
    stage = stage_of(nodes, policy_of("opt_in"))
    stage.receive("2026-03-02T10:00:00Z", [event("go", who) for who in "ab"] + [says("consent", "b", email="in")])
    assert [(e.profile, e.template) for e in stage.effects] == [("a", "receipt"), ("b", "mail"), ("b", "receipt")]
    assert stage.said(SUPPRESSED) == [("2026-03-02T10:00:00Z", "consent:mail:no_consent")]


def test_a_withdrawal_takes_a_held_message_back_at_once() -> None:
    stage = stage_of({"m": {**MAIL, "next": "end"}}, NIGHTS)
    stage.receive("2026-03-02T23:00:00Z", [event("go")])
    assert stage.said(HELD) == [("2026-03-02T23:00:00Z", "quiet:2026-03-03T08:00:00Z")]
    stage.receive("2026-03-03T01:00:00Z", [says("consent", marketing="out")])
    assert stage.said(SUPPRESSED, ENDED) == [
        ("2026-03-03T01:00:00Z", "consent:mail:out"),
        ("2026-03-03T01:00:00Z", "completed"),
    ]


def test_a_deferred_message_goes_when_there_is_room() -> None:
    stage = stage_of({"m": MAIL}, policy_of(caps=[{"max": 1, "per": "24h", "channel": "email", "policy": "defer"}]))
    stage.receive("2026-03-02T10:00:00Z", [event("go")])
    stage.receive("2026-03-02T11:00:00Z", [event("go")])
    stage.receive("2026-03-02T12:00:00Z", [event("go")])
    assert [detail for _, detail in stage.said(BLOCKED)] == ["active"]
    stage.advance("2026-03-05T00:00:00Z")
    assert [at for at, _ in stage.sent()] == ["2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z"]


def test_an_exit_by_state_is_asked_before_an_action() -> None:
    stage = stage_of(
        {"u": {"update": {"tier": "gold"}, "next": "w"}, "w": {"wait": "1h", "next": "m"}, "m": MAIL},
        exit=[{"if": 'profile.tier = "gold"'}],
    )
    stage.receive("2026-03-02T10:00:00Z", [event("go")])
    (update,) = stage.effects
    assert (update.kind, update.data) == ("update", {"tier": "gold"})
    stage.receive("2026-03-02T10:00:01Z", [says("identify", **update.data)])
    assert stage.said(ENDED) == [("2026-03-02T10:00:01Z", "exit")]


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


# --- documents ---


def test_a_pause_holds_before_actions_and_a_resumption_asks_again() -> None:
    nodes = {"w": {"wait": "1h", "next": "m"}, "m": MAIL}
    stage = stage_of(nodes, NIGHTS, exit=[{"event": "buy"}])
    stage.receive("2026-03-02T10:00:00Z", [event("go", who) for who in "abc"])
    stage.pause("j", "2026-03-02T10:30:00Z")
    stage.receive("2026-03-02T12:00:00Z", [event("buy", "b"), event("go", "d")])
    assert [detail for _, detail in stage.said(HELD, ENDED, BLOCKED)] == ["paused"] * 3 + ["exit", "paused"]
    stage.receive("2026-03-02T13:00:00Z", [says("consent", "c", email="out")])
    stage.resume("j", "2026-03-02T23:00:00Z")
    stage.advance("2026-03-05T00:00:00Z")
    assert stage.sent() == [("2026-03-03T08:00:00Z", "mail")]
    assert stage.said(SUPPRESSED) == [("2026-03-02T23:00:00Z", "consent:mail:out")]


def test_an_archived_journey_ends_for_everybody() -> None:
    stage = stage_of({"w": {"wait": "1h", "next": "m"}, "m": MAIL}, goals=[{"event": "buy", "within": "7d"}])
    stage.receive("2026-03-02T10:00:00Z", [event("go")])
    stage.archive("j", "2026-03-02T10:30:00Z")
    stage.receive("2026-03-02T10:40:00Z", [event("go")])
    stage.advance("2026-03-05T00:00:00Z")
    assert stage.said(ENDED) == [("2026-03-02T10:30:00Z", "archived")]
    assert stage.effects == []


def test_people_in_flight_are_moved_where_the_move_says() -> None:
    stage = stage_of({"w": {"wait": "10d", "next": "m"}, "m": MAIL})
    stage.receive("2026-03-02T10:00:00Z", [event("go")])
    stage.journey(body({"pause": {"wait": "3d", "next": "m"}, "m": {"send": "new"}}), version=2)
    stage.move(Move("j", 2, {"gone": "pause"}), "2026-03-03T10:00:00Z")
    assert stage.states["p"].participants[0].version == 1  # where they are has no place in version 2
    stage.move(Move("j", 2, {"w": "pause"}), "2026-03-04T10:00:00Z")
    stage.advance("2026-03-20T00:00:00Z")
    assert stage.sent() == [("2026-03-05T10:00:00Z", "new")]
    assert ("2026-03-04T10:00:00Z", "moved") in stage.said(TOOK)


# --- people ---


def test_a_merge_brings_exits_that_only_the_other_one_knew() -> None:
    stage = stage_of({"w": {"wait": "10d", "next": "m"}, "m": MAIL}, exit=[{"event": "buy"}])
    stage.receive("2026-03-02T10:00:00Z", [event("go", "a")])
    stage.receive("2026-03-04T10:00:00Z", [event("buy", "b")])
    merge = Event("m1", "merge", "merge", (Identity("user_id", "a"), Identity("user_id", "b")))
    stage.receive("2026-03-06T10:00:00Z", [("a", merge)])
    assert stage.said(ENDED) == [("2026-03-06T10:00:00Z", "exit")]


def test_parted_people_keep_what_they_began() -> None:
    def participant(name: str, leaf: str) -> Participant:
        return Participant(name, "j", 1, "", leaf, 1, (1, "e"), "w")

    state = JourneyState(
        participants=[participant("one", "a"), participant("two", "b")],
        ledger={"j": [LedgerRow("", "a", 1, 1), LedgerRow("", "b", 2, 1)], "k": [LedgerRow("", "b", 2, 1)]},
        arms={"j/s": (1, "x")},
    )
    leaving = split(state, frozenset({"a"}))
    assert [p.id for p in state.participants] == ["one"]
    assert [p.id for p in leaving.participants] == ["two"]
    assert state.ledger == {"j": [LedgerRow("", "a", 1, 1)]}
    assert leaving.ledger == {"j": [LedgerRow("", "b", 2, 1)], "k": [LedgerRow("", "b", 2, 1)]}
    assert leaving.arms == state.arms == {"j/s": (1, "x")}


def test_after_an_unmerge_each_goes_on_with_their_own() -> None:
    rules = {"exit": [{"event": "buy"}], "reentry": {"mode": "never"}}
    stage = stage_of({"w": {"wait": "10d", "next": "m"}, "m": MAIL}, **rules)
    stage.receive("2026-03-02T10:00:00Z", [event("go", "a")])
    stage.receive("2026-03-03T10:00:00Z", [event("hello", "b")])
    merge = Event("m1", "merge", "merge", (Identity("user_id", "a"), Identity("user_id", "b")))
    stage.receive("2026-03-04T10:00:00Z", [("a", merge)])
    one = stage.states["a"]
    known = {name: [r for r in stage._records["a"] if r.profile == name] for name in "ab"}
    other = split(one, frozenset({"a"}))
    at = parse_instant("2026-03-05T10:00:00Z")
    for state, name in ((one, "a"), (other, "b")):
        outcome = step(state, Moment(at, history=known[name]), stage._threads["a"], stage.program)
        assert outcome.facts == []
    assert [p.leaf for p in one.participants] == ["a"]
    assert other.blank
    # b has never been in it, and may come in; a may not again.
    went = Record(9, 0, at + 1, at + 1, "case", "b", event("go", "b")[1])
    assert [fact.kind for fact in step(other, Moment(at + 1, (went,)), stage._threads["a"], stage.program).facts] == [
        ENTERED,
        REACHED,
    ]


def test_a_correction_may_show_that_an_exit_has_happened() -> None:
    stage = stage_of({"w": {"wait": "10d", "next": "m"}, "m": MAIL}, exit=[{"event": "buy", "where": "total > 10"}])
    stage.receive("2026-03-02T10:00:00Z", [event("go")])
    stage.receive("2026-03-03T10:00:00Z", [event("buy", total=1)])
    at = parse_instant("2026-03-04T10:00:00Z")
    known = stage._records["p"]
    mended = Event(known[1].event.id, "track", "buy", properties={"total": 100})
    history = [known[0], Record(2, 0, known[1].at, known[1].ts, "case", "p", mended)]
    correction = Record(3, 0, at, at, "case", "p", Event(mended.id, "replace", "replace", rev=2))
    moment = Moment(at, records=(correction,), history=history)
    outcome = step(stage.states["p"], moment, stage._threads["p"], stage.program)
    assert [fact.kind for fact in outcome.facts] == [ENDED]


def test_erasure_ends_everything_and_remembers_nothing() -> None:
    stage = stage_of({"w": {"wait": "10d", "next": "m"}, "m": MAIL}, reentry={"mode": "never"})
    stage.receive("2026-03-02T10:00:00Z", [event("go")])
    who = (Identity("user_id", "p"),)
    stage.receive("2026-03-03T10:00:00Z", [("p", Event("d", "delete_profile", "delete_profile", who))])
    assert stage.said(ENDED) == [("2026-03-03T10:00:00Z", "deleted")]
    assert stage.states == {}


def test_facts_have_distinct_ids_and_say_where() -> None:
    stage = stage_of({"w": {"wait": "1h", "next": "m"}, "m": MAIL})
    stage.receive("2026-03-02T10:00:00Z", [event("go"), event("go", "q")])
    stage.advance("2026-03-03T00:00:00Z")
    assert len({fact.id for fact in stage.facts}) == len(stage.facts)
    nodes = [(mark.seq, mark.node) for _, who, mark in stage.marks(REACHED) if who == "p"]
    assert nodes == [(1, "w"), (2, "m")]
    assert {fact.cause for fact in stage.facts if fact.at > parse_instant("2026-03-02T10:00:00Z")} == {"clock"}
