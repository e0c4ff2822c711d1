"""Playing journeys over the workspace's own past: the step of the engine under a virtual clock, without effects."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from clew.actions import Action
from clew.api.journeys.simulating_views import (
    MessageView,
    PartingPointView,
    PlayedView,
    RenderedView,
    ResultView,
    SimulationQuestion,
    StoryView,
    TotalsView,
)
from clew.api.journeys.views import StepView
from clew.engine import as_it_happened, conditions_in, definitions_of, effective_records, policy_in
from clew.events import Record
from clew.expressions import CxlError, parse, references, trait_references
from clew.journeys import (
    ENDED,
    ENTERED,
    SUPPRESSED,
    Journey,
    JourneyProgram,
    compile_journeys,
    mark_of,
    read_journey,
)
from clew.journeys.playing import Difference, Film, Report, Simulation, Story, difference
from clew.journeys.telling import Names, Tallies, sentence
from clew.kernel.errors import ClewError
from clew.kernel.instants import DAY, Duration
from clew.profiles import Definition
from clew.runtime.services.documents import Documents
from clew.runtime.services.histories import histories, history_of
from clew.runtime.services.journeys_graph import graph_of
from clew.runtime.workspace import Workspace

if TYPE_CHECKING:
    from clew.journeys.playing import Thread

LONGEST: Duration = 3_660 * DAY
MOST_LISTED = 10_000
"""People whose stories can be looked through; the figures are those of all."""

MOST_DIFFERENCES = 200


class BadSimulation(ClewError):
    """A simulation that can't be run as it was asked."""

    code = "simulation.bad_question"


class TooMuchPast(ClewError):
    """More records than may be read for one simulation."""

    code = "simulation.too_much_past"


class Stopped(ClewError):
    """Somebody stopped it."""

    code = "simulation.stopped"


class Outcome(NamedTuple):
    """What a simulation came to.

    Attributes:
        result: The figures.
        films: One for each version.
        listed: The first of those who came in, or would have, in the first version; by profile id.
    """

    result: ResultView
    films: Sequence[Film]
    listed: Sequence[PlayedView]


