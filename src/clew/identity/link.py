"""What a record that names several identities does to the graph.

The identity of the highest priority decides whose the record is. Names of people are joined by a record that names
both. A device follows people: its anonymous profile goes to the first of them, the device itself to the last. Nothing
joins two values of a unique namespace, nor what was parted by hand; what is refused is told.
"""

from collections.abc import Collection, Sequence

from clew.events import Identity
from clew.identity.component import Cause, Component, gave_way
from clew.identity.model import Merged, Resolution
from clew.identity.namespaces import Namespaces
from clew.identity.ports import EdgeRow
from clew.identity.working import WorkingSet


class Linker:
    """The linking rules over a working set."""

    def __init__(self, working: WorkingSet, namespaces: Namespaces) -> None:
        self._working = working
        self._namespaces = namespaces

    def link(self, names: Sequence[Identity], cause: Cause) -> Resolution:
        """Resolve a record that names these identities, the deciding one first."""
        leaf, created = self.leaf_for(names[0], cause)
        if created and len(names) == 1:
            return Resolution(leaf, leaf, created, (), (), None)
        merged = self.connect(leaf, names, cause, fresh={leaf} if created else ())
        return Resolution(leaf, self._working.root_of(leaf), created, tuple(merged), (), None)

    def leaf_for(self, identity: Identity, cause: Cause) -> tuple[str, bool]:
        """The leaf that an identity leads to, begun if there is none; and whether it was."""
        leaf = self._working.leaf_of(identity)
        if leaf is not None:
            return leaf, False
        return self._working.begin(identity, "created", cause), True

    def connect(
        self, leaf: str, names: Sequence[Identity], cause: Cause, *, fresh: Collection[str] = ()
    ) -> list[Merged]:
        """Link what a record names to the leaf that it belongs to.

        Args:
            leaf: Whose the record is.
            names: All that it names, the deciding one first.
            cause: The record.
            fresh: Leaves that began with it: their merges are nobody's news.
        """
        merged: list[Merged] = []
        for identity in names[1:]:
            other = self._working.leaf_of(identity)
            mine = self._working.root_of(leaf)
            if other is None:
                self._attach(leaf, identity, names, cause)
            elif (theirs := self._working.root_of(other)) != mine:
                news = self._meet(leaf, names, identity, other, cause)
                if news is not None and mine not in fresh and theirs not in fresh:
                    merged.append(news)
        return merged

    def join(self, one: str, other: str, why: str, cause: Cause, named: Sequence[Identity]) -> Merged:
        """Merge the components of two leaves, whatever the rules say, and keep to the limits."""
        working = self._working
        edge = EdgeRow(min(one, other), max(one, other), cause.at, cause.seq, cause.source, why)
        mine, theirs = (working.component(working.root_of(leaf)) for leaf in (one, other))
        survivor, absorbed = working.join(mine, theirs, edge)
        for code in {identity.namespace for identity in survivor.nodes}:
            self._keep_limit(survivor, code, named, cause)
        return Merged(survivor.root, absorbed.root)

    def bring_back(self, component: Component, since: int, cause: Cause) -> None:
        """Let the names lead here again that gave way from a log row on, as far as there is room.

        Where no other name of their namespace has come since, there is: all of them stood here before.
        """
        lost = gave_way(self._working.links_of(component), since)
        renewed = {row.identity.namespace for row in (*component.nodes.values(), *lost) if row.seq > since}
        for row in lost:
            code = row.identity.namespace
            standing = sum(identity.namespace == code for identity in component.nodes)
            if code not in renewed or standing < self._namespaces[code].limit:
                self._working.restore(component, row, cause)

    def parted(self, one: str, other: str) -> bool:
        """Whether somebody parted the components of these leaves by hand."""
        working = self._working
        mine, theirs = (working.component(working.root_of(leaf)) for leaf in (one, other))
        return _parted(mine, theirs)

    def _attach(self, leaf: str, identity: Identity, named: Sequence[Identity], cause: Cause) -> None:
        component = self._working.component(self._working.root_of(leaf))
        if self._has_another(component, identity.namespace):
            self._working.refuse(component, identity, leaf, cause)
            return
        self._working.put_node(component, identity, leaf, "linked", cause)
        self._keep_limit(component, identity.namespace, named, cause)

    def _meet(
        self, leaf: str, names: Sequence[Identity], identity: Identity, other: str, cause: Cause
    ) -> Merged | None:
        """The record names what belongs to another profile: merge, move or refuse."""
        working = self._working
        mine, theirs = (working.component(working.root_of(profile)) for profile in (leaf, other))
        by_device = self._namespaces.is_device(names[0].namespace)
        of_device = self._namespaces.is_device(identity.namespace)
        owned = self._has_person(mine), self._has_person(theirs)
        if of_device and not by_device and owned[1]:
            if self._has_another(mine, identity.namespace):
                working.refuse(mine, identity, leaf, cause)
                return None
            working.take_node(theirs, identity)
            working.put_node(mine, identity, leaf, "moved", cause)
            self._keep_limit(mine, identity.namespace, names, cause)
            return None
        two_people = by_device and all(owned)
        if two_people or _parted(mine, theirs) or self._conflict(mine, theirs):
            working.refuse(mine, identity, leaf, cause)
            return None
        claims = of_device and any(owned)
        why = "claimed" if claims else "linked"
        if claims and not owned[0]:
            working.tell(names[0], leaf, why, cause)
        else:
            working.tell(identity, other, why, cause)
        return self.join(leaf, other, "identified" if claims else "linked", cause, names)

    def _has_person(self, component: Component) -> bool:
        return any(not self._namespaces.is_device(identity.namespace) for identity in component.nodes)

    def _has_another(self, component: Component, code: str) -> bool:
        """Whether the component has its one value of a unique namespace."""
        return self._namespaces.is_unique(code) and any(identity.namespace == code for identity in component.nodes)

    def _conflict(self, mine: Component, theirs: Component) -> bool:
        """Whether together they would have two values of a unique namespace."""
        few, many = sorted((mine.nodes, theirs.nodes), key=len)
        codes = {identity.namespace for identity in few if self._namespaces.is_unique(identity.namespace)}
        return bool(codes) and any(identity.namespace in codes for identity in many)

    def _keep_limit(self, component: Component, code: str, named: Collection[Identity], cause: Cause) -> None:
        """Evict the oldest links of a namespace beyond its limit, but nothing that the record itself names."""
        limit = self._namespaces[code].limit
        if len(component.nodes) <= limit:
            return
        rows = [row for identity, row in component.nodes.items() if identity.namespace == code]
        if len(rows) <= limit:
            return
        rows.sort(key=lambda row: (row.since, row.seq, row.identity))
        victims = [row.identity for row in rows if row.identity not in named]
        for identity in victims[: len(rows) - limit]:
            self._working.evict(component, identity, cause)


def _parted(mine: Component, theirs: Component) -> bool:
    few, many = sorted((mine, theirs), key=lambda component: len(component.edges))
    # An edge of one component that leads to the other is inactive, or they would be one.
    return any(edge.a in many.heads or edge.b in many.heads for edge in few.edges.values())
