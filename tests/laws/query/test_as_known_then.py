"""As known then: what a query says of a past instant is what the workspace itself said at that instant."""

from collections.abc import Iterator
from tempfile import TemporaryDirectory

from hypothesis import example, given, note
from hypothesis import strategies as st

from clew.engine import Keeper, effective_records
from clew.expressions import evaluate
from clew.kernel.instants import HOUR, Instant
from clew.profiles import unpack_head, view_of
from clew.runtime.services.batch import Batch
from tests.laws.engine import stories
from tests.laws.engine.running import MEANT, SLOW, World
from tests.laws.engine.worlds import Step, people, worlds

ASKED = {name: MEANT[name] for name in ("spent", "silent", "gb")}
"""Enough to see who is one with whom, and which records, corrections and deletions are known."""

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
def test_a_query_says_of_the_past_what_was_said_then(steps: list[Step], sealed: bool) -> None:
    said: dict[Instant, Said] = {}
    with TemporaryDirectory() as folder:
        world = World(folder)
        world.publish()
        for step, later in zip(steps, [*(step.at for step in steps[1:]), steps[-1].at + HOUR], strict=True):
            world.feed(step)
            world.drain()
            for at in (step.at, later - 1):
                said[at] = by_reference(world, at)
        world.clock.set(steps[-1].at + HOUR)
        if sealed:
            Keeper(world.workspace.log, world.workspace.store, world.workspace.lake, world.clock).seal_all()
        for at, wanted in said.items():
            note(f"{at} {wanted}")
            assert by_query(world, at) == wanted
        world.workspace.close()
