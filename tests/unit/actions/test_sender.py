"""The sender over a real outbox, with a provider of each kind: what is handed over and what is told."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from clew.actions import (
    LEASE,
    Action,
    Failed,
    Go,
    Never,
    Refused,
    Unknown,
    decided,
    made_unsendable,
    outcome_event,
    planned,
    read_outcome,
    settled,
    status_outcome,
)
from clew.actions.outcomes import verdict_outcome
from clew.actions.rows import PATIENCE
from clew.adapters.sql.outbox import put_decisions, put_plans, settle_rows
from clew.events import Event
from clew.kernel.instants import SECOND
from tests.unit.actions.provider import BASE, Killed, World, filled
from tests.unit.content.samples import template


def test_a_message_goes_its_way(world: World) -> None:
    world.release("k", journey="j", journey_version=2, participant="p", node="n", topic="offers")
    assert world.send() == 1
    (message,) = world.provider.calls
    assert (message.key, message.address, message.attempt, message.bulk) == ("k", "ada@example.com", 1, True)
    assert message.parts["subject"] == "Hi Ada"
    assert message.links["unsubscribe"].startswith(f"{BASE}/m/u/")
    assert f'href="{BASE}/m/c/' in message.parts["html"]
    assert f'src="{BASE}/m/o/' in message.parts["html"]
    row = world.row("k")
    assert (row.status, row.due_at) == ("sent", None)
    assert row.letter.content["subject"] == "Hi Ada"
    (event,) = world.told
    assert (event.id, event.kind, event.type) == ("k/sent", "track", "message_sent")
    assert event.identities == (("profile", "ada"),)
    assert event.properties == {
        "message": "k",
        "channel": "email",
        "template": "hello@3",
        "purpose": "marketing",
        "topic": "offers",
        "journey": "j",
        "journey_version": 2,
        "participant": "p",
        "node": "n",
        "reference": "ref-k",
    }
    assert "ada@example.com" not in str(event)
    assert read_outcome(event) == ("k", "sent")
    assert world.send() == 0
    click = world.links.click(message.parts["html"].split("/m/c/")[1].split('"')[0])
    assert click is not None
    assert (click.key, click.place, click.target) == ("k", 0, "https://shop.example/")


def test_a_message_with_a_hole_is_held(world: World) -> None:
    world.release("k", name="")
    world.release("gone", template="other")
    world.send()
    assert world.provider.calls == []
    assert (world.row("k").status, world.row("k").reason) == ("held", "missing:profile.name")
    assert (world.row("gone").status, world.row("gone").reason) == ("held", "content.invalid")
    assert sorted(world.happened()) == ["gone/held", "k/held"]


def test_a_failure_is_tried_again_with_the_same_content(world: World) -> None:
    world.provider.answers = [Failed("busy", ours=True)]
    world.release("k")
    world.send()
    row = world.row("k")
    assert (row.status, row.reason, row.attempts) == ("retry", "busy", 1)
    assert world.told == []
    world.template = template({"subject": "Changed"})
    assert row.due_at is not None
    world.clock.set(row.due_at)
    assert world.send() == 0
    world.release_again()
    assert world.send() == 1
    assert [(m.attempt, m.parts["subject"]) for m in world.provider.calls] == [(1, "Hi Ada"), (2, "Hi Ada")]
    assert world.row("k").status == "sent"
    assert world.happened() == ["k/sent"]


def test_a_refusal_is_final_and_says_whom_to_leave_alone(world: World) -> None:
    world.provider.answers = [Refused("recipient_550", suppress="bounce")]
    world.release("k")
    world.send()
    assert world.row("k").status == "failed"
    (event,) = world.told
    assert event.type == "message_failed"
    assert (event.properties["reason"], event.properties["suppress"]) == ("recipient_550", "bounce")


def test_what_nobody_knows_waits_for_a_person(world: World) -> None:
    world.provider.answers = [Unknown("timeout")]
    world.release("k")
    world.send()
    assert (world.row("k").status, world.happened()) == ("unknown", ["k/unknown"])
    world.clock.advance(10 * LEASE)
    world.release_again()
    assert world.send() == 0
    with world.outbox._database.write() as batch:
        settle_rows(batch, [("k", "delivered")])
    assert world.row("k").status == "sent"


def test_what_nobody_knows_is_sent_again_where_keys_are_honoured(keyed: World) -> None:
    keyed.provider.answers = [Unknown("timeout")]
    keyed.release("k")
    keyed.send()
    row = keyed.row("k")
    assert row.status == "retry"
    assert row.due_at is not None
    keyed.clock.set(row.due_at)
    keyed.release_again()
    keyed.send()
    assert (len(keyed.provider.calls), keyed.provider.delivered["k"]) == (2, 1)
    assert keyed.row("k").status == "sent"


def test_killed_after_the_provider_took_it(keyed: World) -> None:
    """Case J13 of the corpus: two calls, one delivery, one row sent, one slot."""
    keyed.release("k")
    keyed.provider.dies_after_taking = True
    with pytest.raises(Killed):
        keyed.send()
    keyed.provider.dies_after_taking = False
    assert keyed.send() == 0
    keyed.clock.advance(LEASE)
    assert keyed.send() == 1
    assert len(keyed.provider.calls) == 2
    assert len({message.key for message in keyed.provider.calls}) == 1
    assert keyed.provider.delivered == {"k": 1}
    assert keyed.happened() == ["k/sent"]
    assert len(keyed.outbox.slots(["ada"], 0)["ada"]) == 1


def test_killed_where_no_key_is_honoured(world: World) -> None:
    world.release("offer")
    world.release("receipt", go=Go(counted=False, again=True, reason="transactional"))
    world.provider.dies_after_taking = True
    with pytest.raises(Killed):
        world.send()
    world.provider.dies_after_taking = False
    world.clock.advance(LEASE)
    world.send()
    assert world.row("offer").status == "unknown"
    assert world.row("receipt").status == "sent"
    assert sorted(world.happened()) == ["offer/unknown/2", "receipt/sent"]


def test_a_provider_that_keeps_failing_is_left_alone(world: World) -> None:
    sender = world.sender()
    world.provider.answers = [Failed("connect")] * 30
    world.release(*(f"k{n:02}" for n in range(30)))
    world.send(sender)
    called = len(world.provider.calls)
    assert called < 30
    assert sender.health("email").open_until is not None
    rested = [world.row(f"k{n:02}") for n in range(30) if world.row(f"k{n:02}").attempts == 0]
    assert {row.status for row in rested} == {"retry"}
    assert world.send(sender) == 0
    world.provider.answers = []
    for _ in range(40):
        world.clock.advance(30 * SECOND)
        world.release_again()
        world.send(sender)
    assert set(world.provider.delivered.values()) == {1}
    assert len(world.provider.delivered) == 30
    assert sender.health("email").open_until is None


def test_no_faster_than_allowed_and_receipts_first(world: World) -> None:
    sender = world.sender()
    sender.use({"email": (2.0, 3)})
    world.release(*(f"k{n}" for n in range(6)))
    rows = [planned(Action("z", "send", "ada", 0, "email", "hello", 3), transactional=True)]
    with world.outbox._database.write() as batch:
        put_plans(batch, rows)
        go = Go(counted=False, again=True, reason="transactional")
        put_decisions(batch, [decided(row, go, filled(row, "Ada"), world.clock.now()) for row in rows])
    sent: list[int] = []
    for _ in range(4):
        sent.append(world.send(sender))
        world.clock.advance(SECOND)
    assert sent == [3, 2, 2, 0]
    assert world.provider.calls[0].key == "z"


def test_a_sandbox_stays_at_home(world: World) -> None:
    world.release("k", sandbox=True)
    assert world.send() == 1
    assert world.provider.calls == []
    row = world.row("k")
    assert (row.channel, row.status, row.letter.content["subject"]) == ("local", "sent", "Hi Ada")


def test_the_log_is_told_before_the_row_is_closed(world: World) -> None:
    world.release("k")

    def refuse(events: Sequence[Event]) -> None:
        del events
        raise OSError("the log is away")

    world.tell = refuse  # type: ignore[method-assign]
    with pytest.raises(OSError, match="away"):
        world.send()
    assert world.row("k").status == "sending"


def test_what_is_suppressed_is_never_claimed(world: World) -> None:
    row = planned(Action("k", "send", "ada", 0, "email"), transactional=False)
    with world.outbox._database.write() as batch:
        put_plans(batch, [row])
        put_decisions(batch, [decided(row, Never("consent:out"), row.letter, 5)])
    assert world.send() == 0
    assert world.sender().next_due() is None


def test_one_message_that_breaks_the_writing_holds_up_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    find = world.find
    monkeypatch.setattr(world, "find", lambda name, version: {}["x"] if name == "odd" else find(name, version))
    world.release("odd", template="odd")
    world.release("k")
    world.send()
    assert (world.row("odd").status, world.row("odd").reason) == ("held", "broken:KeyError")
    assert world.row("k").status == "sent"
    assert sorted(world.happened()) == ["k/sent", "odd/held"]


@pytest.mark.parametrize(
    ("raised", "reason"), [(RuntimeError("ada@example.com"), "broken:RuntimeError"), (TimeoutError(), "timeout")]
)
def test_a_channel_that_raises_leaves_it_unknown_what_became_of_its_message(
    world: World, raised: Exception, reason: str
) -> None:
    world.provider.raises = raised
    world.release("k")
    world.send()
    assert (world.row("k").status, world.row("k").reason, world.happened()) == ("unknown", reason, ["k/unknown"])


def test_what_kills_every_sender_that_takes_it_waits_for_a_person_at_last(keyed: World) -> None:
    keyed.release("k")
    keyed.provider.dies_after_taking = True
    for _ in range(PATIENCE.attempts):
        with pytest.raises(Killed):
            keyed.send()
        keyed.clock.advance(LEASE)
    assert keyed.send() == 1
    assert (keyed.row("k").status, keyed.row("k").reason) == ("unknown", "abandoned")
    assert len(keyed.provider.calls) == PATIENCE.attempts


def test_a_probe_that_never_called_leaves_the_next_one_its_turn(world: World) -> None:
    sender = world.sender()
    world.provider.answers = [Failed("connect")] * 5
    world.release(*(f"k{n}" for n in range(5)))
    world.send(sender)
    assert sender.health("email").open_until is not None
    world.clock.advance(30 * SECOND)
    world.release("hole", name="")
    world.send(sender)
    assert world.row("hole").status == "held"
    world.release("good")
    world.send(sender)
    assert world.row("good").status == "sent"
    assert sender.health("email").open_until is None


def test_each_time_that_a_person_lets_go_what_was_held_at_its_release_is_told(world: World) -> None:
    world.release("k")
    row = made_unsendable(replace(world.row("k"), status="planned", fence=0), "content.invalid")
    told: list[str] = []
    for _ in range(3):
        told += [outcome_event(each, row).id for each in status_outcome(row, 5)]
        verdict = verdict_outcome(row, "send", 5)
        assert verdict is not None
        told.append(outcome_event(verdict, row).id)
        after = settled(row, "retried")
        assert after is not None
        row = made_unsendable(after, "content.invalid")
    assert len(set(told)) == 6
