"""Experiments of journeys, read whole: lift by every method, guardrails, money, and all of it adjusted for the past."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from msgspec import structs

from clew.api.journeys.experiment_views import AdjustedReading, Drawn, JourneyExperiment, Unadjusted
from clew.decisions import Metric, Moments, PairMoments, Proportion, Trial, Unanswered, cuped, read_trial
from clew.engine.ports import DocumentRow
from clew.insight import JourneyFigures, read_metric
from clew.journeys import Journey, Split, goal_name, splits_of
from clew.kernel.instants import DAY, format_instant
from clew.kernel.packing import from_json
from clew.runtime.services.documents import Documents
from clew.runtime.services.journeys_graph import journey_in
from clew.runtime.services.journeys_report import ALWAYS, insight_over
from clew.runtime.workspace import Workspace

BEFORE_DAYS = 90
"""How far back the past of people is looked at, to take out what it explains."""

OPTED_OUT = "opted out"
"""The guardrail of every experiment: who withdrew a consent after the draw."""

BORNE = 0.1
"""The worsening of a guardrail that would be borne, as a share of the control."""

_SECONDS = 30.0

# Who was drawn where, person by person, as `insight.journeying` counts them.
_MARKS = """WITH marks AS (
    SELECT profile_id, ts, kind, string_split(subject, '/') AS part FROM facts
    WHERE kind IN ('journey_drew', 'journey_goal') AND starts_with(subject, $journey || '@')
), draws AS (
    SELECT profile_id, part[4] AS node, min(ts) AS drawn,
        arg_min({'arm': part[5], 'way': part[2]}, row(ts, part[2])) AS first
    FROM marks WHERE kind = 'journey_drew' AND NOT starts_with(part[2], 't') GROUP BY ALL
), goals AS (
    SELECT part[2] AS way, part[5] AS goal, min(ts) AS reached FROM marks
    WHERE kind = 'journey_goal' AND NOT starts_with(part[2], 't') GROUP BY ALL
)"""
_ARMS = f"{_MARKS}, people AS (SELECT node, profile_id, first.arm AS arm, first.way AS way, drawn FROM draws)"  # noqa: S608
_OUT = f"""{_ARMS} SELECT node, arm, count(DISTINCT profile_id) FROM people JOIN events AS e USING (profile_id)
    WHERE e.kind = 'consent' AND e.ts >= drawn AND list_contains(json_extract_string(e.properties, '$.*'), 'out')
    GROUP BY ALL"""  # noqa: S608  (as above)
_MOMENTS = """count(*), avg(y), avg(x), coalesce(var_samp(y), 0), coalesce(var_samp(x), 0),
    coalesce(covar_samp(y, x), 0)"""
_ADDED = f"""{_ARMS}, happened AS (
    SELECT profile_id, ts, CASE WHEN $path = '$' THEN 1.0
        ELSE coalesce(try_cast(json_extract_string(properties, $path) AS DOUBLE), 0) END AS worth
    FROM events WHERE type = $type
), sums AS (
    SELECT p.node, p.profile_id, sum(worth) FILTER (WHERE h.ts < p.drawn) AS early,
        sum(worth) FILTER (WHERE h.ts >= p.drawn) AS late
    FROM people AS p JOIN happened AS h ON h.profile_id = p.profile_id
        AND h.ts >= p.drawn - to_days({BEFORE_DAYS}) GROUP BY ALL
), reached AS (
    SELECT DISTINCT p.node, p.profile_id FROM people AS p JOIN goals AS g ON g.way = p.way
    WHERE g.goal = $goal AND g.reached >= p.drawn
), pairs AS (
    SELECT p.node, p.arm, coalesce(s.early, 0) AS x,
        CASE WHEN $goal = '' THEN coalesce(s.late, 0) WHEN r.profile_id IS NULL THEN 0 ELSE 1 END AS y
    FROM people AS p LEFT JOIN sums AS s ON s.node = p.node AND s.profile_id = p.profile_id
    LEFT JOIN reached AS r ON r.node = p.node AND r.profile_id = p.profile_id
)"""  # noqa: S608  (as above)
_PAIRS = f"{_ADDED} SELECT node, arm, {_MOMENTS} FROM pairs GROUP BY ALL"  # noqa: S608  (as above)


class _Worth(NamedTuple):
    """Something that is added up by person: a live metric of measure `sum`."""

    name: str
    type: str
    property: str
    unit: str
    lower: bool


_Pairs: TypeAlias = dict[tuple[str, str], PairMoments]
"""Of each node and arm."""

_HEADER = frozenset({"kind", "id", "name", "version", "status", "labels", "description"})


class _Found(NamedTuple):
    """What is known of a journey's splits: by node and arm who was drawn and when first, by goal who reached it."""

    journey: Journey
    drawn: Mapping[tuple[str, str], tuple[int, int]]
    reached: Mapping[tuple[str, str, str], int]
    out: Mapping[tuple[str, str], int]
    sums: Mapping[_Worth, _Pairs]


