"""Watching a model that is in use: whether its inputs and scores drift, and whether it is fair."""

from clew.learning.watch.distance import SLIGHT, STRONG, jensen_shannon, stability_index

__all__ = ["SLIGHT", "STRONG", "jensen_shannon", "stability_index"]
