"""Law: a segment's size over time, counted back from the present, is the size that it had."""

from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st

from clew.events import Event
from clew.kernel.instants import DAY, HOUR, Instant, format_instant
from clew.runtime.services.documents import Documents
from clew.runtime.services.trend import Trends
from tests.laws.engine import stories
from tests.laws.engine.running import SLOW, World
from tests.laws.engine.worlds import SEGMENTS, START, Step, worlds

ADA, BEN = stories.ADA, stories.BEN
_DAYS = 30
Sizes = dict[str, dict[str, int]]
"""Date to the size of each segment when it ended."""

MEMBERS_MERGED = [
    Step(START + DAY, (Event("e0", "track", "purchase", (ADA,)),)),
    Step(START + 2 * DAY, (Event("e1", "track", "purchase", (BEN,)),)),
    Step(START + 2 * DAY + HOUR, (stories.by_hand("merge", "m2", ADA, BEN),)),
    Step(START + 4 * DAY, (stories.by_hand("unmerge", "m3", ADA, BEN),)),
    Step(START + 6 * DAY, (stories.by_hand("merge", "m4", ADA, BEN),)),
]
"""Two members become one, two, and one again."""


def lived(world: World, steps: list[Step]) -> Sizes:
    """Go through the steps, and note the sizes at the end of every day."""
    sizes: Sizes = {}
    by_instant = {step.at: step for step in steps}
    first = START // DAY * DAY
    ends = [first + number * DAY - 1 for number in range(1, (steps[-1].at - first) // DAY + 2)]
    for at in sorted({*by_instant, *ends}):
        if at in by_instant:
            world.feed(by_instant[at])
        world.clock.set(at)
        world.drain()
        if at in ends:
            sizes[_date(at)] = now(world)
    return sizes


def now(world: World) -> dict[str, int]:
    """How many are in each segment."""
    counts = world.workspace.store.segment_counts()
    return {name: counts.get(f"{name}@1", 0) for name in SEGMENTS}


def told(world: World) -> Sizes:
    """What the trends say of the same days."""
    workspace = world.workspace
    trends = Trends(workspace, Documents(workspace.store, workspace.log, world.clock))
    sizes: Sizes = {}
    for name in SEGMENTS:
        for day in trends.days(name, _DAYS):
            sizes.setdefault(day.day.isoformat(), {})[name] = day.size
    return sizes


def _date(at: Instant) -> str:
    return format_instant(at)[:10]


@SLOW
@given(worlds(), st.booleans())
@example(MEMBERS_MERGED, False)
@example(stories.MERGED_UNKNOWN, False)
def test_sizes_are_what_they_were(steps: list[Step], restarted: bool) -> None:
    with TemporaryDirectory() as folder:
        world = World(folder)
        world.publish()
        was = lived(world, steps)
        if restarted:
            world.restart()
        said = told(world)
        for date, sizes in was.items():
            assert said[date] == sizes, date
        world.workspace.close()
