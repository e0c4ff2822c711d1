"""Merging and parting by hand: a record in the log, which the engine understands, and how who is named stands then."""

from collections.abc import Iterable, Sequence
from typing import Literal

from clew.api.parting_views import ForeseenPartingView, ForeseenView, JoiningView, PartingView, SideView
from clew.api.ports import Parting
from clew.api.views import AliasView, IdentityView
from clew.engine import namespaces_in
from clew.engine.ports import StateStore
from clew.events import Event, Identity
from clew.events.ports import Arrival, EventLog
from clew.identity import canonical_namespace, parts_between, spell
from clew.identity.ports import EdgeRow, HeadRow, NodeRow
from clew.kernel.errors import ClewError
from clew.kernel.hashing import derive_id
from clew.kernel.instants import Instant
from clew.kernel.packing import pack
from clew.runtime.services.documents import Documents
from clew.runtime.services.entries import Entries
from clew.runtime.services.profiles import BadIdentity

SOURCE = "identity"
"""The source of what is said of identity by hand."""

_PROFILE = "profile"


class OneName(ClewError):
    """Nothing can be merged or parted: both names are one."""

    code = "profile.one_name"


class Partings:
    """Orders merges and partings, and tells how who is named stands."""

    def __init__(self, store: StateStore, log: EventLog, documents: Documents, entries: Entries) -> None:
        self._store = store
        self._log = log
        self._documents = documents
        self._entries = entries

    def order(self, one: tuple[str, str], other: tuple[str, str], *, by: str) -> Parting | None:
        """Part the profiles of two names, and keep them apart; None if somebody is not known.

        Asked again, it orders nothing: what was parted stays so.

        Args:
            one: Namespace and value; a profile may be named by its id, in the namespace `profile`.
            other: Likewise.
            by: Who orders it, for the audit trail.

        Raises:
            BadIdentity: if a value can't be an identity of its namespace.
            OneName: if both are one and the same.
        """
        found = self._named(one, other)
        if found is None:
            return None
        names, leaves, sides = found
        between = self._store.edges_of(sides[0])
        if sides[0] != sides[1] and any(_touches(edge, sides[1]) for edge in between):
            return Parting(names, None)
        return Parting(names, self._append("unmerge", names, leaves, between, by))

    def join(self, one: tuple[str, str], other: tuple[str, str], *, by: str) -> Parting | None:
        """Merge the profiles of two names, whatever was refused or parted before; None if somebody is not known.

        Asked again, it orders nothing: what is one stays so.

        Args:
            one: Namespace and value; a profile may be named by its id, in the namespace `profile`.
            other: Likewise.
            by: Who orders it, for the audit trail.

        Raises:
            BadIdentity: if a value can't be an identity of its namespace.
            OneName: if both are one and the same.
        """
        found = self._named(one, other)
        if found is None:
            return None
        names, leaves, sides = found
        if sides[0] == sides[1]:
            return Parting(names, None)
        return Parting(names, self._append("merge", names, leaves, self._store.edges_of(sides[0]), by))

    def _named(
        self, one: tuple[str, str], other: tuple[str, str]
    ) -> tuple[tuple[Identity, Identity], list[str], list[list[str]]] | None:
        """Both names, their leaves, and all leaves of the profile of each; None if somebody is not known."""
        names = self._identity(*one), self._identity(*other)
        leaves = [leaf for leaf in map(self._leaf, names) if leaf is not None]
        if len(leaves) < len(names):
            return None
        if names[0] == names[1] or (leaves[0] == leaves[1] and all(name.namespace == _PROFILE for name in names)):
            raise OneName("both are one and the same name", hint="name one of each side")
        return names, leaves, [self._members(leaf) for leaf in leaves]

    def _append(
        self,
        kind: Literal["merge", "unmerge"],
        names: tuple[Identity, Identity],
        leaves: Sequence[str],
        edges: Sequence[EdgeRow],
        by: str,
    ) -> int | None:
        """Put the order into the log; its row."""
        # The same order on the same graph is the same record, whoever repeats it.
        newest = max((edge.seq for edge in edges), default=0)
        said = (part for identity in names for part in identity)
        name = derive_id("part_" if kind == "unmerge" else "join_", *leaves, *said, str(newest))
        event = Event(name, kind, kind, names, context={"by": by})
        (place,) = self._log.append([Arrival(SOURCE, pack([event]))])
        return place.seq if place is not None else None

    def foresee(self, one: tuple[str, str], other: tuple[str, str], *, now: Instant) -> ForeseenPartingView | None:
        """What parting the profiles of two names would come to at an instant; None if somebody is not known.

        Raises:
            BadIdentity: if a value can't be an identity of its namespace.
            OneName: if both are one and the same.
        """
        found = self._named(one, other)
        if found is None:
            return None
        names, leaves, sides = found
        if leaves[0] == leaves[1]:
            rank = self._documents.namespaces().rank
            weaker = max(reversed(names), key=lambda name: rank(name.namespace))
            stays, goes = self._foreseen(sides[0], now, without=weaker), self._names([weaker])
            begun = ForeseenView(profile="", profiles=(), identities=goes, records=0, segments=())
            return ForeseenPartingView(outcome="detached", one=stays, other=begun)
        heads = self._store.members([self._root(leaves[0])])[self._root(leaves[0])]
        parts = parts_between(heads, self._store.edges_of(sides[0]), *leaves) if sides[0] == sides[1] else None
        kept, restored = (self._foreseen(side, now) for side in parts or sides)
        return ForeseenPartingView(outcome="apart" if parts is None else "parted", one=kept, other=restored)

    def sides(self, parting: Parting, *, applied: bool = True) -> PartingView:
        """How both stand now."""
        one, other = (self._side(name) for name in parting.names)
        return PartingView(changed=parting.row is not None, applied=applied, one=one, other=other)

    def joined(self, joining: Parting, *, applied: bool = True) -> JoiningView:
        """How the one that both are stands now."""
        person = self._side(joining.names[0])
        return JoiningView(changed=joining.row is not None, applied=applied, person=person)

    def _identity(self, namespace: str, value: str) -> Identity:
        code = canonical_namespace(namespace)
        normal = value if code == _PROFILE else spell(namespaces_in(self._documents.rows()), code, value)
        if normal is None:
            raise BadIdentity(f"this value can't be an identity of {code}", hint="check namespace and value")
        return Identity(code, normal)

    def _leaf(self, name: Identity) -> str | None:
        if name.namespace == _PROFILE:
            return name.value if name.value in self._store.heads([name.value]) else None
        node = self._store.nodes([name]).get(name)
        return node.profile if node is not None else None

    def _root(self, leaf: str) -> str:
        return self._store.heads([leaf])[leaf].root

    def _members(self, leaf: str) -> list[str]:
        root = self._root(leaf)
        return sorted(head.profile for head in self._store.members([root])[root])

    def _side(self, name: Identity) -> SideView:
        leaf = self._leaf(name)
        if leaf is None:
            # It was evicted or erased meanwhile.
            return SideView(profile="", profiles=(), identities=())
        root = self._root(leaf)
        heads = sorted(self._store.members([root])[root], key=lambda head: (head.profile != root, head.created_seq))
        return SideView(
            profile=root,
            profiles=_aliases(heads),
            identities=_views(self._store.nodes_of([head.profile for head in heads])),
        )

    def _foreseen(self, leaves: Sequence[str], now: Instant, *, without: Identity | None = None) -> ForeseenView:
        heads = self._store.heads(leaves)
        first = min(heads.values(), key=lambda head: (head.created_seq, head.created_index)).profile
        records, segments = self._entries.alone(leaves, now)
        ordered = sorted(heads.values(), key=lambda head: (head.profile != first, head.created_seq))
        nodes = [node for node in self._store.nodes_of(leaves) if node.identity != without]
        return ForeseenView(
            profile=first,
            profiles=_aliases(ordered),
            identities=_views(nodes),
            records=records,
            segments=segments,
        )

    def _names(self, names: Sequence[Identity]) -> tuple[IdentityView, ...]:
        return _views(self._store.nodes(names).values())


def _aliases(heads: Iterable[HeadRow]) -> tuple[AliasView, ...]:
    return tuple(AliasView(profile=head.profile, created_at=head.created_at) for head in heads)


def _views(nodes: Iterable[NodeRow]) -> tuple[IdentityView, ...]:
    return tuple(
        IdentityView(namespace=n.identity.namespace, value=n.identity.value, since=n.since, profile=n.profile)
        for n in sorted(nodes, key=_place)
    )


def _touches(edge: EdgeRow, leaves: Sequence[str]) -> bool:
    return edge.a in leaves or edge.b in leaves


def _place(node: NodeRow) -> tuple[int, int, Identity]:
    return (node.since, node.seq, node.identity)
