"""What `validate` refuses, with the place of every fault; and what it lets pass."""

from typing import Any

import pytest

from clew.catalog import Document
from clew.journeys.validate import journey_faults, journey_references

GOOD: dict[str, Any] = {
    "entry": {"event": "cart_add", "key": "cart", "where": "value > 50"},
    "exit": [{"event": "purchase", "same": "cart"}, {"segment": "staff"}],
    "goals": [{"event": "purchase", "within": "7d"}],
    "holdout": 10,
    "expiry": "30d",
    "quiet": {"from": "22:00", "to": "08:00"},
    "period": {"from": "2026-01-01T00:00:00Z"},
    "nodes": {
        "draw": {"split": [{"percent": 30, "next": "mail"}, {"percent": 70, "next": "check"}]},
        "mail": {"send": "reminder", "next": "w"},
        "w": {"wait_event": [{"event": "click"}, {"segment": "vip"}], "timeout": "2d", "on_timeout": "check"},
        "check": {"if": "did visit in last 1d", "where": "value > 100", "then": "again", "else": "end"},
        "again": {"repeat": "draw", "times": 2, "next": "over"},
        "over": {"jump": "other", "next": "end"},
    },
}


def faults(body: dict[str, Any]) -> list[tuple[str, str]]:
    return [(f.pointer, f.message) for f in journey_faults(Document("journey", "j", "J", 1, body=body))]


def changed(**fields: Any) -> dict[str, Any]:
    return {**GOOD, **fields}


def with_nodes(**nodes: Any) -> dict[str, Any]:
    return {"entry": {"event": "a"}, "nodes": nodes}


def test_a_good_journey_has_no_faults() -> None:
    assert faults(GOOD) == []


def test_what_it_mentions_is_told_with_places() -> None:
    found = {(str(r.key), r.pointer) for r in journey_references(Document("journey", "j", "J", 1, body=GOOD))}
    assert found == {
        ("segment/staff", "/exit/1/segment"),
        ("segment/vip", "/nodes/w/wait_event/1/segment"),
        ("template/reminder", "/nodes/mail/send"),
        ("journey/other", "/nodes/over/jump"),
    }