class Experiments:
    """Reads the experiments of journeys from facts and events; keeps nothing."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents

    def read(self, rows: Sequence[DocumentRow], *, adjusted: bool) -> list[JourneyExperiment]:
        """Every measured split of these versions, one a journey.

        Raises:
            ClewError: if it would take too long.
        """
        return [each for row in rows for each in self._of(row, adjusted=adjusted)]

    def _of(self, row: DocumentRow, *, adjusted: bool) -> Iterator[JourneyExperiment]:
        journey = journey_in(row)
        splits = splits_of(journey)
        found = self._found(journey) if splits else None
        for split in splits:
            assert found is not None  # noqa: S101 - it is asked where there are splits
            told = self._told(row, split, found)
            yield self._with_past(told, journey, split, found) if adjusted and found.drawn else told

    def _found(self, journey: Journey) -> _Found:
        said = {"journey": journey.id}
        drawn, reached = insight_over(self._workspace).arms(JourneyFigures(journey=journey.id, period=ALWAYS))
        if not drawn:
            return _Found(journey, drawn, {}, {}, {})
        out = {(node, arm): n for node, arm, n in self._rows(_OUT, said)}
        types = {goal.event for goal in journey.body.goals}
        worths = [each for each in self._worths() if each.type in types]
        sums = {each: self._pairs(journey, each.type, each.property, "") for each in worths}
        return _Found(journey, drawn, reached, out, sums)

    def _told(self, row: DocumentRow, split: Split, found: _Found) -> JourneyExperiment:
        arms = {name: found.drawn.get((split.node, name), (0, None)) for name in split.shares}
        counts = {name: n for name, (n, _) in arms.items()}
        metrics = [*_shares(split, counts, found), *_means(split, found)]
        firsts = [first for _, first in arms.values() if first is not None]
        days = (self._workspace.clock.now() - min(firsts)) / DAY if firsts else 0.0
        whole = sum(split.shares.values())
        measured = any(metric.margin is None for metric in metrics)
        return JourneyExperiment(
            journey=row.id,
            journey_name=str(from_json(row.document).get("name", row.id)),
            state=row.status,
            node=split.node,
            name=split.name,
            control=split.control,
            arms=tuple(Drawn(name, split.shares[name] / whole, counts[name]) for name in arms),
            began=format_instant(min(firsts)) if firsts else None,
            per_day=sum(counts.values()) / days if days >= 1 else None,
            units={worth.name: worth.unit for worth in found.sums},
            reading=read_trial(Trial(split.control, tuple(metrics), counts, split.shares)) if measured else None,
        )

    def _with_past(self, told: JourneyExperiment, journey: Journey, split: Split, found: _Found) -> JourneyExperiment:
        """The same, with what is left of each metric once the past of people is taken out."""
        done: list[AdjustedReading] = []
        undone: list[Unadjusted] = []
        for name, words, moments, lower in self._pasts(journey, found):
            arms = {arm: moments.get((split.node, arm), PairMoments(0, 0, 0, 0, 0, 0)) for arm in split.shares}
            less = cuped(arms)
            if isinstance(less, Unanswered):
                undone.append(Unadjusted(name, less))
                continue
            reading = read_trial(Trial(split.control, (Metric(name, dict(less.arms), lower),)))
            done.append(AdjustedReading(name, words, less.removed, reading.metrics[0].comparisons))
        return structs.replace(told, adjusted=tuple(done), unadjusted=tuple(undone))

    def _pasts(self, journey: Journey, found: _Found) -> Iterator[tuple[str, str, _Pairs, bool]]:
        for goal, event in _goals(journey).items():
            if event is not None:
                words = f"how often they did {event} in the {BEFORE_DAYS} days before"
                yield goal, words, self._pairs(journey, event, "", goal), False
        for worth, pairs in found.sums.items():
            yield worth.name, f"the same of the {BEFORE_DAYS} days before", pairs, worth.lower

    def _pairs(self, journey: Journey, event: str, field: str, goal: str) -> _Pairs:
        said = {"journey": journey.id, "type": event, "path": f"$.{field}" if field else "$", "goal": goal}
        return {(node, arm): PairMoments(*figures) for node, arm, *figures in self._rows(_PAIRS, said)}

    def _worths(self) -> Iterator[_Worth]:
        """Live metrics that add up a property of all events of a type."""
        for row in self._documents.live("metric").values():
            said: dict[str, Any] = from_json(row.document)
            metric = read_metric({name: value for name, value in said.items() if name not in _HEADER})
            plain = metric.measure == "sum" and not metric.event.where and not metric.among
            if plain and metric.property.isidentifier():
                name = str(said.get("name", row.id))
                yield _Worth(name, metric.event.event, metric.property, metric.unit, metric.better == "lower")

    def _rows(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        return self._workspace.queries.run(sql, parameters, seconds=_SECONDS).rows


def _goals(journey: Journey) -> dict[str, str | None]:
    """Goals by which something can be measured, and their event: those held out are watched for as long as others."""
    return {goal_name(goal): goal.event for goal in journey.body.goals if goal.within is not None}


def _shares(split: Split, counts: Mapping[str, int], found: _Found) -> Iterator[Metric]:
    goals = _goals(found.journey)
    for goal in goals:
        reached = {arm: found.reached.get((split.node, arm, goal), 0) for arm in counts}
        yield Metric(goal, {arm: Proportion(n, min(n, reached[arm])) for arm, n in counts.items()})
    if goals:
        out = {arm: Proportion(n, min(n, found.out.get((split.node, arm), 0))) for arm, n in counts.items()}
        yield Metric(OPTED_OUT, out, lower=True, margin=BORNE)


def _means(split: Split, found: _Found) -> Iterator[Metric]:
    for worth, pairs in found.sums.items():
        arms = {arm: pairs.get((split.node, arm)) for arm in split.shares}
        means = {arm: Moments(p.n, p.mean_y, p.variance_y) if p else Moments(0, 0, 0) for arm, p in arms.items()}
        yield Metric(worth.name, means, worth.lower)
