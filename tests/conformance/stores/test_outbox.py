"""The outbox on every engine: one sender at a time, by priority, and nobody who was overtaken writes."""

import threading
import time
from collections import Counter

import pytest
from msgspec.structs import replace

from clew.actions import (
    LEASE,
    Accepted,
    Action,
    Failed,
    Go,
    Later,
    Never,
    OutboxRow,
    Slot,
    Unknown,
    decided,
    pack_letter,
    planned,
)
from clew.actions.pace import Rate
from clew.actions.ports import Sought
from clew.actions.rows import LONGEST_LINE, attempted
from clew.adapters.sql import SqlOutbox
from clew.adapters.sql.outbox import (
    forget_rows,
    hold_open_rows,
    put_decisions,
    put_plans,
    recall_rows,
    settle_rows,
)
from clew.decisions.offers import Proposal
from clew.kernel.instants import SECOND
from tests.conformance.stores.places import Place

GO = Go(counted=True, again=False, reason="in")


@pytest.fixture
def outbox(place: Place) -> SqlOutbox:
    return place.outbox()


def action(key: str, at: int = 10, profile: str = "ada", **fields: object) -> Action:
    return Action(key=key, kind="send", profile=profile, at=at, channel="email", template="t", **fields)  # type: ignore[arg-type]


def plan(outbox: SqlOutbox, *actions: Action, transactional: bool = False) -> list[OutboxRow]:
    rows = [planned(one, transactional=transactional) for one in actions]
    with outbox._database.write() as batch:
        put_plans(batch, rows)
    return rows


def let_go(outbox: SqlOutbox, rows: list[OutboxRow], now: int = 100, go: Go = GO) -> list[OutboxRow]:
    released = [decided(row, go, row.letter, now) for row in rows]
    with outbox._database.write() as batch:
        put_decisions(batch, released)
    return released


def released(outbox: SqlOutbox, *actions: Action, now: int = 100, go: Go = GO) -> list[OutboxRow]:
    return let_go(outbox, plan(outbox, *actions), now, go)


def keys(rows: list[OutboxRow]) -> list[str]:
    return [row.key for row in rows]


def test_a_row_comes_back_as_it_was(outbox: SqlOutbox) -> None:
    rows = plan(outbox, action("k", values={"event": {"n": 1}}, topic="offers", journey="j"))
    assert outbox.row("k") == rows[0]
    assert rows[0].letter.action.values == {"event": {"n": 1}}
    assert outbox.row("other") is None
    assert outbox.rows_of(["ada", "bob"]) == rows
    assert outbox.outbox_counts() == {("email", "planned", False): 1}


def test_what_nobody_got_is_told_apart_from_what_was_sent(outbox: SqlOutbox) -> None:
    released(outbox, action("gone"), action("kept"), replace(action("here"), channel="local"))
    for channel in ("email", "local"):
        for row in outbox.claim(channel, 200, 10, LEASE):
            outbox.finish([attempted(row, Accepted("", kept=row.key == "kept"), 300, 0.0)])
    assert outbox.outbox_counts() == {
        ("email", "sent", False): 1,
        ("email", "sent", True): 1,
        ("local", "sent", True): 1,
    }
    assert {row.key for row in outbox.recent(Sought(kept=True))} == {"kept", "here"}
    assert keys(outbox.recent(Sought(kept=False))) == ["gone"]
    assert [row.kept for row in outbox.recent(Sought(("sent",)))].count(True) == 2


def test_keys_are_found_by_their_beginning(outbox: SqlOutbox) -> None:
    plan(outbox, *(action(key) for key in ("p1/2/a", "p1/2/é", "p1/20/a", "p2/2/a")))
    assert outbox.keys_from("p1/2/") == ["p1/2/a", "p1/2/é"]
    assert outbox.keys_from("p", limit=3) == ["p1/2/a", "p1/2/é", "p1/20/a"]
    assert outbox.keys_from("x") == []


def test_a_key_is_planned_once(outbox: SqlOutbox) -> None:
    (first,) = released(outbox, action("k"))
    plan(outbox, action("k", at=99, topic="other"))
    assert outbox.row("k") == first


