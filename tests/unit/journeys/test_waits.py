"""What each kind of wait does, on the real step."""

from typing import Any

import pytest

from tests.unit.journeys.stage import MAIL, event, says, stage_of


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
