"""Since when people are in a segment, to the instant: those who were in it before it was live, too."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clew.engine import effective_records, follow
from clew.engine.ports import DocumentRow, StateStore
from clew.events import Record
from clew.expressions import to_text
from clew.kernel.instants import Instant
from clew.profiles import Definition, Program, compile_program
from clew.runtime.services.documents import Documents

if TYPE_CHECKING:
    from clew.adapters.lake import LakeHistory

_PEOPLE_A_READ = 500

Entry = tuple[str, Instant]
"""A member, and since when."""


class Entries:
    """Reads from people's histories when they entered, where the engine only knows that it was before publication."""

    def __init__(self, store: StateStore, history: "LakeHistory", documents: Documents) -> None:
        self._store = store
        self._history = history
        self._documents = documents

    def exact(self, row: DocumentRow, members: Sequence[Entry]) -> list[Entry]:
        """Members of a live segment with the instant of their entry in the place of 0, as `Whys` tells it.

        Where events are kept for a time only it may be a later one, but none after the publication.
        """
        unknown = [profile for profile, since in members if not since]
        found = dict(self._found(row, unknown)) if unknown else {}
        return [(profile, since or found.get(profile, row.at)) for profile, since in members]

    def of(self, profile: str, rows: Sequence[DocumentRow]) -> dict[str, Instant]:
        """Since when somebody is in these live segments, who was in all of them before they were published."""
        if not rows:
            return {}
        program, records = self._program(rows), self._histories([profile])[profile]
        flips = follow(program, records, max(row.at for row in rows)).flips
        found: dict[str, Instant] = {}
        for row in rows:
            last = next((flip for flip in reversed(flips.get(row.id, ())) if flip.at <= row.at), None)
            found[row.id] = last.at if last is not None and last.inside else row.at
        return found

    def alone(self, leaves: Sequence[str], now: Instant) -> tuple[int, tuple[str, ...]]:
        """Somebody with what came to these profiles alone: how many records, and the live segments that they are in."""
        live, records = self._documents.live("segment"), self._history.read(leaves)
        flips = follow(self._program(list(live.values())), records, now).flips
        inside = tuple(sorted(name for name in live if (told := flips.get(name)) and told[-1].inside))
        return len(effective_records(records)), inside

    def _found(self, row: DocumentRow, profiles: Sequence[str]) -> Iterator[Entry]:
        program = self._program([row])
        for begin in range(0, len(profiles), _PEOPLE_A_READ):
            chunk = profiles[begin : begin + _PEOPLE_A_READ]
            for profile, records in self._histories(chunk).items():
                flips = follow(program, records, row.at).flips.get(row.id, [])
                if flips and flips[-1].inside:
                    yield profile, flips[-1].at

    def _program(self, rows: Sequence[DocumentRow]) -> Program:
        said = self._documents.expressions("segment")
        meant = {row.id: to_text(self._documents.inlined(said[row.id])) for row in rows}
        definitions = [Definition("segment", name, 1, text) for name, text in meant.items()]
        return compile_program(definitions, zone=self._documents.program().zone)

    def _histories(self, roots: Sequence[str]) -> dict[str, list[Record]]:
        root_of = {head.profile: root for root, heads in self._store.members(roots).items() for head in heads}
        found: dict[str, list[Record]] = {root: [] for root in roots}
        for record in self._history.read(sorted(root_of)):
            found[root_of[record.profile]].append(record)
        return found
