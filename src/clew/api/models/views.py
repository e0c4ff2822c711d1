"""Models, versions, runs and scores, as the API and the commands show them."""

from typing import Any, Literal

from clew.api.views import View


class ModelView(View):
    """A model, at a glance.

    Attributes:
        id: Of its document.
        name: What people call it.
        task: `propensity` or `value`.
        goal: What is predicted.
        unit: In what a value is measured, as metrics say it of its amount: `GBP`; empty where nobody knows.
        window: Within which time.
        eligible: Who is scored, in CXL; empty: everybody.
        published: Number of the version that scores; null before the first.
        challenger: Number of the newest version that waits to be published, if it is newer.
        accuracy: Of the published version: the AUC of a propensity, the rank correlation of a value.
        calibration: Of the published version: the expected calibration error of a propensity.
        trained_at: When that version was trained.
        scored_at: When everybody was scored last.
        scored: How many were.
        drift: Stability index of the last run's scores against those of the training; null before the first run.
        drift_limit: How far that may go.
        alarm: Whether something had moved further than the document allows when the published version scored last.
        alarms: What, in words.
        schedule: How often everybody is scored anew; empty: when asked.
        retrain: How often a challenger is trained; empty: when asked.
    """

    id: str
    name: str
    task: str
    goal: str
    unit: str
    window: str
    eligible: str
    published: int | None
    challenger: int | None
    accuracy: float | None
    calibration: float | None
    trained_at: str | None
    scored_at: str | None
    scored: int
    drift: float | None
    drift_limit: float
    alarm: bool
    alarms: tuple[str, ...]
    schedule: str
    retrain: str


class FindingView(View):
    """One thing to know before the figures are trusted.

    Attributes:
        code: Stable name.
        severity: `refuse`, `warn` or `note`.
        message: What is so.
        hint: What to do.
        column: Which feature, if one.
    """

    code: str
    severity: str
    message: str
    hint: str = ""
    column: str = ""


class InfluenceView(View):
    """How much a feature counts.

    Attributes:
        column: Which.
        share: Its part of all influence.
        direction: `up`, `down`, `mixed`, or the label of a category that pushes up most.
    """

    column: str
    share: float
    direction: str


class ModelVersionView(View):
    """A trained version with the report that was published with it.

    Attributes:
        model: Id of the document.
        version: Its number.
        standing: `champion` scores; `candidate` waits; `retired` scored before; `refused` must not be used.
        blocked: Why it must not.
        waits: Why it did not take over by itself, although its document allows that.
        trained_at: When.
        figures: The main figures by name.
        reasons: What counts over all, the strongest first.
        findings: What to know.
        report: All of the report; see docs/reference/models.md.
        fairness: How groups fare, if the document asks.
        lineage: What the version came from.
    """

    model: str
    version: int
    standing: Literal["candidate", "champion", "retired", "refused"]
    blocked: str
    waits: str
    trained_at: str
    figures: dict[str, float]
    reasons: tuple[InfluenceView, ...]
    findings: tuple[FindingView, ...]
    report: dict[str, Any]
    fairness: dict[str, Any] | None
    lineage: dict[str, Any]


class RunView(View):
    """Everybody scored once.

    Attributes:
        id: Of the run.
        model: Id of the document.
        version: Which version scored.
        at: As of when.
        rows: How many people.
        changed: How many scores had changed.
        complete: Whether all changes have been told to the log.
        drift: Stability index of the scores, against those of the training.
        alarms: What had moved further than the document allows, in words.
    """

    id: str
    model: str
    version: int
    at: str
    rows: int
    changed: int
    complete: bool
    drift: float
    alarms: tuple[str, ...]


class ScoreReasonView(View):
    """What pushes a score.

    Attributes:
        feature: Which.
        value: What it is for this person.
        push: Above 0 it raises the score (log-odds, or the logarithm of the amount).
    """

    feature: str
    value: float | str | None
    push: float


class ScoreView(View):
    """What a model says of a person.

    Attributes:
        model: Id of the document.
        version: Which version.
        at: As of when.
        probability: Of the outcome; the amount for a value.
        score: 0 to 100, relative to the people that the version was judged by.
        percentile: 1 to 100, within the run.
        bucket: `low`, `medium` or `high`.
        low: Lower end of the interval of an amount.
        high: Upper end.
        reasons: What pushes it most.
    """

    model: str
    version: int
    at: str
    probability: float
    score: int
    percentile: int
    bucket: str
    low: float | None
    high: float | None
    reasons: tuple[ScoreReasonView, ...]


class ScoredView(ScoreView):
    """What a model says of one of many.

    Attributes:
        profile: Of whom.
        model: Id of the document.
        version: Which version.
        at: As of when.
        probability: Of the outcome; the amount for a value.
        score: 0 to 100, relative to the people that the version was judged by.
        percentile: 1 to 100, within the run.
        bucket: `low`, `medium` or `high`.
        low: Lower end of the interval of an amount.
        high: Upper end.
        reasons: What pushes it most.
    """

    profile: str


class ScoreBinView(View):
    """People of whom about the same is said.

    Attributes:
        low: Least of the bin.
        high: Its end, beyond it but for the last bin.
        people: How many.
    """

    low: float
    high: float
    people: int


class ScoreSpreadView(View):
    """How the scores of the last run are spread.

    Attributes:
        at: As of when; null before the first run.
        version: Which version scored.
        people: How many were scored.
        bins: Of the probability, or of the amount; the last one of amounts holds all beyond.
        buckets: How many are `low`, `medium` and `high`.
        edges: From which probability or amount on somebody is `medium`, and `high`; null where nobody is.
    """

    at: str | None
    version: int | None
    people: int
    bins: tuple[ScoreBinView, ...]
    buckets: dict[str, int]
    edges: dict[str, float | None]


class ShiftView(View):
    """How far an input, or what the model says, has moved since the training.

    Attributes:
        name: Which; `(scores)` is what the model says.
        psi: Population stability index.
        js: Jensen-Shannon divergence, in bits.
        level: `none`, `some` or `alarm`.
    """

    name: str
    psi: float
    js: float
    level: str


class DriftView(View):
    """Drift of the published version.

    Attributes:
        rows: People compared.
        shifts: The largest first.
        trained_auc: As published.
        recent_auc: Of scores whose window has passed; null while none has.
        decayed: Whether that is below the published interval.
        alarms: What is wrong, in words.
    """

    rows: int
    shifts: tuple[ShiftView, ...]
    trained_auc: float | None
    recent_auc: float | None
    decayed: bool
    alarms: tuple[str, ...]


class JobView(View):
    """A training or scoring that runs, or ran, in the background.

    Attributes:
        id: Of the job.
        model: Id of the document.
        kind: `train` or `score`.
        state: `running`, `done`, `failed` or `cancelled`.
        doing: What it does just now.
        share: How far it is, from 0 to 1.
        version: The version that came out.
        error: Why it failed.
        hint: What to do about it.
        begun_at: When it began.
    """

    id: str
    model: str
    kind: Literal["train", "score"]
    state: Literal["running", "done", "failed", "cancelled"]
    doing: str
    share: float
    version: int | None = None
    error: str = ""
    hint: str = ""
    begun_at: str
