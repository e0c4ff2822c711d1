"""Expressions over a real lake and its tail: as known now, as known then, and cut off."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clew.adapters.duckdb import Cancellation, DuckQueries, NotKept, QueryLimits, TooLong, TooMuchMemory, Wanted
from clew.events import Event, Fact
from clew.expressions import parse
from clew.expressions.sql import Asked
from clew.identity.ports import EdgeRow
from clew.kernel.hashing import BUCKETS, bucket_of
from clew.kernel.instants import Instant
from tests.conformance.lake.world import World
from tests.conformance.stores.places import SqlitePlace

BUYS = parse("sum(total of purchase)")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[SqlitePlace]:
    """Stores in a folder."""
    place = SqlitePlace(tmp_path)
    yield place
    place.close()


@pytest.fixture
def world(place: SqlitePlace, tmp_path: Path) -> World:
    """An empty workspace."""
    return World(place, tmp_path)


def buy(world: World, profile: str, name: str, total: object) -> Instant:
    """A purchase; when it was received."""
    event = Event(name, "track", "purchase", properties={"total": total})
    return world.consume([[(profile, event)]])[0].at


def spent(world: World, now: Instant, known_at: Instant | None = None) -> dict[str, object]:
    """What each profile spent."""
    queries = world.queries()
    try:
        return dict(queries.ask(BUYS, Asked(now), known_at=known_at))
    finally:
        queries.close()


def test_what_is_sealed_and_what_is_not_count_alike(world: World) -> None:
    first = buy(world, "ada", "e1", 5)
    world.keeper.seal_all()
    second = buy(world, "ada", "e2", 7.5)
    assert spent(world, second) == {"ada": 12.5}
    assert spent(world, first) == {"ada": 5}
    assert spent(world, first - 1) == {}


def test_a_correction_counts_from_its_receipt_or_from_the_beginning(world: World) -> None:
    first = buy(world, "ada", "e1", 5)
    world.keeper.seal_all()
    change = Event("e1", "replace", "replace", properties={"total": 9}, rev=2)
    later = world.consume([[("ada", change)]])[0].at
    assert spent(world, first) == {"ada": 9}
    assert spent(world, first, known_at=first) == {"ada": 5}
    assert spent(world, later, known_at=later) == {"ada": 9}


def test_who_was_one_with_whom_is_asked_of_the_merges(world: World) -> None:
    buy(world, "ada", "e1", 5)
    apart = buy(world, "web", "e2", 7)
    world.clock.advance(1_000)
    merged = world.clock.now()
    edge = EdgeRow("ada", "web", merged, 3, "s", "merge")
    world.commit(aliases={"ada": "ada", "web": "ada"}, edges=[edge])
    assert spent(world, apart) == {"ada": 12}
    assert spent(world, apart, known_at=apart) == {"ada": 5, "web": 7}
    assert spent(world, merged, known_at=merged) == {"ada": 12}
    parted = merged + 1
    world.commit(
        aliases={"ada": "ada", "web": "web"},
        edges=[edge._replace(active=False), EdgeRow("ada", "web", parted, 4, "s", "unmerge", active=False)],
        facts=[Fact("web", parted, "profile_unmerged", "ada")],
    )
    for sealed in (False, True):
        if sealed:
            world.keeper.seal_all()
        assert spent(world, parted) == {"ada": 5, "web": 7}
        assert spent(world, merged, known_at=merged) == {"ada": 12}
        assert spent(world, parted, known_at=parted) == {"ada": 5, "web": 7}


def test_what_nobody_knows_when_it_was_parted_is_not_told(world: World) -> None:
    buy(world, "ada", "e1", 5)
    apart = buy(world, "web", "e2", 7)
    undone = EdgeRow("ada", "web", apart + 1, 3, "s", "merge", active=False)
    facts = [Fact("web", apart + 2, "profile_unmerged", "ada")]
    world.commit(aliases={"ada": "ada", "web": "web"}, edges=[undone], facts=facts)
    assert spent(world, apart, known_at=apart) == {"ada": 5, "web": 7}
    with pytest.raises(NotKept):
        spent(world, apart + 1, known_at=apart + 1)


def test_a_count_names_some(world: World) -> None:
    for name in ("ada", "ben", "cem"):
        buy(world, name, f"of {name}", 3)
    at = buy(world, "dan", "of dan", 1e300)  # too long for quick numbers
    queries = world.queries()
    found = queries.count(parse("sum(total of purchase) < 4 or profile.x = 1"), Asked(at), Wanted(sample=2))
    assert (found.members, found.people, found.sample) == (3, 4, ["ada", "ben"])
    assert queries.count(parse("did nothing"), Asked(at), Wanted(sample=2, people=False)) == (0, None, [], [])
    queries.close()


def test_a_question_is_cut_off_by_time_memory_or_hand(world: World) -> None:
    at = 0
    for number in range(30):
        at = buy(world, f"p{number}", f"e{number}", 3)
    queries = world.queries(QueryLimits(memory="1MB", threads=1))
    with pytest.raises((TooMuchMemory, TooLong)):
        queries.ask(parse("distinct(total of purchase) = 1"), Asked(at))
    queries.close()
    queries = world.queries()
    stopped = Cancellation()
    stopped.cancel()
    with pytest.raises(TooLong):
        queries.ask(BUYS, Asked(at), cancellation=stopped)
    queries.close()


def test_a_refused_question_leaves_the_next_one_alone(world: World) -> None:
    at = buy(world, "ada", "e1", 5)
    queries: DuckQueries = world.queries()
    with pytest.raises(TypeError):
        queries.ask(None, Asked(at))  # pyright: ignore[reportArgumentType]
    assert queries.ask(parse("did purchase"), Asked(at)) == [("ada", True)]
    queries.close()


@pytest.mark.parametrize("sealed", [False, True])
def test_people_of_all_buckets_together_are_everybody_once(world: World, *, sealed: bool) -> None:
    at, names = 0, [f"p{number}" for number in range(24)]
    for number, name in enumerate(names):
        at = buy(world, name, f"e{number}", 3)
    # Merged across buckets: the root's bucket decides for all of its leaves.
    world.commit(aliases={name: names[number // 3 * 3] for number, name in enumerate(names)})
    if sealed:
        world.keeper.seal_all()
    queries = world.queries()
    twice = parse("count(purchase) = 3")
    parts = [queries.count(twice, Asked(at), Wanted(sample=9), buckets=[bucket]) for bucket in range(BUCKETS)]
    whole = queries.count(twice, Asked(at), Wanted(sample=9))
    queries.close()
    assert sorted(name for part in parts for name in part.sample) == whole.sample == sorted(names[::3])
    assert sum(part.people or 0 for part in parts) == whole.people == 8
    assert any(bucket_of(name) != bucket_of(names[number // 3 * 3]) for number, name in enumerate(names))


def test_events_of_one_instant_are_told_apart_by_their_ids(world: World) -> None:
    said = [
        Event(name, "identify", "identify", properties={"tier": tier}) for name, tier in (("b", "gold"), ("a", "tin"))
    ]
    at = world.consume([[("ada", each) for each in said]])[0].at
    queries = world.queries()
    assert queries.ask(parse('profile.tier = "gold"'), Asked(at)) == [("ada", True)]
    assert queries.ask(parse('profile.tier = "tin"'), Asked(at)) == []
    queries.close()
