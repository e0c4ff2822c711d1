"""The identity graph: the `GraphStore` port, and the changes of a batch."""

from collections.abc import Collection, Mapping

from clew.adapters.sql.database import Batch, Row, SqlStore, Table
from clew.adapters.sql.text import identity_of, key_of
from clew.events import Identity
from clew.identity.ports import EdgeRow, GraphChanges, HeadRow, LinkRow, NodeRow
from clew.kernel.instants import Instant

_NODES = Table("node", ("key", "profile", "since", "seq", "erased_before"))
_HEADS = Table("head", ("profile", "root", "created_at", "created_seq", "created_index"))
_EDGES = Table("edge", ("a", "b", "seq", "at", "source", "cause", "active"), key=3)
_LINKS = Table("link", ("profile", "seq", "place", "key", "kind", "at", "source"), key=5)

_NODE = "SELECT n.key, n.profile, n.since, n.seq, n.erased_before FROM "
_HEAD = "SELECT h.profile, h.root, h.created_at, h.created_seq, h.created_index FROM {keys} CROSS JOIN head h "
_EDGE = "SELECT e.a, e.b, e.at, e.seq, e.source, e.cause, e.active FROM {keys} CROSS JOIN edge e "


class SqlGraph(SqlStore):
    """The read side of the graph; every call is one query for the whole batch."""

    def nodes(self, identities: Collection[Identity]) -> Mapping[Identity, NodeRow]:
        """The known ones among these identities."""
        keys = [key_of(identity) for identity in identities]
        found = map(_node, self._database.keyed(_NODE + "{keys} CROSS JOIN node n WHERE n.key = k.value", keys))
        return {node.identity: node for node in found}

    def leads(self, identities: Collection[Identity]) -> list[tuple[Identity, str, Instant]]:
        """Of the known ones among these identities what most records need: it, its `profile`, its `erased_before`."""
        named = {key_of(identity): identity for identity in identities}
        # In order, so that neighbours are read from one page.
        found = self._database.keyed(
            "SELECT n.key, n.profile, n.erased_before FROM {keys} CROSS JOIN node n WHERE n.key = k.value",
            sorted(named),
        )
        return [(named[key], profile, erased_before) for key, profile, erased_before in found]

    def heads(self, profiles: Collection[str]) -> Mapping[str, HeadRow]:
        """The heads of these leaf profiles."""
        found = map(HeadRow._make, self._database.keyed(_HEAD + "WHERE h.profile = k.value", profiles))
        return {head.profile: head for head in found}

    def answering(self, profiles: Collection[str]) -> Mapping[str, str]:
        """The roots of those of these leaf profiles for which another one answers."""
        query = (
            "SELECT h.profile, h.root FROM {keys} CROSS JOIN head h WHERE h.profile = k.value AND h.root <> h.profile"
        )
        return dict(self._database.keyed(query, sorted(profiles)))

    def members(self, roots: Collection[str]) -> Mapping[str, list[HeadRow]]:
        """For each root, the heads of all leaves that it answers for (itself included)."""
        # One statement, so that a merge committed between two can't show a leaf twice or not at all.
        query = _HEAD + (
            "WHERE (h.profile = k.value AND h.root = h.profile) OR (h.root = k.value AND h.root <> h.profile)"
        )
        answering: dict[str, list[HeadRow]] = {}
        for head in map(HeadRow._make, self._database.keyed(query, roots)):
            answering.setdefault(head.root, []).append(head)
        return answering

    def nodes_of(self, profiles: Collection[str]) -> list[NodeRow]:
        """All identities of these leaf profiles, in order of identity."""
        query = _NODE + "{keys} CROSS JOIN node n WHERE n.profile = k.value ORDER BY n.key"
        return [_node(row) for row in self._database.keyed(query, profiles)]

    def _names(self, root: str) -> list[NodeRow]:
        """All identities of all leaves that a root answers for, in order of identity."""
        query = _NODE + (
            "head h CROSS JOIN node n WHERE n.profile = h.profile "
            "AND ((h.profile = ? AND h.root = h.profile) OR (h.root = ? AND h.root <> h.profile)) ORDER BY n.key"
        )
        return [_node(row) for row in self._database.rows(query, (root, root))]

    def edges_of(self, profiles: Collection[str]) -> list[EdgeRow]:
        """All merges, undone ones too, that touch these leaf profiles, in log order."""
        found = self._database.keyed(_EDGE + "WHERE e.a = k.value OR e.b = k.value", profiles)
        edges = {EdgeRow(*row[:6], active=bool(row[6])) for row in found}
        return sorted(edges, key=lambda edge: (edge.seq, edge.a, edge.b))

    def links_of(self, profiles: Collection[str]) -> list[LinkRow]:
        """The provenance of all links of these leaf profiles, in log order."""
        found = self._database.keyed(
            "SELECT l.key, l.profile, l.kind, l.at, l.seq, l.place, l.source FROM {keys} CROSS JOIN link l "
            "WHERE l.profile = k.value ORDER BY l.seq, l.place, l.key, l.kind",
            profiles,
        )
        return [LinkRow(identity_of(row[0]), *row[1:]) for row in found]

    def erased(self, hashes: Collection[bytes]) -> Mapping[bytes, Instant]:
        """Of these keyed hashes, the erased ones with their instants."""
        found = self._database.keyed(
            "SELECT x.hash, x.before FROM {keys} CROSS JOIN erased x WHERE x.hash = k.value",
            [pseudonym.hex() for pseudonym in hashes],
        )
        return {bytes.fromhex(pseudonym): before for pseudonym, before in found}

    def anything_erased(self) -> bool:
        """Whether there is any such hash."""
        return bool(self._database.rows("SELECT 1 FROM erased LIMIT 1"))

    def scan_erased(self, *, after: bytes = b"", limit: int = 1000) -> list[tuple[bytes, Instant]]:
        """All such hashes with their instants, in order, greater than `after`."""
        query = "SELECT hash, before FROM erased WHERE hash > ? ORDER BY hash LIMIT ?"
        return [(bytes.fromhex(name), before) for name, before in self._database.rows(query, (after.hex(), limit))]

    def bury(self, erasures: Collection[tuple[bytes, Instant]]) -> None:
        """Keep such hashes that another copy of this workspace has; of two instants the later stays."""
        with self._database.write() as batch:
            _put_erasures(batch, erasures)

    def aliases(self) -> Mapping[str, str]:
        """Leaf profile to root, for all leaves that another profile answers for."""
        return dict(self._database.rows("SELECT profile, root FROM head WHERE root <> profile"))

    def scan_nodes(self, *, after: tuple[str, str] = ("", ""), limit: int = 1000) -> list[NodeRow]:
        """All identities in order of (namespace, value), greater than `after`."""
        key = key_of(Identity(*after))
        query = _NODE + "node n WHERE n.key > ? ORDER BY n.key LIMIT ?"
        return [_node(row) for row in self._database.rows(query, (key, limit))]


