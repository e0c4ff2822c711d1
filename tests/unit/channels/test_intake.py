"""A bounce finds its message, tells the log, and suppresses the address; a forged one does nothing."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from clew.actions import (
    Action,
    OutboxHolder,
    Outcome,
    consent_after,
    outcome_event,
    pack_letter,
    planned,
    suppression_after,
)
from clew.adapters.smtp import Mark, Recipient, Returned, about, mark, outcomes_of, read_mark
from clew.adapters.sql.outbox import put_plans
from clew.adapters.sqlite import SqliteOutbox
from clew.privacy import Subject, address_hash

SECRET = b"s" * 32
KEY = "p0000000000000001/12/reminder"


@pytest.fixture
def outbox(tmp_path: Path) -> SqliteOutbox:
    found = SqliteOutbox(tmp_path / "state.db")
    rows = []
    for key in (KEY, KEY + "_2", "p0000000000000001/1/reminder"):
        row = planned(Action(key, "send", "ada", 5, "email", "hello", 3, topic="offers"), transactional=False)
        rows.append(replace(row, body=pack_letter(replace(row.letter, address="ada@example.com"))))
    with found._database.write() as batch:
        put_plans(batch, rows)
    return found


def came_back(key: str = KEY, secret: bytes = SECRET, **fields: object) -> Returned:
    return Returned("report", mark=read_mark(mark(key, secret) + "@b.example"))._replace(**fields)  # type: ignore[arg-type]


def test_a_bounce_finds_its_message(outbox: SqliteOutbox) -> None:
    for key in (KEY, KEY + "_2"):
        row = about(came_back(key), outbox, SECRET)
        assert row is not None
        assert row.key == key
    assert about(came_back(secret=b"forged"), outbox, SECRET) is None
    assert about(came_back("p9/1/x"), outbox, SECRET) is None
    assert about(Returned("other"), outbox, SECRET) is None
    assert about(Returned("report", mark=Mark("", b"123456")), outbox, SECRET) is None


def test_what_a_bounce_says_is_told_and_suppresses(outbox: SqliteOutbox) -> None:
    row = outbox.row(KEY)
    assert row is not None
    hard, soft = Recipient("ada@example.com", "failed", "5.1.1"), Recipient("ada@example.com", "failed", "4.2.2")
    late, there = Recipient("a@b", "delayed", "4.0.0"), Recipient("a@b", "delivered", "2.0.0")
    outcomes = list(outcomes_of(came_back(recipients=(hard, soft, late, there)), row, 9))
    assert [o.happening for o in outcomes] == ["bounced", "bounced", "delayed", "delivered"]
    event = outcome_event(outcomes[0], row)
    assert (event.type, event.properties["status"], event.properties["suppress"]) == (
        "message_bounced",
        "5.1.1",
        "bounce",
    )
    assert "ada@example.com" not in str(event)
    found = suppression_after(row.letter, "bounced", event.properties, b"k" * 32, 9)
    assert found is not None
    assert (found.hash, found.channel, found.scope) == (
        address_hash(b"k" * 32, "email", "ada@example.com"),
        "email",
        "all",
    )
    assert suppression_after(row.letter, "bounced", outcomes[1].details, b"k" * 32, 9) is None


def test_a_complaint_takes_the_consent_away(outbox: SqliteOutbox) -> None:
    row = outbox.row(KEY)
    assert row is not None
    (outcome,) = outcomes_of(came_back(kind="complaint", feedback="abuse"), row, 9)
    assert outcome == Outcome(KEY, "complained", 9, {"feedback": "abuse"})
    assert consent_after(row.letter, "complained") == {"marketing/email/offers": "out"}
    assert consent_after(row.letter, "bounced") == {}
    proof = replace(row.letter, action=replace(row.letter.action, to="qa@shop.example"))
    assert consent_after(proof, "complained") == {}, "a tester's complaint is not the person's"
    found = suppression_after(row.letter, "complained", {}, b"k" * 32, 9)
    assert found is not None
    assert found.scope == "marketing"
    assert list(outcomes_of(came_back(kind="complaint", feedback="not-spam"), row, 9)) == []


def test_a_person_may_see_what_was_written(outbox: SqliteOutbox) -> None:
    holder = OutboxHolder(outbox)
    shown = list(holder.export(Subject(("ada",))))
    assert len(shown) == 3
    assert shown[0].item["address"] == "ada@example.com"
    assert holder.erase([]) == {"outbox": 0}
    assert list(holder.export(Subject(("bob",)))) == []
