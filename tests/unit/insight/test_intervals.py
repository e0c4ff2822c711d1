"""Intervals hold the true figure about as often as they say, also where people have many events of one kind."""

import numpy as np
import pytest

from clew.insight.intervals import Votes, of_mean, of_share, of_total, wilson

DRAWS, PEOPLE = 400, 120


def drawn(values: list[np.ndarray]) -> Votes:
    """What these people said."""
    s = np.array([each.sum() for each in values])
    n = np.array([float(len(each)) for each in values])
    return Votes(len(values), int(n.sum()), float(s.sum()), float((s * s).sum()), float((s * n).sum()), float(n @ n))


def test_people_who_answer_often_and_alike_make_intervals_wider_not_wrong() -> None:
    chance = np.random.default_rng(5)
    held = {"mean": 0, "share": 0, "naive": 0, "total": 0}
    for _ in range(DRAWS):
        sizes = chance.geometric(0.25, PEOPLE)
        tastes = chance.beta(1, 3, PEOPLE)
        people = [(chance.random(size) < taste).astype(float) for size, taste in zip(sizes, tastes, strict=True)]
        votes = drawn(people)
        mean, share, naive = of_mean(votes), of_share(votes), wilson(votes.total, votes.n)
        assert mean is not None
        assert share is not None
        assert naive is not None
        for name, found in (("mean", mean), ("share", share), ("naive", naive)):
            held[name] += found.low <= 0.25 <= found.high
        came = people[: int(chance.poisson(PEOPLE * 0.8))]
        parts = [float(each.sum()) for each in came]
        total = of_total(sum(parts), sum(part * part for part in parts), len(came))
        assert total is not None
        held["total"] += total.low <= 0.8 * PEOPLE * 4 * 0.25 <= total.high
    assert held["mean"] > 0.91 * DRAWS
    assert held["share"] > 0.92 * DRAWS
    assert held["total"] > 0.91 * DRAWS
    assert held["naive"] < 0.88 * DRAWS, "as if each answer were somebody else's"


def test_one_value_each_is_the_textbook() -> None:
    values = [np.array([float(x)]) for x in (1, 2, 4, 8, 9)]
    votes = drawn(values)
    assert votes.error == pytest.approx(np.std([1, 2, 4, 8, 9], ddof=1) / 5**0.5)
    flags = drawn([np.array([float(x)]) for x in (1, 0, 0, 1, 0, 0, 0, 0, 0, 1)])
    assert flags.worth == pytest.approx(10 * 9 / 10), "n - 1 of n: the sample's own variance"


def test_of_nothing_nothing_is_said() -> None:
    none, one = Votes(0, 0, 0, 0, 0, 0), drawn([np.array([3.0, 4.0])])
    assert (of_mean(none), of_share(none), of_mean(one)) == (None, None, None)
    assert of_total(5, 25, 5) is None
    refunds = of_total(-20, 400, 9, least=-20)
    assert refunds is not None
    assert refunds.low < -20 < refunds.high
    same = of_share(drawn([np.ones(3)] * 4))
    assert same is not None
    assert same.low == pytest.approx(wilson(4, 4).low), "four people, not twelve"  # pyright: ignore[reportOptionalMemberAccess]
