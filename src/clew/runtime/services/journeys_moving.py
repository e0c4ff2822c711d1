"""Moving people in flight to another version: said before it is done, done by a record in the log."""

from collections.abc import Iterator, Sequence

from clew.api.journeys.ports import MoveQuestion
from clew.api.journeys.views import FaultView, MigrationView, MovedView
from clew.catalog import from_data
from clew.engine.ports import DocumentRow, ParticipantRow
from clew.events import Event
from clew.events.ports import Arrival
from clew.journeys import read_journey
from clew.journeys.ports import Move
from clew.journeys.telling import MoveReport, plan_move
from clew.kernel.errors import ClewError
from clew.kernel.hashing import derive_id
from clew.kernel.packing import from_json, pack, to_json
from clew.runtime.workspace import Workspace

_PAGE = 10_000
_IN_FORCE = ("live", "paused")


class NoVersion(ClewError):
    """People can only be moved to the version that takes entries."""

    code = "journey.no_version"


class InvalidMove(ClewError):
    """A move that can't be made as it is said."""

    code = "journey.invalid_move"


class Moving:
    """Plans moves from where people are, and orders them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def plan(self, question: MoveQuestion, rows: Sequence[DocumentRow]) -> MigrationView:
        """What a move would do.

        Raises:
            NoVersion: if there is no such version in force.
        """
        target = _target(question, rows)
        return _view(target.version, self._report(question, rows, target))

    def order(self, question: MoveQuestion, rows: Sequence[DocumentRow], *, by: str) -> int:
        """Append the order; the log row.

        Raises:
            NoVersion: if there is no such version in force.
            InvalidMove: if something is wrong with it.
        """
        target = _target(question, rows)
        report = self._report(question, rows, target)
        if report.faults:
            first = report.faults[0]
            raise InvalidMove(first.message, where=first.pointer, hint=first.hint)
        said = {
            "action": "move",
            "kind": "journey",
            "id": question.journey,
            "version": target.version,
            "nodes": dict(sorted(question.nodes.items())),
            "sources": sorted(question.sources),
        }
        # The same order again, while nothing was published since, is one record.
        name = f"move:{question.journey}:{target.seq}:{derive_id('m', to_json(said).decode())}"
        event = Event(name, "control", "control", properties=said, context={"by": by})
        (place,) = self._workspace.log.append([Arrival("clew", pack([event]))])
        assert place is not None  # noqa: S101  (an arrival with a body gets a place)
        return place.seq

    def _report(self, question: MoveQuestion, rows: Sequence[DocumentRow], target: DocumentRow) -> MoveReport:
        versions = {
            row.version: read_journey(row.id, row.version, from_data(from_json(row.document)).body)
            for row in rows
            if row.status in (*_IN_FORCE, "archived")
        }
        move = Move(question.journey, target.version, question.nodes, frozenset(question.sources))
        sources = {number: journey for number, journey in versions.items() if number != target.version}
        return plan_move(move, versions[target.version], sources, self._under_way(question.journey))

    def _under_way(self, journey: str) -> Iterator[ParticipantRow]:
        after = ("", "")
        while page := self._workspace.store.participants(journey, after=after, limit=_PAGE):
            yield from page
            after = page[-1].place


def _target(question: MoveQuestion, rows: Sequence[DocumentRow]) -> DocumentRow:
    row = next((row for row in rows if row.status in _IN_FORCE), None)
    if row is None or question.version not in (None, row.version):
        raise NoVersion(
            "people can only be moved to the version that takes entries",
            where=question.journey,
            hint="publish it first; see `clew journey show`",
        )
    return row


def _view(version: int, report: MoveReport) -> MigrationView:
    return MigrationView(
        version=version,
        moved=report.moved,
        staying=report.staying,
        passages=tuple(
            MovedView(version=p.version, node=p.node, target=p.target, people=p.people, effect=p.effect)
            for p in report.passages
        ),
        faults=tuple(
            FaultView(pointer=fault.pointer, node="", message=fault.message, hint=fault.hint) for fault in report.faults
        ),
    )
