"""Quarantine, as a person works with it: look, count, mend, replay, discard."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from clew.events.model import Event, event_time
from clew.events.ports import Arrival, QuarantineRow, QuarantineStore, Reject, RejectTaken
from clew.events.quarantine.amend import Amendment
from clew.events.quarantine.model import HeldAgain, Mended, RejectNotHeld
from clew.events.quarantine.remake import Remake
from clew.kernel.instants import Instant
from clew.kernel.packing import pack

_PAGE = 500


class _Passed(NamedTuple):
    """A reject whose events may go to the log, and what of it waits on by itself."""

    row: QuarantineRow
    events: list[Event]
    left: tuple[Reject, ...] = ()


class Quarantine:
    """The rejects of a workspace.

    Args:
        store: Where they are.
        remake: What a reject becomes by the present mappings and schemas.
    """

    def __init__(self, store: QuarantineStore, remake: Remake) -> None:
        self._store = store
        self._remake = remake

    def rows(
        self,
        *,
        after: int = 0,
        limit: int = 100,
        source: str | None = None,
        reason: str | None = None,
        state: str = "held",
    ) -> list[QuarantineRow]:
        """Rejects with `id > after`, oldest first."""
        return self._store.rejects(after=after, limit=limit, source=source, reason=reason, state=state)

    def counts(self, state: str = "held") -> Mapping[tuple[str, str], int]:
        """How many there are in this state, by (source, reason)."""
        return self._store.reject_counts(state)

    def held(self, reject_id: int) -> QuarantineRow:
        """One reject that is held.

        Raises:
            RejectNotHeld: if it is not.
        """
        found = self._store.rejects(after=reject_id - 1, limit=1)
        if not found or found[0].id != reject_id:
            raise RejectNotHeld(f"reject {reject_id} is not held", hint="`clew quarantine list` shows those that are")
        return found[0]

    def replay(self, ids: Sequence[int], amendment: Amendment | None = None) -> Mended:
        """Read these again by the present mappings and schemas; what passes goes to the log, the rest stays held.

        Numbers that are not held (any more) are passed over: to replay twice is harmless.
        """
        rows = [row for reject_id in dict.fromkeys(ids) for row in self._find(reject_id)]
        return self._replay(_amended(rows, amendment))

    def replay_all(
        self, *, source: str | None = None, reason: str | None = None, amendment: Amendment | None = None
    ) -> Iterator[Mended]:
        """Replay everything held (of a source, of a reason), page by page, amended alike; each item is one page."""
        for rows in self._pages("held", source, reason):
            yield self._replay(_amended(rows, amendment))

    def discard_all(self, *, source: str | None = None, reason: str | None = None) -> Iterator[int]:
        """Set everything held (of a source, of a reason) aside; each item says how many a page held."""
        for rows in self._pages("held", source, reason):
            self._store.discard([row.id for row in rows])
            yield len(rows)

    def take_back_all(self, *, source: str | None = None, reason: str | None = None) -> Iterator[int]:
        """Hold again everything that was set aside (of a source, of a reason), likewise."""
        for rows in self._pages("discarded", source, reason):
            self._store.take_back([row.id for row in rows])
            yield len(rows)

    def trial(
        self,
        *,
        source: str | None = None,
        reason: str | None = None,
        amendment: Amendment | None = None,
        limit: int = 200,
    ) -> Mended:
        """What a replay of the first of them would come to; changes nothing."""
        rows = self._store.rejects(limit=limit, source=source, reason=reason)
        passed, held = self._sorted(_amended(rows, amendment))
        return Mended(tuple(each.row.id for each in passed), tuple(held))

    def mend(self, reject_id: int, raw: bytes) -> Mended:
        """Replay one reject with another body, as a person edited it; the id of the event is the edited one's.

        Raises:
            RejectNotHeld: if it is not held.
        """
        return self._replay([_with(self.held(reject_id), raw)])

    def discard(self, ids: Sequence[int]) -> int:
        """Set held ones aside, by a person's decision; how many there were."""
        held = [row.id for reject_id in dict.fromkeys(ids) for row in self._find(reject_id)]
        self._store.discard(held)
        return len(held)

    def take_back(self, ids: Sequence[int]) -> int:
        """Hold again what was set aside; how many there were."""
        aside = [row.id for reject_id in dict.fromkeys(ids) for row in self._find(reject_id, "discarded")]
        self._store.take_back(aside)
        return len(aside)

    def _pages(self, state: str, source: str | None, reason: str | None) -> Iterator[list[QuarantineRow]]:
        """All that are so now; what comes meanwhile waits for another time."""
        last = next(iter(self._store.rejects(limit=1, source=source, reason=reason, state=state, newest=True)), None)
        after = 0
        while last is not None and after < last.id:
            found = self._store.rejects(after=after, limit=_PAGE, source=source, reason=reason, state=state)
            rows = [row for row in found if row.id <= last.id]
            if not rows:
                return
            after = rows[-1].id
            yield rows

    def _find(self, reject_id: int, state: str = "held") -> list[QuarantineRow]:
        found = self._store.rejects(after=reject_id - 1, limit=1, state=state)
        return [row for row in found if row.id == reject_id]

    def _replay(self, rows: Sequence[QuarantineRow]) -> Mended:
        passed, held = self._sorted(rows)
        return Mended(self._append(passed), tuple(held))

    def _sorted(self, rows: Sequence[QuarantineRow]) -> tuple[list[_Passed], list[HeldAgain]]:
        """What they become by the present mappings and schemas, and what fails again."""
        passed: list[_Passed] = []
        held: list[HeldAgain] = []
        for row in rows:
            made = self._remake(row)
            events = [_as_received(item, row.at) for item in made if isinstance(item, Event)]
            faults = [item for item in made if isinstance(item, Reject)]
            if faults and events and row.reject.waits_for_a_mapping:
                # The body was kept whole as nobody could tell its rows apart: now each is judged by itself.
                held += [HeldAgain(row.id, fault) for fault in faults]
                passed.append(_Passed(row, events, tuple(faults)))
            elif faults:
                # Of a row that makes several events, none goes ahead of the others.
                held.append(HeldAgain(row.id, faults[0]))
            else:
                passed.append(_Passed(row, events))
        return passed, held

    def _append(self, passed: Sequence[_Passed]) -> tuple[int, ...]:
        """Append and mark all in one transaction, or, if somebody was faster with one, the others one by one."""
        if not passed:
            return ()
        by_source: dict[str, list[Event]] = {}
        for each in passed:
            by_source.setdefault(each.row.source, []).extend(each.events)
        arrivals = [Arrival(source, pack(events)) for source, events in by_source.items() if events]
        arrivals += [Arrival(each.row.source, None, each.left, each.row.at) for each in passed if each.left]
        ids = tuple(each.row.id for each in passed)
        try:
            self._store.replay(arrivals, ids)
        except RejectTaken:
            return tuple(done for one in passed for done in self._append([one])) if len(passed) > 1 else ()
        return ids


def _amended(rows: Sequence[QuarantineRow], amendment: Amendment | None) -> Sequence[QuarantineRow]:
    return rows if amendment is None else [_with(row, amendment.of(row.reject.raw)) for row in rows]


def _with(row: QuarantineRow, raw: bytes) -> QuarantineRow:
    return msgspec.structs.replace(row, reject=msgspec.structs.replace(row.reject, raw=raw))


def _as_received(event: Event, at: Instant) -> Event:
    """The event at the time that it would have had: corrected by when it was received, not by when it is replayed."""
    return msgspec.structs.replace(event, ts=event_time(event, at), sent_at=None)
