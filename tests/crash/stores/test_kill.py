"""`kill -9` in the middle of commits on real stores: what was promised is there, the rest wholly or not at all."""

import json
import random
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from clew.events import Fact
from tests.begun import Begin, beginning
from tests.conformance.stores.places import Place
from tests.conformance.stores.values import PROFILES, StandingClock, record, state
from tests.crash.stores.victim import BODIES, PADDING, arrivals

pytestmark = pytest.mark.crash


@pytest.fixture(scope="module")
def begin() -> Iterator[Begin]:
    """Begins a process that works until it dies."""
    with beginning("tests.crash.stores.victim") as found:
        yield found


def test_a_killed_process_keeps_its_promises(begin: Begin, place: Place, crash_rounds: int) -> None:
    """Half of the rounds die at a point between statements, half wherever the signal finds them."""
    chance = random.Random(7)
    appended = committed = 0
    for number in range(max(2, crash_rounds // 2)):
        at = chance.randint(1, 150) if number % 2 else 0
        promised = run_and_kill(begin, place, at, after=chance.uniform(0, 0.3))
        appended = look_at_log(place, max(appended, promised["log"]))
        committed = look_at_state(place, max(committed, promised["state"]))
    assert appended > 0
    assert committed > 0


def run_and_kill(begin: Begin, place: Place, at: int, after: float) -> dict[str, int]:
    """Let a process work until it dies; the last things that it was promised."""
    process, said = begin(str(at), json.dumps(place.address))
    promised = {"log": 0, "state": 0}
    with said:
        assert said.readline() == b"ready\n"
        if not at:
            time.sleep(after)
            process.kill()
        for line in said:
            if line.endswith(b"\n"):
                what, number = line.decode().split()
                promised[what] = int(number)
    assert process.wait(30) == -9
    return promised


def look_at_log(place: Place, promised: int) -> int:
    """How many appends are in the log; each is whole."""
    with place.log(StandingClock()) as log:
        rows = log.read(0, 1_000_000).rows
    numbers = len(rows) // BODIES
    # The one that was under way may have been committed without the process hearing of it.
    assert numbers in {promised, promised + 1}
    assert [row.body for row in rows] == [a.body for number in range(1, numbers + 1) for a in arrivals(number)]
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert all(earlier.at < later.at for earlier, later in pairwise(rows))
    return numbers


def look_at_state(place: Place, promised: int) -> int:
    """How far the commits came; every table says the same."""
    with place.state() as store:
        seq = store.offset().seq
        assert seq in {promised, promised + 1}
        if not seq:
            return 0
        rows = sorted(state(profile, seq, b"%d;" % seq + PADDING) for profile in PROFILES)
        assert sorted(store.scan()) == rows
        assert store.due(seq, 100) == sorted((seq, profile) for profile in PROFILES)
        told = [(each, profile) for each in range(1, seq + 1) for profile in PROFILES]
        assert store.tail(PROFILES) == [record(profile, each) for each, profile in told]
        facts = [Fact(profile, each, "segment_entered", "s@1", each) for each, profile in told]
        assert [fact for _, fact in store.facts(limit=len(facts) + 1)] == facts
        assert store.segment_members("s@1") == sorted((profile, seq) for profile in PROFILES)
        assert store.segment_counts() == {"s@1": len(PROFILES)}
        assert {head.created_seq for head in store.heads(PROFILES).values()} == {seq}
    return seq
