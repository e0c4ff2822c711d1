"""What a message takes along when it is released."""

from msgspec.structs import replace

from clew.actions import (
    Action,
    Letter,
    OutboxRow,
    pack_letter,
    unpack_letter,
)
from clew.actions.tracking import Links
from clew.actions.writing import Known, outgoing, prepared, written
from clew.content import compile_template
from clew.privacy.tokens import TokenBox
from tests.unit.content.samples import NOW, template

PARTS = {"subject": "{{ profile.name }} {{ event.n }} {{ traits.orders }}", "text": "{{ now | date }}"}
COMPILED = compile_template(template(PARTS, required=("scores.churn",)))
ACTION = Action("k", "send", "ada", 5, "email", "hello", 3, values={"event": {"n": 7, "secret": "x"}})
KNOWN = Known(
    attributes={"name": "Ada", "email": "ada@example.com", "locale": "de-AT"},
    traits={"orders": 3, "spend": 9},
    scores={"churn": 0.5},
    zone="Pacific/Auckland",
    address="ada@example.com",
)


def test_only_what_is_asked_for_is_taken_along() -> None:
    letter = prepared(Letter(ACTION), COMPILED, KNOWN)
    assert letter.values == {
        "profile": {"name": "Ada"},
        "traits": {"orders": 3},
        "event": {"n": 7},
        "scores": {"churn": 0.5},
    }
    assert (letter.address, letter.locale, letter.zone) == ("ada@example.com", "de-AT", "Pacific/Auckland")
    assert unpack_letter(pack_letter(letter)) == letter
    made = written(letter, COMPILED, None, NOW)
    assert made.content["subject"] == "Ada 7 3"
    assert made.content["text"] == "Mar 11, 2026"


def test_what_was_written_once_stays() -> None:
    letter = written(prepared(Letter(ACTION), COMPILED, KNOWN), COMPILED, None, NOW)
    moved = prepared(letter, COMPILED, Known(attributes={"name": "Eve"}, address="new@example.com"))
    assert moved == replace(letter, address="new@example.com")
    assert written(moved, COMPILED, None, NOW + 1) == moved


def test_an_action_without_a_template_is_its_own_content() -> None:
    call = Action("k", "webhook", "ada", 5, "webhook", data={"url": "https://x.example", "body": {"a": 1}})
    letter = written(prepared(Letter(call), None, KNOWN), None, None, NOW)
    row = OutboxRow("k", "ada", "webhook", "sending", 0, None, 5, attempts=2)
    message = outgoing(row, letter, Links(TokenBox(b"s"), "https://clew.example/"))
    assert message.parts == {"url": "https://x.example", "body": {"a": 1}}
    assert message.attempt == 2
    assert message.links["preferences"].startswith("https://clew.example/m/p/")
