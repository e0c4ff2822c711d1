"""Models against their definitions, spelt out without a matrix, on whatever ways there are."""

from collections import Counter, defaultdict
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.learning.attribution import Unattributable
from clew.learning.attribution.sharing import Asking, Happenings, Paths, Row, Settings, attribute, paths_of, ways_of

CHANNELS = "abcd"
WAYS = st.lists(
    st.tuples(st.lists(st.sampled_from(CHANNELS), max_size=6).map(tuple), st.integers(0, 4), st.integers(0, 4)),
    min_size=1,
    max_size=12,
)
Ways = list[tuple[tuple[str, ...], int, int]]


def read(ways: Ways) -> Paths:
    return paths_of(Row(steps, won, won * 2.5, lost) for steps, won, lost in ways)


def credit(ways: Ways, model: str, settings: Settings | None = None) -> dict[str, float]:
    found = attribute(read(ways), Asking(models=(model,), settings=settings or Settings(), replicates=0)).models[0]
    return {share.channel: share.conversions for share in found.channels}


def has_conversions(ways: Ways) -> bool:
    return any(steps and won for steps, won, _ in ways)


def converts_without(ways: Ways, removed: str | None, order: int) -> float:
    """The chance to convert, by going round the chain until nobody is left on it."""
    moves: dict[tuple[str, ...], Counter[tuple[str, ...] | bool]] = {}
    for steps, won, lost in ways:
        state: tuple[str, ...] = ()
        for place in range(len(steps)):
            after = steps[max(0, place - order + 1) : place + 1]
            moves.setdefault(state, Counter())[after] += won + lost
            state = after
        moves.setdefault(state, Counter())[True] += won
        moves[state][False] += lost
    here, converted = {(): 1.0}, 0.0
    for _ in range(5_000):
        there: dict[tuple[str, ...], float] = {}
        for state, chance in here.items():
            total = sum(moves[state].values())
            for after, count in moves[state].items():
                share = chance * count / total if total else 0.0
                if isinstance(after, bool):
                    converted += share * after
                elif after[-1] != removed:
                    there[after] = there.get(after, 0.0) + share
        here = {state: chance for state, chance in there.items() if chance > 1e-15}
        if not here:
            break
    return converted


@pytest.mark.parametrize("order", [1, 2, 3])
@settings(max_examples=25)
@given(ways=WAYS.filter(has_conversions))
def test_removal_effects_are_what_the_walk_loses(order: int, ways: Ways) -> None:
    found = attribute(read(ways), Asking(models=("markov",), settings=Settings(order=order), replicates=0)).models[0]
    base = converts_without(ways, None, order)
    for share in found.channels:
        lost = 1 - converts_without(ways, share.channel, order) / base
        assert share.removal == pytest.approx(lost, abs=1e-6)


@given(ways=WAYS.filter(has_conversions))
def test_shapley_is_the_average_over_all_orders_of_joining(ways: Ways) -> None:
    players = sorted({step for steps, _, _ in ways for step in steps})

    def worth(coalition: set[str]) -> float:
        return sum(won for steps, won, _ in ways if steps and set(steps) <= coalition)

    gained: defaultdict[str, float] = defaultdict(float)
    orders = list(permutations(players))
    for order in orders:
        for place, player in enumerate(order):
            gained[player] += worth(set(order[: place + 1])) - worth(set(order[:place]))
    assert credit(ways, "shapley") == pytest.approx({player: gained[player] / len(orders) for player in players})


def by_hand(steps: tuple[str, ...], model: str) -> list[float]:
    """What each touch gets of one conversion."""
    n = len(steps)
    shaped = {"u_shaped": (0.4, 0.2, 0.4), "j_shaped": (0.2, 0.2, 0.6), "inverse_j": (0.6, 0.2, 0.2)}
    pairs = {"u_shaped": [0.5, 0.5], "j_shaped": [1 / 3, 2 / 3], "inverse_j": [2 / 3, 1 / 3]}
    if model == "first":
        return [1.0] + [0.0] * (n - 1)
    if model == "last":
        return [0.0] * (n - 1) + [1.0]
    if model == "linear":
        return [1 / n] * n
    if model == "time_decay":
        weights = [2.0 ** -(n - 1 - place) for place in range(n)]
        return [weight / sum(weights) for weight in weights]
    first, middle, last = shaped[model]
    return [1.0] if n == 1 else pairs[model] if n == 2 else [first, *[middle / (n - 2)] * (n - 2), last]