@pytest.mark.parametrize(
    ("body", "place", "said"),
    [
        ({"entry": {"event": "a"}}, "", "missing"),
        (with_nodes(), "/nodes", "at least one step"),
        (with_nodes(a={"sned": "x"}), "/nodes/a", "says not what to do"),
        (with_nodes(a={"send": "x", "wait": "1h"}), "/nodes/a", "two things at once"),
        (with_nodes(a={"send": "x", "nxt": "end"}), "/nodes/a", "unknown field"),
        (with_nodes(a={"wait": 24}), "/nodes/a/wait", "Expected `str`".replace("`", "")),
        (with_nodes(end={"send": "x"}), "/nodes/end", "no name for a step"),
        (with_nodes(**{"a/b": {"send": "x"}}), "/nodes/a~1b", "no name for a step"),
        (changed(start="drow"), "/start", "no step `drow`"),
        (with_nodes(mail={"send": "x", "next": "mial"}), "/nodes/mail/next", "no step `mial`"),
        (with_nodes(a={"send": "x"}, b={"send": "y"}), "/nodes/b", "no way leads"),
        (with_nodes(a={"send": "x", "next": "b"}, b={"join": "j", "next": "a"}), "/nodes/a", "round without a pause"),
        (with_nodes(a={"wait_local": "09:00", "next": "a"}), "/nodes/a", "round without a pause: a -> a"),
        (with_nodes(a={"wait": "1h", "next": "a"}), "/nodes/a", "ever ends"),
        (
            with_nodes(a={"wait_event": {"segment": "vip"}, "timeout": "1d", "on_event": "a"}),
            "/nodes/a",
            "round without a pause",
        ),
        (with_nodes(a={"wait_event": {"event": "x"}}), "/nodes/a", "wait for ever"),
        (with_nodes(a={"wait_event": [], "timeout": "1d"}), "/nodes/a/wait_event", "waits for nothing"),
        (with_nodes(a={"wait": "soon"}), "/nodes/a/wait", "not a duration"),
        (with_nodes(a={"wait_local": "9 am"}), "/nodes/a/wait_local", "not a time of day"),
        (with_nodes(a={"if": "count(x)", "then": "end"}), "/nodes/a/if", "a value"),
        (with_nodes(a={"if": "did x where", "then": "end"}), "/nodes/a/if", "expected"),
        (with_nodes(a={"where": "value >", "then": "end"}), "/nodes/a/where", "expected"),
        (with_nodes(a={"split": [{"percent": 100, "next": "end"}]}), "/nodes/a/split", "at least two"),
        (
            with_nodes(a={"split": [{"percent": 60, "next": "end"}, {"percent": 60, "next": "end", "arm": "b"}]}),
            "/nodes/a/split",
            "120%",
        ),
        (
            with_nodes(a={"split": [{"percent": 50, "next": "end"}, {"percent": 50, "next": "end"}]}),
            "/nodes/a/split",
            "two arms",
        ),
        (with_nodes(a={"jump": "j"}), "/nodes/a/jump", "into itself"),
        (changed(entry={}), "/entry", "exactly one way in"),
        (changed(entry={"event": ""}), "/entry/event", "no event is chosen"),
        (changed(entry={"business": {"event": " ", "segment": "vip"}}), "/entry/business/event", "no event is chosen"),
        (changed(exit=[{"event": ""}]), "/exit/0/event", "no event is chosen"),
        (changed(entry={"segment": ""}), "/entry/segment", "no segment is chosen"),
        (with_nodes(a={"send": "", "next": "b"}, b={"send": ""}), "/nodes/b/send", "no template is chosen"),
        (with_nodes(a={"webhook": ""}), "/nodes/a/webhook", "no template is chosen"),
        (with_nodes(a={"jump": ""}), "/nodes/a/jump", "no journey is chosen"),
        (with_nodes(a={"add_to": ""}), "/nodes/a/add_to", "no list is chosen"),
        (with_nodes(a={"remove_from": ""}), "/nodes/a/remove_from", "no list is chosen"),
        (changed(entry={"segment": "vip", "key": "cart"}), "/entry", "`key` and `where`"),
        (changed(entry={"event": "a", "existing": True}), "/entry", "`on` and `existing`"),
        (changed(entry={"broadcast": {"segment": "vip", "at": "tomorrow"}}), "/entry/broadcast/at", "not an instant"),
        (changed(exit=[{}]), "/exit/0", "exactly one thing"),
        (changed(exit=[{"segment": "x", "same": "cart"}]), "/exit/0", "about an event"),
        (changed(exit=[{"event": "x", "next": "mail"}]), "/exit/0/next", "only a wait"),
        (changed(exit=[{"event": "x", "within": "1d"}]), "/exit/0", "about goals"),
        (changed(expiry="2d"), "/nodes/w/timeout", "expires after 2d"),
        (changed(goals=[]), "/holdout", "measures nothing"),
        (changed(quiet={"from": "22:00", "to": "22:00"}), "/quiet", "never quiet"),
        (changed(period={"from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}), "/period", "before it begins"),
        (changed(goals=[{"event": "x", "within": "1d"}, {"event": "x"}]), "/goals/1", "two goals"),
        (changed(priority=101), "/priority", "<= 100"),
        (changed(holdout=-1), "/holdout", ">= 0"),
    ],
)
def test_a_fault_is_found_and_placed(body: dict[str, Any], place: str, said: str) -> None:
    found = faults(body)
    assert any(where == place and said in message for where, message in found), found


def test_a_draft_may_be_half_drawn_as_long_as_it_can_be_read() -> None:
    def drafted(body: dict[str, Any]) -> list[str]:
        return [fault.pointer for fault in journey_faults(Document("journey", "j", "J", 1, "draft", body=body))]

    open_choices = {"entry": {"event": ""}, "exit": [{"event": ""}], "nodes": {"a": {"if": "", "then": "end"}}}
    assert drafted(open_choices) == []
    assert {place for place, _ in faults(open_choices)} == {"/entry/event", "/exit/0/event", "/nodes/a/if"}
    assert drafted(with_nodes(a={"sned": "x"})) == ["/nodes/a"]


def test_an_expiry_that_the_ways_fit_into_passes() -> None:
    assert faults(changed(expiry="49h")) == []


def test_a_fault_in_a_condition_says_where_in_the_text() -> None:
    document = Document("journey", "j", "J", 1, body=with_nodes(a={"where": "value > 1 and )", "then": "end"}))
    (fault,) = journey_faults(document)
    assert (fault.pointer, fault.offset) == ("/nodes/a/where", 14)


def test_an_end_with_a_word_on_it_is_an_end() -> None:
    journey = with_nodes(a={"if": "did a", "then": "b", "else": "c"}, b={"end": "here"}, c={"wait": "1h", "next": "b"})
    assert faults(journey) == []
