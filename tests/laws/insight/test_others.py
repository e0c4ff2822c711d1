"""Laws: trends, retention, paths, friction, RFM and the lifecycle equal what a few lines of Python say."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

import msgspec
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from clew.events import Record
from clew.insight import (
    By,
    Condition,
    Friction,
    Funnel,
    Lifecycle,
    Paths,
    Period,
    Retention,
    Rfm,
    Series,
    Trend,
    TrendSeries,
)
from clew.insight.intervals import Interval, Votes, of_mean
from clew.insight.service import Insight
from clew.insight.units import LENGTHS, units
from clew.kernel.instants import HOUR, format_instant
from tests.laws.insight.worlds import BASE, HISTORIES, MERGES, Played, Told, meets, played

FEW = settings(
    max_examples=max(6, settings().max_examples // 8), deadline=None, phases=[Phase.explicit, Phase.generate]
)
PERIOD = st.builds(
    lambda since, hours: Period(
        since=format_instant(BASE + since * HOUR), until=format_instant(BASE + (since + hours) * HOUR)
    ),
    st.integers(0, 3),
    st.integers(1, 8),
)
WORLDS = (HISTORIES, MERGES, st.booleans(), PERIOD)


def inside(world: Played, period: Period, mine: Sequence[Record]) -> list[Record]:
    span = world.setting.span(period)
    return [r for r in mine if span.since <= r.ts < span.until]


def is_b(record: Record) -> bool:
    return record.event.type == "b" and (n_of(record) or 0) >= 1


def n_of(record: Record) -> int | None:
    return record.event.properties.get("n")


def interval_of(measure: str, some: list[tuple[str, Record]]) -> Interval | None:
    """Of a mean that of a ratio of two sums over people; so few bound no median, and what was counted is no sample."""
    said = [(who, n) for who, r in some if (n := n_of(r)) is not None]
    own = [[n for other, n in said if other == who] for who in sorted({who for who, _ in said})]
    if measure != "avg" or not own:
        return None
    sums = [(sum(mine), len(mine)) for mine in own]
    squares, mixed, sizes = (sum(column) for column in zip(*((s * s, s * n, n * n) for s, n in sums), strict=True))
    return of_mean(Votes(len(own), sum(n for _, n in sums), sum(s for s, _ in sums), squares, mixed, sizes))


@FEW
@given(*WORLDS, st.sampled_from(["count", "people", "sum", "avg", "max", "median"]), st.booleans())
def test_trends(
    history: list[Told], merges: dict[int, int], seal: bool, period: Period, measure: str, by: bool
) -> None:
    with played(history, merges, seal) as world:
        series = Series(event="a", measure=measure, property="" if measure in ("count", "people") else "n")  # type: ignore[arg-type]
        found = Insight(world.queries, world.setting).trend(
            Trend(series=[series], unit="hour", period=period, by=By(property="plan", groups=2) if by else None)
        )
        span = world.setting.span(period)
        hours = units("hour", span.since, span.until, world.setting.zone)
        rows = [
            (who, r) for who, mine in world.people().items() for r in inside(world, period, mine) if r.event.type == "a"
        ]

        def figure(some: list[tuple[str, Record]]) -> float | None:
            numbers = sorted(n for _, r in some if (n := n_of(r)) is not None)
            simple = {"count": len(some), "people": len({who for who, _ in some}), "sum": sum(numbers)}
            if measure in simple:
                return float(simple[measure])
            if not numbers:
                return None
            return {
                "avg": sum(numbers) / len(numbers),
                "max": float(numbers[-1]),
                "median": float(numbers[-(-len(numbers) // 2) - 1]),
            }[measure]

        def check(line: TrendSeries, some: list[tuple[str, Record]]) -> None:
            by_hour = [[(w, r) for w, r in some if hours.of(r.ts) == place] for place in range(len(hours))]
            assert (line.total, line.values) == (figure(some), [figure(part) for part in by_hour])
            sampled = measure in ("avg", "median")
            assert line.intervals == ([interval_of(measure, part) for part in by_hour] if sampled else [])
            assert line.interval == interval_of(measure, some)

        if found.series:
            check(found.series[0], rows)
        if rows and by:
            plans = Counter(repr(r.event.properties.get("plan")) for _, r in rows)
            kept = {repr(line.group.value): line for line in found.series if line.group and not line.group.rest}
            assert len(kept) == min(2, len(plans))
            for plan, line in kept.items():
                check(line, [(w, r) for w, r in rows if repr(r.event.properties.get("plan")) == plan])
            others = [(w, r) for w, r in rows if repr(r.event.properties.get("plan")) not in kept]
            for line in found.series:
                if line.group and line.group.rest:
                    check(line, others)


@FEW
@given(
    *WORLDS,
    st.builds(
        Retention,
        start=st.just(Condition(event="a")),
        again=st.sampled_from([None, Condition(event="b", where="n >= 1")]),
        unit=st.just("hour"),
        units=st.just(3),
        clock=st.sampled_from(["calendar", "rolling"]),
        counting=st.sampled_from(["on", "on_or_after"]),
        cohort=st.sampled_from(["first", "each"]),
    ),
)
def test_retention(
    history: list[Told], merges: dict[int, int], seal: bool, period: Period, question: Retention
) -> None:
    clock, counting, cohort, same = question.clock, question.counting, question.cohort, question.again is None
    with played(history, merges, seal) as world:
        asked = msgspec.structs.replace(question, period=period)
        found = Insight(world.queries, world.setting).retention(asked)
        span = world.setting.span(period)
        hours = units("hour", span.since, span.until, world.setting.zone)
        beyond = units("hour", span.since, span.until, world.setting.zone, after=40)
        sizes: Counter[int] = Counter()
        came: dict[int, Counter[int]] = defaultdict(Counter)
        for mine in world.people().values():
            starts = [r.ts for r in mine if r.event.type == "a"]
            if cohort == "first":
                starts = [ts for ts in starts[:1] if span.since <= ts < span.until]
            begun = {hours.of(ts): ts for ts in reversed(starts) if span.since <= ts < span.until}
            for place, begin in begun.items():
                assert place is not None
                sizes[place] += 1
                backs = [
                    r.ts for r in mine if (r.event.type == "a" if same else r.event.type == "b" and (n_of(r) or 0) >= 1)
                ]
                later = {
                    (beyond.of(ts) or 0) - place if clock == "calendar" else (ts - begin) // LENGTHS["hour"]
                    for ts in backs
                    if ts > begin
                }
                for k in (1, 2, 3):
                    came[place][k] += (k in later) if counting == "on" else any(each >= k for each in later)
        assert [each.people for each in found.cohorts] == [sizes[place] for place in range(len(hours))]
        assert [each.returned for each in found.cohorts] == [
            [came[place][k] for k in (1, 2, 3)] for place in range(len(hours))
        ]


def sessions(world: Played, period: Period, gap: int) -> list[list[Record]]:
    found: list[list[Record]] = []
    for mine in world.people().values():
        for place, record in enumerate(rows := inside(world, period, mine)):
            if not place or record.ts - rows[place - 1].ts >= gap:
                found.append([])
            found[-1].append(record)
    return found


@FEW
@given(
    *WORLDS,
    st.builds(
        Paths,
        anchor=st.sampled_from([None, Condition(event="a"), Condition(event="a", where="n >= 1")]),
        direction=st.sampled_from(["from", "to"]),
        steps=st.just(4),
        gap=st.just("2h"),
        repeats=st.booleans(),
        detail=st.sampled_from(["", "plan"]),
    ),
)
def test_paths(history: list[Told], merges: dict[int, int], seal: bool, period: Period, asked: Paths) -> None:
    anchor, least = asked.anchor, 1 if asked.anchor and asked.anchor.where else None

    def name_of(r: Record) -> str:
        plan = r.event.properties.get("plan")
        return f"{r.event.type}: {plan}" if asked.detail and isinstance(plan, str) else r.event.type

    with played(history, merges, seal) as world:
        asked = msgspec.structs.replace(asked, period=period, top=25)
        found = Insight(world.queries, world.setting).paths(asked)
        nodes: Counter[tuple[int, str]] = Counter()
        links: Counter[tuple[int, str, str]] = Counter()
        loops: Counter[tuple[str, str]] = Counter()
        for session in sessions(world, period, 2 * HOUR):
            runs: list[tuple[str, bool]] = []
            for r in session:
                met = anchor is None or meets(r, anchor.event, least)
                if not asked.repeats and runs and runs[-1][0] == name_of(r):
                    runs[-1] = (name_of(r), runs[-1][1] or met)
                else:
                    runs.append((name_of(r), met))
            if asked.direction == "to":
                runs.reverse()
            first = next((place for place, (_, met) in enumerate(runs) if met), None)
            names = [] if first is None else [name for name, _ in runs[first : first + 4]]
            nodes.update(enumerate(names))
            links.update((place, *pair) for place, pair in enumerate(pairwise(names)))
            loops.update((a, b) for a, b, c in zip(names, names[1:], names[2:], strict=False) if a == c != b)
        assert {(n.step, n.name): n.paths for n in found.nodes} == nodes
        assert {(k.step, k.source, k.target): k.paths for k in found.links} == links
        assert {(k.name, k.over): k.times for k in found.loops} == loops


@FEW
@given(*WORLDS)
def test_friction(history: list[Told], merges: dict[int, int], seal: bool, period: Period) -> None:
    with played(history, merges, seal) as world:
        asked = Friction(
            goal=Condition(event="c"),
            errors=[Condition(event="x")],
            tickets=[Condition(event="b", where="n >= 1")],
            gap="2h",
            within="3h",
            period=period,
        )
        found = Insight(world.queries, world.setting).friction(asked)
        told = sessions(world, period, 2 * HOUR)
        reached = [s for s in told if any(r.event.type == "c" for r in s)]
        assert (found.sessions, found.reached) == (len(told), len(reached))
        lost = Counter(s[-1].event.type for s in told if s not in reached)
        held = Counter(name for s in told for name in {r.event.type for r in s})
        assert {d.event: (d.lost, d.sessions) for d in found.drop_offs} == {k: (v, held[k]) for k, v in lost.items()}
        wrong = [s for s in told if any(r.event.type == "x" for r in s)]
        (error,) = found.errors
        times = [sum(r.event.type == "x" for r in s) for s in wrong]
        assert (error.times, error.sessions, error.repeated) == (sum(times), len(wrong), sum(t > 1 for t in times))
        assert error.reached == sum(s in reached for s in wrong)
        people: Counter[str] = Counter()
        after: Counter[str] = Counter()
        for mine in world.people().values():
            tickets = {r.ts for r in mine if r.event.type == "b" and (n_of(r) or 0) >= 1}
            steps = [r for r in inside(world, period, mine) if not (r.event.type == "b" and (n_of(r) or 0) >= 1)]
            people.update({r.event.type for r in steps})
            after.update({r.event.type for r in steps if any(r.ts < ts < r.ts + 3 * HOUR for ts in tickets)})
        assert {a.event: (a.people, a.asked) for a in found.asked_after} == {
            k: (people[k], v) for k, v in after.items()
        }


@FEW
@given(*WORLDS)
def test_people(history: list[Told], merges: dict[int, int], seal: bool, period: Period) -> None:
    with played(history, merges, seal) as world:
        insight = Insight(world.queries, world.setting)
        found = insight.rfm(Rfm(order=Condition(event="a"), value="n", period=period))
        orders = {
            who: [r for r in inside(world, period, mine) if r.event.type == "a"] for who, mine in world.people().items()
        }
        bought = [(mine[-1].ts, len(mine), sum(n_of(r) or 0 for r in mine)) for mine in orders.values() if mine]
        fifths = [[1 + 5 * sum(o[k] < b[k] for o in bought) // len(bought) for k in range(3)] for b in bought]
        assert Counter(map(tuple, fifths)) == {(c.recency, c.frequency, c.money): c.people for c in found.cells}
        assert sum(s.people for s in found.standings) == found.people == len(bought)
        assert sum(s.value for s in found.standings) == sum(b[2] for b in bought)

        cycle = insight.lifecycle(Lifecycle(unit="hour", period=period))
        span = world.setting.span(period)
        hours = units("hour", span.since, span.until, world.setting.zone).starts
        for place, unit in enumerate(cycle.units):
            start, end = hours[place], hours[place + 1]
            said: Counter[str] = Counter()
            for mine in world.people().values():
                times = [r.ts for r in mine]
                now, last = any(start <= ts < end for ts in times), any(start - HOUR <= ts < start for ts in times)
                if now:
                    ever = any(ts < start for ts in times)
                    said["new" if not ever else "returning" if last else "resurrected"] += 1
                elif last:
                    said["dormant"] += 1
            assert (unit.new, unit.returning, unit.resurrected, unit.dormant) == tuple(
                said[what] for what in ("new", "returning", "resurrected", "dormant")
            )


def test_what_was_done_to_somebody_is_nothing_that_they_did() -> None:
    types = ["a", "message_sent", "b", "list_changed", "message_clicked", "offer_proposed"]
    history = [Told(0, "track", name, hours, {}) for hours, name in enumerate(types)]
    history += [Told(1, "track", "a", 0, {}), Told(1, "track", "message_sent", 5, {})]
    period = Period(since=format_instant(BASE), until=format_instant(BASE + 8 * HOUR))
    with played(history, {}, seal=True) as world:
        insight = Insight(world.queries, world.setting)

        paths = insight.paths(Paths(gap="9h", period=period))
        assert {(node.step, node.name) for node in paths.nodes} == {(0, "a"), (1, "b"), (2, "message_clicked")}
        named = insight.paths(Paths(gap="9h", anchor=Condition(event="message_sent"), period=period))
        assert [(n.step, n.name, n.paths) for n in named.nodes][:2] == [(0, "message_sent", 2), (1, "b", 1)]
        only = insight.paths(Paths(gap="9h", only=["a", "message_sent"], period=period))
        assert {(node.step, node.name) for node in only.nodes} == {(0, "a"), (1, "message_sent")}
        steps = [Condition(event="a"), Condition(event="b"), Condition(event="message_clicked")]
        strict = insight.funnel(Funnel(steps=steps, order="strict", period=period))
        assert [step.people for step in strict.steps] == [2, 1, 1]
        lifecycle = insight.lifecycle(Lifecycle(unit="hour", period=period))
        assert [unit.new + unit.returning + unit.resurrected for unit in lifecycle.units] == [2, 0, 1, 0, 1, 0, 0, 0]
        stops = insight.friction(Friction(goal=Condition(event="c"), gap="9h", period=period))
        assert {line.event for line in stops.drop_offs} == {"a", "message_clicked"}
