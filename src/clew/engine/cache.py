"""The decoded states of the profiles most recently touched."""

from collections import OrderedDict
from collections.abc import Collection, Container, Iterable

from clew.engine.ports import StateStore
from clew.kernel.instants import Instant
from clew.profiles import ProfileState, unpack_state


class StateCache:
    """Write-through and bounded: what a batch changed is in the store when the batch is done."""

    def __init__(self, store: StateStore, size: int) -> None:
        self._store = store
        self._size = size
        self._states: OrderedDict[str, ProfileState] = OrderedDict()

    def load(self, profiles: Collection[str], *, staying: Container[str] | None = None) -> dict[str, ProfileState]:
        """The states of those profiles that have one; misses are read in one query.

        Args:
            profiles: Whose.
            staying: Who of them comes to stay in memory, all if it is not said: whom nothing but time concerns, a herd
                of them perhaps, would take the place of those who are active.
        """
        states = self._states
        found: dict[str, ProfileState] = {}
        missing: list[str] = []
        for profile in profiles:
            state = states.get(profile)
            if state is None:
                missing.append(profile)
            else:
                states.move_to_end(profile)
                found[profile] = state
        if missing:
            # In order, so that neighbours are read from one page.
            for profile, packed in self._store.load(sorted(missing)).items():
                found[profile] = state = unpack_state(packed)
                if staying is None or profile in staying:
                    states[profile] = state
        return found

    def keep(self, states: Iterable[ProfileState], gone: Iterable[str]) -> None:
        """Note what a committed batch left behind, and forget the least recently used beyond the size."""
        kept = self._states
        for state in states:
            kept[state.profile] = state
        for profile in gone:
            kept.pop(profile, None)
        while len(kept) > self._size:
            kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything: a batch failed half-way, and its states were changed in place."""
        self._states.clear()


def fresh_state(profile: str, at: Instant) -> ProfileState:
    """The state of somebody who begins now."""
    return ProfileState(profile=profile, created_at=at, last_at=at)