@pytest.mark.parametrize("model", ["first", "last", "linear", "time_decay", "u_shaped", "j_shaped", "inverse_j"])
@settings(max_examples=20)
@given(ways=WAYS.filter(has_conversions))
def test_rules_are_what_they_say_and_share_out_everything(model: str, ways: Ways) -> None:
    expected: defaultdict[str, float] = defaultdict(float)
    for steps, won, _ in ways:
        for step, part in zip(steps, by_hand(steps, model) if steps else [], strict=True):
            expected[step] += part * won
    found = credit(ways, model)
    assert found == pytest.approx({channel: expected[channel] for channel in found})
    assert sum(found.values()) == pytest.approx(sum(won for steps, won, _ in ways if steps))


@given(ways=WAYS.filter(has_conversions), cut=st.integers(0, 3))
def test_rows_of_equal_ways_may_be_one_or_many(ways: Ways, cut: int) -> None:
    split = [
        part for steps, won, lost in ways for part in ((steps, min(won, cut), lost), (steps, won - min(won, cut), 0))
    ]
    for model in ("linear", "participation", "shapley", "markov"):
        assert credit(split, model) == pytest.approx(credit(ways, model))


ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 40), st.sampled_from((*CHANNELS, "")), st.booleans()),
    min_size=1,
    max_size=25,
)


@given(
    rows=ROWS,
    look_back=st.sampled_from([None, 5, 15]),
    since=st.sampled_from([None, 10]),
    until=st.sampled_from([None, 30, 60]),
)
def test_ways_are_cut_as_if_by_hand(
    rows: list[tuple[int, int, str, bool]], look_back: int | None, since: int | None, until: int | None
) -> None:
    found = ways_of(
        Happenings(
            people=np.array([row[0] for row in rows], np.int64),
            at=np.array([row[1] for row in rows], np.int64),
            channels=tuple(CHANNELS),
            touches=np.array([CHANNELS.find(row[2]) if row[2] else -1 for row in rows], np.int64),
            converts=np.array([row[3] for row in rows], np.bool_),
            values=np.ones(len(rows)),
        ),
        look_back,
        since=since,
        until=until,
    )
    assert found.ages is not None
    told = [
        (
            tuple(found.channels[step] for step in found.steps[found.starts[row] : found.starts[row + 1]]),
            tuple(found.ages[found.starts[row] : found.starts[row + 1]].astype(int).tolist()),
            bool(found.conversions[row]),
        )
        for row in range(len(found))
    ]
    assert Counter(told) == Counter(by_scissors(rows, look_back, since, until))


def by_scissors(
    rows: list[tuple[int, int, str, bool]], look_back: int | None, since: int | None, until: int | None
) -> list[object]:
    """Ways of each person, one after the other."""
    ways: list[object] = []
    for person in {row[0] for row in rows}:
        mine = sorted((row for row in rows if row[0] == person), key=lambda row: (row[1], row[3]))
        said = [row for row in mine if row[2] or row[3]] or mine[:1]
        pieces: list[list[tuple[int, int, str, bool]]] = []
        for row in said:
            far = look_back is not None and pieces and row[1] - pieces[-1][-1][1] > look_back
            if not pieces or pieces[-1][-1][3] or far:
                pieces.append([])
            pieces[-1].append(row)
        for piece in pieces:
            end, won = piece[-1][1], piece[-1][3]
            kept = [row for row in piece if row[2] and (look_back is None or end - row[1] <= look_back)]
            open_still = kept and not won and until is not None and look_back is not None and end + look_back > until
            if not open_still and (since is None or end >= since):
                ways.append((tuple(row[2] for row in kept), tuple(end - row[1] for row in kept), won))
    return ways


def test_too_many_states_are_refused_by_name() -> None:
    chance = np.random.default_rng(1)
    ways = [(tuple(f"c{number}" for number in chance.integers(0, 1_000, 6)), 1, 1) for _ in range(12_000)]
    with pytest.raises(Unattributable, match="states") as refused:
        credit(ways, "markov", Settings(order=3))
    assert refused.value.reason == "too_many"
    assert len(credit(ways, "shapley")) == 1_000