def test_plans_come_when_due_and_transactional_ones_first(outbox: SqlOutbox) -> None:
    plan(outbox, action("a", at=10), action("b", at=20), action("c", at=15, priority=10))
    plan(outbox, action("d", at=30), transactional=True)
    plan(outbox, action("e", at=10, priority=10))
    assert keys(outbox.plans(20, 10)) == ["e", "a", "c", "b"]
    assert keys(outbox.plans(30, 2)) == ["d", "e"]
    assert outbox.plans(9, 10) == []
    assert outbox.next_plan() == 10


def test_what_was_finished_long_ago_goes_and_what_waits_stays(outbox: SqlOutbox) -> None:
    released(outbox, action("late", at=10), now=300)
    released(outbox, *(action(f"old{n}", at=10 + n) for n in range(3)), action("under_way", at=20), now=100)
    outbox.finish([replace(row, status="sent") for row in outbox.claim("email", 100, 10, LEASE) if row.key[0] == "o"])
    never = plan(outbox, action("never", at=15), action("held", at=15))
    with outbox._database.write() as batch:
        put_decisions(batch, [decided(never[0], Never("quiet"), never[0].letter, 100)])
        put_decisions(batch, [replace(never[1], status="held", due_at=None)])
    outbox.finish([replace(row, status="sent") for row in outbox.claim("email", 300, 10, LEASE)])
    assert outbox.trim(200, 2) == 2
    assert (outbox.row("old0"), outbox.row("old1")) == (None, None), "the oldest first"
    assert outbox.trim(200, 10) == 2
    assert outbox.trim(200, 10) == 0
    assert set(keys(outbox.rows())) == {"late", "held", "under_way"}


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


def test_a_decision_never_touches_a_row_that_is_under_way(outbox: SqlOutbox) -> None:
    (row,) = plan(outbox, action("k"))
    let_go(outbox, [row])
    (sending,) = outbox.claim("email", 100, 1, LEASE)
    with outbox._database.write() as batch:
        put_decisions(batch, [decided(row, Never("late"), row.letter, 100)])
    assert outbox.row("k") == sending


def test_outcomes_close_rows(outbox: SqlOutbox) -> None:
    released(outbox, *(action(key) for key in "abcd"))
    rows = outbox.claim("email", 100, 3, LEASE)
    outbox.finish([attempted(rows[1], Unknown("timeout"), 200, 0.0), attempted(rows[2], Accepted(), 200, 0.0)])
    with outbox._database.write() as batch:
        settle_rows(batch, [("a", "sent"), ("b", "delivered"), ("c", "failed"), ("d", "opened"), ("x", "sent")])
    assert [row.status for row in outbox.rows()] == ["sent"] * 4
    assert outbox.finish([attempted(rows[0], Failed("busy"), 300, 0.0)]) == ["a"]
    assert outbox.next_due("email") is None


def test_a_withdrawal_calls_released_rows_back(outbox: SqlOutbox) -> None:
    released(outbox, action("under_way", priority=1), action("other", profile="bob"))
    outbox.claim("email", 100, 1, LEASE)
    released(outbox, action("waiting"), now=101)
    with outbox._database.write() as batch:
        recall_rows(batch, ["ada"], 150)
        recall_rows(batch, [], 150)
    states = {row.key: (row.status, row.due_at) for row in outbox.rows()}
    assert states["waiting"] == ("planned", 150)
    assert states["under_way"][0] == "sending"
    assert states["other"] == ("released", 100)


def test_slots_count_what_was_released(outbox: SqlOutbox) -> None:
    released(outbox, action("a"), now=100)
    released(outbox, action("b", profile="bob", purpose="research"), now=200)
    released(outbox, action("free"), now=300, go=Go(counted=False, again=True, reason="transactional"))
    assert outbox.slots(["ada", "bob", "cy"], 100) == {
        "ada": [Slot(100, "email", "marketing", "a")],
        "bob": [Slot(200, "email", "research", "b")],
    }
    assert outbox.slots(["ada"], 101) == {}


