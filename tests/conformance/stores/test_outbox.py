"""The outbox on every engine: what is planned, decided, kept and found again."""

from msgspec.structs import replace

from clew.actions import (
    LEASE,
    Accepted,
    Failed,
    Go,
    Never,
    Slot,
    Unknown,
    decided,
    planned,
)
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
from tests.conformance.stores.outboxes import GO, action, keys, let_go, plan, released
from tests.conformance.stores.places import Place


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


def test_rows_of_a_kind_are_counted(outbox: SqlOutbox) -> None:
    plan(outbox, action("a", journey="j"), action("b", profile="eve", journey="j"), action("c"))
    assert outbox.outbox_counts(Sought(journey="j")) == {("email", "planned", False): 2}
    assert outbox.outbox_counts(Sought(journey="j", profiles=("eve", "ann"))) == {("email", "planned", False): 1}
    assert outbox.outbox_counts(Sought(("sent",))) == {}


def test_an_outbox_stands_otherwise_once_anything_moves(outbox: SqlOutbox) -> None:
    seen = [outbox.standing()]
    rows = plan(outbox, action("a"))
    seen.append(outbox.standing())
    let_go(outbox, rows)
    seen.append(outbox.standing())
    (row,) = outbox.claim("email", 200, 10, LEASE)
    seen.append(outbox.standing())
    outbox.finish([attempted(row, Accepted("", kept=False), 300, 0.0)])
    seen.append(outbox.standing())
    assert len(set(seen)) == 5
    assert outbox.standing() == seen[-1]


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
