"""What is asked before a message goes, and what documents do to people under way, on the real step."""

from clew.journeys.marks import BLOCKED, ENDED, HELD, SUPPRESSED, TOOK
from clew.journeys.ports import Move
from tests.unit.journeys.stage import MAIL, NIGHTS, body, event, policy_of, says, stage_of

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
