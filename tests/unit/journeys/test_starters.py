"""The journeys to start from: each is valid, and does what it says when it is played."""

from typing import Any

import pytest

from clew.expressions import parse, to_text
from clew.journeys.library import NAMES, starter_text, starters
from clew.journeys.localtime import duration_of
from clew.journeys.model import Journey
from clew.journeys.read import read_journey
from clew.journeys.simulate import Simulation
from clew.journeys.validate import journey_faults
from clew.kernel.instants import DAY, format_instant, parse_instant
from tests.unit.journeys.past import Said, records

YES: Said = ("2026-01-01T00:00:00Z", "consent", {"email": "in"})
BERLIN: Said = ("2026-01-01T00:00:00Z", "identify", {"timeZone": "Europe/Berlin"})


def journey(name: str, **changes: Any) -> Journey:
    document = next(document for document in starters() if document.id == name)
    return read_journey(document.id, 1, {**document.body, **changes})


def played(name: str, said: list[Said], **changes: Any) -> list[tuple[str, str]]:
    past = records([YES, *said])
    start, until = parse_instant("2026-01-02T00:00:00Z"), past[-1].at + 500 * DAY
    story = Simulation([journey(name, **changes)], start, until).person("ada", past)
    return [(format_instant(e.at), e.template or e.kind) for e in story.effects]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_valid(name: str) -> None:
    (document,) = [document for document in starters() if document.id == name]
    assert list(journey_faults(document)) == []
    assert starter_text(name).startswith("kind: journey\n")
    assert document.description


def test_who_leaves_a_cart_is_reminded_and_who_buys_is_out_even_inside_the_wait() -> None:
    cart: Said = ("2026-03-02T10:00:00Z", "Product Added", {})
    assert played("abandoned-cart", [cart], holdout=0) == [
        ("2026-03-02T14:00:00Z", "cart-reminder"),
        ("2026-03-03T14:00:00Z", "cart-help"),
    ]
    bought: Said = ("2026-03-02T13:59:00Z", "Order Completed", {})
    assert played("abandoned-cart", [cart, bought], holdout=0) == []
    later: Said = ("2026-03-03T13:59:00Z", "Order Completed", {})
    assert played("abandoned-cart", [cart, later], holdout=0) == [("2026-03-02T14:00:00Z", "cart-reminder")]
    clicked: Said = ("2026-03-02T20:00:00Z", "message_clicked", {})
    # A click earns two days to think; the night holds the second message until eight.
    assert played("abandoned-cart", [cart, clicked], holdout=0) == [
        ("2026-03-02T14:00:00Z", "cart-reminder"),
        ("2026-03-04T20:00:00Z", "cart-help"),
    ]
    evening: Said = ("2026-03-02T18:00:00Z", "Product Added", {})
    assert played("abandoned-cart", [evening], holdout=0)[0] == ("2026-03-03T08:00:00Z", "cart-reminder")


def test_a_newcomer_is_greeted_and_checked_in_on() -> None:
    signed: Said = ("2026-03-02T10:00:00Z", "Signed Up", {})
    assert played("welcome", [BERLIN, signed]) == [
        ("2026-03-02T10:00:00Z", "welcome"),
        ("2026-03-05T08:00:00Z", "welcome-start-here"),
        ("2026-03-10T08:00:00Z", "welcome-question"),
    ]
    ordered: Said = ("2026-03-07T12:00:00Z", "Order Completed", {})
    assert played("welcome", [BERLIN, signed, ordered])[-1] == ("2026-03-07T12:00:00Z", "welcome-tips")


def test_who_has_not_ordered_for_ninety_days_is_won_back() -> None:
    orders: list[Said] = [(f"2026-01-{day}T09:00:00Z", "Order Completed", {}) for day in ("05", "10")]
    nodes = {**journey("win-back").body.nodes}
    nodes["test"] = {**nodes["test"], "holdout": 0}
    first, second = played("win-back", orders, nodes=nodes)
    # The window closes on Friday 2026-04-10 at nine; the next of the chosen mornings is Tuesday's.
    assert first[0] == "2026-04-14T10:00:00Z"
    assert first[1] in ("win-back-offer", "win-back-news")
    assert second == ("2026-04-28T10:00:00Z", "win-back-last")
    back: Said = ("2026-04-12T00:00:00Z", "Order Completed", {})
    # They are out while they wait for the morning; and within 180 days of that entry they don't come in again.
    assert played("win-back", [*orders, back], nodes=nodes) == []


