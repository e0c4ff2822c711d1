"""Scoring everybody by a version: probability, score, percentile, bucket, reasons."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

import numpy as np

from clew.kernel.instants import DAY, WEEK, Instant
from clew.learning.errors import Unlearnable
from clew.learning.model import duration, event_type
from clew.learning.models.stored import booster_of, predictor_of
from clew.learning.models.version import ModelVersion, StoredModel
from clew.learning.ports import Past, Scores
from clew.learning.propensity import Booster, Reason, reasons
from clew.learning.tables import Indexes, Numbers, Table
from clew.learning.value.boosted import features_of

CHUNK = 65_536
_LOW, _HIGH = 25, 75
_REASONS = 5


class Scored:
    """What a run found.

    Attributes:
        profiles: In order.
        table: The features they were scored by.
        said: Probability or amount of each.
    """

    def __init__(self, version: ModelVersion, profiles: Sequence[str], table: Table, said: Numbers) -> None:
        self.profiles = profiles
        self.table = table
        self.said = said
        self._version = version
        self._low: Numbers | None = None
        self._high: Numbers | None = None

    def within(self, low: Numbers, high: Numbers) -> "Scored":
        """The same, with intervals."""
        self._low, self._high = low, high
        return self

    def chunks(self) -> Iterator[Scores]:
        """The rows, in order of profile."""
        assert self._version.stored is not None  # noqa: S101 - only usable versions score
        stored = self._version.stored
        booster = booster_of(stored)[0] if stored.trees else None
        scores = relative(stored, self.said)
        percentiles, buckets = percentile(self.said), bucket(scores)
        for begin in range(0, len(self.profiles), CHUNK):
            rows = slice(begin, begin + CHUNK)
            yield Scores(
                profiles=self.profiles[rows],
                probability=self.said[rows],
                score=scores[rows],
                percentile=percentiles[rows],
                bucket=buckets[rows],
                low=None if self._low is None else self._low[rows],
                high=None if self._high is None else self._high[rows],
                reasons=_why(booster, self.table, np.arange(begin, begin + len(self.said[rows]))),
            )


def score_everybody(version: ModelVersion, past: Past, now: Instant) -> Scored:
    """Score who is eligible now.

    Raises:
        Unlearnable: if the version was refused.
    """
    if version.stored is None:
        raise Unlearnable("this version was refused", where=f"{version.model}@{version.number}", hint="train another")
    if version.body.task == "value":
        return _values(version, version.stored, past, now)
    booster, platt = booster_of(version.stored)
    frame = past.frame(version.looks, now, version.body.eligible)
    said = platt(booster.margins(frame.table)) if len(frame.profiles) else np.empty(0)
    return Scored(version, frame.profiles, frame.table, said)


def _values(version: ModelVersion, stored: StoredModel, past: Past, now: Instant) -> Scored:
    body = version.body
    orders = past.orders(event_type(body), body.amount, now, body.eligible)
    if not len(orders.at):
        return Scored(version, (), Table(()), np.empty(0))
    day, weeks = float(np.ceil(now / DAY)), duration(body.window) / WEEK
    predictor, bands = predictor_of(stored)
    amounts = predictor.predict(orders, day, weeks)[1]
    table = features_of(orders, day)
    return Scored(version, orders.customers, table, amounts).within(*bands.interval(amounts))


def relative(stored: StoredModel, said: Numbers) -> Numbers:
    """From 0 to 100: the share of the judged people of whom less was said. It keeps its meaning from run to run."""
    reference = np.array(stored.reference)
    below = np.searchsorted(reference, said, side="left")
    upto = np.searchsorted(reference, said, side="right")
    return np.clip(np.round((below + upto) / 2 * 100 / len(reference)), 0, 100)


def percentile(said: Numbers) -> Numbers:
    """From 1 to 100, among these."""
    if not len(said):
        return said
    _, places, counts = np.unique(said, return_inverse=True, return_counts=True)
    upto = np.cumsum(counts)[places]
    return np.clip(np.ceil(upto * 100 / len(said)), 1, 100)


def bucket(scores: Numbers) -> list[str]:
    """What people call them."""
    return np.array(["low", "medium", "high"])[(scores >= _LOW).astype(np.int64) + (scores >= _HIGH)].tolist()


def _why(booster: Booster | None, table: Table, places: Indexes) -> Iterable[tuple[Reason, ...]]:
    """Of a formula nothing: how often, how lately and how much is all that it knows."""
    return repeat((), len(places)) if booster is None else reasons(booster, table.take(places), _REASONS)
