"""Senders at one outbox, on every engine: one at a time, by priority, and nobody who was overtaken writes."""

import threading
import time
from collections import Counter

import pytest
from msgspec.structs import replace

from clew.actions import (
    LEASE,
    Accepted,
    Failed,
    Go,
    Later,
    Never,
    decided,
    pack_letter,
)
from clew.actions.pace import Rate
from clew.actions.rows import attempted
from clew.adapters.sql import SqlOutbox
from clew.adapters.sql.outbox import (
    put_decisions,
    recall_rows,
    settle_rows,
)
from clew.kernel.instants import SECOND
from tests.conformance.stores.outboxes import action, keys, let_go, plan, released
from tests.conformance.stores.places import Place


def test_only_released_rows_are_claimed_and_only_when_due(outbox: SqlOutbox) -> None:
    plan(outbox, action("planned"))
    later = plan(outbox, action("later"), action("never", journey="welcome"))
    with outbox._database.write() as batch:
        put_decisions(
            batch,
            [
                decided(later[0], Later(500, "quiet"), later[0].letter, 100),
                decided(later[1], Never("consent:out"), later[1].letter, 100),
            ],
        )
    released(outbox, action("go"), now=100)
    assert outbox.next_due("email") == 100
    assert outbox.next_due("sms") is None
    assert outbox.claim("email", 99, 10, LEASE) == []
    (row,) = outbox.claim("email", 100, 10, LEASE)
    assert (row.key, row.status, row.fence, row.attempts, row.due_at) == ("go", "sending", 1, 1, 100 + LEASE)
    assert outbox.claim("email", 100, 10, LEASE) == []
    assert keys(outbox.rows(status=["suppressed"])) == ["never"]
    assert keys(outbox.rows(status=["suppressed"], journey="welcome")) == ["never"]
    assert outbox.rows(journey="another") == []
    assert [row.reason for row in outbox.rows(status=["planned", "suppressed"])] == ["quiet", "consent:out", ""]


def test_claims_go_by_priority(outbox: SqlOutbox) -> None:
    rows = plan(outbox, action("late", at=1), action("soon", priority=1))
    receipt = plan(outbox, action("receipt", at=99), transactional=True)
    let_go(outbox, rows + receipt)
    assert keys(outbox.claim("email", 200, 2, LEASE)) == ["receipt", "soon"]
    assert keys(outbox.claim("email", 200, 2, LEASE)) == ["late"]


def test_an_abandoned_row_is_sent_again_only_where_it_may_be(outbox: SqlOutbox) -> None:
    released(outbox, action("again"), go=Go(counted=True, again=True, reason="in"))
    released(outbox, action("once"))
    assert len(outbox.claim("email", 100, 10, LEASE)) == 2
    assert outbox.claim("email", 99 + LEASE, 10, LEASE) == []
    found = {row.key: row for row in outbox.claim("email", 100 + LEASE, 10, LEASE)}
    assert (found["again"].status, found["again"].attempts, found["again"].fence) == ("sending", 2, 2)
    assert (found["once"].status, found["once"].reason, found["once"].due_at) == ("unknown", "abandoned", None)
    assert outbox.row("once") == found["once"]


def test_who_was_overtaken_changes_nothing(outbox: SqlOutbox) -> None:
    released(outbox, action("k"), go=Go(counted=True, again=True, reason="in"))
    (first,) = outbox.claim("email", 100, 1, LEASE)
    (second,) = outbox.claim("email", 100 + LEASE, 1, LEASE)
    assert outbox.finish([attempted(first, Accepted("x"), 500, 0.5)]) == ["k"]
    assert outbox.row("k") == second
    done = attempted(second, Accepted("y"), 500, 0.5)
    assert outbox.finish([done]) == []
    assert outbox.row("k") == done
    assert outbox.finish([]) == []


def test_a_failed_row_waits_for_another_release(outbox: SqlOutbox) -> None:
    released(outbox, action("k"))
    (row,) = outbox.claim("email", 100, 1, LEASE)
    retry = attempted(row, Failed("busy"), 200, 0.0)
    assert outbox.finish([retry]) == []
    assert outbox.claim("email", 10**12, 1, LEASE) == []
    assert retry.due_at is not None
    assert outbox.plans(retry.due_at - 1, 10) == []
    (waiting,) = outbox.plans(retry.due_at, 10)
    let_go(outbox, [waiting], now=retry.due_at)
    (again,) = outbox.claim("email", retry.due_at, 1, LEASE)
    assert (again.attempts, again.fence, again.released_at) == (2, 2, 100)


