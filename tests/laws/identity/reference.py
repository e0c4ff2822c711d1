# ruff: noqa: D102 - the naive rules read as they stand
"""The rules of identity, naively: everything is looked up in full, nothing is cached, stored or kept up to date."""

from clew.events import Identity
from clew.identity import Namespaces
from clew.kernel.hashing import derive_id
from clew.kernel.instants import Instant

Place = tuple[Instant, int, int]


class Reference:
    """Who owns which identity, which leaves were merged, and what was parted by hand."""

    def __init__(self, namespaces: Namespaces) -> None:
        self.namespaces = namespaces
        self.owner: dict[Identity, str] = {}
        self.since: dict[Identity, Place] = {}
        self.born: dict[str, Place] = {}
        self.edges: dict[tuple[str, str, int], tuple[Instant, bool]] = {}
        self.erased: dict[Identity, Instant] = {}
        self.overridden = False
        self.evicted: list[tuple[Identity, str, Place, int]] = []

    # What is so.

    def group(self, leaf: str) -> set[str]:
        found = {leaf}
        while True:
            more = {x for (a, b, _), (_, active) in self.edges.items() if active and {a, b} & found for x in (a, b)}
            if more <= found:
                return found
            found |= more

    def root(self, leaf: str) -> str:
        return min(self.group(leaf), key=lambda one: (self.born[one], one))

    def names(self, leaf: str) -> set[Identity]:
        group = self.group(leaf)
        return {identity for identity, owner in self.owner.items() if owner in group}

    def roots(self) -> set[str]:
        return {self.root(leaf) for leaf in self.born}

    def is_person(self, identity: Identity) -> bool:
        return not self.namespaces.is_device(identity.namespace)

    def has_person(self, leaf: str) -> bool:
        return any(map(self.is_person, self.names(leaf)))

    def has_another(self, leaf: str, namespace: str) -> bool:
        names = self.names(leaf)
        return self.namespaces.is_unique(namespace) and any(identity.namespace == namespace for identity in names)

    def parted(self, one: str, other: str) -> bool:
        mine, theirs = self.group(one), self.group(other)
        return any((a in mine and b in theirs) or (b in mine and a in theirs) for a, b, _ in self.edges)

    # What happens.

    def say(self, kind: str, identities: list[Identity], event: str, place: Place, ts: Instant) -> tuple[str, str]:
        """`(leaf, dropped)` of a record."""
        names = list(dict.fromkeys(identities))
        pair = kind in ("alias", "merge", "unmerge") and len(names) > 1
        if not pair and kind in ("merge", "unmerge"):
            return "", "no_identity"
        if not pair:
            names = self.by_rank(names)
        decisive = names[:2] if pair else names[:1]
        if any(ts < self.erased.get(identity, 0) for identity in decisive):
            return "", "erased"
        names = [identity for identity in names if ts >= self.erased.get(identity, 0)]
        if kind == "unmerge":
            return self.unmerge(names, event, place)
        if pair and (kind == "merge" or all(map(self.is_person, names[:2]))):
            leaf = self.join_by_hand(kind, names, event, place)
            names = [names[0], *self.by_rank(names[2:])]
        else:
            names = self.by_rank(names)
            leaf = self.leaf(names[0], event, place)
        for identity in names[1:]:
            self.connect(leaf, names, identity, place)
        return leaf, ""

    def by_rank(self, names: list[Identity]) -> list[Identity]:
        def rank(identity: Identity) -> tuple[bool, int]:
            return (not self.is_person(identity), -self.namespaces[identity.namespace].priority)

        return sorted(names, key=rank)

    def leaf(self, identity: Identity, event: str, place: Place) -> str:
        if identity not in self.owner:
            again = (str(self.erased[identity]),) if identity in self.erased else ()
            leaf = derive_id("p", "s", event, *identity, *again)
            self.born[leaf] = place
            self.own(identity, leaf, place)
        return self.owner[identity]

    def own(self, identity: Identity, leaf: str, place: Place) -> None:
        self.owner[identity] = leaf
        self.since[identity] = place

    def connect(self, leaf: str, names: list[Identity], identity: Identity, place: Place) -> None:
        other = self.owner.get(identity)
        if other is None:
            self.take(leaf, names, identity, place)
        elif other in self.group(leaf):
            return
        elif not self.is_person(identity) and self.is_person(names[0]) and self.has_person(other):
            self.take(leaf, names, identity, place)
        elif not self.is_person(names[0]) and self.has_person(leaf) and self.has_person(other):
            return
        elif not self.parted(leaf, other) and not any(
            self.has_another(leaf, theirs.namespace) for theirs in self.names(other)
        ):
            self.join(leaf, other, place)
            self.keep_limits(leaf, names, place)

    def take(self, leaf: str, names: list[Identity], identity: Identity, place: Place) -> None:
        if not self.has_another(leaf, identity.namespace):
            self.own(identity, leaf, place)
            self.keep_limit(leaf, names, identity.namespace, place)

    def join(self, one: str, other: str, place: Place, *, active: bool = True) -> None:
        self.edges[min(one, other), max(one, other), place[1]] = (place[0], active)

    def keep_limits(self, leaf: str, named: list[Identity], place: Place) -> None:
        for namespace in {identity.namespace for identity in self.names(leaf)}:
            self.keep_limit(leaf, named, namespace, place)

    def keep_limit(self, leaf: str, named: list[Identity], namespace: str, place: Place) -> None:
        """What is new to a leaf drives out what is old; a record that brings nothing new drives out nothing."""
        mine = [identity for identity in self.names(leaf) if identity.namespace == namespace]
        mine.sort(key=lambda identity: (self.since[identity][:2], identity))
        evictable = [identity for identity in mine if identity not in named]
        for identity in evictable[: max(0, len(mine) - self.namespaces[namespace].limit)]:
            self.evicted.append((identity, self.owner.pop(identity), self.since[identity], place[1]))

    def bring_back(self, leaf: str, seq: int) -> None:
        """What gave way since a log row and leads nowhere comes back, the latest link first, where there is room."""
        group = self.group(leaf)
        lost = [one for one in self.evicted if one[3] >= seq and one[1] in group]
        came = [(name, self.since[name]) for name in self.names(leaf)] + [one[:1] + one[2:3] for one in lost]
        renewed = {name.namespace for name, since in came if since[1] > seq}
        for identity, owner, since, _ in sorted(lost, key=lambda one: (one[2][:2], one[0]), reverse=True):
            if identity not in self.owner:
                mine = [name for name in self.names(leaf) if name.namespace == identity.namespace]
                room = identity.namespace not in renewed or len(mine) < self.namespaces[identity.namespace].limit
                if room and since[0] >= self.erased.get(identity, 0):
                    self.own(identity, owner, since)

    def join_by_hand(self, kind: str, names: list[Identity], event: str, place: Place) -> str:
        one, other = (self.leaf(identity, event, place) for identity in names[:2])
        if other not in self.group(one) and (kind == "merge" or not self.parted(one, other)):
            self.join(one, other, place)
            self.keep_limits(one, names, place)
        self.overridden = True
        return one

    def unmerge(self, names: list[Identity], event: str, place: Place) -> tuple[str, str]:
        one, other = (self.owner.get(identity) for identity in names[:2])
        if one is None or other is None:
            return "", "unknown_identity"
        if one == other:
            weaker = self.by_rank(names[:2])[1]
            del self.owner[weaker]
            other = self.leaf(weaker, event, place)
        elif other in self.group(one):
            path = self.path(one, other)
            at_seq = {key: (self.edges[key][0], key[2], key[0], key[1]) for key in path}
            newest = max(path, key=lambda key: at_seq[key])
            self.edges[newest] = (self.edges[newest][0], False)
            for side in (one, other):
                self.bring_back(side, newest[2])
        self.join(one, other, place, active=False)
        return one, ""

    def path(self, start: str, end: str) -> list[tuple[str, str, int]]:
        """The edges without any of which the two would not be one: in a forest, the path."""
        needed: list[tuple[str, str, int]] = []
        for key, (at, active) in list(self.edges.items()):
            if active:
                self.edges[key] = (at, False)
                if end not in self.group(start):
                    needed.append(key)
                self.edges[key] = (at, True)
        return needed

    def erase(self, identity: Identity, at: Instant) -> None:
        group = self.group(self.owner[identity])
        for name in self.names(self.owner[identity]):
            del self.owner[name]
            self.erased[name] = at
        self.edges = {key: edge for key, edge in self.edges.items() if not {key[0], key[1]} & group}
        for leaf in group:
            del self.born[leaf]

    def bury(self, identity: Identity, at: Instant) -> None:
        if identity not in self.owner:
            self.erased[identity] = at
