"""Versions of a model and its scoring runs: what is kept, and what of it can be shown."""

from typing import Literal

import msgspec

from clew.kernel.instants import Instant
from clew.learning.model import ModelBody
from clew.learning.ports import Looks
from clew.learning.propensity.findings import Finding
from clew.learning.propensity.logistic import Logistic
from clew.learning.propensity.report import PropensityReport
from clew.learning.value.evaluate import ValueReport
from clew.learning.watch.drift import Sample
from clew.learning.watch.fairness import FairnessReport

Standing = Literal["candidate", "champion", "retired", "refused"]


class Lineage(msgspec.Struct, frozen=True):
    """What a version came from.

    Attributes:
        log_seq: The last log row that had been read.
        document_version: Of the model document.
        first_instant: The earliest instant of a training row.
        last_instant: The latest.
        instants: How many.
        rows: Training rows.
        features_hash: Digest of the names and kinds of all features.
        seed: Of every draw.
        libraries: Versions of what computed it.
        people_share: Of which share of all people, drawn by hash; fewer than all where they are very many.
    """

    log_seq: int
    document_version: int
    first_instant: Instant
    last_instant: Instant
    instants: int
    rows: int
    features_hash: str
    seed: int
    libraries: dict[str, str]
    people_share: float = 1.0


class Feature(msgspec.Struct, frozen=True):
    """One input of a version: its name, its kind, and the labels of a category."""

    name: str
    kind: Literal["number", "category", "instant"]
    labels: tuple[str, ...] = ()


class StoredModel(msgspec.Struct, frozen=True):
    """What computes scores.

    Attributes:
        features: Of the trees, in order.
        trees: As LightGBM writes them; of a value those of the amounts; empty for a formula.
        counts: Trees of the number of purchases, of a boosted value.
        intercept: Of the calibration.
        slope: Of the calibration.
        formula: `Pareto/NBD`, `BG/NBD`, `MBG/NBD`; empty for trees.
        parameters: Of the formula, and of the model of spend.
        weeks: Window that a boosted value learnt from.
        season: Its factor.
        bands: Edges, lower ends, upper ends and scales of the intervals of a value.
        reference: Percentiles 0 to 100 of what was said of the judged people: what a score is relative to.
        plain: Logistic regression that is mixed into the trees of a propensity.
        share: How much of it.
    """

    features: tuple[Feature, ...] = ()
    trees: str = ""
    counts: str = ""
    intercept: float = 0.0
    slope: float = 1.0
    formula: str = ""
    parameters: dict[str, float] = {}
    weeks: float = 0.0
    season: float = 1.0
    bands: tuple[tuple[float, ...], ...] = ()
    reference: tuple[float, ...] = ()
    plain: Logistic | None = None
    share: float = 0.0


class ModelVersion(msgspec.Struct, frozen=True):
    """One trained version, with the report that is published with it.

    Attributes:
        model: Id of the document.
        number: From 1.
        trained_at: When.
        body: The document as it was.
        standing: `candidate` until somebody (or the first training) publishes it; one is `champion`; those before
            are `retired`; `refused` ones can't be published.
        blocked: Why it can't be published.
        waits: Why it was not published at once although its document says `promote: when better`.
        stored: What computes scores; absent where it was refused.
        looks: Its features.
        report: How good it is.
        fairness: How groups fare, if the document asks.
        lineage: What it came from.
        samples: Of each input, and of the scores: what drift is measured against.
    """

    model: str
    number: int
    trained_at: Instant
    body: ModelBody
    standing: Standing
    report: PropensityReport | ValueReport
    looks: Looks
    lineage: Lineage
    stored: StoredModel | None = None
    fairness: FairnessReport | None = None
    blocked: str = ""
    waits: str = ""
    samples: dict[str, Sample] = {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What to know before trusting it."""
        return self.report.findings


class ScoringRun(msgspec.Struct, frozen=True):
    """One record of everybody having been scored.

    Attributes:
        id: Of the run; stable: a run that is done again changes nothing.
        model: Id of the document.
        version: Number of the version.
        at: As of when.
        file: Name of the Parquet file on the shelf.
        rows: How many people were scored.
        changed: How many scores had changed, and were told to the log.
        applied: How many rows have been compared so far; all of them once it is done.
        drift: Stability index of the scores, against those of the training.
        alarms: What had moved further than the document allows, in words.
    """

    id: str
    model: str
    version: int
    at: Instant
    file: str
    rows: int
    changed: int = 0
    applied: int = 0
    drift: float = 0.0
    alarms: tuple[str, ...] = ()