def test_offers_are_known_by_person_for_as_long_as_asked(outbox: SqlOutbox) -> None:
    for key, who, now, offers in (("a", "ada", 100, "ship gift"), ("b", "bob", 200, "ship"), ("c", "ada", 300, "")):
        row = planned(action(key, profile=who), transactional=False)
        with outbox._database.write() as batch:
            put_plans(batch, [replace(decided(row, GO, row.letter, now), offers=offers)])
    assert outbox.proposals(["ada", "bob", "cy"], 100) == {
        "ada": [Proposal(100, "ship", "a"), Proposal(100, "gift", "a")],
        "bob": [Proposal(200, "ship", "b")],
    }
    assert outbox.proposals(["ada"], 101) == {}
    plan(outbox, action("d"))
    waiting = outbox.row("d")
    assert waiting is not None
    with outbox._database.write() as batch:
        put_decisions(batch, [replace(waiting, status="released", released_at=400, offers="gift")])
    assert outbox.proposals(["ada"], 400) == {"ada": [Proposal(400, "gift", "d")]}


def test_nothing_is_left_of_who_is_erased(outbox: SqlOutbox) -> None:
    released(outbox, action("a"), action("b", profile="bob"))
    with outbox._database.write(secure=True) as batch:
        assert forget_rows(batch, ["ada", "cy"]) == 1
    assert keys(outbox.rows()) == ["b"]


def test_after_a_restore_nothing_goes_by_itself(outbox: SqlOutbox) -> None:
    plan(outbox, action("planned"))
    released(outbox, action("released"), action("sending"))
    outbox.claim("email", 100, 1, LEASE)
    with outbox._database.write() as batch:
        assert hold_open_rows(batch) == 3
    assert outbox.next_due("email") is None
    assert outbox.outbox_counts() == {("email", "unknown", False): 3}


def test_rows_are_paged(outbox: SqlOutbox) -> None:
    plan(outbox, *(action(f"k{n}", at=n // 2) for n in range(7)), action("sms").__class__("s", "send", "p", 3, "sms"))
    seen: list[str] = []
    after = (-1, "", "")
    while page := outbox.rows(after=after, channel="email", limit=3):
        seen += keys(page)
        after = page[-1].place
    assert seen == [f"k{n}" for n in range(7)]


def test_a_rebuild_keeps_the_outbox_and_holds_what_was_on_its_way(place: Place, outbox: SqlOutbox) -> None:
    rows = released(outbox, action("k"))
    place.state().reset()
    assert outbox.rows() == [replace(row, status="unknown", due_at=None, reason="restored") for row in rows]


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


def test_many_rows_are_planned_at_once(outbox: SqlOutbox) -> None:
    rows = plan(outbox, *(action(f"k{n:03}") for n in range(120)))
    with outbox._database.write() as batch:
        put_plans(batch, [replace(row, reason="again") for row in rows])
    assert outbox.rows(limit=200) == rows


def test_rows_are_found_the_newest_first_by_what_they_are(outbox: SqlOutbox) -> None:
    rows = plan(outbox, *(action(f"k{n}", at=n // 2, profile=("ada", "bob")[n % 2]) for n in range(6)))
    newest = [row.key for row in sorted(rows, key=lambda row: row.place, reverse=True)]
    assert keys(outbox.recent(Sought())) == newest
    first = outbox.recent(Sought(), limit=4)
    assert keys(outbox.recent(Sought(), before=first[-1].place)) == newest[4:]
    assert keys(outbox.recent(Sought(profiles=["bob"], template="t", channel="email"))) == ["k5", "k3", "k1"]
    assert outbox.recent(Sought(status=["sent", "failed"])) == outbox.recent(Sought(journey="j")) == []


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


def test_a_release_is_not_good_for_ever(outbox: SqlOutbox) -> None:
    old = released(outbox, *(action(f"old{n:03}") for n in range(150)), now=100)
    now = 101 + LONGEST_LINE
    released(outbox, action("fresh"), now=now)
    assert keys(outbox.claim("email", now, 2, LEASE)) == ["fresh"]
    assert {(row.status, row.due_at) for row in outbox.plans(now, 1000)} == {("planned", now)}
    again = let_go(outbox, outbox.plans(now, 1000), now=now)
    assert len(again) == len(old)
    assert {row.released_at for row in again} == {100}, "a slot counts from the first release"
    assert len(outbox.claim("email", now, 1000, LEASE)) == 150


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
