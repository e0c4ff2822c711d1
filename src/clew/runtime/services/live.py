"""The live feed: the newest records of the tail, and who entered or left which segment."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Self

from clew.api.live_ports import LivePage
from clew.api.views import LiveChange, LiveEvent
from clew.engine.ports import StateStore, TailRow
from clew.events import Fact, Record
from clew.kernel.errors import ClewError
from clew.kernel.packing import unpacker
from clew.runtime.services.documents import Documents

_records = unpacker(list[Record])
_CHANGES = {"segment_entered": "entered", "segment_exited": "exited"}
_ROWS_A_LOOK = 400
_SHOWN_KINDS = frozenset({"track", "page", "screen", "identify", "group", "alias", "consent", "score"})


class BadCursor(ClewError):
    """A text that is no place in the feed."""

    code = "live.bad_cursor"


class _Place(NamedTuple):
    """How far a reader has come: all tail rows before `row`, `taken` records of `row`, all facts up to `fact`."""

    row: int
    taken: int
    fact: int

    def __str__(self) -> str:
        return ".".join(map(str, self))

    @classmethod
    def parse(cls, cursor: str) -> Self:
        parts = cursor.split(".")
        if len(parts) != 3 or not all(part.isdecimal() for part in parts):
            raise BadCursor("not a place in the live feed", hint="begin without a cursor")
        return cls(*map(int, parts))


class Live:
    """Reads the tail and the facts side by side; a cursor says how far each of them has been given out.

    Law: going on after any item gives what followed it, each item once, however records share a row of the tail.
    """

    def __init__(self, store: StateStore, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    def recent(self, limit: int) -> LivePage:
        """The newest items there are, at most `limit`."""
        row, fact = self._store.newest_ids()
        page = self._page(_Place(max(0, row - limit) + 1, 0, max(0, fact - limit)), limit)
        # Nobody goes on after one of these: they may stand in order of time, which alarms of one batch do not.
        return page._replace(items=sorted(page.items, key=lambda item: item.at))

    def since(self, cursor: str, limit: int) -> LivePage:
        """What came after the cursor; if that is more than `limit`, the newest of it.

        Raises:
            BadCursor: if the text is no cursor.
        """
        place = _Place.parse(cursor)
        row, fact = self._store.newest_ids()
        if place.row > row + 1 or place.fact > fact:
            # A rebuild has begun the tail anew.
            place = _Place(row + 1, 0, fact)
        first = max(place.row, row - _ROWS_A_LOOK + 1)
        passed_over = first - place.row + max(0, fact - _ROWS_A_LOOK - place.fact)
        begin = _Place(first, place.taken if first == place.row else 0, max(place.fact, fact - _ROWS_A_LOOK))
        page = self._page(begin, limit)
        return page._replace(skipped=page.skipped + passed_over)

    def _page(self, place: _Place, limit: int) -> LivePage:
        names = self._documents.names("segment")
        rows = self._store.tail_rows(after=place.row - 1, limit=_ROWS_A_LOOK)
        records = deque(_records_of(rows, place))
        facts = deque(self._store.facts(after=place.fact, limit=_ROWS_A_LOOK))
        items: list[LiveEvent | LiveChange] = []
        while records or facts:
            # Two sequences, each in its own order, by time: whatever item is the last seen, one place tells the rest.
            if records and (not facts or records[0][1].at <= facts[0][1].at):
                (row, taken), record = records.popleft()
                place = place._replace(row=row, taken=taken)
                if record.event.kind in _SHOWN_KINDS:
                    items.append(_event(record, str(place), self._documents.told_of_by(record.event)))
            else:
                fact_id, fact = facts.popleft()
                place = place._replace(fact=fact_id)
                if fact.kind in _CHANGES:
                    items.append(_change(fact, str(place), names))
        return LivePage(self._answered(items[-limit:]), str(place), max(0, len(items) - limit))

    def _answered(self, items: Sequence[LiveEvent | LiveChange]) -> list[LiveEvent | LiveChange]:
        """Of whoever answers for a profile by now: what was written down keeps the one it came to."""
        roots = self._store.answering({item.profile for item in items})
        return [
            item.model_copy(update={"profile": roots[item.profile]}) if item.profile in roots else item
            for item in items
        ]


def _records_of(rows: Sequence[TailRow], place: _Place) -> Iterator[tuple[tuple[int, int], Record]]:
    """Each record with the place in the tail after it."""
    for row in rows:
        records = _records.decode(row.row.records)
        start = place.taken if row.id == place.row else 0
        for taken, record in enumerate(records[start:], start + 1):
            yield ((row.id, taken) if taken < len(records) else (row.id + 1, 0)), record


def _event(record: Record, cursor: str, name: str) -> LiveEvent:
    event = record.event
    return LiveEvent(
        cursor=cursor,
        id=event.id,
        at=record.at,
        ts=record.ts,
        kind=event.kind,
        type=event.type,
        source=record.source,
        profile=record.profile,
        name=name,
        properties=event.properties,
    )


def _change(fact: Fact, cursor: str, names: Mapping[str, str]) -> LiveChange:
    return LiveChange(
        cursor=cursor,
        at=fact.at,
        change="entered" if fact.kind == "segment_entered" else "exited",
        segment=fact.subject,
        name=names.get(fact.subject, fact.subject),
        profile=fact.profile,
        cause=fact.cause,
    )
