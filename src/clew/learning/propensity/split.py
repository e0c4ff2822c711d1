"""Which rows a model learns from and which it is judged by."""

from typing import Literal

import numpy as np

from clew.learning.tables import Indexes, Numbers

Way = Literal["time", "folds"]


def stratified_folds(outcomes: Numbers, folds: int, seed: int) -> list[Indexes]:
    """Folds of about equal size and equal shares of outcomes, drawn by the seed."""
    places = np.empty(len(outcomes), np.int64)
    draw = np.random.default_rng(seed)  # house: ambient: drawn from the seed alone
    taken = 0
    for value in (0.0, 1.0):
        rows = np.flatnonzero(outcomes == value)
        # The second class goes on where the first one stopped, so that the folds stay of one size.
        places[draw.permutation(rows)] = (np.arange(len(rows)) + taken) % folds
        taken += len(rows)
    return [np.flatnonzero(places == fold) for fold in range(folds)]


def folds_of(outcomes: Numbers, folds: int, seed: int, groups: Indexes | None) -> list[Indexes]:
    """Folds for cross-fitting; rows of one group are never parted."""
    if groups is None:
        return stratified_folds(outcomes, folds, seed)
    kinds, place = np.unique(groups, return_inverse=True)
    # A group counts as positive if one of its rows is: so that the folds have about equal shares.
    ever = (np.bincount(place, weights=outcomes) > 0).astype(np.float64)
    number = np.empty(len(kinds), np.int64)
    for fold, mine in enumerate(stratified_folds(ever, folds, seed)):
        number[mine] = fold
    return [np.flatnonzero(number[place] == fold) for fold in range(folds)]


def split_by_time(instants: Numbers, held_out: float) -> tuple[Indexes, Indexes]:
    """The earlier rows, and the latest: about this share of them; rows of one instant stay together.

    Law: every row of the first is strictly before every row of the second.
    """
    edge = np.quantile(instants, 1 - held_out, method="lower")
    early = instants < edge
    if not early.any():
        early = instants <= edge
    return np.flatnonzero(early), np.flatnonzero(~early)


def blocks(instants: Numbers, parts: int) -> list[Indexes]:
    """The rows in consecutive parts of about equal size."""
    return [part for part in np.array_split(np.argsort(instants, kind="stable"), parts) if len(part)]
