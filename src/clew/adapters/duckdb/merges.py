"""Who answered for whom at a past instant, from the facts about merges."""

import duckdb

from clew.adapters.duckdb.errors import NotKept
from clew.kernel.instants import Instant


def aliases_at(connection: duckdb.DuckDBPyConnection, sealed_facts: str, at: Instant) -> dict[str, str]:
    """Leaf profile to root, for all leaves that another profile answered for.

    Args:
        connection: Sees `unsealed_facts`.
        sealed_facts: A query for the facts in the lake.
        at: When.

    Raises:
        NotKept: if a profile was split by then: which of its leaves went where is not kept.
    """
    rows = connection.execute(
        f"""
        SELECT kind, profile, subject FROM ({sealed_facts} UNION ALL SELECT * FROM unsealed_facts)
        WHERE kind IN ('profile_merged', 'profile_unmerged') AND epoch_us("at") <= ? ORDER BY "at", seq
        """,  # noqa: S608 - our own names
        [at],
    ).fetchall()
    leaves: dict[str, set[str]] = {}
    for kind, absorbed, survivor in rows:
        if kind == "profile_unmerged":
            raise NotKept(
                "a profile was split before, and who it was made of then is not kept", hint="ask as known now"
            )
        leaves.setdefault(survivor, {survivor}).update(leaves.pop(absorbed, {absorbed}))
    return {leaf: root for root, theirs in leaves.items() for leaf in theirs if leaf != root}
