# ruff: noqa: D102 - a store over dicts
"""The port of the graph as dicts: what a test applies changes to, and compares."""

from collections.abc import Collection, Mapping

from clew.events import Identity
from clew.identity.ports import EdgeRow, GraphChanges, HeadRow, LinkRow, NodeRow
from clew.kernel.instants import Instant


class MemoryStore:
    """A `GraphStore` that holds what was applied to it, and counts what it was asked."""

    def __init__(self) -> None:
        self.node_rows: dict[Identity, NodeRow] = {}
        self.head_rows: dict[str, HeadRow] = {}
        self.edge_rows: dict[tuple[str, str, int], EdgeRow] = {}
        self.link_rows: list[LinkRow] = []
        self.ledger: dict[bytes, Instant] = {}
        self.queries = 0

    def apply(self, changes: GraphChanges) -> None:
        """Commit the changes of a batch, as an adapter does."""
        put, removed = [node.identity for node in changes.nodes], changes.removed_nodes
        assert len({*put, *removed}) == len(put) + len(removed)
        gone = set(changes.removed_heads)
        assert gone.isdisjoint(head.profile for head in changes.heads)
        self.link_rows = [link for link in self.link_rows if link.profile not in gone]
        self.edge_rows = {k: e for k, e in self.edge_rows.items() if e.a not in gone and e.b not in gone}
        for identity in removed:
            self.node_rows.pop(identity, None)
        for profile in gone:
            self.head_rows.pop(profile, None)
        self.node_rows |= {node.identity: node for node in changes.nodes}
        self.head_rows |= {head.profile: head for head in changes.heads}
        self.edge_rows |= {(edge.a, edge.b, edge.seq): edge for edge in changes.edges}
        self.link_rows += changes.links
        for digest, before in changes.erasures:
            self.ledger[digest] = max(before, self.ledger.get(digest, 0))

    def content(self) -> tuple[object, ...]:
        """Everything it holds, comparable."""
        return (self.node_rows, self.head_rows, self.edge_rows, self.link_rows, self.ledger)

    def nodes(self, identities: Collection[Identity]) -> Mapping[Identity, NodeRow]:
        self.queries += 1
        return {identity: self.node_rows[identity] for identity in identities if identity in self.node_rows}

    def leads(self, identities: Collection[Identity]) -> list[tuple[Identity, str, Instant]]:
        return [(node.identity, node.profile, node.erased_before) for node in self.nodes(identities).values()]

    def heads(self, profiles: Collection[str]) -> Mapping[str, HeadRow]:
        self.queries += 1
        return {profile: self.head_rows[profile] for profile in profiles if profile in self.head_rows}

    def answering(self, profiles: Collection[str]) -> Mapping[str, str]:
        return {head.profile: head.root for head in self.heads(profiles).values() if head.root != head.profile}

    def members(self, roots: Collection[str]) -> Mapping[str, list[HeadRow]]:
        self.queries += 1
        found: dict[str, list[HeadRow]] = {}
        for head in self.head_rows.values():
            if head.root in roots:
                found.setdefault(head.root, []).append(head)
        return found

    def nodes_of(self, profiles: Collection[str]) -> list[NodeRow]:
        self.queries += 1
        return [node for node in self.node_rows.values() if node.profile in profiles]

    def edges_of(self, profiles: Collection[str]) -> list[EdgeRow]:
        self.queries += 1
        return [edge for edge in self.edge_rows.values() if edge.a in profiles or edge.b in profiles]

    def links_of(self, profiles: Collection[str]) -> list[LinkRow]:
        self.queries += 1
        return [link for link in self.link_rows if link.profile in profiles]

    def erased(self, hashes: Collection[bytes]) -> Mapping[bytes, Instant]:
        self.queries += 1
        return {digest: self.ledger[digest] for digest in hashes if digest in self.ledger}

    def anything_erased(self) -> bool:
        self.queries += 1
        return bool(self.ledger)
