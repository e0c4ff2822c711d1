"""Exact Shapley values of trees for many rows at once (TreeSHAP, path dependent: S. Lundberg and others, 2020).

What a part of a tree adds to a row depends only on the ways that the row goes at a few splits. So it is worked out once
for every combination of ways, and rows look it up. A leaf of the value v, behind splits by the features 1 to m, adds to
feature i

    v (b_i - z_i) ∫ ∏_{j≠i} (z_j (1 - t) + b_j t) dt    for t from 0 to 1,

where b_j is 1 for a row that goes the leaf's way at all splits by j, else 0, and z_j is the share of the rows learnt
from that do. The product is a polynomial, so a few points of Gauss and Legendre integrate it exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clew.learning.tables import Numbers

Ways = NDArray[np.bool_]
"""Of each row, whether it goes one."""

Fork = tuple[int, bool]
"""A split, and whether left of it is meant."""

_MOST_BITS = 10
"""A column of a table has two to the power of so many entries at most: it must stay in fast memory."""

_CHUNK = 32_768
"""Rows at once: enough of them that threads seldom wait for one another."""

_THREADS = 2
_CATEGORY, _DEFAULT_LEFT = 1, 2


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree as LightGBM writes it: children below zero are leaves, each the complement of its place."""

    features: list[int]
    limits: list[float]
    kinds: list[int]
    left: list[int]
    right: list[int]
    covers: list[float]
    values: list[float]
    counts: list[float]
    edges: list[int]
    words: list[int]

    def cover(self, node: int) -> float:
        """How many rows it was learnt from."""
        return self.covers[node] if node >= 0 else self.counts[~node]

    def share(self, fork: Fork) -> float:
        """Of the rows of a split, those that go this way."""
        node, left = fork
        return self.cover((self.left if left else self.right)[node]) / self.covers[node]

    def goes_left(self, node: int, inputs: Numbers) -> Ways:
        """Of each row; `inputs` is columns by rows."""
        values, kind, limit = inputs[self.features[node]], self.kinds[node], self.limits[node]
        if kind & _CATEGORY:
            words = self.words[self.edges[int(limit)] : self.edges[int(limit) + 1]]
            known = np.array([word >> bit & 1 for word in words for bit in range(32)] + [0], np.bool_)
            beyond = len(known) - 1  # what is missing or beyond the set goes right
            return known[np.where((values >= 0) & (values < beyond), values, beyond).astype(np.int64)]
        missing_left = bool(kind & _DEFAULT_LEFT) if kind >> 2 else limit >= 0  # without its own way it counts as 0
        return ~(values > limit) if missing_left else values <= limit

    def usual(self) -> float:
        """What it says of nobody in particular."""
        return sum(c * v for c, v in zip(self.counts, self.values, strict=True)) / sum(self.counts)


def trees_of(text: str) -> list[Tree]:
    """The trees of what LightGBM wrote."""
    found: list[Tree] = []
    for block in text.split("\nTree=")[1:]:
        said = dict(line.split("=", 1) for line in block.split("\n\n", 1)[0].splitlines()[1:] if "=" in line)

        def whole(name: str, said: Mapping[str, str] = said) -> list[int]:
            return [int(each) for each in said.get(name, "").split()]

        def real(name: str, said: Mapping[str, str] = said) -> list[float]:
            return [float(each) for each in said.get(name, "").split()]

        found.append(
            Tree(
                *(whole("split_feature"), real("threshold"), whole("decision_type")),
                *(whole("left_child"), whole("right_child"), real("internal_count")),
                *(real("leaf_value"), real("leaf_count") or [1.0], whole("cat_boundaries"), whole("cat_threshold")),
            )
        )
    return found


class _Part(NamedTuple):
    """Some leaves of a tree that are looked up together.

    Attributes:
        bits: A place in the table is made of these, the first the highest: each set for who goes all these ways.
        features: Of the table's rows.
        table: Features by places; empty for a leaf behind too many features for a table.
        shares: Of that leaf.
        value: Of that leaf.
    """

    bits: list[list[Fork]]
    features: list[int]
    table: Numbers
    shares: Numbers
    value: float


