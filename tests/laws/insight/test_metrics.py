"""Law: each metric equals its definition; each interval holds its figure."""

from collections.abc import Callable
from statistics import fmean, median_low

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from clew.events import Record
from clew.insight import Condition, Metric, MetricQuestion, Period
from clew.insight.asking import before
from clew.insight.intervals import Interval, Votes, of_mean, of_share, of_total
from clew.insight.service import Insight
from clew.kernel.instants import HOUR, SECOND
from tests.laws.insight.test_others import PERIOD
from tests.laws.insight.worlds import HISTORIES, MERGES, Played, Told, meets, played

FEW = settings(
    max_examples=max(6, settings().max_examples // 8), deadline=None, phases=[Phase.explicit, Phase.generate]
)
A, B = Condition(event="a"), Condition(event="b", where="n >= 1")
Naive = Callable[[list[list[Record]], list[list[Record]], list[list[Record]]], tuple[float | None, int]]


def share(flags: list[bool]) -> tuple[float | None, int]:
    return (sum(flags) / len(flags) if flags else None), len(flags)


def values(events: list[list[Record]]) -> list[float]:
    return [r.event.properties["n"] for mine in events for r in mine if r.event.properties.get("n") is not None]


def converted(mine: list[Record], begun: list[Record]) -> bool:
    return any(a.ts < b.ts < a.ts + 2 * HOUR for a in begun for b in mine if meets(b, "b", 1))


METRICS: dict[str, tuple[Metric, Naive]] = {
    "count": (Metric(measure="count", event=A), lambda _, now, __: (sum(map(len, now)), sum(map(len, now)))),
    "people": (Metric(measure="people", event=A), lambda _, now, __: (sum(map(bool, now)), sum(map(len, now)))),
    "sum": (Metric(measure="sum", event=A, property="n"), lambda _, now, __: (sum(values(now)), sum(map(len, now)))),
    "average": (
        Metric(measure="average", event=A, property="n"),
        lambda _, now, __: (fmean(v) if (v := values(now)) else None, len(v)),
    ),
    "median": (
        Metric(measure="median", event=A, property="n"),
        lambda _, now, __: (median_low(v) if (v := values(now)) else None, len(v)),
    ),
    "per_person": (
        Metric(measure="per_person", event=A, property="n"),
        lambda _, now, __: (
            fmean(sum(values([mine])) for mine in now if mine) if any(now) else None,
            sum(map(bool, now)),
        ),
    ),
    "csat": (
        Metric(measure="csat", event=A, property="n", least=2),
        lambda _, now, __: share([v >= 2 for v in values(now)]),
    ),
    "nps": (
        Metric(measure="nps", event=A, property="n"),
        lambda _, now, __: (-100.0 if values(now) else None, len(values(now))),
    ),
    "repeat": (Metric(measure="repeat", event=A), lambda _, now, __: share([len(m) > 1 for m in now if m])),
    "retention": (
        Metric(measure="retention", event=A),
        lambda _, now, past: share([bool(n) for n, p in zip(now, past, strict=True) if p]),
    ),
    "churn": (
        Metric(measure="churn", event=A),
        lambda _, now, past: share([not n for n, p in zip(now, past, strict=True) if p]),
    ),
    "conversion": (
        Metric(measure="conversion", event=A, then=B, window="2h"),
        lambda all_, now, _: share([converted(m, n) for m, n in zip(all_, now, strict=True) if n]),
    ),
}


def votes(now: list[list[Record]], worth: Callable[[float], float]) -> Votes:
    """What people said, person by person."""
    said = [[worth(v) for v in values([mine])] for mine in now]
    pairs = [(sum(mine), float(len(mine))) for mine in said if mine]
    s, n = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    products = (sum(a * b for a, b in zip(x, y, strict=True)) for x, y in ((s, s), (s, n), (n, n)))
    return Votes(len(pairs), int(sum(n)), sum(s), *products)


SURE: dict[str, Callable[[list[list[Record]]], Interval | None]] = {
    "average": lambda now: of_mean(votes(now, float)),
    "nps": lambda now: of_mean(votes(now, lambda _: -1.0), 100),
    "csat": lambda now: of_share(votes(now, lambda v: float(v >= 2))),
    "people": lambda now: of_total(sum(map(bool, now)), sum(map(bool, now)), sum(map(bool, now))),
}
"""The same interval from plain sums."""


def ends(interval: Interval | None) -> list[float]:
    return [] if interval is None else [interval.low, interval.high]


def parts(world: Played, period: Period) -> tuple[list[list[Record]], list[list[Record]], list[list[Record]]]:
    """What each person did: all of it; `a` in the period; `a` in the one before."""
    span = world.setting.span(period)
    past = before(period, span, world.setting.zone)
    people = list(world.people().values())

    def within(since: int, until: int) -> list[list[Record]]:
        return [[r for r in mine if r.event.type == "a" and since <= r.ts < until] for mine in people]

    return people, within(*span), within(*past)


@FEW
@given(HISTORIES, MERGES, st.booleans(), PERIOD)
def test_metrics(history: list[Told], merges: dict[int, int], seal: bool, period: Period) -> None:
    with played(history, merges, seal) as world:
        insight = Insight(world.queries, world.setting)
        told = parts(world, period)
        for name, (metric, naive) in METRICS.items():
            found = insight.metric(metric, MetricQuestion(period=period, compare="previous" if name == "count" else ""))
            value, sample = naive(*told)
            assert (found.value, found.sample) == (value if value is None else pytest.approx(value), sample), name
            if found.interval is not None and found.value is not None:
                assert found.interval.low <= found.value + 1e-9, name
                assert found.value - 1e-9 <= found.interval.high, name
            if name in SURE:
                assert ends(found.interval) == pytest.approx(ends(SURE[name](told[1]))), name
            if name == "count":
                assert found.previous == sum(map(len, told[2]))


@FEW
@given(HISTORIES, MERGES, st.booleans(), PERIOD)
def test_durations_are_from_an_event_to_the_first_of_its_key(
    history: list[Told], merges: dict[int, int], seal: bool, period: Period
) -> None:
    with played(history, merges, seal) as world:
        metric = Metric(measure="duration", event=A, then=B, key="plan", window="2h")
        found = Insight(world.queries, world.setting).metric(metric, MetricQuestion(period=period))
        people, now, _ = parts(world, period)
        took: list[float] = []
        begun = 0
        for mine, starts in zip(people, now, strict=True):
            for ts, plan in {(a.ts, a.event.properties.get("plan")) for a in starts}:
                begun += 1
                ends = [b.ts for b in mine if meets(b, "b", 1) and b.event.properties.get("plan") == plan is not None]
                took += [(end - ts) / SECOND for end in sorted(ends) if ts <= end < ts + 2 * HOUR][:1]
        assert found.sample == len(took)
        assert found.open == begun - len(took)
        assert found.value == (median_low(took) if took else None)
