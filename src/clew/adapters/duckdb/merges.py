"""Who answered for whom at a past instant, from the merges that the graph keeps."""

from collections.abc import Iterable, Mapping

import duckdb

from clew.adapters.duckdb.errors import NotKept
from clew.engine.ports import StateStore
from clew.identity import Past, past_of
from clew.identity.ports import EdgeRow, HeadRow
from clew.kernel.instants import Instant


class Merges:
    """All merges of a workspace, undone ones too, as they stood when this was made.

    Args:
        store: Keeps the graph.
        parted: The roots of profiles that were one and no more are.
    """

    def __init__(self, store: StateStore, parted: Iterable[str]) -> None:
        aliases = store.aliases()
        edges: dict[EdgeRow, None] = {}
        leaves: set[str] = set()
        # Every merge that was ever undone left two such profiles, and its edges lead on to the others.
        waiting = {*aliases, *aliases.values(), *parted}
        while waiting:
            leaves |= waiting
            found = store.edges_of(sorted(waiting))
            edges |= dict.fromkeys(found)
            waiting = {leaf for edge in found for leaf in (edge.a, edge.b)} - leaves
        self._heads: Mapping[str, HeadRow] = store.heads(sorted(leaves))
        known = (edge for edge in edges if edge.a in self._heads and edge.b in self._heads)
        self._past: Past = past_of(known)

    def aliases(self, at: Instant) -> dict[str, str]:
        """Leaf profile to root, for all leaves that another profile answered for.

        Raises:
            NotKept: as `Past.lost` says.
        """
        if self._past.lost is not None and self._past.lost <= at:
            raise NotKept("who was one with whom then is not known any more", hint="ask as known now")
        return self._past.aliases(self._heads, at)


def parted_roots(connection: duckdb.DuckDBPyConnection, sealed_facts: str) -> set[str]:
    """The profiles that were one and no more are, by the facts that say so.

    Args:
        connection: Sees `unsealed_facts`.
        sealed_facts: A query for the facts in the lake.
    """
    rows = connection.execute(
        f"""
        SELECT DISTINCT unnest([profile, subject]) FROM ({sealed_facts} UNION ALL SELECT * FROM unsealed_facts)
        WHERE kind = 'profile_unmerged'
        """  # noqa: S608 - our own names
    ).fetchall()
    return {leaf for (leaf,) in rows}