class Explainer:
    """Shapley values by some trees; threads may share it."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        self._trees = [(tree, list(_parts(tree))) for tree in trees]
        self._nobody = sum(tree.usual() for tree in trees)

    def explain(self, inputs: Numbers) -> Numbers:
        """Columns (and one more, what is said of nobody) by rows.

        Args:
            inputs: Columns by rows.
        """
        count = inputs.shape[1]
        found = np.empty((len(inputs) + 1, count))
        found[-1] = self._nobody

        def add(begin: int) -> None:
            rows = np.ascontiguousarray(inputs[:, begin : begin + _CHUNK])
            sums = np.zeros_like(rows)
            for tree, parts in self._trees:
                _add(tree, parts, rows, sums)
            found[:-1, begin : begin + _CHUNK] = sums

        with ThreadPoolExecutor(_THREADS) as pool:
            list(pool.map(add, range(0, count, _CHUNK)))
        return found


def _add(tree: Tree, parts: Sequence[_Part], rows: Numbers, sums: Numbers) -> None:
    left = [tree.goes_left(node, rows) for node in range(len(tree.features))]
    size = rows.shape[1]
    place, looked_up = np.empty(size, np.uint16), np.empty(size)
    for part in parts:
        ways = [_all(left, forks) for forks in part.bits]
        if not len(part.table):
            for feature, pushes in zip(part.features, _pushes(np.array(ways), part.shares, part.value), strict=True):
                sums[feature] += pushes
            continue
        place.fill(0)
        for way in ways:
            np.add(place, place, out=place)
            np.add(place, way.view(np.uint8), out=place)
        places = place.astype(np.intp)
        for feature, pushes in zip(part.features, part.table, strict=True):
            np.take(pushes, places, out=looked_up, mode="clip")
            sums[feature] += looked_up


def _all(left: Sequence[Ways], forks: Sequence[Fork]) -> Ways:
    """Who goes all these ways."""
    found = [left[node] if wanted else ~left[node] for node, wanted in forks]
    return found[0] if len(found) == 1 else np.logical_and.reduce(found)


def _parts(tree: Tree) -> Iterator[_Part]:
    """The largest parts whose tables are small enough."""
    waiting: list[tuple[int, tuple[Fork, ...]]] = [(0, ())] if tree.features else []
    while waiting:
        node, path = waiting.pop()
        inner = _inner(tree, node)
        behind = _by_feature(tree, path)
        if node < 0 or len(behind) + len(inner) <= _MOST_BITS:
            yield _part(tree, node, behind, inner)
        else:
            waiting += [(tree.right[node], (*path, (node, False))), (tree.left[node], (*path, (node, True)))]


def _inner(tree: Tree, node: int) -> list[int]:
    """The splits from a node on."""
    return [] if node < 0 else [node, *_inner(tree, tree.left[node]), *_inner(tree, tree.right[node])]


def _by_feature(tree: Tree, path: Sequence[Fork]) -> dict[int, list[Fork]]:
    found: dict[int, list[Fork]] = {}
    for fork in path:
        found.setdefault(tree.features[fork[0]], []).append(fork)
    return found


def _part(tree: Tree, node: int, behind: Mapping[int, list[Fork]], inner: Sequence[int]) -> _Part:
    bits = [*behind.values(), *([(each, True)] for each in inner)]
    shares = {feature: float(np.prod([tree.share(fork) for fork in forks])) for feature, forks in behind.items()}
    if len(bits) > _MOST_BITS:
        return _Part(bits, list(behind), np.empty((0, 0)), np.array(list(shares.values())), tree.values[~node])
    features = list(dict.fromkeys([*behind, *(tree.features[each] for each in inner)]))
    table = np.zeros((len(features), 1 << len(bits)))
    set_bits = np.arange(1 << len(bits))[None, :] >> np.arange(len(bits))[::-1, None] & 1 == 1
    ways = dict(zip(behind, set_bits, strict=False))
    left = dict(zip(inner, set_bits[len(behind) :], strict=True))
    waiting = [(node, ways, shares)]
    while waiting:
        at, ways, shares = waiting.pop()
        if at < 0:
            _put(table, [features.index(each) for each in ways], ways, shares, tree.values[~at])
            continue
        feature = tree.features[at]
        for wanted, child in ((True, tree.left[at]), (False, tree.right[at])):
            goes = left[at] if wanted else ~left[at]
            waiting.append(
                (
                    child,
                    {**ways, feature: ways[feature] & goes if feature in ways else goes},
                    {**shares, feature: shares.get(feature, 1.0) * tree.share((at, wanted))},
                )
            )
    return _Part(bits, features, table, np.empty(0), 0.0)


def _put(
    table: Numbers, places: Sequence[int], ways: Mapping[int, Ways], shares: Mapping[int, float], value: float
) -> None:
    """Add what one leaf pushes: worked out for each combination of its own features, then spread over the table."""
    count = len(ways)
    own = np.arange(1 << count)[None, :] >> np.arange(count)[:, None] & 1 == 1
    pushes = _pushes(own, np.array([shares[feature] for feature in ways]), value)
    which = sum((way.astype(np.int64) << bit for bit, way in enumerate(ways.values())), np.zeros(1, np.int64))
    for place, row in zip(places, pushes, strict=True):
        table[place] += row[which]


def _pushes(ways: Ways, shares: Numbers, value: float) -> Numbers:
    """What a leaf adds to each of its features (rows), for each combination of ways (columns)."""
    found = np.zeros(ways.shape)
    for point, weight in _points((len(shares) + 1) // 2):
        factors = np.where(ways, (shares * (1 - point) + point)[:, None], (shares * (1 - point))[:, None])
        found += weight * factors.prod(axis=0) / factors
    return value * (ways - shares[:, None]) * found


@lru_cache
def _points(count: int) -> list[tuple[float, float]]:
    """Between 0 and 1, and their weights: exact for polynomials of twice as many coefficients."""
    points, weights = np.polynomial.legendre.leggauss(count)
    return list(zip(((points + 1) / 2).tolist(), (weights / 2).tolist(), strict=True))
