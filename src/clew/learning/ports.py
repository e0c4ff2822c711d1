"""What training and scoring need of the past, and where versions and scores are kept."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

import msgspec

from clew.kernel.instants import Duration, Instant

if TYPE_CHECKING:
    from clew.learning.models.version import ModelVersion, ScoringRun
    from clew.learning.tables import Numbers, Table
    from clew.learning.value import Orders


class Looks(msgspec.Struct, frozen=True):
    """Which features a model has, and how each is computed: found once, and kept with each version.

    Attributes:
        look_back: How much of the past is looked at.
        events: Event types that are counted.
        amounts: Numeric properties, as (event type, property).
        attributes: Profile attributes, and whether each is a number.
        traits: Traits by id, as CXL with everything put in its place.
    """

    look_back: Duration
    events: tuple[str, ...] = ()
    amounts: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, bool], ...] = ()
    traits: tuple[tuple[str, str], ...] = ()


Part: TypeAlias = Collection[int] | None
"""Buckets of people, of all whose root is in one of them; None stands for everybody."""


class Frame(NamedTuple):
    """What was known of people at an instant.

    Attributes:
        profiles: Root profiles as of the instant, in order, each once.
        table: Their features, one row each.
    """

    profiles: Sequence[str]
    table: "Table"


class Past(Protocol):
    """The past of all people, as it was known at any instant.

    Law (property test): what it says of an instant does not change when the log is cut at that instant. Records of
    historical sources were known when they happened.
    """

    def span(self) -> tuple[Instant, Instant] | None:
        """The first and the last thing that somebody did; None before there is any."""
        ...

    def look(self, at: Instant, look_back: Duration) -> Looks:
        """What there is to look at, going by what was known at an instant."""
        ...

    def parts(self) -> Sequence[Part]:
        """All people in parts, each small enough to be looked at at once; which one somebody is in, a hash decides."""
        ...

    def frame(self, looks: Looks, at: Instant, eligible: str, part: Part = None) -> Frame:
        """The features of the people of whom a condition held, by what was known at an instant.

        Args:
            looks: Which.
            at: When.
            eligible: The condition, in CXL with everything put in its place; empty: everybody.
            part: Of whom; the frames of all parts hold together who the frame of everybody holds.
        """
        ...

    def came_true(self, condition: str, at: Instant) -> frozenset[str]:
        """The roots of today of whom a condition holds at an instant, by all that is known today."""
        ...

    def roots(self, profiles: Sequence[str]) -> Sequence[str]:
        """Who answers for each of these profiles today."""
        ...

    def orders(self, event: str, amount: str, until: Instant, eligible: str) -> "Orders":
        """Purchases that were known at an instant, of the people of whom a condition held then."""
        ...


class Shelf(Protocol):
    """Versions of models, with their reports, and runs of scores.

    Law: a version once kept does not change but for its standing; what is kept is durable; scores of the erased go.
    """

    def keep(self, version: "ModelVersion") -> None:
        """Keep a version, or its new standing."""
        ...

    def versions(self, model: str) -> "Sequence[ModelVersion]":
        """All versions of a model, oldest first."""
        ...

    def models(self) -> Sequence[str]:
        """Models of which there are versions."""
        ...

    def write_scores(self, run: "ScoringRun", chunks: "Iterator[Scores]") -> int:
        """Write the rows of a run to its file; how many they were."""
        ...

    def keep_run(self, run: "ScoringRun") -> None:
        """Keep a run, or how far it has come."""
        ...

    def runs(self, model: str) -> "Sequence[ScoringRun]":
        """Runs of a model, oldest first."""
        ...

    def told(self, run: "ScoringRun") -> "Iterator[Told]":
        """What a run says of everybody, in chunks, in order of profile."""
        ...

    def score_of(self, run: "ScoringRun", profiles: Sequence[str]) -> "Mapping[str, ScoreRow]":
        """The rows of some profiles."""
        ...


class ScoreRow(msgspec.Struct, frozen=True):
    """What a run says of one profile.

    Attributes:
        profile: Whose.
        probability: Of the outcome; of a value the amount.
        score: From 0 to 100: the share of the people that the model was judged by who were scored lower.
        percentile: From 1 to 100, within the run.
        bucket: `low` (score below 25), `medium`, `high` (75 and above).
        low: Lower end of the interval of a value.
        high: Upper end.
        reasons: What pushes it most, as (feature, value, push).
    """

    profile: str
    probability: float
    score: int
    percentile: int
    bucket: str
    low: float | None = None
    high: float | None = None
    reasons: tuple[tuple[str, float | str | None, float], ...] = ()


class Scores(NamedTuple):
    """Rows of a run, column by column, each as in `ScoreRow`; without intervals those are None."""

    profiles: Sequence[str]
    probability: "Numbers"
    score: "Numbers"
    percentile: "Numbers"
    bucket: Sequence[str]
    low: "Numbers | None"
    high: "Numbers | None"
    reasons: Iterable[tuple[tuple[str, float | str | None, float], ...]]


class Told(NamedTuple):
    """What a run says of some profiles, in short."""

    profiles: Sequence[str]
    probability: Sequence[float]
    score: Sequence[int]
