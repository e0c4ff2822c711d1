"""What a parting would come to, from the rows of the graph alone."""

from collections.abc import Sequence
from typing import NamedTuple

from clew.identity.component import age, joined_by, newest_between, reachable
from clew.identity.ports import EdgeRow, HeadRow


class Parts(NamedTuple):
    """One person as two: the leaves of each, those that answer for it first.

    Attributes:
        kept: Whoever keeps the id that answers for both now.
        restored: Whoever is somebody else.
    """

    kept: tuple[str, ...]
    restored: tuple[str, ...]


def parts_between(heads: Sequence[HeadRow], edges: Sequence[EdgeRow], one: str, other: str) -> Parts | None:
    """Who there would be if two leaves of one person were parted; None if no merge leads from one to the other.

    Law: what `unmerge` does to the graph.

    Args:
        heads: Of all leaves of the person.
        edges: All merges that touch them.
        one: A leaf.
        other: Another one.
    """
    undone = newest_between(joined_by(edges), one, other)
    if undone is None:
        return None
    side = reachable([edge for edge in edges if edge != undone], undone.a)
    ordered = [head.profile for head in sorted(heads, key=age)]
    parts = tuple(leaf for leaf in ordered if leaf in side), tuple(leaf for leaf in ordered if leaf not in side)
    kept, restored = sorted(parts, key=lambda leaves: ordered[0] not in leaves)
    return Parts(kept, restored)