class Simulations:
    """Plays journeys over what is known; nothing is written."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents

    def count(self, question: SimulationQuestion) -> int:
        """How many people will be played."""
        there = self._workspace.store.count()
        return there if question.most_people is None else min(there, question.most_people)

    def check(self, question: SimulationQuestion) -> None:
        """Refuse a question that makes no sense.

        Raises:
            BadSimulation: if the period is empty or too long.
            InvalidJourney: if a document is no journey.
        """
        self._stages(question)

    def run(self, question: SimulationQuestion, told: Callable[[int], None], stopped: Callable[[], bool]) -> Outcome:
        """Play everybody.

        Law: asked twice of the same past, it answers the same.

        Args:
            question: What is asked.
            told: Hears how many people were played so far.
            stopped: Whether nobody waits for it any more.

        Raises:
            BadSimulation: if the period is empty or too long.
            InvalidJourney: if a document is no journey.
            TooMuchPast: if more records than allowed would have to be read.
            Stopped: if it was.
        """
        stages = self._stages(question)
        tally = _Tally(question, stages, self._documents.mentioned())
        everybody = histories(self._workspace.store, self._workspace.history)
        for number, (profile, records) in enumerate(islice(everybody, question.most_people), 1):
            tally.add(profile, self._known(question, records))
            told(number)
            if stopped():
                raise Stopped("the simulation was stopped", hint="begin it again")
        return tally.outcome(self._workspace.store.count())

    def story(self, question: SimulationQuestion, profile: str) -> StoryView | None:
        """What would have become of one person in the first version; None where there is no such profile."""
        found = history_of(self._workspace.store, self._workspace.history, profile)
        if found is None:
            return None
        root, records = found
        stage = self._stages(question)[0]
        story = stage.simulation.person(root, self._known(question, records))
        steps = [
            StepView(
                at=fact.at,
                node=mark.node,
                text=sentence(fact, mark),
                cause=fact.cause,
                seq=fact.seq,
                version=mark.version,
            )
            for fact in story.facts
            if (mark := mark_of(fact)) is not None
        ]
        messages = tuple(_message(effect) for effect in story.effects)
        return StoryView(profile=root, steps=tuple(steps), messages=messages)

    def render(self, question: SimulationQuestion, profile: str, key: str) -> RenderedView | None:
        """A message as it would have looked; None where there is none of this key."""
        found = history_of(self._workspace.store, self._workspace.history, profile)
        if found is None:
            return None
        from clew.runtime.services.rendering import Renderer  # noqa: PLC0415  (loads Liquid)

        renderer, made = Renderer(self._documents.rows(), self._documents.offers()), list[RenderedView]()

        def watch(effect: Action, person: "Thread") -> None:
            if made:
                return
            if effect.key == key:
                made.append(renderer.rendered(effect, person))
            else:
                renderer.note(effect, person)

        self._stages(question, offers=True)[0].simulation.person(found[0], self._known(question, found[1]), watch)
        return made[0] if made else None

    def _known(self, question: SimulationQuestion, records: Sequence[Record]) -> Iterable[Record]:
        return effective_records(records) if question.received else as_it_happened(records)

    def _stages(self, question: SimulationQuestion, *, offers: bool = False) -> list["_Stage"]:
        if not question.start <= question.until <= question.start + LONGEST:
            raise BadSimulation("the period must not be empty, nor longer than ten years", where="since, until")
        rows = self._documents.rows()
        live = definitions_of([row for row in rows if row.status == "live"])
        policy, zone = policy_in(rows), self._documents.program().zone
        stages: list[_Stage] = []
        for document in question.documents:
            journey = read_journey(document.id, document.version or 1, document.body)
            asked = conditions_in([row for row in rows if offers and row.kind == "offer"], JourneyProgram())
            texts = [*compile_journeys([journey]).conditions.values(), *(each.expression for each in asked)]
            definitions = [*_mentioned(texts, live), *asked]
            simulation = Simulation(
                [journey], question.start, question.until, definitions=definitions, policy=policy, zone=zone
            )
            stages.append(_Stage(journey, simulation))
        return stages


class _Stage(NamedTuple):
    journey: Journey
    simulation: Simulation


class _Tally:
    """Counts person after person."""

    def __init__(self, question: SimulationQuestion, stages: Sequence[_Stage], names: Names) -> None:
        self._question, self._stages, self._names = question, stages, names
        self._reports = [Report() for _ in stages]
        self._films = [Film(stage.journey.id, question.start, question.until) for stage in stages]
        self._tallies = [Tallies(stage.journey.id) for stage in stages]
        self._listed: list[PlayedView] = []
        self._differences: list[Difference] = []
        self._differ = self._records = 0

    def add(self, profile: str, records: Iterable[Record]) -> None:
        known = list(records)
        self._records += len(known)
        most = self._question.most_records
        if most is not None and self._records > most:
            raise TooMuchPast(
                f"more than {most:,} records would have to be read",
                hint="name fewer people (`people`), or run `clew journey simulate` instead",
            )
        stories = [stage.simulation.person(profile, known) for stage in self._stages]
        for index, (stage, story) in enumerate(zip(self._stages, stories, strict=True)):
            self._reports[index].add(stage.journey.id, story.facts, story.effects)
            self._films[index].add(story.facts, story.effects)
            self._tallies[index].add(story.facts)
        if stories[0].facts and len(self._listed) < MOST_LISTED:
            self._listed.append(_played(stories[0]))
        if len(stories) > 1:
            found = difference(profile, stories[0][1:], stories[1][1:])
            if found is not None:
                self._differ += 1
                if len(self._differences) < MOST_DIFFERENCES:
                    self._differences.append(found)

    def outcome(self, there: int) -> Outcome:
        told = zip(self._stages, self._reports, self._tallies, self._films, strict=True)
        result = ResultView(
            people=self._reports[0].people,
            of=there,
            records=self._records,
            versions=tuple(
                _totals(stage.journey, report, tallies, film, self._names) for stage, report, tallies, film in told
            ),
            differ=self._differ,
            differences=tuple(
                PartingPointView(profile=d.profile, at=d.at, before=d.before, after=d.after) for d in self._differences
            ),
        )
        return Outcome(result, self._films, self._listed)


def _mentioned(texts: Iterable[str], live: Sequence[Definition]) -> list[Definition]:
    """Of what is live, that which conditions mention, and what this mentions in its turn."""
    known = {(definition.kind, definition.id): definition for definition in live}
    found: dict[tuple[str, str], Definition] = {}
    waiting = list(texts)
    while waiting:
        try:
            expression = parse(waiting.pop())
        except CxlError:
            continue
        names = [("segment", name) for name in references(expression)]
        names += [("trait", name) for name in trait_references(expression)]
        for key in names:
            if key in known and key not in found:
                found[key] = known[key]
                waiting.append(str(known[key].expression))
    return [found[key] for key in sorted(found)]


def _totals(journey: Journey, report: Report, tallies: Tallies, film: Film, names: Names) -> TotalsView:
    waiting = Counter(film.frames()[-1].nodes)
    return TotalsView(
        entered=report.entered,
        unique=report.unique,
        active=report.active,
        held_out=report.held_out,
        blocked=dict(report.blocked),
        ended=dict(report.ended),
        goals=dict(report.goals),
        drawn=dict(report.drawn),
        messages=dict(report.messages),
        actions=dict(report.actions),
        held=dict(report.held),
        suppressed=dict(report.suppressed),
        graph=graph_of(journey, names, tallies.found(), waiting),
    )


def _played(story: Story) -> PlayedView:
    marks = [(fact.kind, mark) for fact in story.facts if (mark := mark_of(fact)) is not None]
    entered = [mark.participant for kind, mark in marks if kind == ENTERED]
    ends = {mark.participant: mark.detail for kind, mark in marks if kind == ENDED}
    return PlayedView(
        profile=story.profile,
        entered=len(entered),
        messages=sum(effect.kind == "send" for effect in story.effects),
        suppressed=sum(kind == SUPPRESSED for kind, _ in marks),
        ended=ends.get(entered[-1], "") if entered else "",
    )


def _message(effect: Action) -> MessageView:
    return MessageView(
        key=effect.key,
        at=effect.at,
        node=effect.node,
        kind=effect.kind,
        template=effect.template,
        channel=effect.channel,
    )
