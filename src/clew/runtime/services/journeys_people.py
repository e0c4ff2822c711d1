"""One person in journeys: their ways, and why each went as it did."""

from collections.abc import Iterable
from typing import Literal

from clew.actions import SOURCE
from clew.api.journeys.views import InsideView, PassageView, StepView, WayView, WhyJourneyView
from clew.engine.ports import ParticipantRow
from clew.events import Fact
from clew.journeys import BLOCKED, ENDED, GOAL, TEST, Journey, Participant, mark_of, unpack_journeys
from clew.journeys.telling import ENDS, Told, Way, why
from clew.profiles import unpack_state
from clew.runtime.services.documents import Documents
from clew.runtime.workspace import Workspace


class People:
    """Answers from the facts and the records of one person; nothing is kept for it."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents

    def passages(self, profile_id: str) -> list[PassageView] | None:
        """All ways of a person, the newest first; None where there is no such profile."""
        found = self.leaves(profile_id)
        if found is None:
            return None
        root, leaves = found
        packed = self._workspace.store.load([root]).get(root)
        inside = unpack_journeys(unpack_state(packed).journeys).participants if packed is not None else []
        names = self._documents.names("journey")
        ways: dict[str, _Passage] = {}
        for fact in sorted(self._workspace.history.facts(leaves), key=_instant):
            mark = mark_of(fact)
            if mark is None or mark.tested or fact.kind == BLOCKED:
                continue
            way = ways.setdefault(mark.participant, _Passage(mark.journey, fact))
            way.follow(fact)
        standing = {each.id: each for each in inside if each.status != "followed"}
        views = [way.view(name, standing.get(name), names.get(way.journey)) for name, way in ways.items()]
        return sorted(views, key=lambda view: (view.entered, view.participant), reverse=True)

    def why(self, journey: Journey, profile_id: str) -> WhyJourneyView | None:
        """Why somebody is or is not in a journey; None where there is no such profile."""
        found = self.leaves(profile_id)
        if found is None:
            return None
        root, leaves = found
        records = self._workspace.history.read(leaves)
        outcomes = [record for record in records if record.source == SOURCE]
        meant = (fact for fact in self._workspace.history.facts(leaves) if not _tested(fact))
        told = why(journey, meant, records, outcomes, self._documents.mentioned())
        return WhyJourneyView(
            profile=root,
            journey=journey.id,
            ways=tuple(_way(way) for way in told.ways),
            blocked=tuple(step_view(each) for each in told.blocked),
            nothing=told.nothing,
        )

    def leaves(self, profile_id: str) -> tuple[str, list[str]] | None:
        """The root and all profiles of who answers for a profile; None where there is none."""
        store = self._workspace.store
        head = store.heads([profile_id]).get(profile_id)
        if head is None:
            return None
        return head.root, [member.profile for member in store.members([head.root]).get(head.root, [])]


class _Passage:
    """A way, as its facts tell it one after the other."""

    def __init__(self, journey: str, first: Fact) -> None:
        self.journey = journey
        self._entered = first.at
        self._version = 0
        self._node = ""
        self._goals: list[str] = []
        self._ended: Fact | None = None

    def follow(self, fact: Fact) -> None:
        """Take a fact in."""
        mark = mark_of(fact)
        if mark is None:
            return
        self._version, self._node = mark.version, mark.node or self._node
        if fact.kind == GOAL:
            self._goals.append(mark.detail)
        elif fact.kind == ENDED and self._ended is None:
            self._ended = fact

    def view(self, participant: str, standing: Participant | None, name: str | None) -> PassageView:
        """How it stands now."""
        status: Literal["active", "held_out", "ended"] = "ended"
        if standing is not None:
            status = "held_out" if standing.status == "held_out" else "active"
        ended = self._ended if standing is None else None
        mark = mark_of(ended) if ended is not None else None
        return PassageView(
            journey=self.journey,
            name=name or self.journey,
            participant=participant,
            version=standing.version if standing is not None else self._version,
            status=status,
            entered=self._entered,
            node=standing.node if standing is not None else self._node,
            next_at=standing.due if standing is not None else None,
            held=standing.held if standing is not None else "",
            ended=ended.at if ended is not None else None,
            reason=ENDS.get(mark.detail, mark.detail) if mark is not None else "",
            goals=tuple(self._goals),
        )


def _way(way: Way) -> WayView:
    return WayView(
        participant=way.participant,
        version=way.version,
        entered=way.entered,
        ended=way.ended,
        reason=ENDS.get(way.reason, way.reason),
        steps=tuple(step_view(step) for step in way.steps),
    )


def inside(rows: Iterable[ParticipantRow]) -> list[InsideView]:
    """Who is in a journey, as the API shows it; tests are not meant."""
    return [
        InsideView(
            participant=row.id,
            profile=row.profile,
            version=row.version,
            node=row.node,
            status=row.status,
            held=row.held,
            since=row.since,
        )
        for row in rows
        if not row.id.startswith(TEST)
    ]


def step_view(told: Told) -> StepView:
    """One thing that happened, as the API shows it."""
    return StepView(at=told.at, node=told.node, text=told.text, cause=told.cause, seq=told.seq, version=told.version)


def _tested(fact: Fact) -> bool:
    mark = mark_of(fact)
    return mark is not None and mark.tested


def _instant(fact: Fact) -> int:
    return fact.at
