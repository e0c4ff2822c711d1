"""Law: a funnel equals brute force over every choice of a person's events, in each order and with exclusions."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from clew.events import Record
from clew.insight import By, Condition, Exclusion, Funnel, Period, funnels
from clew.insight.service import Insight
from clew.kernel.instants import HOUR, SECOND, format_instant, parse_instant
from tests.laws.insight.worlds import BASE, HISTORIES, MERGES, Played, Told, meets, played

STEP = st.builds(
    lambda event, least: Condition(event=event, where="" if least is None else f"n >= {least}"),
    st.sampled_from("abc"),
    st.sampled_from([None, None, 1]),
)
FUNNELS = st.builds(
    lambda steps, order, hours, exclude, since, until, by: Funnel(
        steps=steps,
        order=order,
        window=f"{hours}h",
        exclude=[]
        if order == "unordered"
        else [e for e in exclude if e.after < (e.before or len(steps)) <= len(steps)],
        period=Period(since=format_instant(BASE + since * HOUR), until=format_instant(BASE + (since + until) * HOUR)),
        by=by,
    ),
    st.lists(STEP, min_size=2, max_size=4),
    st.sampled_from(["ordered", "ordered", "strict", "unordered"]),
    st.integers(1, 6),
    st.lists(st.builds(Exclusion, event=st.sampled_from("xc"), after=st.just(1), before=st.integers(0, 3)), max_size=2),
    st.integers(0, 2),
    st.integers(1, 8),
    st.sampled_from([None, By(property="plan"), By(value='did "b"')]),
)
SLOW = settings(
    max_examples=max(6, settings().max_examples // 8), deadline=None, phases=[Phase.explicit, Phase.generate]
)


def matches(funnel: Funnel, place: int, record: Record) -> bool:
    """Whether an event can be a step."""
    step = funnel.steps[place]
    least = int(step.where[-1]) if step.where else None
    return meets(record, step.event, least)


def span(funnel: Funnel) -> tuple[int, int, int]:
    """The period, and the window."""
    since, until = (parse_instant(text) for text in (funnel.period.since, funnel.period.until))
    return since, until, int(funnel.window[:-1]) * HOUR


def chains(funnel: Funnel, mine: Sequence[Record], size: int) -> Iterator[tuple[Record, ...]]:
    """Every choice of events that are the first so many steps."""
    since, until, window = span(funnel)

    def follows(chain: tuple[Record, ...], record: Record) -> bool:
        if not chain:
            return since <= record.ts < until
        last, first = chain[-1], chain[0]
        between = [r for r in mine if last.ts < r.ts < record.ts]
        cut = any(
            r.event.type == e.event and e.after <= len(chain) < (e.before or len(funnel.steps))
            for r in between
            for e in funnel.exclude
        )
        return last.ts < record.ts < first.ts + window and not cut and not (funnel.order == "strict" and between)

    def extend(chain: tuple[Record, ...]) -> Iterator[tuple[Record, ...]]:
        if len(chain) == size:
            yield chain
            return
        for record in mine:
            if matches(funnel, len(chain), record) and follows(chain, record):
                yield from extend((*chain, record))

    yield from extend(())


def naive(funnel: Funnel, mine: Sequence[Record]) -> tuple[int, list[float]]:
    """How far a person came, and of each later step that they reached how long it took when first reached."""
    if funnel.order == "unordered":
        return naive_unordered(funnel, mine)
    level, times = 0, list[float]()
    for size in range(1, len(funnel.steps) + 1):
        found = [(chain[-1].ts, chain[-1].ts - chain[0].ts) for chain in chains(funnel, mine, size)]
        if found:
            level = size
            times.append(min(found)[1] / SECOND)
    return level, times[1:]


def first_steps(funnel: Funnel, mine: Sequence[Record]) -> list[Record]:
    """The events that can begin it."""
    since, until, _ = span(funnel)
    places = range(len(funnel.steps)) if funnel.order == "unordered" else [0]
    return [r for r in mine if since <= r.ts < until and any(matches(funnel, place, r) for place in places)]


def naive_unordered(funnel: Funnel, mine: Sequence[Record]) -> tuple[int, list[float]]:
    """The same in any order."""
    window = span(funnel)[2]
    best: dict[int, tuple[int, int]] = {}
    for begin in {record.ts for record in first_steps(funnel, mine)}:
        later = [record for record in mine if begin <= record.ts < begin + window]
        steps = range(len(funnel.steps))
        when = [min((r.ts for r in later if matches(funnel, place, r)), default=None) for place in steps]
        for place, ts in enumerate(sorted(ts for ts in when if ts is not None), 1):
            best[place] = min(best.get(place, (ts, ts - begin)), (ts, ts - begin))
    level = max(best, default=0)
    return level, [best[place][1] / SECOND for place in range(2, level + 1)]


def group(funnel: Funnel, world: Played, person: str, mine: Sequence[Record]) -> object:
    """The group that a person is in."""
    assert funnel.by is not None
    if funnel.by.value:
        _, until, window = span(funnel)
        return world.holds(person, funnel.by.value, min(world.setting.now, until - 1 + window))
    return first_steps(funnel, mine)[0].event.properties.get("plan")


@SLOW
@given(HISTORIES, MERGES, st.booleans(), st.sampled_from([1, 1, 2]), st.lists(FUNNELS, min_size=3, max_size=3))
def test_a_funnel_equals_brute_force(
    history: list[Told], merges: dict[int, int], seal: bool, slices: int, asked: list[Funnel]
) -> None:
    with played(history, merges, seal) as world:
        for funnel in asked:
            check(world, funnel, slices)


def check(world: Played, funnel: Funnel, slices: int) -> None:
    rows = world.ask(funnels.inquiry(funnel, world.setting), slices)
    found = funnels.answer(funnel, world.setting, rows)
    people = world.people()
    reached = {person: naive(funnel, mine) for person, mine in people.items()}
    for place, step in enumerate(found.steps):
        assert step.people == sum(level > place for level, _ in reached.values())
        if place:
            times = sorted(times[place - 1] for level, times in reached.values() if level > place)
            assert step.median_seconds == (times[-(-len(times) // 2) - 1] if times else None)
    if funnel.by is not None:
        groups = Counter(repr(group(funnel, world, who, mine)) for who, mine in people.items() if reached[who][0])
        assert {repr(g.group.value): g.steps[0].people for g in found.groups} == groups


@pytest.mark.parametrize("order", ["ordered", "strict", "unordered"])
def test_who_had_no_value_at_first_is_in_the_group_of_those_without_one(
    order: Literal["ordered", "strict", "unordered"],
) -> None:
    history = [Told(0, "track", "a", hours, {"n": 1, "plan": plan}) for hours, plan in enumerate([None, "pro"])]
    history += [Told(1, "track", "a", 0, {"n": 1}), Told(1, "track", "a", 1, {"n": 1, "plan": "free"})]
    period = Period(since=format_instant(BASE), until=format_instant(BASE + 8 * HOUR))
    steps = [Condition(event="a"), Condition(event="b")]
    funnel = Funnel(steps=steps, order=order, period=period, by=By(property="plan"))
    with played(history, {}, seal=False) as world:
        found = Insight(world.queries, world.setting).funnel(funnel)
        assert [(each.group.value, each.steps[0].people) for each in found.groups] == [(None, 2)]
