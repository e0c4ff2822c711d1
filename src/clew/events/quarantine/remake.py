"""What a reject becomes when it is read again."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from clew.events.imports.ports import RowMapper
from clew.events.mapping import rows_of
from clew.events.model import Event
from clew.events.ports import QuarantineRow, Reject

Remake: TypeAlias = Callable[[QuarantineRow], Sequence[Event | Reject]]
"""What waits, to events and rejects: the raw item read again; never raises on data."""


def by_mapping(mapper: Callable[[str, str], RowMapper | None], check: Callable[[str, Event], Event | Reject]) -> Remake:
    """Reads rejected rows of files again, by the newest version of the mapping that failed.

    Args:
        mapper: `(source, mapping id) -> a mapper of its newest version`; without an id that of the mapping which the
            source names; None if there is none any more.
        check: `(source, event) -> event or reject`: the verdict of the schemas.
    """

    def remake(row: QuarantineRow) -> Sequence[Event | Reject]:
        source, reject = row.source, row.reject
        name = reject.mapping.partition("@")[0]
        again = mapper(source, name)
        if again is None:
            if not name:
                return [_failed(reject, reject.reason, "the source still has no mapping that is live")]
            return [_failed(reject, "mapping.gone", f"no mapping {name} is live; publish one with `clew apply`")]
        rows = rows_of(reject.raw, reject.pointer)
        if rows is None:
            return [_failed(reject, reject.reason, "still not readable; give it a body that is a JSON object")]

        def judged(made: Sequence[Event | Reject]) -> list[Event | Reject]:
            found: list[Event | Reject] = []
            for place, item in enumerate(made):
                verdict = item if isinstance(item, Reject) else check(source, item)
                # By itself it is kept with its rows; with others the body is, and the verdict says why.
                if isinstance(verdict, Reject) and verdict is not item and not name:
                    verdict = again.refused(place, verdict)
                found.append(verdict)
            return found

        return [*judged(again.feed(rows)), *judged(again.finish())]

    return remake


def _failed(reject: Reject, reason: str, message: str) -> Reject:
    return Reject(reason, message, reject.pointer, reject.raw, reject.mapping)
