"""Training a version: frames of the past, a fitted model, its report, and what it came from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version as version_of

import msgspec
import numpy as np

from clew.kernel.instants import DAY, WEEK, Instant, format_instant
from clew.learning.errors import Unlearnable
from clew.learning.model import ModelBody, duration, event_type
from clew.learning.models.moments import moments
from clew.learning.models.stored import stored_propensity, stored_value
from clew.learning.models.version import Lineage, ModelVersion
from clew.learning.naming import names_somebody
from clew.learning.ports import Frame, Looks, Past
from clew.learning.propensity import By, Finding, Fitted, PropensityReport, Task, fit
from clew.learning.tables import Column, Numbers, Table
from clew.learning.value import DAY as DAY_FLOAT
from clew.learning.value import fit_value
from clew.learning.watch.drift import sample_of, samples_of
from clew.learning.watch.fairness import FairnessReport, fairness

Tell = Callable[[str, float], None]
"""Hears what is being done and how far it is; may raise to stop it."""

_INSTANT = "(instant)"
_BY = By(keep="inputs.keep", leave_out="inputs.leave_out")
_TWO = 2
ENOUGH_ROWS = 300_000
"""Rows a training takes, of people drawn by hash: more of them add little, and would have to be held all at once."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be trained.

    Attributes:
        model: Id of the document.
        body: What it says, its conditions with everything put in its place.
        document_version: Its version.
        number: Of the version to be.
        now: The present.
        log_seq: The last log row that has been read.
        traits: Traits that may be learnt from: id and CXL with everything put in its place.
    """

    model: str
    body: ModelBody
    document_version: int
    number: int
    now: Instant
    log_seq: int
    traits: tuple[tuple[str, str], ...] = ()


def train_version(order: Order, past: Past, tell: Tell) -> ModelVersion:
    """One version; a refused one too has its report.

    Raises:
        Unlearnable: if there is no history, or too little.
    """
    span = past.span()
    if span is None:
        raise Unlearnable("nobody has done anything yet", hint="import some history first")
    tell("looking at what there is", 0.0)
    if order.body.task == "value":
        return _train_value(order, past, span, tell)
    return _train_propensity(order, past, span, tell)


def _train_propensity(order: Order, past: Past, span: tuple[Instant, Instant], tell: Tell) -> ModelVersion:
    body = order.body
    instants = moments(span, order.now, duration(body.window))
    looks = _looks(order, past, instants[0])
    frames: list[Frame] = []
    outcomes: list[Numbers] = []
    looked: list[Instant] = []
    parts = past.parts()
    for number, at in enumerate(instants):
        tell(f"what was known on {format_instant(at)[:10]}", 0.4 * number / len(instants))
        came = past.came_true(body.goal_condition, at + duration(body.window))
        for part in list(parts):
            frame = past.frame(looks, at, body.eligible, part)
            happened = np.array([root in came for root in past.roots(frame.profiles)], np.float64)
            frames.append(frame)
            outcomes.append(happened if body.happens else 1 - happened)
            looked += [at]
            if not number and sum(map(len, outcomes)) * len(instants) >= ENOUGH_ROWS:
                parts = parts[: len(frames)]  # at earlier instants the same people are looked at
                break
    table = joined([frame.table for frame in frames])
    if not len(table):
        raise Unlearnable("nobody was eligible at any instant", hint="look at `eligible`, and at the history")
    sizes = [len(frame.profiles) for frame in frames]
    people = np.unique([profile for frame in frames for profile in frame.profiles], return_inverse=True)[1]
    frames.clear()  # they are in the table now, and as large
    task = Task(
        target=body.goal if body.happens else f"no {body.goal}",
        positive="within " + body.window,
        outcomes=np.concatenate(outcomes),
        features=table.without(_left_out(table, body)),
        instants=np.repeat(np.array(looked, np.float64), sizes) if len(instants) > 1 else None,
        instant_name=_INSTANT if len(instants) > 1 else "",
        keep=frozenset(body.inputs.keep),
        by=_BY,
        seed=body.seed,
        groups=people.astype(np.int64),
    )
    fitted = fit(task, lambda share: tell("training", 0.4 + 0.55 * share))
    fair = _fairness(body, table, fitted)
    blocked = "" if fair is None or not fair.blocks else "a group fares worse than the document allows"
    usable = fitted.booster is not None and fitted.report.usable
    return ModelVersion(
        model=order.model,
        number=order.number,
        trained_at=order.now,
        body=body,
        standing="candidate" if usable and not blocked else "refused",
        report=_told_of_missing(fitted.report, body, table, fair),
        looks=looks,
        lineage=_lineage(order, instants, len(table), task.features, len(parts) / len(past.parts())),
        stored=stored_propensity(fitted) if usable else None,
        fairness=fair,
        blocked=blocked if usable else "the data don't allow a model: see its findings",
        samples=samples_of(fitted.features, fitted.scores) if usable else {},
    )


def _train_value(order: Order, past: Past, span: tuple[Instant, Instant], tell: Tell) -> ModelVersion:
    body = order.body
    until = min(order.now, span[1] + 1)
    orders = past.orders(event_type(body), body.amount, until, "")
    if not len(orders.at):
        raise Unlearnable("there is no purchase yet", hint="look at `goal` and `amount`")
    day = np.ceil(until / DAY_FLOAT)
    weeks = duration(body.window) / WEEK
    fitted = fit_value(orders, float(day), weeks, body.seed, lambda share: tell("training", 0.2 + 0.75 * share))
    usable = fitted.model is not None and fitted.report.usable
    looks = Looks(duration(body.look_back))
    return ModelVersion(
        model=order.model,
        number=order.number,
        trained_at=order.now,
        body=body,
        standing="candidate" if usable else "refused",
        report=fitted.report,
        looks=looks,
        lineage=_lineage(order, [int(day * DAY)], len(orders.customers), Table(())),
        stored=stored_value(fitted, orders, float(day), weeks) if usable else None,
        blocked="" if usable else "the data don't allow a model: see its findings",
        samples={"amount": sample_of(orders.amount)} if usable else {},
    )


def _looks(order: Order, past: Past, at: Instant) -> Looks:
    """What there is to look at, less what the document does not want."""
    body = order.body
    found = past.look(at, duration(body.look_back))
    events = found.events if body.inputs.events is None else body.inputs.events
    wanted = body.inputs.attributes
    compared = () if body.fairness is None else body.fairness.by
    attributes = tuple(each for each in found.attributes if each[0] in compared or _is_learnt_from(each[0], wanted))
    traits = tuple(each for each in order.traits if body.inputs.traits is None or each[0] in body.inputs.traits)
    amounts = tuple(each for each in found.amounts if each[0] in events)
    return Looks(found.look_back, events, amounts, attributes, traits)


def _is_learnt_from(attribute: str, wanted: Sequence[str] | None) -> bool:
    """Whether a document wants an attribute; what only names somebody it has to ask for."""
    return not names_somebody(attribute) if wanted is None else attribute in wanted


def _left_out(table: Table, body: ModelBody) -> list[str]:
    """Features that the document does not want; what is only compared for fairness among them."""
    compared = () if body.fairness is None else body.fairness.by
    wanted = body.inputs.attributes
    only_compared = {f"profile.{name}" for name in compared if not _is_learnt_from(name, wanted)}
    out = body.inputs.leave_out
    return [name for name in table.names if name in only_compared or any(name.startswith(each) for each in out)]


def joined(tables: Sequence[Table]) -> Table:
    """The rows of all, their categories by one list of labels."""
    found: list[Column] = []
    for column in tables[0].columns:
        parts = [table[column.name] for table in tables]
        labels = tuple(sorted({label for part in parts for label in part.labels}))
        coded = [part.coded_as(labels) if column.kind == "category" else part for part in parts]
        found.append(Column(column.name, column.kind, np.concatenate([part.values for part in coded]), labels))
    return Table(tuple(found))


def _fairness(body: ModelBody, table: Table, fitted: Fitted) -> FairnessReport | None:
    if body.fairness is None or fitted.booster is None:
        return None
    judged = table.take(fitted.rows)
    names = {f"profile.{name}" for name in body.fairness.by} & set(table.names)
    limits = (body.fairness.most_gap, body.fairness.most_miss)
    columns = [judged[name] for name in sorted(names)]
    return fairness(columns, fitted.outcomes, fitted.scores, limits, blocks=body.fairness.blocks)


def _told_of_missing(
    report: PropensityReport, body: ModelBody, table: Table, fair: FairnessReport | None
) -> PropensityReport:
    """The report, with a finding for each attribute whose groups were to be compared and can't be."""
    compared = () if body.fairness is None else body.fairness.by
    findings = tuple(
        Finding("missing", "warn", "too few profiles have it: its groups were not compared", "see `fairness`", name)
        for name in (f"profile.{each}" for each in compared)
        if name not in table
    )
    alone = [each for each in fair.comparisons if len(each.groups) < _TWO] if fair is not None else []
    findings += tuple(
        Finding(
            "missing",
            "warn",
            "all who were judged are of one group, or too few of any other: nothing was compared",
            "compare another attribute, or wait for more people",
            each.attribute,
        )
        for each in alone
    )
    return msgspec.structs.replace(report, findings=(*report.findings, *findings)) if findings else report


def _lineage(
    order: Order, instants: Sequence[Instant], rows: int, features: Table, people_share: float = 1.0
) -> Lineage:
    named = "\n".join(f"{column.name}\t{column.kind}" for column in features.columns)
    return Lineage(
        log_seq=order.log_seq,
        document_version=order.document_version,
        first_instant=min(instants),
        last_instant=max(instants),
        instants=len(instants),
        rows=rows,
        people_share=people_share,
        features_hash=blake2b(named.encode(), digest_size=16).hexdigest(),
        seed=order.body.seed,
        libraries={name: version_of(name) for name in ("clew", "lightgbm", "numpy", "scipy")},
    )
