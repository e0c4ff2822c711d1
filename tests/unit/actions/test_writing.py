"""What a message takes along when it is released."""

from datetime import UTC

from msgspec.structs import replace

from clew.actions import (
    Action,
    Cap,
    Letter,
    OutboxRow,
    Slot,
    Standing,
    Traits,
    compile_policy,
    pack_letter,
    planned,
    unpack_letter,
)
from clew.actions.tracking import Links
from clew.actions.writing import Known, Releaser, outgoing, prepared, written
from clew.content import Compiled, TemplateInvalid, compile_template
from clew.kernel.instants import DAY
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


def releaser(*caps: Cap) -> Releaser:
    def find(name: str, version: int) -> Compiled:
        if (name, version) != ("hello", 3):
            raise TemplateInvalid("no such template")
        return COMPILED

    channels = {"email": Traits(addressed=True, takes_key=False), "local": Traits(addressed=False, takes_key=True)}
    return Releaser(replace(compile_policy([]), caps=caps), channels, find, NOW, UTC)


def test_a_batch_never_exceeds_a_cap() -> None:
    asked = releaser(Cap(2, DAY, "email"))
    slots = [Slot(NOW - 5, "email", "marketing", "x")]
    standing = Standing(address="ada@example.com", consents={"email": "in"}, slots=slots)
    rows = [planned(replace(ACTION, key=f"k{n}"), transactional=False) for n in range(3)]
    rows.append(planned(replace(ACTION, key="other", profile="leaf"), transactional=False))
    found = [asked.decide(row, standing, KNOWN, "ada") for row in rows]
    assert [row.status for row in found] == ["released", "suppressed", "suppressed", "suppressed"]
    assert found[0].letter.values["profile"] == {"name": "Ada"}
    assert found[1].reason == "cap:2/24h email"
    assert asked.decide(rows[0], standing, KNOWN, "ada").status == "released"


def test_what_can_not_be_made_is_held() -> None:
    standing = Standing(address="ada@example.com", consents={"email": "in", "fax": "in"})
    wrong = {"content.invalid": replace(ACTION, version=4), "no_channel": replace(ACTION, channel="fax")}
    for reason, action in wrong.items():
        row = releaser().decide(planned(action, transactional=False), standing, KNOWN)
        assert (row.status, row.reason) == ("held", reason)
    row = releaser().decide(planned(replace(ACTION, sandbox=True), transactional=False), standing, KNOWN)
    assert (row.status, row.channel, row.again, row.counted) == ("released", "local", True, False)


def test_an_action_without_a_template_is_its_own_content() -> None:
    call = Action("k", "webhook", "ada", 5, "webhook", data={"url": "https://x.example", "body": {"a": 1}})
    letter = written(prepared(Letter(call), None, KNOWN), None, None, NOW)
    row = OutboxRow("k", "ada", "webhook", "sending", 0, None, 5, attempts=2)
    message = outgoing(row, letter, Links(TokenBox(b"s"), "https://clew.example/"))
    assert message.parts == {"url": "https://x.example", "body": {"a": 1}}
    assert message.attempt == 2
    assert message.links["preferences"].startswith("https://clew.example/m/p/")
