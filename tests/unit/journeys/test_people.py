"""People who are merged, parted, corrected and erased under way, on the real step."""

from clew.events import Event, Identity, Record
from clew.journeys import JourneyState, LedgerRow, Participant, split, step
from clew.journeys.marks import ENDED, ENTERED, REACHED
from clew.journeys.ports import Moment
from clew.kernel.instants import parse_instant
from tests.unit.journeys.stage import MAIL, event, stage_of


def test_a_merge_brings_exits_that_only_the_other_one_knew() -> None:
    stage = stage_of({"w": {"wait": "10d", "next": "m"}, "m": MAIL}, exit=[{"event": "buy"}])
    stage.receive("2026-03-02T10:00:00Z", [event("go", "a")])
    stage.receive("2026-03-04T10:00:00Z", [event("buy", "b")])
    merge = Event("m1", "merge", "merge", (Identity("user_id", "a"), Identity("user_id", "b")))
    stage.receive("2026-03-06T10:00:00Z", [("a", merge)])
    assert stage.said(ENDED) == [("2026-03-06T10:00:00Z", "exit")]


def test_parted_people_keep_what_they_began() -> None:
    def participant(name: str, leaf: str) -> Participant:
        return Participant(name, "j", 1, "", leaf, 1, (1, "e"), "w")

    state = JourneyState(
        participants=[participant("one", "a"), participant("two", "b")],
        ledger={"j": [LedgerRow("", "a", 1, 1), LedgerRow("", "b", 2, 1)], "k": [LedgerRow("", "b", 2, 1)]},
        arms={"j/s": (1, "x")},
    )
    leaving = split(state, frozenset({"a"}))
    assert [p.id for p in state.participants] == ["one"]
    assert [p.id for p in leaving.participants] == ["two"]
    assert state.ledger == {"j": [LedgerRow("", "a", 1, 1)]}
    assert leaving.ledger == {"j": [LedgerRow("", "b", 2, 1)], "k": [LedgerRow("", "b", 2, 1)]}
    assert leaving.arms == state.arms == {"j/s": (1, "x")}


def test_after_an_unmerge_each_goes_on_with_their_own() -> None:
    rules = {"exit": [{"event": "buy"}], "reentry": {"mode": "never"}}
    stage = stage_of({"w": {"wait": "10d", "next": "m"}, "m": MAIL}, **rules)
    stage.receive("2026-03-02T10:00:00Z", [event("go", "a")])
    stage.receive("2026-03-03T10:00:00Z", [event("hello", "b")])
    merge = Event("m1", "merge", "merge", (Identity("user_id", "a"), Identity("user_id", "b")))
    stage.receive("2026-03-04T10:00:00Z", [("a", merge)])
    one = stage.states["a"]
    known = {name: [r for r in stage._records["a"] if r.profile == name] for name in "ab"}
    other = split(one, frozenset({"a"}))
    at = parse_instant("2026-03-05T10:00:00Z")
    for state, name in ((one, "a"), (other, "b")):
        outcome = step(state, Moment(at, history=known[name]), stage._threads["a"], stage.program)
        assert outcome.facts == []
    assert [p.leaf for p in one.participants] == ["a"]
    assert other.blank
    # b has never been in it, and may come in; a may not again.
    went = Record(9, 0, at + 1, at + 1, "case", "b", event("go", "b")[1])
    assert [fact.kind for fact in step(other, Moment(at + 1, (went,)), stage._threads["a"], stage.program).facts] == [
        ENTERED,
        REACHED,
    ]


def test_a_correction_may_show_that_an_exit_has_happened() -> None:
    stage = stage_of({"w": {"wait": "10d", "next": "m"}, "m": MAIL}, exit=[{"event": "buy", "where": "total > 10"}])
    stage.receive("2026-03-02T10:00:00Z", [event("go")])
    stage.receive("2026-03-03T10:00:00Z", [event("buy", total=1)])
    at = parse_instant("2026-03-04T10:00:00Z")
    known = stage._records["p"]
    mended = Event(known[1].event.id, "track", "buy", properties={"total": 100})
    history = [known[0], Record(2, 0, known[1].at, known[1].ts, "case", "p", mended)]
    correction = Record(3, 0, at, at, "case", "p", Event(mended.id, "replace", "replace", rev=2))
    moment = Moment(at, records=(correction,), history=history)
    outcome = step(stage.states["p"], moment, stage._threads["p"], stage.program)
    assert [fact.kind for fact in outcome.facts] == [ENDED]


def test_erasure_ends_everything_and_remembers_nothing() -> None:
    stage = stage_of({"w": {"wait": "10d", "next": "m"}, "m": MAIL}, reentry={"mode": "never"})
    stage.receive("2026-03-02T10:00:00Z", [event("go")])
    who = (Identity("user_id", "p"),)
    stage.receive("2026-03-03T10:00:00Z", [("p", Event("d", "delete_profile", "delete_profile", who))])
    assert stage.said(ENDED) == [("2026-03-03T10:00:00Z", "deleted")]
    assert stage.states == {}


def test_facts_have_distinct_ids_and_say_where() -> None:
    stage = stage_of({"w": {"wait": "1h", "next": "m"}, "m": MAIL})
    stage.receive("2026-03-02T10:00:00Z", [event("go"), event("go", "q")])
    stage.advance("2026-03-03T00:00:00Z")
    assert len({fact.id for fact in stage.facts}) == len(stage.facts)
    nodes = [(mark.seq, mark.node) for _, who, mark in stage.marks(REACHED) if who == "p"]
    assert nodes == [(1, "w"), (2, "m")]
    assert {fact.cause for fact in stage.facts if fact.at > parse_instant("2026-03-02T10:00:00Z")} == {"clock"}
