"""Figures of journeys: what the store counts as it goes is what a recount finds."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.adapters.sql import SqlStateStore
from clew.engine.ports import JourneyCount, LakeChange, ParticipantCount, ParticipantRow
from clew.events import Fact
from clew.journeys import KINDS, Mark, mark_of
from clew.kernel.instants import DAY, Instant
from tests.conformance.stores.places import Place
from tests.conformance.stores.values import PROFILES, commit

HELD, TESTED = "message_held", "t123"


def row(number: int, journey: str, version: int, node: str, status: str) -> ParticipantRow:
    return ParticipantRow(*place_of(number), journey, version, node, status, "", 1)


def place_of(number: int) -> tuple[str, str]:
    # Every tenth is there for a test, and does not count.
    return PROFILES[number % len(PROFILES)], f"{'j' if number % 10 else 't'}{number}"


ROWS = st.builds(
    row,
    st.integers(0, 30),
    st.sampled_from(["a", "b"]),
    st.sampled_from([1, 2]),
    st.sampled_from(["x", "y"]),
    st.sampled_from(["active", "held_out"]),
)
# A participant never changes its journey.
BATCHES = st.lists(
    st.tuples(
        st.lists(ROWS.map(lambda r: r._replace(journey="ab"[int(r.id[1:]) % 2])), max_size=20),
        st.sets(st.integers(0, 30), max_size=8),
    ),
    max_size=5,
)
FACTS = st.lists(
    st.builds(
        lambda profile, at, kind, mark: Fact(profile, at, kind, mark.subject, 0, "clock"),
        st.sampled_from(PROFILES),
        st.sampled_from([1, 2, DAY, 3 * DAY + 5]),
        st.sampled_from(sorted(KINDS)),
        st.builds(
            Mark,
            st.sampled_from(["a", "b.c"]),
            st.integers(1, 2),
            st.sampled_from(["j1", "j2", TESTED]),
            st.integers(0, 3),
            st.sampled_from(["", "node"]),
            st.sampled_from(["", "cap:picks", "quiet:2026-03-03T13:00:00Z", "a/b"]),
        ),
    ),
    max_size=40,
)


def recount(facts: list[Fact], journey: str) -> list[JourneyCount]:
    found: Counter[tuple[str, str, str, Instant]] = Counter()
    for fact in {(f.profile, f.at, f.kind, f.subject): f for f in facts}.values():
        mark = mark_of(fact)
        assert mark is not None
        if f"{mark.journey}@{mark.version}" == journey and not mark.tested:
            detail = mark.detail.partition(":")[0] if fact.kind == HELD else mark.detail
            found[fact.kind, mark.node, detail, fact.at // DAY] += 1
    return sorted(JourneyCount(*key, times) for key, times in found.items())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BATCHES)
def test_people_are_counted_where_they_are(place: Place, batches: list[tuple[list[ParticipantRow], set[int]]]) -> None:
    store = place.state()
    store.reset()
    epoch = store.claim()
    there: dict[tuple[str, str], ParticipantRow] = {}
    for seq, (rows, ended) in enumerate(batches, 1):
        gone = [place_of(number) for number in ended]
        for _ in range(2):  # the same batch again leaves the same rows
            store.commit(commit(epoch, seq, participants=rows, ended=gone))
        for place_ended in gone:
            there.pop(place_ended, None)
        there |= {each.place: each for each in rows}
        counted = Counter(
            (each.journey, each.version, each.node, each.status) for each in there.values() if each.id[0] == "j"
        )
        assert store.participant_counts() == [ParticipantCount(*key, n) for key, n in sorted(counted.items())]
        assert store.participant_counts("a") == [c for c in store.participant_counts() if c.journey == "a"]
        listed = [each for _, each in sorted(there.items())]
        assert store.participants() == listed
        assert store.participants_of(PROFILES[:2]) == [each for each in listed if each.profile in PROFILES[:2]]
        of_a, paged = [each for each in listed if each.journey == "a" and each.node == "x"], list[ParticipantRow]()
        while page := store.participants("a", node="x", after=paged[-1].place if paged else ("", ""), limit=2):
            paged += page
        assert paged == of_a
    store.reset()
    assert store.participant_counts() == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FACTS, max_size=3))
def test_facts_are_counted_once_and_stay_counted_when_they_are_sealed(place: Place, batches: list[list[Fact]]) -> None:
    store: SqlStateStore = place.state()
    store.reset()
    epoch = store.claim()
    told: list[Fact] = []
    for seq, facts in enumerate(batches, 1):
        store.commit(commit(epoch, seq, facts=facts))
        store.commit(commit(epoch, seq, facts=facts))
        told += facts
    for _ in range(2):
        for journey in ("a@1", "a@2", "b.c@1", "b.c@2", "none@1"):
            assert sorted(store.journey_counts(journey)) == recount(told, journey)
        store.seal(LakeChange(base=store.generation().number, facts_through=store.newest_ids()[1]))
    store.reset()
    assert store.journey_counts("a@1") == []
