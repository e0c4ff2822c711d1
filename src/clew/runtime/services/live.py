"""The live feed: the newest records of the tail, and who entered or left which segment."""

from clew.api.ports import LivePage
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


class Live:
    """Reads the tail and the facts behind two row ids; the cursor holds both: `tail.fact`."""

    def __init__(self, store: StateStore, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    def recent(self, limit: int) -> LivePage:
        """The newest items there are, at most `limit`."""
        tail, fact = self._store.newest_ids()
        return self._page(max(0, tail - limit), max(0, fact - limit), limit)

    def since(self, cursor: str, limit: int) -> LivePage:
        """What came after the cursor; if that is more than `limit`, the newest of it.

        Raises:
            BadCursor: if the text is no cursor.
        """
        tail_text, _, fact_text = cursor.partition(".")
        if not (tail_text.isdecimal() and fact_text.isdecimal()):
            raise BadCursor("not a place in the live feed", hint="begin without a cursor")
        newest_tail, newest_fact = self._store.newest_ids()
        tail, fact = int(tail_text), int(fact_text)
        if tail > newest_tail or fact > newest_fact:
            # A rebuild has begun the tail anew.
            tail, fact = newest_tail, newest_fact
        return self._page(max(tail, newest_tail - _ROWS_A_LOOK), max(fact, newest_fact - _ROWS_A_LOOK), limit)

    def _page(self, tail: int, fact: int, limit: int) -> LivePage:
        names = self._documents.names("segment")
        rows = self._store.tail_rows(after=tail, limit=_ROWS_A_LOOK)
        facts = self._store.facts(after=fact, limit=_ROWS_A_LOOK)
        cursor = f"{rows[-1].id if rows else tail}.{facts[-1][0] if facts else fact}"
        records = [(record, row) for row in rows for record in _records.decode(row.row.records)]
        items: list[tuple[int, LiveEvent | LiveChange]] = [
            (record.at, _event(record, row, fact)) for record, row in records if record.event.kind in _SHOWN_KINDS
        ]
        items += [
            (found.at, _change(found, f"{tail}.{row_id}", names)) for row_id, found in facts if found.kind in _CHANGES
        ]
        items.sort(key=lambda item: item[0])
        kept = [item for _, item in items][-limit:]
        return LivePage(kept, cursor, len(items) - len(kept))


def _event(record: Record, row: TailRow, fact: int) -> LiveEvent:
    event = record.event
    return LiveEvent(
        cursor=f"{row.id}.{fact}",
        id=event.id,
        at=record.at,
        ts=record.ts,
        kind=event.kind,
        type=event.type,
        source=record.source,
        profile=record.profile,
        properties=event.properties,
    )


def _change(fact: Fact, cursor: str, names: dict[str, str]) -> LiveChange:
    return LiveChange(
        cursor=cursor,
        at=fact.at,
        change="entered" if fact.kind == "segment_entered" else "exited",
        segment=fact.subject,
        name=names.get(fact.subject, fact.subject),
        profile=fact.profile,
        cause=fact.cause,
    )
