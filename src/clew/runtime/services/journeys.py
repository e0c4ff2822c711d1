"""Journeys as a whole: their figures, how they look, who is in them, and pausing them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, cast

from clew.api.journeys.experiment_views import JourneyExperiment
from clew.api.journeys.ports import MoveQuestion, Totals
from clew.api.journeys.report_views import MeasureView, OutcomeView, ReportView
from clew.api.journeys.testing_views import TestedView
from clew.api.journeys.views import (
    BroughtView,
    GraphView,
    InsideView,
    MigrationView,
    NeedView,
    PassageView,
    StarterView,
    VersionView,
    WhyJourneyView,
)
from clew.api.slices import Slice
from clew.catalog import Document, to_data
from clew.engine.ports import DocumentRow
from clew.events import Event
from clew.events.ports import Arrival
from clew.journeys import ENDED, ENTERED, InvalidJourney, read_journey
from clew.journeys.telling import NAMES, brought, criteria_of, journey_references, starter_text, starters
from clew.kernel.errors import ClewError
from clew.kernel.packing import pack
from clew.runtime.services.documents import Documents
from clew.runtime.services.experiments import Experiments
from clew.runtime.services.journeys_graph import IN_FORCE, graph_of, journey_in, tallies_of
from clew.runtime.services.journeys_moving import Moving
from clew.runtime.services.journeys_people import People, inside
from clew.runtime.services.journeys_report import Reports
from clew.runtime.services.journeys_testing import Tests
from clew.runtime.workspace import Workspace

CONTROL = "clew"
"""The source of orders to journeys."""


class NoJourney(ClewError):
    """There is no journey of this id, or none that could be paused or resumed."""

    code = "journey.unknown"


class Journeys:
    """Reads journeys from the store; fulfils `api.journeys.ports.JourneyDesk`."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents
        self._people = People(workspace, documents)
        self._moving = Moving(workspace)
        self._reports = Reports(workspace, documents)
        self._tests = Tests(workspace)
        self._experiments = Experiments(workspace, documents)

    def totals(self) -> Mapping[str, Totals]:
        """Figures of each journey, by id."""
        store = self._workspace.store
        people: Counter[tuple[str, str]] = Counter()
        for count in store.participant_counts():
            people[count.journey, count.status] += count.people
        facts: Counter[tuple[str, str]] = Counter()
        for row in self.rows():
            for count in store.journey_counts(f"{row.id}@{row.version}"):
                facts[row.id, count.kind] += count.times
        return {
            row.id: Totals(
                people[row.id, "active"], people[row.id, "held_out"], facts[row.id, ENTERED], facts[row.id, ENDED]
            )
            for row in self.rows()
        }

    def rows(self, journey_id: str | None = None) -> list[DocumentRow]:
        """All versions (of one journey), in order of (id, version)."""
        found = (row for row in self._documents.rows() if row.kind == "journey" and journey_id in (None, row.id))
        return sorted(found, key=lambda row: (row.id, row.version))

    def current(self, journey_id: str, version: int | None = None) -> DocumentRow | None:
        """A version; if not said the one that takes entries, else the newest."""
        rows = self.rows(journey_id)
        if version is not None:
            return next((row for row in rows if row.version == version), None)
        in_force = [row for row in rows if row.status in IN_FORCE]
        return max(in_force or rows, key=lambda row: row.version, default=None)

    def versions(self, journey_id: str) -> list[VersionView]:
        """All versions, the newest first."""
        people: Counter[int] = Counter()
        for count in self._workspace.store.participant_counts(journey_id):
            if count.status == "active":
                people[count.version] += count.people
        return [
            VersionView(version=row.version, state=_state(row), at=row.at, under_way=people[row.version])
            for row in reversed(self.rows(journey_id))
        ]

    def graph(self, journey_id: str, version: int | None = None) -> GraphView | None:
        """A version with its figures; None where there is none."""
        row = self.current(journey_id, version)
        if row is None:
            return None
        waiting: Counter[str] = Counter()
        for count in self._workspace.store.participant_counts(journey_id):
            if count.version == row.version and count.status == "active":
                waiting[count.node] += count.people
        counted = self._workspace.store.journey_counts(f"{row.id}@{row.version}")
        return graph_of(journey_in(row), self._documents.mentioned(), tallies_of(counted), waiting)

    def draw(self, document: Document) -> GraphView | None:
        """A document as it would look; None where it is not of the right shape."""
        try:
            return graph_of(read_journey(document.id, document.version, document.body), self._documents.mentioned())
        except InvalidJourney:
            return None

    def needs(self, document: Document) -> list[NeedView]:
        """What a document mentions, in the order in which it does, and whether it is there."""
        live = self._live()
        keys = dict.fromkeys(reference.key for reference in journey_references(document))
        return [NeedView(kind=key.kind, id=key.id, there=(key.kind, key.id) in live) for key in keys]

    def _live(self) -> set[tuple[str, str]]:
        return {(row.kind, row.id) for row in self._documents.rows() if row.status in IN_FORCE}

    def people(self, journey_id: str, *, node: str, after: str | None, limit: int) -> Slice[InsideView]:
        """Who is in it, at one node where it is named, person by person."""
        profile, _, participant = (after or "").partition("/")
        found = self._workspace.store.participants(journey_id, node=node, after=(profile, participant), limit=limit + 1)
        return Slice(inside(found[:limit]), "/".join(found[limit - 1].place) if len(found) > limit else None)

    def inside(self, journey_id: str, profiles: Sequence[str], *, node: str) -> list[InsideView]:
        """Who of these is in it, at one node where it is named, in the order in which they are given."""
        place = {profile: number for number, profile in enumerate(profiles)}
        found = self._workspace.store.participants_of(profiles)
        meant = [row for row in found if row.journey == journey_id and node in ("", row.node)]
        return inside(sorted(meant, key=lambda row: place[row.profile]))

    def passages(self, profile_id: str) -> list[PassageView] | None:
        """All ways of a person, the newest first; None where there is no such profile."""
        return self._people.passages(profile_id)

    def why(self, journey_id: str, profile_id: str) -> WhyJourneyView | None:
        """Why somebody is or is not in it; None where there is no such profile or no such journey."""
        row = self.current(journey_id)
        return self._people.why(journey_in(row), profile_id) if row is not None else None

    def test(
        self, journey_id: str, profiles: Sequence[str], *, speed: int, properties: Mapping[str, Any], by: str
    ) -> int:
        """Let people come in for a test; the log row.

        Raises:
            Untestable: if it is not live, or a profile is unknown.
        """
        row = self.current(journey_id)
        if row is None:
            raise NoJourney("no journey has this id", where=journey_id, hint="see `clew journey list`")
        return self._tests.begin(row, profiles, speed=speed, properties=properties, by=by)

    def tests(self, journey_id: str, profile_id: str) -> list[TestedView] | None:
        """The tests of one person, the newest first; None where there is no such profile or no such journey."""
        row, found = self.current(journey_id), self._people.leaves(profile_id)
        return self._tests.of(journey_in(row), found[1]) if row is not None and found is not None else None

    def wait(self, journey_id: str, profiles: Sequence[str], seconds: float) -> None:
        """Wait until nobody of these is under way in a test, but not for longer."""
        self._tests.wait(journey_id, profiles, seconds)

    def report(self, journey_id: str, version: int | None = None, since: date | None = None) -> ReportView | None:
        """What it has come to, in one version or in all; None where there is none."""
        shown = self.current(journey_id, version)
        return self._reports.report(self.rows(journey_id), shown, version, since) if shown is not None else None

    def outcomes(self, journey_id: str) -> list[OutcomeView]:
        """What became of its messages, by template."""
        return self._reports.outcomes(journey_id)

    def lift(self, journey_id: str) -> list[MeasureView]:
        """What it brings, against those for whom nothing was done; empty where nothing is measured."""
        row = self.current(journey_id)
        return self._reports.lift(journey_in(row)) if row is not None else []

    def experiments(self, journey_id: str | None = None) -> list[JourneyExperiment]:
        """Every split that is measured, read; of one journey also adjusted for what was known of people beforehand."""
        ids = sorted({row.id for row in self.rows(journey_id)})
        current = [row for each in ids if (row := self.current(each)) is not None and row.status != "archived"]
        return self._experiments.read(current, adjusted=journey_id is not None)

    def starters(self) -> list[StarterView]:
        """Journeys to start from."""
        return [self._starter(document, starter_text(name)) for name, document in zip(NAMES, starters(), strict=True)]

    def control(self, action: Literal["pause", "resume"], journey_id: str, *, by: str) -> int | None:
        """Order a pause or its end; the log row, None if it is so already.

        Raises:
            NoJourney: if it is not in force.
        """
        row = next((row for row in self.rows(journey_id) if row.status in IN_FORCE), None)
        if row is None:
            raise NoJourney("this journey is not in force", where=journey_id, hint="see `clew journey list`")
        if row.status == ("paused" if action == "pause" else "live"):
            return None
        # Ordered twice of the same state, it is one record.
        properties = {"action": action, "kind": "journey", "id": journey_id}
        event = Event(
            f"{action}:{journey_id}:{row.seq}", "control", "control", properties=properties, context={"by": by}
        )
        (place,) = self._workspace.log.append([Arrival(CONTROL, pack([event]))])
        assert place is not None  # noqa: S101  (an arrival with a body gets a place)
        self._documents.forget()
        return place.seq

    def plan_move(self, question: MoveQuestion) -> MigrationView:
        """What a move would do.

        Raises:
            NoJourney: if there is no such version in force.
        """
        return self._moving.plan(question, self.rows(question.journey))

    def move(self, question: MoveQuestion, *, by: str) -> int:
        """Order a move; the log row.

        Raises:
            NoJourney: if there is no such version in force.
            InvalidMove: if something is wrong with it.
        """
        return self._moving.order(question, self.rows(question.journey), by=by)

    def _starter(self, document: Document, text: str) -> StarterView:
        journey = read_journey(document.id, 1, document.body)
        live = self._live()
        brings = brought(document.id)
        heard = [journey.body.entry.event, *(criterion.event for _, criterion in criteria_of(journey))]
        return StarterView(
            id=document.id,
            name=document.name,
            description=document.description,
            brings=tuple(
                BroughtView(
                    kind=each.kind,
                    id=each.id,
                    name=each.name,
                    there=(each.kind, each.id) in live,
                    document=to_data(each.numbered(0, "published")),
                )
                for each in brings
            ),
            needs=tuple(n for n in self.needs(document) if (n.kind, n.id) not in {(b.kind, b.id) for b in brings}),
            events=tuple(dict.fromkeys(name for name in heard if name is not None)),
            body=dict(document.body),
            text=text,
            graph=graph_of(
                journey,
                {**self._documents.mentioned(), "template": {each.id: each.name for each in brings}},
            ),
        )


def _state(row: DocumentRow) -> Literal["draft", "building", "live", "paused", "archived", "refused"]:
    return cast("Literal['draft', 'building', 'live', 'paused', 'archived', 'refused']", row.status)