def test_each_order_is_asked_about_by_itself() -> None:
    said: list[Said] = [
        ("2026-03-02T10:00:00Z", "Order Completed", {"order_id": "a"}),
        ("2026-03-03T10:00:00Z", "Order Completed", {"order_id": "b"}),
        ("2026-03-04T10:00:00Z", "Order Completed", {"order_id": "c"}),
        ("2026-03-05T10:00:00Z", "Order Cancelled", {"order_id": "b"}),
        ("2026-03-15T10:00:00Z", "Product Reviewed", {"order_id": "a"}),
    ]
    assert played("post-purchase-review", said) == [
        ("2026-03-12T18:00:00Z", "review-request"),
        ("2026-03-14T18:00:00Z", "review-request"),
        ("2026-03-21T18:00:00Z", "review-reminder"),
    ]


def test_a_detractor_is_answered_at_once_and_followed_up() -> None:
    said: Said = ("2026-03-02T10:00:00Z", "Survey Answered", {"score": 3})
    assert played("detractor-recovery", [said]) == [
        ("2026-03-02T10:00:00Z", "update"),
        ("2026-03-02T10:00:00Z", "we-heard-you"),
        ("2026-03-05T10:00:00Z", "update"),
        ("2026-03-12T10:00:00Z", "how-are-we-doing-now"),
    ]
    spoken: Said = ("2026-03-03T10:00:00Z", "Agent Contacted", {})
    solved: Said = ("2026-03-04T10:00:00Z", "Case Resolved", {})
    assert played("detractor-recovery", [said, spoken, solved])[2:] == [("2026-03-03T10:00:00Z", "update")]
    happy: Said = ("2026-03-02T10:00:00Z", "Survey Answered", {"score": 9})
    assert played("detractor-recovery", [happy]) == []


def test_what_is_used_up_is_replenished_unless_ordered_again() -> None:
    first: Said = ("2026-03-02T10:00:00Z", "Order Completed", {"sku": "coffee", "lasts": "month"})
    other: Said = ("2026-03-03T10:00:00Z", "Order Completed", {"sku": "chair", "lasts": "years"})
    assert played("replenishment", [first, other]) == [
        ("2026-03-28T09:00:00Z", "replenish"),
        ("2026-04-04T09:00:00Z", "replenish-last"),
    ]
    again: Said = ("2026-03-20T10:00:00Z", "Order Completed", {"sku": "coffee", "lasts": "month"})
    # The second order ends the first way and begins its own.
    assert played("replenishment", [first, again]) == [
        ("2026-04-15T09:00:00Z", "replenish"),
        ("2026-04-22T09:00:00Z", "replenish-last"),
    ]


def test_a_birthday_is_wished_in_the_morning_where_they_are() -> None:
    born: Said = ("2026-01-01T00:00:00Z", "identify", {"birthdate": "1992-02-29", "timeZone": "Pacific/Auckland"})
    assert played("birthday", [born])[:2] == [
        ("2026-02-27T20:00:00Z", "birthday"),
        ("2027-02-27T20:00:00Z", "birthday"),
    ]


def test_a_renewal_is_told_of_in_time_and_follows_the_date() -> None:
    until: Said = ("2026-01-01T00:00:00Z", "identify", {"renewal": "2026-06-30", "timeZone": "Europe/Berlin"})
    begun: Said = ("2026-03-02T10:00:00Z", "Contract Started", {"contract": "k1"})
    assert played("renewal", [until, begun]) == [
        ("2026-05-31T07:00:00Z", "renewal-soon"),
        ("2026-06-23T07:00:00Z", "renewal-week"),
        ("2026-06-30T07:00:00Z", "renewal-today"),
    ]
    moved: Said = ("2026-06-01T00:00:00Z", "identify", {"renewal": "2026-08-31"})
    renewed: Said = ("2026-08-25T00:00:00Z", "Contract Renewed", {"contract": "k1"})
    assert played("renewal", [until, begun, moved, renewed]) == [
        ("2026-05-31T07:00:00Z", "renewal-soon"),
        ("2026-08-24T07:00:00Z", "renewal-week"),
    ]


def test_conditions_are_written_as_they_are_printed() -> None:
    for document in starters():
        segment = document.body["entry"].get("segment")
        if segment is not None:
            assert to_text(parse(segment)) == segment
        assert duration_of(document.body.get("expiry", "1d"))
