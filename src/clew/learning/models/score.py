"""Scoring everybody by a version: probability, score, percentile, bucket, reasons."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np

from clew.kernel.instants import DAY, WEEK, Instant
from clew.learning.errors import Unlearnable
from clew.learning.model import duration, event_type
from clew.learning.models.stored import booster_of, predictor_of
from clew.learning.models.version import ModelVersion, StoredModel
from clew.learning.ports import Past, Scores
from clew.learning.propensity import Booster, Reason, Strongest, strongest
from clew.learning.tables import Indexes, Numbers, Table
from clew.learning.value.boosted import features_of
from clew.learning.watch import Spread

CHUNK = 65_536
_LOW, _HIGH = 25, 75
_REASONS = 5

Heard = Callable[[float], None]
"""Hears which share of the people has been scored."""


class Batch(NamedTuple):
    """Some people, with what is said of them.

    Attributes:
        profiles: In order, each in one batch of a run alone.
        table: The features they were scored by.
        said: Probability or amount of each.
        low: Lower ends of the intervals of amounts.
        high: Upper ends.
    """

    profiles: Sequence[str]
    table: Table
    said: Numbers
    low: Numbers | None = None
    high: Numbers | None = None


class Scored:
    """What a run found.

    The features of a batch are let go as soon as its reasons are known: a run holds those of one batch at a time.

    Attributes:
        profiles: In order.
        said: Probability or amount of each.
        spread: How features and scores are spread, to be held against those of the training.
    """

    def __init__(self, version: ModelVersion, batches: Iterable[Batch]) -> None:
        """Take what is said of everybody, batch by batch."""
        assert version.stored is not None  # noqa: S101 - only usable versions score
        self._stored = version.stored
        self._booster: Booster | None = booster_of(version.stored)[0] if version.stored.trees else None
        self.spread = Spread(version.samples)
        profiles: list[str] = []
        said: list[Numbers] = [np.empty(0)]
        intervals: list[tuple[Numbers, Numbers]] = []
        why: list[Strongest] = []
        for batch in batches:
            self.spread.add(batch.table, batch.said)
            profiles += batch.profiles
            said.append(batch.said)
            if batch.low is not None and batch.high is not None:
                intervals.append((batch.low, batch.high))
            if self._booster is not None:
                why.append(strongest(self._booster, batch.table, _REASONS))
        order: Indexes = np.argsort(np.array(profiles, np.str_))
        self.profiles: list[str] = [profiles[place] for place in order.tolist()]
        self.said = np.concatenate(said)[order]
        ends = [np.concatenate(each)[order] for each in zip(*intervals, strict=True)]
        self._low, self._high = (ends[0], ends[1]) if ends else (None, None)
        self._why = Strongest(*(np.concatenate(each)[order] for each in zip(*why, strict=True))) if why else None

    def chunks(self) -> Iterator[Scores]:
        """The rows, in order of profile."""
        scores = relative(self._stored, self.said)
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
                reasons=self._reasons(np.arange(begin, begin + len(self.said[rows]))),
            )

    def _reasons(self, places: Indexes) -> Iterable[tuple[Reason, ...]]:
        """Of a formula nothing: how often, how lately and how much is all that it knows."""
        if self._booster is None or self._why is None:
            return repeat((), len(places))
        return self._why.take(places).told(self._booster)


def score_everybody(
    version: ModelVersion, past: Past, now: Instant, heard: Heard = lambda _: None, *, most: int | None = None
) -> Scored:
    """Score who is eligible now.

    Args:
        version: By which.
        past: What is known of people.
        now: The present.
        heard: Hears how far it is.
        most: Only the first of the parts of people that hold about so many, if that is enough: parts are drawn by hash.

    Raises:
        Unlearnable: if the version was refused.
    """
    if version.stored is None:
        raise Unlearnable("this version was refused", where=f"{version.model}@{version.number}", hint="train another")
    if version.body.task == "value":
        return Scored(version, _values(version, version.stored, past, now))
    return Scored(version, _probabilities(version, version.stored, past, now, heard, most))


def _probabilities(
    version: ModelVersion, stored: StoredModel, past: Past, now: Instant, heard: Heard, most: int | None
) -> Iterator[Batch]:
    booster, platt = booster_of(stored)
    parts, seen = past.parts(), 0
    for number, part in enumerate(parts):
        if most is not None and seen >= most:
            return
        heard(number / len(parts))
        frame = past.frame(version.looks, now, version.body.eligible, part)
        if len(frame.profiles):
            yield Batch(frame.profiles, frame.table, platt(booster.margins(frame.table)))
        seen += len(frame.profiles)


def _values(version: ModelVersion, stored: StoredModel, past: Past, now: Instant) -> Iterator[Batch]:
    body = version.body
    orders = past.orders(event_type(body), body.amount, now, body.eligible)
    if not len(orders.at):
        return
    day, weeks = float(np.ceil(now / DAY)), duration(body.window) / WEEK
    predictor, bands = predictor_of(stored)
    amounts = predictor.predict(orders, day, weeks)[1]
    yield Batch(orders.customers, features_of(orders, day), amounts, *bands.interval(amounts))


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
