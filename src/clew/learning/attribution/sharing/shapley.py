"""Shapley values of the game of channels.

The game: a coalition S of channels is worth the conversions of those ways that only touched channels of S,
v(S) = sum of c(T) over sets T within S, where c(T) are the conversions of ways that touched exactly T (Zhao, Mahboobi
and Bagheri 2018, "Shapley value methods for attribution modeling in online advertising", arXiv:1804.05327). The c(T)
are the Harsanyi dividends of v, and the Shapley value shares each evenly among the channels of T: exact for any number
of channels, without going through the 2^n coalitions. It follows that order and repetition don't matter, and that ways
without a conversion don't count.
"""

import numpy as np

from clew.learning.attribution.sharing.model import Paths, Weights


def weights_by_shapley(paths: Paths) -> Weights:
    """The exact Shapley value of each channel.

    Law: it equals the average over all orders in which channels may join, for every game small enough to try.
    """
    rows, channels = paths.distinct
    return Weights(rows, channels, 1 / np.bincount(rows, minlength=len(paths))[rows])