def put_graph(batch: Batch, changes: GraphChanges) -> None:
    """Write what a batch changed in the graph; removals first, so that what is removed and put again stays."""
    batch.remove(_NODES, [(key_of(identity),) for identity in changes.removed_nodes])
    batch.remove(_HEADS, [(profile,) for profile in changes.removed_heads])
    batch.put(_NODES, [(key_of(node.identity), *node[1:]) for node in changes.nodes])
    batch.put(_HEADS, changes.heads)
    batch.put(
        _EDGES, [(edge.a, edge.b, edge.seq, edge.at, edge.source, edge.cause, edge.active) for edge in changes.edges]
    )
    batch.put(
        _LINKS,
        [
            (link.profile, link.seq, link.index, key_of(link.identity), link.kind, link.at, link.source)
            for link in changes.links
        ],
    )
    _put_erasures(batch, changes.erasures)


def _put_erasures(batch: Batch, erasures: Collection[tuple[bytes, Instant]]) -> None:
    batch.many(
        "INSERT INTO erased (hash, before) VALUES (?, ?) ON CONFLICT (hash) DO UPDATE SET before = excluded.before "
        "WHERE excluded.before > erased.before",
        [(pseudonym.hex(), before) for pseudonym, before in erasures],
    )


def forget_links(batch: Batch, profiles: Collection[str]) -> None:
    """Remove the provenance of erased leaf profiles, which holds their identities, and their merges."""
    rows = [(profile,) for profile in profiles]
    batch.many("DELETE FROM link WHERE profile = ?", rows)
    batch.many("DELETE FROM edge WHERE a = ?", rows)
    batch.many("DELETE FROM edge WHERE b = ?", rows)


def _node(row: Row) -> NodeRow:
    key, profile, since, seq, erased_before = row
    return NodeRow(identity_of(key), profile, since, seq, erased_before)
