"""As known then: what a query says of a past instant is what the workspace itself said at that instant."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, note
from hypothesis import strategies as st

from clew.engine import Keeper, effective_records
from clew.events import Event
from clew.expressions import evaluate, parse
from clew.kernel.instants import HOUR, Instant, parse_instant
from clew.profiles import unpack_head, view_of
from clew.runtime.services.batch import Batch
from clew.runtime.upkeep import privacy_of
from tests.laws.engine import stories
from tests.laws.engine.running import MEANT, SLOW, World, live
from tests.laws.engine.worlds import Step, people, worlds

ASKED = {**{name: MEANT[name] for name in ("spent", "silent", "today")}, "visited": parse("did visit")}
"""Enough to see who is one with whom, which records, corrections and deletions are known, and in which zone who is."""

_EVENING = parse_instant("2026-02-03T14:30:00Z")
"""Half an hour before Tokyo's midnight."""

Said = dict[str, set[str]]
"""Segment to its members."""

ADA, BEN, CLEO, PHONE, *_ = people()

THERE_AND_BACK = stories.story(
    stories.visit("e0", ADA),
    stories.visit("e1", BEN),
    stories.visit("e2", CLEO),
    stories.by_hand("merge", "m3", ADA, BEN),
    stories.by_hand("merge", "m4", BEN, CLEO),
    stories.by_hand("unmerge", "m5", ADA, CLEO),
    stories.by_hand("unmerge", "m6", ADA, BEN),
    stories.by_hand("merge", "m7", ADA, CLEO),
    stories.deletion("x8", "e1"),
)
"""One with one, with another, parted from both, and one again."""

PARTED_AND_JOINED_AT_ONCE = stories.story(
    stories.visit("e0", ADA),
    stories.visit("e1", BEN),
    stories.by_hand("merge", "m2", ADA, BEN),
    (stories.by_hand("unmerge", "m3", ADA, BEN), stories.by_hand("merge", "m4", ADA, BEN)),
    stories.by_hand("unmerge", "m5", ADA, BEN),
)
"""What is parted and joined in one body was never apart."""


MOVED_FROM_TOKYO = [
    Step(_EVENING - HOUR, (Event("e0", "identify", "identify", (ADA,), properties={"timeZone": "Asia/Tokyo"}),)),
    Step(_EVENING, (stories.visit("e1", ADA),)),
    Step(_EVENING + HOUR, (stories.visit("e2", BEN),)),
    Step(_EVENING + 2 * HOUR, (Event("e0", "replace", "replace", rev=2, properties={"timeZone": "Europe/London"}),)),
]
"""The zone in which the day was over is named by nothing that counts any more."""


def by_reference(world: World, at: Instant) -> Said:
    """Who is in which segment, by the naive reference over what the workspace knows at this instant."""
    said: Said = {name: set() for name in ASKED}
    for root, leaves in _people(world):
        records = [record for record in world.workspace.history.read(leaves) if record.at <= at]
        if not records:
            continue
        view = view_of(effective_records(records), world.engine.publisher.program.zone, exists=True)
        for name, expression in ASKED.items():
            if evaluate(expression, view, at):
                said[name].add(root)
    return said


def _people(world: World) -> Iterator[tuple[str, list[str]]]:
    store = world.workspace.store
    roots = [unpack_head(row.state).profile for row in store.scan(limit=1_000)]
    for root, heads in store.members(roots).items():
        yield root, [head.profile for head in heads]


def by_query(world: World, at: Instant) -> Said:
    """The same of the past, by the query."""
    batch = Batch(world.workspace.queries, world.engine.publisher.program.zone)
    return {name: {found for found, _ in batch.ask(m, at, known_at=at)} for name, m in ASKED.items()}


@SLOW
@given(worlds(), st.booleans())
@example(THERE_AND_BACK, False)
@example(THERE_AND_BACK, True)
@example(PARTED_AND_JOINED_AT_ONCE, False)
@example(stories.PARTED, False)
@example(stories.MERGED_UNKNOWN, False)
@example(stories.MOVED, False)
@example(MOVED_FROM_TOKYO, False)
@example(MOVED_FROM_TOKYO, True)
def test_a_query_says_of_the_past_what_was_said_then(steps: list[Step], sealed: bool) -> None:
    said: dict[Instant, Said] = {}
    with TemporaryDirectory() as folder:
        world = World(folder)
        world.publish()
        for step in steps:
            world.feed(step)
            world.drain()
            said[step.at] = by_reference(world, step.at)
        # The last knowledge is asked a little later, too.
        said[steps[-1].at + HOUR - 1] = by_reference(world, steps[-1].at + HOUR - 1)
        world.clock.set(steps[-1].at + HOUR)
        if sealed:
            Keeper(world.workspace.log, world.workspace.store, world.workspace.lake, world.clock).seal_all()
        for at, wanted in said.items():
            note(f"{at} {wanted}")
            assert by_query(world, at) == wanted
        world.workspace.close()


@pytest.mark.parametrize("sealed", [False, True])
def test_an_erasure_takes_the_past_along(tmp_path: Path, sealed: bool) -> None:
    steps = stories.story(
        stories.visit("e0", ADA),
        stories.visit("e1", BEN),
        stories.by_hand("merge", "m2", ADA, BEN),
        stories.by_hand("unmerge", "m3", ADA, BEN),
        stories.by_hand("delete_profile", "z4", ADA),
    )
    world = live(steps[:4], str(tmp_path))
    store = world.workspace.store
    keeper = Keeper(world.workspace.log, store, world.workspace.lake, world.clock)
    ada, ben = (world.root(who) or "" for who in (ADA, BEN))
    assert store.edges_of([ada])
    assert by_query(world, steps[2].at)["visited"] == {ada}
    assert by_query(world, steps[3].at)["visited"] == {ada, ben}
    if sealed:
        keeper.seal_all()
    world.feed(steps[4])
    world.drain()
    privacy_of(world.workspace, keeper).erase_ordered()
    assert not store.edges_of([ada, ben])
    for step in steps[1:]:
        assert by_query(world, step.at)["visited"] == {ben}
    world.workspace.close()
    assert not [found for found in _bytes(tmp_path, ada.encode()) if found.startswith("state")]


def _bytes(folder: Path, wanted: bytes) -> list[str]:
    """The files that hold these bytes."""
    return [path.name for path in folder.rglob("*") if path.is_file() and wanted in path.read_bytes()]
