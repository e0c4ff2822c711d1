"""What is wrong, or may be, with data that are to be learnt from: named, with what to do."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec
import numpy as np

from clew.learning.naming import names_somebody
from clew.learning.propensity.measure import auc
from clew.learning.tables import Column, Numbers, Table

Severity = Literal["refuse", "warn", "note"]

FEWEST_OUTCOMES = 20
"""Of either class: with fewer nothing can be judged."""

FEW_OUTCOMES = 200
PROXY = 0.985
"""A single column that ranks better than this says the outcome in other words."""

_MOSTLY_MISSING = 0.99
_IDENTIFIER_ROWS = 100
_NAMES_SHARE = 0.3
_ID_NAME = re.compile(r"(?i:(^|[_.\s-])(id|key|uuid))$|[a-z]I[dD]$")
"""Of numbers of whom some have several rows: what was `paid` ends so too, and is none."""

_PERIODS = 24
_BINS = 64


class By(NamedTuple):
    """How who asks says which columns to take.

    Attributes:
        keep: Names one that is learnt from although it looks like a leak.
        leave_out: Names one that is not learnt from.
    """

    keep: str
    leave_out: str


BY_OPTION = By("--keep", "--ignore")
"""Of a plain table."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that somebody should know before they trust the figures.

    Attributes:
        code: Stable name: `one_class`, `too_few_outcomes`, `leak`, `suspect`, `constant`, `identifier`, `missing`,
            `missing_periods`, `unknown_outcome`, `copies`, `drift`, `recalibrated`, `no_better`, `miscalibrated`.
        severity: `refuse`: no model; `warn`: look at it; `note`: it was dealt with.
        message: What is so.
        hint: What to do.
        column: Which column, if one.
    """

    code: str
    severity: Severity
    message: str
    hint: str = ""
    column: str = ""


def outcome_findings(outcomes: Numbers) -> Iterator[Finding]:
    """Whether there is enough of either class."""
    positives = int(outcomes.sum())
    fewer = min(positives, len(outcomes) - positives)
    have = ("has" if fewer == 1 else "have") if fewer == positives else ("lacks" if fewer == 1 else "lack")
    rows = f"only {fewer} of {len(outcomes)} rows {have} the outcome"
    if fewer == 0:
        said = "nobody had the outcome" if positives == 0 else "everybody had the outcome"
        yield Finding("one_class", "refuse", said, "look at the goal and its window; a model needs both kinds")
    elif fewer < FEWEST_OUTCOMES:
        message = f"{rows}; a model needs at least {FEWEST_OUTCOMES} with it and {FEWEST_OUTCOMES} without"
        hint = "widen the window, take a more frequent goal, or wait for more history"
        yield Finding("too_few_outcomes", "refuse", message, hint)
    elif fewer < FEW_OUTCOMES:
        message = f"{rows}: the figures are rough"
        yield Finding("too_few_outcomes", "warn", message, "see the interval of the AUC")


def unknown_findings(known: Numbers, target: str) -> Iterator[Finding]:
    """Rows that can't be learnt from, as nobody says what came of them."""
    unknown = len(known) - int(known.sum())
    if unknown:
        message = f"{unknown} of {len(known)} rows don't say whether it came; they were left out"
        hint = "if an empty cell means yes or no, write that; else who is left out may be unlike who is learnt from"
        yield Finding("unknown_outcome", "warn", message, hint, target)


def copy_findings(copies: int) -> Iterator[Finding]:
    """Rows that are there more than once."""
    if copies:
        message = f"{copies} rows are copies of others; each was counted once"
        yield Finding("copies", "note", message, "export each one once: copies make a model look better than it is")


def naming_findings(table: Table) -> Iterator[Finding]:
    """Columns that are called as what names somebody, and say more than yes or no; each of them is left out."""
    for column in table.columns:
        if names_somebody(column.name) and len(np.unique(column.values[~np.isnan(column.values)])) > 2:
            message = "names somebody or says how to reach them, as it is called; left out"
            hint = f"who is called how tells nothing of the next customer; else name it under `{BY_OPTION.keep}`"
            yield Finding("identifier", "note", message, hint, column.name)


def column_findings(table: Table, outcomes: Numbers, by: By = BY_OPTION) -> Iterator[Finding]:
    """Columns that teach nothing, or too much; each of them is left out."""
    for column in table.columns:
        known = column.values[~np.isnan(column.values)]
        if len(known) < len(column.values) * (1 - _MOSTLY_MISSING):
            yield Finding("missing", "note", "almost always missing; left out", column=column.name)
        elif len(np.unique(known)) < 2 and len(known) == len(column.values):
            yield Finding("constant", "note", "the same in all rows; left out", column=column.name)
        elif _identifies(column, known):
            different = len(np.unique(known))
            said = f"{different} different values in {len(known)} rows"
            said = "another value in each row" if different == len(known) else said
            message = f"{said}: a name, not a feature; left out"
            yield Finding("identifier", "note", message, column=column.name)
        elif (alone := alone_auc(column, outcomes)) > PROXY:
            message = (
                f"ranks the outcome alone with an AUC of {alone:.3f}: it says the outcome in other words; left out"
            )
            hint = f"is it known before the outcome? then name it under `{by.keep}`"
            yield Finding("leak", "warn", message, hint, column.name)


def _identifies(column: Column, known: Numbers) -> bool:
    if len(known) < _IDENTIFIER_ROWS:
        return False
    distinct = len(np.unique(known))
    many = distinct > _NAMES_SHARE * len(known)
    if column.kind == "category":
        return many
    if not (known == np.round(known)).all():
        return False
    if distinct < len(known):
        return many and _ID_NAME.search(column.name) is not None
    named = column.name.lower().endswith(("id", "key", "uuid"))
    counted = len(known) == len(column.values) and bool((np.diff(known) == 1).all())
    return named or counted


def alone_auc(column: Column, outcomes: Numbers) -> float:
    """How well this column alone ranks the outcome, whatever the direction or shape; at least .5.

    Each bin (or label) is scored by its rate in the other half of the rows, so that fine bins don't flatter.
    """
    missing = np.isnan(column.values)
    if column.kind == "category":
        bins = np.where(missing, len(column.labels), column.values).astype(np.int64)
    else:
        edges = np.unique(np.quantile(column.values[~missing], np.linspace(0, 1, _BINS + 1)[1:-1]))
        bins = np.where(missing, len(edges) + 1, np.searchsorted(edges, column.values, side="right")).astype(np.int64)
    size, rate = int(bins.max()) + 1, float(outcomes.mean())
    scores = np.empty(len(outcomes))
    halves = np.arange(len(outcomes)) % 2
    for half in (0, 1):
        other = halves != half
        counts = np.bincount(bins[other], minlength=size)
        found = np.bincount(bins[other], weights=outcomes[other], minlength=size)
        scores[~other] = ((found + rate) / (counts + 1))[bins[~other]]
    return max(auc(outcomes, scores), 0.5)


def period_findings(instants: Numbers, name: str) -> Iterator[Finding]:
    """Stretches of time without a single row."""
    first, last = float(instants.min()), float(instants.max())
    if last <= first or len(np.unique(instants)) < _PERIODS * 2:
        return
    counts, _ = np.histogram(instants, bins=_PERIODS, range=(first, last))
    empty = int((counts == 0).sum())
    if empty:
        message = f"{empty} of {_PERIODS} equal periods hold no row"
        hint = "is something missing from the data? a model may learn the gap"
        yield Finding("missing_periods", "warn", message, hint, name)
