"""The part of the graph that is in memory: a bounded cache over the store, and what changed since the last take.

What changed is in the cache until it has been stored: a cache miss may ask the store, which then knows as much.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from sys import intern

from clew.events import Identity
from clew.identity.component import Cause, Component, EdgeKey, age, reachable
from clew.identity.generations import Generations
from clew.identity.ledger import Ledger
from clew.identity.namespaces import PROFILE
from clew.identity.ports import EdgeRow, GraphChanges, GraphStore, HeadRow, LinkRow, NodeRow
from clew.kernel.hashing import derive_id
from clew.kernel.instants import Instant

_COMPONENTS_SHARE = 20
"""A component weighs as much as this many cached identities, about."""


@dataclass(slots=True)
class _Pending:
    """What changed since the last take; None stands for a removal."""

    nodes: dict[Identity, NodeRow | None] = field(default_factory=dict[Identity, NodeRow | None])
    heads: dict[str, HeadRow | None] = field(default_factory=dict[str, HeadRow | None])
    edges: dict[EdgeKey, EdgeRow] = field(default_factory=dict[EdgeKey, EdgeRow])
    links: list[LinkRow] = field(default_factory=list[LinkRow])


class WorkingSet:
    """Cached identities, roots and components over a store, with the changes that are not yet in it."""

    def __init__(self, store: GraphStore, *, erasure_key: bytes, cache_size: int) -> None:
        self._store = store
        self.ledger = Ledger(store, erasure_key)
        self.leaves: Generations[Identity, str] = Generations(cache_size)
        self.roots: Generations[str, str] = Generations(cache_size)
        self._components: Generations[str, Component] = Generations(max(1_000, cache_size // _COMPONENTS_SHARE))
        self.guards: dict[Identity, Instant] = {}
        """Known identities that were erased once: what is older than this is not about them."""
        self._absent: dict[Identity, Instant] = {}
        """Identities that nobody bears, with the instant before which they were erased (0 if never)."""
        self._pending = _Pending()
        self.alterations = 0
        """How often something that was known of a name or a leaf ceased to be so."""
        self._newborn: dict[str, list[NodeRow]] = {}
        """Leaves that began since the last take and have met nobody: most of them never need a component."""

    # Reading.

    def prefetch(self, identities: Iterable[Identity]) -> None:
        """Know these identities, their leaves and roots, with at most three queries."""
        missing: list[Identity] = []
        headless: list[str] = []
        leaves, roots = self.leaves.young, self.roots.young
        for identity in dict.fromkeys(identities):
            if (young := leaves.get(identity)) is not None and young in roots:
                continue  # as most are
            leaf = self.leaves.get(identity)
            if leaf is None:
                missing.append(identity)
            elif self.roots.get(leaf) is None:
                headless.append(leaf)
        self._load(missing, headless)

    def leaf_of(self, identity: Identity) -> str | None:
        """The leaf profile that an identity leads to."""
        if identity.namespace == PROFILE:
            return identity.value if self.knows(identity.value) else None
        leaf = self.leaves.get(identity)
        if leaf is None and identity not in self._absent:
            self._load([identity], ())
            leaf = self.leaves.get(identity)
        return leaf

    def knows(self, leaf: str) -> bool:
        """Whether there is such a leaf profile."""
        if self.roots.get(leaf) is None and leaf not in self._pending.heads:
            self._load((), [leaf])
        return self.roots.get(leaf) is not None

    def prefetch_leaves(self, leaves: Iterable[str]) -> None:
        """Read who answers for these leaves, in one query for all."""
        heads = self._pending.heads
        self._load((), [leaf for leaf in leaves if leaf not in heads and self.roots.get(leaf) is None])

    def root_of(self, leaf: str) -> str:
        """The profile that answers for a leaf; itself if there is no such leaf."""
        root = self.roots.get(leaf)
        if root is None and self.knows(leaf):
            root = self.roots.get(leaf)
        return leaf if root is None else root

    def erased_before(self, identity: Identity) -> Instant:
        """Records about an identity of an earlier event time are not about who bears it now; 0 if it never was erased.

        Ask after `leaf_of`.
        """
        return self._absent.get(identity, 0) or self.guards.get(identity, 0)

    def component(self, root: str) -> Component:
        """All that is one with this root.

        Raises:
            KeyError: if there is no such root.
        """
        found = self._components.get(root)
        if found is None:
            if root in self._newborn:
                return self._grow_up(root)
            self.load_components([root])
            found = self._components.young[root]
        return found

    def heads_of(self, roots: Collection[str]) -> dict[str, Collection[HeadRow]]:
        """The leaves of each of these roots; nothing else is read of those that are not in memory."""
        near = {root for root in roots if root in self._newborn or self._components.get(root) is not None}
        found: dict[str, Collection[HeadRow]] = dict(self._store.members(sorted({*roots} - near)))
        return found | {root: self.component(root).heads.values() for root in near}

    def load_components(self, roots: Collection[str]) -> None:
        """Read what is not in memory of these components, with three queries."""
        pending = self._pending.heads
        missing = [root for root in roots if self._components.get(root) is None and root not in pending]
        if not missing:
            return
        components: dict[str, Component] = {}
        home: dict[str, Component] = {}
        for root, heads in self._store.members(missing).items():
            component = components[root] = Component(root)
            for head in heads:
                component.heads[head.profile] = head
                home[head.profile] = component
                self.roots.put(head.profile, root)
        for node in self._store.nodes_of(list(home)):
            home[node.profile].nodes[node.identity] = node
        for edge in self._store.edges_of(list(home)):
            for leaf in (edge.a, edge.b):
                if leaf in home:
                    home[leaf].edges[edge.a, edge.b, edge.seq] = edge
        for root, component in components.items():
            self._components.put(root, component)

    # Changing.

    def begin(self, identity: Identity, kind: str, cause: Cause) -> str:
        """A new leaf profile, to which an identity leads from now on; `kind` says why (`LinkRow.kind`)."""
        leaf = self.name_of(identity, cause)
        self.begin_as(leaf, cause)
        self._newborn[leaf] = [self._lead(identity, leaf, self.erased_before(identity), kind, cause)]
        return leaf

    def name_of(self, identity: Identity, cause: Cause) -> str:
        """The id of the leaf profile that a record would begin for an identity.

        The identity is part of it because one record may begin two profiles, and because a source that uses an event
        id again for somebody else must not make one person of two.
        """
        reborn = self.erased_before(identity)
        # Whoever begins anew after an erasure must not be mistaken for the one before.
        again = (str(reborn),) if reborn else ()
        return derive_id("p", cause.source, cause.event_id, identity.namespace, identity.value, *again)

    def begin_as(self, leaf: str, cause: Cause) -> None:
        """A new leaf profile of this id, to which nothing leads yet."""
        self._put_head(HeadRow(leaf, leaf, cause.at, cause.seq, cause.place))
        self._newborn[leaf] = []

    def put_node(self, component: Component, identity: Identity, leaf: str, kind: str, cause: Cause) -> None:
        """Let an identity lead to a leaf of this component from now on, and say why (`LinkRow.kind`)."""
        row = self._lead(identity, leaf, self.erased_before(identity), kind, cause)
        component.nodes[row.identity] = row

    def _lead(self, identity: Identity, leaf: str, erased_before: Instant, kind: str, cause: Cause) -> NodeRow:
        # One text for a namespace, not one for each of its identities.
        identity = Identity(intern(identity.namespace), identity.value)
        row = NodeRow(identity, leaf, cause.at, cause.seq, erased_before)
        self._place(row, kind, cause)
        return row

    def _place(self, row: NodeRow, kind: str, cause: Cause) -> None:
        self._pending.nodes[row.identity] = row
        self._absent.pop(row.identity, None)
        self.alterations += self.leaves.get(row.identity) is not None
        self._remember(row.identity, row.profile, row.erased_before)
        self.tell(row.identity, row.profile, kind, cause)

    def take_node(self, component: Component, identity: Identity) -> NodeRow:
        """Take an identity out of a component, to put it elsewhere."""
        return component.nodes.pop(identity)

    def evict(self, component: Component, identity: Identity, cause: Cause) -> None:
        """Let an identity leave the graph."""
        row = component.nodes.pop(identity)
        self._remove(row, row.erased_before)
        self.tell(identity, row.profile, "evicted", cause)

    def restore(self, component: Component, row: NodeRow, cause: Cause) -> None:
        """Let a name that gave way lead where it led, unless it leads elsewhere by now or was erased."""
        if self.leaf_of(row.identity) is not None or row.since < (before := self.erased_before(row.identity)):
            return
        row = row._replace(erased_before=before)
        component.nodes[row.identity] = row
        self._place(row, "restored", cause)

    def tell(self, identity: Identity, leaf: str, kind: str, cause: Cause) -> None:
        """Keep the provenance of what happened to an identity."""
        self._pending.links.append(LinkRow(identity, leaf, kind, cause.at, cause.seq, cause.place, cause.source))

    def refuse(self, component: Component, identity: Identity, leaf: str, cause: Cause) -> None:
        """Tell of a refused link, unless it was told of this identity and leaf before."""
        if component.refused is None:
            links = self.links_of(component)
            component.refused = {(link.identity, link.profile) for link in links if link.kind == "refused"}
        if (identity, leaf) not in component.refused:
            component.refused.add((identity, leaf))
            self.tell(identity, leaf, "refused", cause)

    def links_of(self, component: Component) -> list[LinkRow]:
        """The provenance of all links of its leaves, in log order."""
        pending = [link for link in self._pending.links if link.profile in component.heads]
        return [*self._store.links_of(list(component.heads)), *pending]

    def put_edge(self, edge: EdgeRow, *components: Component) -> None:
        """Keep an edge with the components that it touches."""
        key = (edge.a, edge.b, edge.seq)
        self._pending.edges[key] = edge
        for component in components:
            component.edges[key] = edge

    def join(self, one: Component, other: Component, edge: EdgeRow) -> tuple[Component, Component]:
        """Make two components one; returns them as `(survivor, absorbed)`, of which the survivor holds everything."""
        survivor, absorbed = sorted((one, other), key=lambda component: age(component.heads[component.root]))
        self._components.drop(absorbed.root)
        self._components.put(survivor.root, survivor)
        for head in absorbed.heads.values():
            survivor.heads[head.profile] = self._put_head(head._replace(root=survivor.root))
        survivor.nodes.update(absorbed.nodes)
        survivor.edges.update(absorbed.edges)
        told = survivor.refused, absorbed.refused
        survivor.refused = None if told[0] is None or told[1] is None else told[0] | told[1]
        self.put_edge(edge, survivor)
        return survivor, absorbed

    def part(self, component: Component, edge: EdgeRow) -> tuple[Component, Component]:
        """Make a component two by undoing one of its edges; returns them as `(kept its root, restored)`."""
        self.put_edge(edge._replace(active=False), component)
        side = reachable(component.edges.values(), edge.a)
        halves = [self._half(component, leaves) for leaves in (side, component.heads.keys() - side)]
        halves.sort(key=lambda half: half.root != component.root)
        return halves[0], halves[1]

    def _half(self, component: Component, leaves: Collection[str]) -> Component:
        root = min((component.heads[leaf] for leaf in leaves), key=age).profile
        half = Component(root)
        for leaf in leaves:
            head = component.heads[leaf]
            half.heads[leaf] = head if head.root == root else self._put_head(head._replace(root=root))
        half.nodes = {identity: node for identity, node in component.nodes.items() if node.profile in leaves}
        half.edges = {key: edge for key, edge in component.edges.items() if key[0] in leaves or key[1] in leaves}
        half.refused = None if component.refused is None else {told for told in component.refused if told[1] in leaves}
        self._components.put(root, half)
        return half

    def erase(self, component: Component, at: Instant) -> list[str]:
        """Forget a component but for the keyed hashes of its identities; returns its leaves."""
        leaves = [head.profile for head in sorted(component.heads.values(), key=age)]
        gone = set(leaves)
        for row in list(component.nodes.values()):
            self.bury(row.identity, at)
            self._remove(row, at)
        pending = self._pending
        pending.links = [link for link in pending.links if link.profile not in gone]
        pending.edges = {key: e for key, e in pending.edges.items() if key[0] not in gone and key[1] not in gone}
        for leaf in leaves:
            pending.heads[leaf] = None
            self.roots.drop(leaf)
        self._components.drop(component.root)
        return leaves

    def bury(self, identity: Identity, at: Instant) -> None:
        """Keep the keyed hash of an identity, so that nothing older revives it."""
        self.ledger.bury(identity, at)
        if identity in self._absent:
            self._absent[identity] = max(at, self._absent[identity])

    def advance(self, now: Instant) -> None:
        """Come to an instant: a replay forgets the names that were erased between the one before and this."""
        for identity, at in self.ledger.advance(now):
            leaf = self.leaf_of(identity)
            if leaf is None:
                self._absent[identity] = at
                continue
            component = self.component(self.root_of(leaf))
            row = component.nodes[identity]
            if row.since < at:
                self.take_node(component, identity)
                self._remove(row, at)
            else:
                # It began anew in the very body that erased it.
                reborn = row._replace(erased_before=at)
                component.nodes[identity] = self._pending.nodes[identity] = reborn
                self._remember(identity, reborn.profile, at)

    # Storing.

    def take_changes(self) -> GraphChanges:
        """What changed since the last take."""
        pending, self._pending = self._pending, _Pending()
        self._newborn = {}
        return GraphChanges(
            nodes=[node for node in pending.nodes.values() if node is not None],
            removed_nodes=[identity for identity, node in pending.nodes.items() if node is None],
            heads=[head for head in pending.heads.values() if head is not None],
            removed_heads=[profile for profile, head in pending.heads.items() if head is None],
            edges=list(pending.edges.values()),
            links=pending.links,
            erasures=self.ledger.take(),
        )

    def forget(self) -> None:
        """Drop changes and cache."""
        self._pending = _Pending()
        self._newborn = {}
        self.ledger.take()
        for cache in (self.leaves, self.roots, self._components):
            cache.clear()
        self.guards.clear()
        self._absent.clear()

    def turn(self) -> None:
        """Forget what was not used for long, if nothing waits to be stored."""
        if self._pending.nodes or self._pending.heads:
            return
        self._absent.clear()
        for cache in (self.leaves, self.roots, self._components):
            cache.turn()
        if len(self.guards) > self.leaves.half:
            known = (self.leaves.young, self.leaves.old)
            self.guards = {i: at for i, at in self.guards.items() if i in known[0] or i in known[1]}

    def _load(self, identities: Collection[Identity], leaves: Iterable[str]) -> None:
        pending = self._pending
        unknown = [identity for identity in identities if identity not in pending.nodes]
        known: set[Identity] = set()
        young: set[str] = set()
        for identity, leaf, erased_before in self._store.leads(unknown) if unknown else ():
            known.add(identity)
            # One text for a namespace, not one for each of its identities.
            self._remember(Identity(intern(identity[0]), identity[1]), leaf, erased_before)
            if self.roots.get(leaf) is None:
                young.add(leaf)
        if young:
            # An identity leads to a leaf that there is, and most of those answer for themselves.
            roots = self._store.answering(young)
            for leaf in young:
                self.roots.put(leaf, roots.get(leaf, leaf))
        if asked := [leaf for leaf in leaves if leaf not in young]:
            for head in self._store.heads(asked).values():
                self.roots.put(head.profile, head.root)
        nobody = [identity for identity in identities if identity not in known]
        if nobody:
            self._absent.update(self.ledger.before(nobody))

    def _remember(self, identity: Identity, leaf: str, erased_before: Instant) -> None:
        self.leaves.put(identity, leaf)
        if erased_before:
            self.guards[identity] = erased_before

    def _remove(self, row: NodeRow, erased_before: Instant) -> None:
        self.alterations += 1
        self._pending.nodes[row.identity] = None
        self.leaves.drop(row.identity)
        self.guards.pop(row.identity, None)
        self._absent[row.identity] = erased_before

    def _grow_up(self, leaf: str) -> Component:
        """The component of a newborn leaf; it is written down nowhere else yet."""
        component = Component(leaf, refused=set())
        head = self._pending.heads[leaf]
        if head is not None:
            component.heads[leaf] = head
        component.nodes = {row.identity: row for row in self._newborn.pop(leaf)}
        self._components.put(leaf, component)
        return component

    def _put_head(self, head: HeadRow) -> HeadRow:
        self.alterations += self.roots.get(head.profile) is not None
        self._pending.heads[head.profile] = head
        self.roots.put(head.profile, head.root)
        return head
