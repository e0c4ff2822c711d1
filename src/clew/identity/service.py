"""Questions about identity that API and command line ask of the store."""

from clew.events import Identity
from clew.identity.model import IdentityGraph, IdentityNode, LinkEvent, MergeEdge, ProfileNode
from clew.identity.namespaces import PROFILE, Namespaces, canonical_namespace
from clew.identity.normalise import spell
from clew.identity.ports import GraphStore, LinkRow
from clew.kernel.instants import Instant


class IdentityService:
    """Reads the identity graph as committed."""

    def __init__(self, store: GraphStore, namespaces: Namespaces) -> None:
        """A reader over a store.

        Args:
            store: Where the graph is kept.
            namespaces: Those of the workspace.
        """
        self._store = store
        self._namespaces = namespaces

    def identity(self, namespace: str, value: object) -> Identity | None:
        """The identity as the graph knows it; None if the value can't be one."""
        code = canonical_namespace(namespace)
        normal = spell(self._namespaces, code, value)
        return Identity(code, normal) if normal is not None else None

    def find(self, namespace: str, value: object) -> str | None:
        """The root profile of an identity, however it is written; or of a profile id, as `profile`."""
        if canonical_namespace(namespace) == PROFILE:
            return self.root(str(value))
        identity = self.identity(namespace, value)
        if identity is None:
            return None
        node = self._store.nodes([identity]).get(identity)
        return self.root(node.profile) if node is not None else None

    def root(self, profile: str) -> str | None:
        """The profile that answers for this one; None if there is none."""
        head = self._store.heads([profile]).get(profile)
        return head.root if head is not None else None

    def graph(self, profile: str) -> IdentityGraph | None:
        """The identity graph of a profile, merged ones included; None if there is no such profile."""
        root = self.root(profile)
        heads = self._store.members([root]).get(root, []) if root is not None else []
        if root is None or not heads:
            return None
        heads = sorted(heads, key=lambda h: (h.profile != root, h.created_at, h.created_seq, h.created_index))
        leaves = [head.profile for head in heads]
        links = self._store.links_of(leaves)
        made = {_place(link): link.source for link in links}
        nodes = sorted(self._store.nodes_of(leaves), key=lambda node: (node.since, node.seq, node.identity))
        edges = sorted(self._store.edges_of(leaves), key=lambda edge: (edge.seq, edge.a, edge.b))
        return IdentityGraph(
            root=root,
            profiles=tuple(ProfileNode(h.profile, h.created_at, h.created_seq, h.created_index) for h in heads),
            identities=tuple(
                IdentityNode(
                    *node.identity, node.profile, node.since, node.seq, made.get((node.identity, node.since), "")
                )
                for node in nodes
            ),
            merges=tuple(MergeEdge(e.a, e.b, e.cause, e.active, e.at, e.seq, e.source) for e in edges),
            history=tuple(
                LinkEvent(*link.identity, link.profile, link.kind, link.at, link.seq, link.index, link.source)
                for link in links
            ),
        )


def _place(link: LinkRow) -> tuple[Identity, Instant]:
    return (link.identity, link.at)
