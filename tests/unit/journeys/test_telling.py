"""Journeys in words: by the names that people give, with conditions as sentences, and what came of each step."""

from typing import Any

import pytest

from clew.events import Fact
from clew.expressions import unit_key
from clew.journeys import read_journey
from clew.journeys.marks import DREW, TOOK, Mark
from clew.journeys.telling import Asked, Names, Tally, came_in, conditions, says, says_criterion, says_entry, sentence

NAMES: Names = {
    "segment": {"vip": "Best customers"},
    "trait": {"spent": "Money spent"},
    "template": {"hello": "A warm hello"},
    "journey": {"thanks": "After the order"},
}
BODY: dict[str, Any] = {
    "entry": {"event": "Order Completed", "where": "total > 50"},
    "exit": [{"segment": "vip"}],
    "nodes": {
        "rich": {"if": "trait(spent) > 100", "where": "total > 80", "then": "mail"},
        "mail": {"send": "hello", "next": "list"},
        "list": {"add_to": "vip", "next": "too"},
        "too": {"jump": "thanks", "next": "odd"},
        "odd": {"if": "is this", "then": "end"},
    },
}


def test_documents_are_called_by_their_names() -> None:
    journey = read_journey("j", 1, BODY)
    assert says_entry(journey.body.entry, NAMES) == "`Order Completed` happens where its total is more than 50"
    assert says_criterion(journey.body.exit[0], NAMES) == 'is in the segment "Best customers"'
    assert [says(node, NAMES) for node in journey.nodes.values()] == [
        'Is it so: the trait "Money spent" is more than 100 and its total is more than 80',
        'Send "A warm hello" by email (marketing)',
        'Put on the list "Best customers"',
        'Begin the journey "After the order" too',
        "Is it so: `is this`",
    ]
    assert says(journey.nodes["mail"]) == "Send `hello` by email (marketing)"


def test_every_condition_that_can_be_read_has_its_sentence() -> None:
    assert conditions(read_journey("j", 1, BODY), NAMES) == [
        Asked("vip", "person", 'is in the segment "Best customers"'),
        Asked("trait(spent) > 100", "person", 'the trait "Money spent" is more than 100'),
        Asked("total > 50", "event", "its total is more than 50"),
        Asked("total > 80", "event", "its total is more than 80"),
    ]


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("then", "`rich`, and it was so"),
        ("else", "`rich`, and it was not so"),
        ("timeout", "`rich`, and the time was up"),
        ("moved", "moved to version 2, at `rich`"),
        ("B", "`rich`, by `B`"),
    ],
)
def test_what_was_taken_is_told_by_the_step_and_what_came_of_it(way: str, said: str) -> None:
    mark = Mark("j", 2, "p", 1, "rich", way)
    assert sentence(Fact("a", 1, TOOK, mark.subject, 0, "clock"), mark) == said


@pytest.mark.parametrize(
    ("node", "arm", "said"),
    [
        ("", "treated", "not held out at the entry"),
        ("", "held_out", "held out, to measure, at the entry"),
        ("split", "A", "drew `A` at `split`"),
    ],
)
def test_who_is_held_out_and_who_is_not_is_said(node: str, arm: str, said: str) -> None:
    mark = Mark("j", 2, "p", 1, node, arm)
    assert sentence(Fact("a", 1, DREW, mark.subject, 0, "record"), mark) == said


def test_who_came_in_is_counted_without_who_is_held_out_and_who_was_moved() -> None:
    tallies = [
        Tally("journey_entered", "", "event", 9),
        Tally("journey_drew", "", "held_out", 2),
        Tally("journey_drew", "", "treated", 7),
        Tally("journey_drew", "test", "held_out", 1),
        Tally("journey_took", "w", "moved", 4),
        Tally("journey_reached", "w", "", 7),
    ]
    assert came_in(tallies) == 7


def test_conditions_on_an_event_tell_amounts_in_what_they_are_measured_in() -> None:
    names = {**NAMES, "unit": {unit_key("property", "Order Completed", "total"): "GBP"}}
    told = {asked.text: asked.says for asked in conditions(read_journey("j", 1, BODY), names)}
    assert (told["total > 50"], told["total > 80"]) == ("its total is more than £50", "its total is more than £80")
    other = read_journey("j", 1, {**BODY, "exit": [{"event": "Refunded", "where": "total > 50"}]})
    told = {asked.text: asked.says for asked in conditions(other, names)}
    assert told["total > 50"] == "its total is more than 50", "it is asked of two events"
