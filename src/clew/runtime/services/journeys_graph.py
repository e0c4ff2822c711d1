"""A version of a journey with its figures, as the API shows it."""

from collections import Counter
from collections.abc import Sequence

from clew.api.journeys.views import ConditionView, GraphView, LineView, NodeView
from clew.catalog import Document, from_data
from clew.engine.ports import DocumentRow, JourneyCount
from clew.journeys import Journey, read_journey
from clew.journeys.telling import (
    Names,
    Tally,
    came_in,
    conditions,
    figures,
    flows,
    kind_of,
    says,
    says_criterion,
    says_entry,
)
from clew.kernel.packing import from_json

IN_FORCE = ("live", "paused")
"""What a version may be that people are under way in."""


def graph_of(
    journey: Journey,
    names: Names,
    tallies: Sequence[Tally] = (),
    waiting: Counter[str] | None = None,
    *,
    version: int | None = None,
) -> GraphView:
    """Boxes and lines.

    Args:
        journey: What is drawn.
        names: What people call the documents that it mentions.
        tallies: What its facts came to.
        waiting: How many are at each node now.
        version: What to call the version, if not its own number.
    """
    nodes = figures(journey, tallies, waiting or Counter())
    return GraphView(
        version=journey.version if version is None else version,
        start=journey.start,
        entry=says_entry(journey.body.entry, names),
        came_in=came_in(tallies),
        exits=tuple(says_criterion(criterion, names) for criterion in journey.body.exit),
        goals=tuple(says_criterion(criterion, names) for criterion in journey.body.goals),
        nodes=tuple(
            NodeView(
                name=name,
                kind=kind_of(node),
                says=says(node, names),
                reached=nodes[name].reached,
                waiting=nodes[name].waiting,
                passed=nodes[name].passed,
                ended=dict(sorted(nodes[name].ended.items())),
                held=dict(sorted(nodes[name].held.items())),
                suppressed=dict(sorted(nodes[name].suppressed.items())),
            )
            for name, node in journey.nodes.items()
        ),
        lines=tuple(LineView(**line._asdict(), times=times) for line, times in flows(journey, tallies, nodes, names)),
        conditions=tuple(ConditionView(**asked._asdict()) for asked in conditions(journey, names)),
    )


def journey_in(row: DocumentRow) -> Journey:
    """The journey that a document says."""
    return read_journey(row.id, row.version, document_in(row).body)


def document_in(row: DocumentRow) -> Document:
    """The document as authored."""
    return from_data(from_json(row.document))


def tallies_of(counts: Sequence[JourneyCount]) -> list[Tally]:
    """Figures whatever the day."""
    found: Counter[tuple[str, str, str]] = Counter()
    for count in counts:
        found[count.kind, count.node, count.detail] += count.times
    return [Tally(*key, times) for key, times in found.items()]
