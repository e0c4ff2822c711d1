"""The identity graph as the engine uses it: records in, profiles out, changes to commit with the state."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeAlias, cast

from clew.events import OWN_SOURCES, Event, Identity
from clew.identity.byhand import ByHand
from clew.identity.component import Cause, age
from clew.identity.link import Linker
from clew.identity.model import Resolution
from clew.identity.namespaces import PROFILE, Namespaces
from clew.identity.ports import GraphChanges, GraphStore
from clew.identity.working import WorkingSet
from clew.kernel.instants import Instant

_BY_HAND = frozenset({"merge", "unmerge"})
_OUTRIGHT = _BY_HAND | {"alias"}

Known: TypeAlias = tuple[str, str | None]
"""The leaf and root of a record; no root where that is to be found out."""

UNKNOWN: Known = ("", None)


class Graph:
    """An in-memory working set over a store, for one engine; what it changed is taken and committed batch by batch.

    A batch is: `prefetch_records` (or `prefetch`), `resolve` for each record in log order, `take_changes`, commit.
    Changes must be committed before the next prefetch; if the commit fails, `forget`.

    Law: the same records give the same graph wherever batches begin, caches end or processes restart.
    """

    def __init__(
        self, store: GraphStore, namespaces: Namespaces, *, erasure_key: bytes, cache_size: int = 500_000
    ) -> None:
        """A graph over a store.

        Args:
            store: Where the graph is kept.
            namespaces: Those of the workspace, until others are put to `use`.
            erasure_key: The workspace's key of `privacy.keyed_hash`.
            cache_size: How many identities stay in memory; it changes speed, never a result.
        """
        self._working = WorkingSet(store, erasure_key=erasure_key, cache_size=cache_size)
        self._leaves = self._working.leaves
        self._roots = self._working.roots
        self._alterations = 0
        self.use(namespaces)

    def use(self, namespaces: Namespaces) -> None:
        """Resolve by these namespaces from now on; what is linked stays so."""
        self._namespaces = namespaces
        self._linker = Linker(self._working, namespaces)
        self._by_hand = ByHand(self._working, namespaces, self._linker)
        self._rank = namespaces.rank

    # Records.

    def advance(self, now: Instant) -> None:
        """Come to the instant of a body, before it is resolved.

        A replay finds erasures in the ledger that lie ahead of it: they count from their instant on. Whoever never
        calls this lives after all of them.
        """
        self._working.advance(now)

    def prefetch(self, identities: Iterable[Identity]) -> None:
        """Read what is known of these identities, in a few queries for all of them."""
        self._working.turn()
        self._working.prefetch(identities)

    def prefetch_records(self, records: Iterable[Sequence[Identity]]) -> list[Known]:
        """Read what is known of the identities that each record names, and of the profiles that it will link.

        Does all that `prefetch` does; with it, resolving the batch asks the store nothing more.

        Returns:
            Of each record what `resolve` may be told.
        """
        working = self._working
        working.turn()
        self._alterations = working.alterations
        named = list(records)
        known = list(map(self._known, named))
        strange = [record for record, (_, root) in zip(named, known, strict=True) if root is None]
        working.prefetch(identity for record in strange for identity in record)
        meeting: dict[str, None] = {}
        for record in strange:
            if len(record) > 1 and self._known(record)[1] is None:
                leaves = map(self._leaves.young.get, record)
                meeting |= {working.root_of(leaf): None for leaf in leaves if leaf is not None}
        working.load_components(meeting)
        return known

    def prefetch_roots(self, profiles: Collection[str]) -> None:
        """Read who answers for these leaves, in one query for all of them; `root` then asks nothing."""
        self._working.prefetch_leaves(profiles)

    def leaves_of(self, roots: Collection[str]) -> dict[str, list[str]]:
        """For each root all leaves that answer as it, as they began; those of strangers in one query."""
        heads = self._working.heads_of(roots)
        return {root: [head.profile for head in sorted(found, key=age)] for root, found in heads.items()}

    def resolve(
        self,
        event: Event,
        *,
        source: str,
        seq: int,
        index: int,
        at: Instant,
        ts: Instant,
        known: Known = UNKNOWN,
    ) -> Resolution:
        """Whom a record is about; links, merges and parts profiles as its identities and kind say.

        `merge` and `unmerge` may name a profile by its id, in the namespace `profile`; other kinds may not.

        Args:
            event: What was said; its identities are normalised.
            source: Who said it.
            seq: Log row of its body.
            index: Its index in the body.
            at: Receive instant.
            ts: Event time after correction.
            known: What the last `prefetch_records` said of it.
        """
        names = event.identities
        if event.kind not in _OUTRIGHT:
            leaf, root = known
            if root is None or self._working.alterations != self._alterations:
                leaf, root = self._known(names)
            guards = self._working.guards
            if root is not None and not (guards and any(map(guards.__contains__, names))):
                return Resolution(leaf, root, False, (), (), None)  # noqa: FBT003 - the hot path
            if source in OWN_SOURCES:
                return self._own(names)
        cause = Cause(source, seq, index, at, event.id)
        return self._resolve(event.kind, names, ts, cause)

    def _own(self, names: Sequence[Identity]) -> Resolution:
        """What Clew itself says of a profile, by its id: it begins and links nothing, and ends with the person."""
        leaf = names[0].value if names and names[0].namespace == PROFILE else ""
        if not leaf or not self._working.knows(leaf):
            return _dropped("no_profile")
        return Resolution(leaf, self._working.root_of(leaf), created=False, merged=(), split=(), dropped=None)

    def resolve_again(
        self, event: Event, leaf: str, *, source: str, seq: int, index: int, at: Instant, ts: Instant
    ) -> Resolution:
        """As `resolve`, for a record that a replay takes from the history: it is this leaf's, and is kept.

        What erased people said is missing from a history, and so is what it did to others' names: a device that went
        to one of them and came back, a profile that began when it was parted from theirs. Therefore the record says
        itself whose it is. A person's name that leads nowhere and is erased later led to the erased in the live run:
        it was refused then, and is left out now.
        """
        if event.kind not in _OUTRIGHT:
            found, root = self._known(event.identities)
            if root is not None and found == leaf:
                return Resolution(leaf, root, False, (), (), None)  # noqa: FBT003 - the hot path
            if source in OWN_SOURCES:
                return self._own([Identity(PROFILE, leaf)])
        names, pair = self._in_order(event.kind, event.identities)
        lesser = [name for name in names[1:] if not self._erased_after(name, ts) and not self._led_to_the_erased(name)]
        kept = [names[0], *lesser]
        pair = pair and kept[:2] == names[:2]
        is_device = self._namespaces.is_device
        if pair and event.kind == "alias" and any(is_device(name.namespace) for name in kept[:2]):
            kept.sort(key=lambda identity: self._rank(identity.namespace))
            pair = False
        cause = Cause(source, seq, index, at, event.id)
        self._give(kept[0], leaf, cause)
        if pair or event.kind not in _BY_HAND:
            found = self._link(event.kind if pair else "", kept, cause)
            if found.dropped is None:
                return found
        return Resolution(leaf, self._working.root_of(leaf), created=False, merged=(), split=(), dropped=None)

    def _give(self, identity: Identity, leaf: str, cause: Cause) -> None:
        """Let an identity lead to a leaf, unless it does, or will when it begins."""
        working = self._working
        now = working.leaf_of(identity)
        if now == leaf or (now is None and working.name_of(identity, cause) == leaf):
            return
        if not working.knows(leaf):
            working.begin_as(leaf, cause)
        if identity.namespace == PROFILE:
            return
        if now is not None:
            working.take_node(working.component(working.root_of(now)), identity)
        working.put_node(working.component(working.root_of(leaf)), identity, leaf, "moved", cause)

    def _led_to_the_erased(self, name: Identity) -> bool:
        nobody = self._working.leaf_of(name) is None
        return nobody and name in self._working.ledger.ahead and not self._namespaces.is_device(name.namespace)

    def _known(self, names: Sequence[Identity]) -> Known:
        """The leaf and root of a record all of whose identities lead to one root already, as most do."""
        leaves, roots = self._leaves.young, self._roots.young
        if len(names) == 1:
            leaf = leaves.get(names[0])
            return (leaf, roots.get(leaf)) if leaf is not None else ("", None)
        deciding, best, common = "", 0, None
        for identity in names:
            leaf = leaves.get(identity)
            root = roots.get(leaf) if leaf is not None else None
            if root is None or (common is not None and root != common):
                return "", None
            rank = self._rank(identity[0])
            if common is None or rank < best:
                deciding, best = cast("str", leaf), rank
            common = root
        return deciding, common

    def _resolve(self, kind: str, identities: Sequence[Identity], ts: Instant, cause: Cause) -> Resolution:
        names, pair = self._in_order(kind, identities)
        if not names or (not pair and kind in _BY_HAND):
            return _dropped("no_identity")
        kept = [identity for identity in names if not self._erased_after(identity, ts)]
        if kept[:1] != names[:1] or (pair and kept[:2] != names[:2]):
            return _dropped("erased")
        return self._link(kind if pair else "", kept, cause)

    def _in_order(self, kind: str, identities: Sequence[Identity]) -> tuple[list[Identity], bool]:
        """The names that count, the deciding one first; and whether the first two are a pair to join or part."""
        names = list(dict.fromkeys(identities)) if len(identities) > 1 else list(identities)
        if kind not in _BY_HAND:
            names = [identity for identity in names if identity.namespace != PROFILE]
        pair = kind in _OUTRIGHT and len(names) > 1
        if not pair:
            names.sort(key=lambda identity: self._rank(identity.namespace))
        return names, pair

    def _link(self, pair: str, names: list[Identity], cause: Cause) -> Resolution:
        """Do what a record says of its names; `pair` is its kind where the first two are one."""
        found: Resolution | None = None
        if pair == "merge":
            found = self._by_hand.merge(names, cause)
        elif pair == "unmerge":
            found = self._by_hand.unmerge(names, cause)
        elif pair:
            found = self._by_hand.alias(names, cause)
            names.sort(key=lambda identity: self._rank(identity.namespace))
        return found if found is not None else self._linker.link(names, cause)

    def _erased_after(self, identity: Identity, ts: Instant) -> bool:
        """Whether a record of this time is about whoever bore the identity before it was erased."""
        self._working.leaf_of(identity)
        return ts < self._working.erased_before(identity)

    # Profiles.

    def find(self, identities: Sequence[Identity]) -> str | None:
        """The root profile that a person means who names these identities; None if there is none.

        A device counts only if no person is named with it, or if it is nobody's: it may be another one's by now. A
        profile may be named by its id, in the namespace `profile`.
        """
        names = sorted(identities, key=lambda identity: self._rank(identity.namespace))
        for identity in names:
            leaf = self._working.leaf_of(identity)
            if leaf is not None:
                root = self._working.root_of(leaf)
                if self._speaks_for(identity, names[0], root):
                    return root
        return None

    def _speaks_for(self, identity: Identity, first: Identity, root: str) -> bool:
        is_device = self._namespaces.is_device
        if not is_device(identity.namespace) or is_device(first.namespace):
            return True
        return all(is_device(other.namespace) for other in self._working.component(root).nodes)

    def root(self, profile: str) -> str:
        """The profile that answers for a leaf; itself if it is alone or unknown."""
        return self._working.root_of(profile)

    def roots(self, identities: Iterable[Identity]) -> set[str]:
        """The profiles that these identities lead to, each by itself."""
        working = self._working
        leaves = {working.leaf_of(identity) for identity in identities}
        return {working.root_of(leaf) for leaf in leaves if leaf is not None}

    def members(self, root: str) -> list[str]:
        """All leaves that answer as this one, as they began; empty if there is no such profile."""
        try:
            component = self._working.component(self._working.root_of(root))
        except KeyError:
            return []
        return [head.profile for head in sorted(component.heads.values(), key=age)]

    def erase(self, root: str, at: Instant) -> list[str]:
        """Forget a profile and its identities but for their keyed hashes; returns the leaves that it had.

        Later records of an earlier event time are dropped, others begin a new profile (R19).
        """
        try:
            component = self._working.component(self._working.root_of(root))
        except KeyError:
            return []
        return self._working.erase(component, at)

    def bury(self, identities: Iterable[Identity], at: Instant) -> None:
        """Keep the keyed hashes of identities that nobody bears, so that a later import can't bring them in.

        Those that lead to a profile are left alone: erase the profile instead.
        """
        for identity in identities:
            if identity.namespace != PROFILE and self._working.leaf_of(identity) is None:
                self._working.bury(identity, at)

    def bury_events(self, events: Iterable[tuple[str, str]], at: Instant) -> None:
        """Keep the keyed hashes of events, by `(source, id)`, that went with their profile."""
        self._working.ledger.bury_events(events, at)

    def buried_events(self, events: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of the events that went with an erased profile; one query for all."""
        return self._working.ledger.buried_events(events)

    def was_anything_erased(self) -> bool:
        """Whether an erasure has ever left anything behind."""
        return not self._working.ledger.is_empty()

    def was_erased(self, identities: Iterable[Identity]) -> bool:
        """Whether one of these prefetched identities was ever erased."""
        return any(self._working.erased_before(identity) for identity in identities)

    def knows(self, leaf: str) -> bool:
        """Whether there is such a leaf profile."""
        return self._working.knows(leaf)

    # Batches.

    def take_changes(self) -> GraphChanges:
        """Everything that changed since the last take; the cache stays valid if the commit succeeds."""
        return self._working.take_changes()

    def forget(self) -> None:
        """Drop what changed and what was cached: after a failed commit."""
        self._working.forget()


def _dropped(reason: str) -> Resolution:
    return Resolution("", "", created=False, merged=(), split=(), dropped=reason)
