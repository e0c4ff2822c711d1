"""Law: SQL sees exactly the records that count, whatever was sealed, corrected, merged or erased."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clew.adapters.duckdb import DuckQueries
from clew.engine import effective_records
from clew.events import Event, Fact, Identity, Record
from clew.kernel.instants import format_instant
from clew.privacy import ErasureOrder, Subject, order_id
from tests.conformance.lake.world import World
from tests.conformance.stores.places import SqlitePlace
from tests.laws.lake.worlds import VALUES

LEAVES = [f"p{n}" for n in range(6)]
PROPERTIES = st.dictionaries(st.sampled_from(["total", "name", "items"]), VALUES, max_size=2)
ORIGINALS = st.builds(
    lambda kind, type_, ts, properties: (kind, type_, ts, properties, 1, None),
    st.sampled_from(["track", "page", "identify", "consent"]),
    st.sampled_from(["purchase", "view"]),
    st.none() | st.integers(1_600_000_000_000_000, 1_600_000_100_000_000),
    PROPERTIES,
)
CORRECTIONS = st.builds(
    lambda kind, ts, properties, rev, target: (kind, kind, ts, properties, rev, target),
    st.sampled_from(["replace", "delete_event"]),
    st.none() | st.integers(1_600_000_000_000_000, 1_600_000_100_000_000),
    PROPERTIES,
    st.integers(1, 4),
    st.integers(0, 30),
)
OTHERS = st.sampled_from(["delete_profile", "publish"]).map(lambda kind: (kind, kind, None, {}, 1, None))
WHAT = st.one_of(ORIGINALS, ORIGINALS, ORIGINALS, CORRECTIONS, OTHERS)
STEPS = st.lists(st.tuples(st.lists(WHAT, min_size=1, max_size=6), st.booleans(), st.booleans()), max_size=3)
EVENT_COLUMNS = [
    "id",
    "source",
    "type",
    "kind",
    "profile_id",
    "profile_first",
    "ts",
    "received_at",
    "seq",
    "idx",
    "rev",
    "identities",
    "properties",
    "context",
]


@contextmanager
def new_world() -> Iterator[World]:
    with TemporaryDirectory() as folder:
        place = SqlitePlace(Path(folder))
        try:
            yield World(place, Path(folder))
        finally:
            place.close()


def event(number: int, what: Any) -> Event:
    kind, type_, ts, properties, rev, target = what
    if kind == "replace":
        return Event(f"e{target}", "replace", type_, ts=ts, properties=properties, rev=rev)
    if kind == "delete_event":
        return Event(f"e{number}", "delete_event", type_, properties={"id": f"e{target}"})
    who = (Identity("email", f"{number % 7}@example.com"),)
    return Event(
        f"e{number}", kind, type_, identities=who, ts=ts, properties=properties, context={"n": number}, rev=rev
    )


def play(world: World, steps: Any, rng: random.Random) -> None:
    """Commit the steps, sealing and merging in between."""
    for body, seal, merge in steps:
        number = len(world.records)
        batch = [
            ("" if what[0] == "publish" else rng.choice(LEAVES), event(number + n, what)) for n, what in enumerate(body)
        ]
        facts = [Fact(rng.choice(LEAVES), world.clock.now(), "segment_entered", f"s{number}", number % 2 and number)]
        world.consume([batch], facts=facts)
        if seal:
            world.keeper.seal_all()
        if merge and (files := [f for f in world.store.generation().files if f.kind == "events"]):
            world.keeper.merge(files)


def naive_events(records: list[Record], roots: dict[str, str], hidden: set[str]) -> list[list[Any]]:
    """The definition: records that count, of people who are not erased, in log order."""
    return [
        [
            r.event.id,
            r.source,
            r.event.type,
            r.event.kind,
            roots.get(r.profile, r.profile),
            r.profile,
            format_instant(r.ts),
            format_instant(r.at),
            r.seq,
            r.index,
            r.event.rev,
            [list(identity) for identity in r.event.identities],
            r.event.properties,
            r.event.context,
        ]
        for r in effective_records(records)
        if r.profile and r.profile not in hidden and r.event.kind != "delete_profile"
    ]


def naive_facts(facts: list[Fact], roots: dict[str, str], hidden: set[str]) -> list[list[Any]]:
    return [
        [f.id, roots.get(f.profile, f.profile), f.profile, format_instant(f.at), f.kind, f.subject, f.seq, f.cause]
        for f in facts
        if f.profile not in hidden
    ]


def compare(queries: DuckQueries, world: World, roots: dict[str, str], hidden: set[str]) -> None:
    events = queries.run("SELECT * FROM events ORDER BY seq, idx")
    assert [column.name for column in events.columns] == EVENT_COLUMNS
    expected = naive_events(world.records, roots, hidden)
    assert events.rows == expected
    assert repr(events.rows) == repr(expected)
    facts = queries.run("SELECT * FROM facts")
    assert sorted(facts.rows) == sorted(naive_facts(world.facts, roots, hidden))
    counts = queries.run("SELECT profile_id, count(*) FROM events GROUP BY ALL ORDER BY ALL").rows
    found = sorted(row[4] for row in expected)
    assert counts == [[root, found.count(root)] for root in sorted(set(found))]


@settings(max_examples=12)
@given(
    STEPS,
    STEPS,
    st.randoms(use_true_random=False),
    st.dictionaries(st.sampled_from(LEAVES[3:]), st.just("p0")),
    st.sets(st.sampled_from(LEAVES[:3])),
)
def test_events_and_facts_are_the_naive_ones(
    first: Any, then: Any, rng: random.Random, roots: dict[str, str], hidden: set[str]
) -> None:
    with new_world() as world:
        queries = world.queries()
        try:
            play(world, first, rng)
            compare(queries, world, {}, set())
            play(world, then, rng)
            world.commit(aliases={leaf: roots.get(leaf, leaf) for leaf in LEAVES})
            compare(queries, world, roots, set())
            leaves = tuple(sorted(hidden))
            world.commit(
                orders=[ErasureOrder(order_id(b"", "p1", 5), world.clock.now(), Subject(leaves))] if hidden else []
            )
            compare(queries, world, roots, hidden)
        finally:
            queries.close()
