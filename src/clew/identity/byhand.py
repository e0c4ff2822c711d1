"""What is said of identity outright: aliases, merges, and their undoing."""

from collections.abc import Sequence

from clew.events import Identity
from clew.identity.component import Cause, joined_by, newest_between
from clew.identity.link import Linker
from clew.identity.model import Merged, Resolution, Split
from clew.identity.namespaces import PROFILE, Namespaces
from clew.identity.ports import EdgeRow
from clew.identity.working import WorkingSet

_UNKNOWN = Resolution("", "", created=False, merged=(), split=(), dropped="unknown_identity")


class ByHand:
    """Explicit statements; they may override what the linking rules refuse."""

    def __init__(self, working: WorkingSet, namespaces: Namespaces, linker: Linker) -> None:
        self._working = working
        self._namespaces = namespaces
        self._linker = linker

    def alias(self, names: Sequence[Identity], cause: Cause) -> Resolution | None:
        """The first is the same person as the second, even with two user ids, unless parted by hand.

        None when a device is one of the two: then it is a log-in, and the linking rules say whose the device is.
        """
        if any(self._namespaces.is_device(identity.namespace) for identity in names[:2]):
            return None
        return self._merge(names, "alias", cause)

    def merge(self, names: Sequence[Identity], cause: Cause) -> Resolution:
        """The profiles of the first two are one, whatever was refused or parted before."""
        if any(i.namespace == PROFILE and self._working.leaf_of(i) is None for i in names[:2]):
            return _UNKNOWN
        return self._merge(names, "merge", cause)

    def unmerge(self, names: Sequence[Identity], cause: Cause) -> Resolution:
        """The profiles of the first two are not one, and no automatic link makes them one again.

        Where both lead to one leaf there is no merge to undo: the weaker name leads elsewhere from now on. Nobody has
        split then, the new profile exists from its first record.
        """
        working = self._working
        one, other = (working.leaf_of(identity) for identity in names[:2])
        weaker = max(reversed(names[:2]), key=lambda identity: self._namespaces.rank(identity.namespace))
        if one is None or other is None or (one == other and weaker.namespace == PROFILE):
            return _UNKNOWN
        if one == other:
            self._detach(weaker, one, cause)
            return Resolution(one, working.root_of(one), created=False, merged=(), split=(), dropped=None)
        split: tuple[Split, ...] = ()
        sides = [working.component(working.root_of(leaf)) for leaf in (one, other)]
        undone = newest_between(joined_by(sides[0].edges.values()), one, other) if sides[0] is sides[1] else None
        if undone is not None:
            kept, restored = sides = list(working.part(sides[0], undone))
            for side in sides:
                # What the two had too many of together, each may have alone.
                self._linker.bring_back(side, undone.seq, cause)
            split = (Split(kept.root, restored.root),)
        working.put_edge(_never(one, other, cause), *sides)
        return Resolution(one, working.root_of(one), created=False, merged=(), split=split, dropped=None)

    def _merge(self, names: Sequence[Identity], why: str, cause: Cause) -> Resolution:
        linker, working = self._linker, self._working
        one, created = linker.leaf_for(names[0], cause)
        other, begun = linker.leaf_for(names[1], cause)
        fresh = {leaf for leaf, new in ((one, created), (other, begun)) if new}
        merged: list[Merged] = []
        if working.root_of(one) != working.root_of(other):
            if why == "alias" and linker.parted(one, other):
                working.refuse(working.component(working.root_of(one)), names[1], one, cause)
            else:
                news = linker.join(one, other, why, cause, names)
                working.tell(names[1], other, "linked", cause)
                merged += [news] if not fresh else []
        rest = sorted(names[2:], key=lambda identity: self._namespaces.rank(identity.namespace))
        merged += linker.connect(one, [names[0], *rest], cause, fresh=fresh)
        return Resolution(one, working.root_of(one), created, tuple(merged), (), None)

    def _detach(self, weaker: Identity, leaf: str, cause: Cause) -> None:
        """Both lead to one leaf: the weaker one leads to a new leaf from now on; its past stays where it is."""
        working = self._working
        home = working.component(working.root_of(leaf))
        working.take_node(home, weaker)
        away = working.begin(weaker, "detached", cause)
        working.put_edge(_never(leaf, away, cause), home, working.component(away))


def _never(one: str, other: str, cause: Cause) -> EdgeRow:
    return EdgeRow(min(one, other), max(one, other), cause.at, cause.seq, cause.source, cause="unmerge", active=False)