def test_two_senders_never_take_the_same_row(place: Place) -> None:
    outboxes = [place.outbox() for _ in range(4)]
    released(outboxes[0], *(action(f"k{n:03}") for n in range(200)))
    taken: list[str] = []

    def work(outbox: SqlOutbox) -> None:
        while rows := outbox.claim("email", 100, 7, LEASE):
            taken.extend(keys(rows))
            outbox.finish([attempted(row, Accepted(), 101, 0.0) for row in rows])

    threads = [threading.Thread(target=work, args=(one,)) for one in outboxes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(Counter(taken).values()) == 1
    # With `SKIP LOCKED` a sender may find nothing while others hold the last rows; they finish those.
    assert len(taken) == 200
    assert {(row.status, row.attempts) for row in outboxes[0].rows(limit=300)} == {("sent", 1)}


def test_it_is_known_which_channels_have_something_to_do(outbox: SqlOutbox) -> None:
    assert outbox.waiting() == []
    rows = plan(outbox, *(replace(action(f"k{n}"), channel=f"c{n % 3}") for n in range(7)))
    assert outbox.waiting() == []
    let_go(outbox, rows[:5])
    assert outbox.waiting() == ["c0", "c1", "c2"]
    outbox.claim("c1", 200, 10, LEASE)
    assert outbox.waiting() == ["c0", "c1", "c2"]


def test_what_was_written_is_kept_when_the_engine_reads_the_outcome_first(outbox: SqlOutbox) -> None:
    released(outbox, action("k"))
    (row,) = outbox.claim("email", 200, 1, LEASE)
    letter = replace(row.letter, content={"subject": "Hello"})
    with outbox._database.write() as batch:
        settle_rows(batch, [("k", "sent")])
    done = replace(attempted(row, Accepted(kept=True), 210, 0.0), body=pack_letter(letter))
    assert outbox.finish([done]) == []
    found = outbox.row("k")
    assert found is not None
    assert (found.status, found.reason, found.letter.content) == ("sent", "kept", {"subject": "Hello"})
    assert outbox.finish([replace(done, status="failed")]) == ["k"]


@pytest.mark.parametrize("change", ["recall", "settle"])
def test_the_engine_waits_for_a_sender_that_is_about_to_write(place: Place, change: str) -> None:
    """Read before the claim and written after it, a row would go to two senders."""
    engine, sender = place.outbox(), place.outbox()
    released(engine, action("k"))
    begun = threading.Event()

    def take() -> None:
        with sender._database.write() as batch:
            batch.run("UPDATE outbox SET status = 'sending', fence = 1, body = ? WHERE key = 'k'", (b"new",))
            begun.set()
            time.sleep(0.15)  # the engine is on its way, and has to wait

    thread = threading.Thread(target=take)
    thread.start()
    begun.wait(5)
    with engine._database.write() as batch:
        if change == "recall":
            recall_rows(batch, ["ada"], 300)
        else:
            settle_rows(batch, [("k", "sent")])
    thread.join()
    found = engine.row("k")
    assert found is not None
    assert (found.status, found.fence, found.body) == ("sending" if change == "recall" else "sent", 1, b"new")


def test_all_senders_together_keep_to_the_rate_of_a_channel(place: Place) -> None:
    senders = [place.outbox(), place.outbox()]
    released(senders[0], *(action(f"k{n:02}") for n in range(20)), now=SECOND)
    given = [
        [len(sender.claim("email", now, 10, LEASE, Rate(2.0, 3))) for sender in senders]
        for now in (SECOND, 2 * SECOND, 3 * SECOND)
    ]
    assert given == [[3, 0], [2, 0], [2, 0]]
    assert senders[1].bucket("email") == (2.0, 3, 0.0, 3 * SECOND)
    # Whoever learns of another rate later than others does not fill it: what there is stays.
    assert senders[1].claim("email", 3 * SECOND, 10, LEASE, Rate(100.0, 100)) == []
    assert senders[0].bucket("local") is None


def test_what_was_not_there_to_be_taken_stays_in_the_bucket(place: Place) -> None:
    outbox = place.outbox()
    released(outbox, action("a"))
    assert len(outbox.claim("email", 100, 10, LEASE, Rate(1.0, 5))) == 1
    released(outbox, *(action(f"b{n}") for n in range(9)))
    assert len(outbox.claim("email", 100, 10, LEASE, Rate(1.0, 5))) == 4
