"""From a plain table and a target's name to a task."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from clew.learning.errors import BadTable
from clew.learning.propensity.evaluate import Task
from clew.learning.propensity.findings import copy_findings, naming_findings, unknown_findings
from clew.learning.tables import Column, Indexes, Numbers, Table

_YES = frozenset({"1", "true", "yes", "y", "t", "churned", "won"})
_NO = frozenset({"0", "false", "no", "n", "f"})
_BIRTH_NAME = re.compile(r"birth|born|(^|_)dob(_|$)", re.IGNORECASE)
_FEW = 2
"""Values that an error may name; more of them could be names of people."""

_TELLING, _FEWEST_TOLD = 0.99, 20
"""Different values of one column for each different row, from which on it tells rows apart, and how many at least."""

_TIME_NAME = re.compile(r"(^|_)(time|date|datetime|timestamp|ts|at|when)(_|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody asks of a table.

    Attributes:
        target: Column of the outcome; it has two values, or one of them is named.
        positive: Which of them counts; empty: `yes`, `true` or `1`, else the rarer.
        time: Column of time; empty: one that holds instants, or is called so and holds distinct whole numbers.
        by_time: Whether to judge by the latest rows where there is such a column.
        ignore: Columns to leave out.
        keep: Columns to keep although they look like leaks.
        seed: Of every draw.
        customer: Column that says whose a row is; empty: each row is somebody's own.
    """

    target: str
    positive: str = ""
    time: str = ""
    by_time: bool = True
    ignore: Collection[str] = ()
    keep: Collection[str] = ()
    seed: int = 7
    customer: str = ""


def task_of(table: Table, choice: Choice) -> Task:
    """The task.

    Raises:
        BadTable: if a column is missing, or the target is empty, or has more than two values and none is named.
    """
    target = table[choice.target]
    for name in (*choice.ignore, *choice.keep):
        table[name]
    people = _people(table[choice.customer]) if choice.customer else None
    outcomes, positive, known = _outcomes(target, choice.positive)
    rows = np.flatnonzero(known)
    once = _once(table.take(rows))
    copies, rows = len(rows) - len(once), rows[once]
    time = table[choice.time] if choice.time else _time_of(table, {choice.target, *choice.ignore})
    if choice.time and time is not None and np.isnan(time.values).any():
        raise BadTable(f"`{time.name}` is missing in some rows", hint="fill it, or leave those rows out")
    left_out = {choice.target, *choice.ignore, *(c.name for c in table.columns if c.kind == "instant")}
    left_out |= {choice.customer} - {""} | ({time.name} if time is not None else set())
    features = table.without(left_out).take(rows)
    named = [each for each in naming_findings(features) if each.column not in choice.keep]
    return Task(
        target=choice.target,
        positive=positive,
        outcomes=outcomes[rows],
        features=features.without({each.column for each in named}),
        instants=time.values[rows] if time is not None and choice.by_time else None,
        instant_name=time.name if time is not None and choice.by_time else "",
        keep=frozenset(choice.keep),
        seed=choice.seed,
        groups=people[rows] if people is not None else None,
        found=(*unknown_findings(known, choice.target), *copy_findings(copies), *named),
    )


def _people(whose: Column) -> Indexes:
    """A number for each row's customer; a row that does not say is somebody's own."""
    known = ~np.isnan(whose.values)
    people = np.arange(len(whose.values))
    people[known] = len(people) + np.unique(whose.values[known], return_inverse=True)[1]
    return people


def _once(table: Table) -> Indexes:
    """The rows without copies of others, which would be learnt from and judged by at once.

    Equal rows are copies where they know a column that tells most rows apart; else they may well be different people.
    """
    matrix = np.nan_to_num(table.matrix(), nan=np.inf)
    first = np.zeros(len(matrix), bool)
    first[np.unique(matrix, axis=0, return_index=True)[1]] = True
    told = np.zeros(len(matrix), bool)
    if not first.all():
        for column in matrix.T:
            known = np.isfinite(column)
            different = int((known & first).sum())
            if len(np.unique(column[known])) >= max(_TELLING * different, _FEWEST_TOLD):
                told |= known
    return np.flatnonzero(first | ~told)


def _outcomes(target: Column, positive: str) -> tuple[Numbers, str, Numbers]:
    """1 and 0 a row, which value is 1, and where the target is known at all.

    Where one value is named, all others are the other outcome.
    """
    known = ~np.isnan(target.values)
    values = np.unique(target.values[known])
    if not len(values):
        raise BadTable(f"`{target.name}` is empty in every row", hint="name the column that says what came")
    texts = {value: _text(target, value) for value in values.tolist()}
    if positive:
        chosen = _named(target, texts, positive)
    elif len(values) > 2:
        raise BadTable(f"`{target.name}` has {len(values)} values", hint="say by --positive which of them counts")
    else:
        chosen = _usual(target, texts)
    said = texts[chosen] if chosen is not None else ""
    return (target.values == chosen).astype(np.float64), said, known


def _named(target: Column, texts: Mapping[float, str], positive: str) -> float:
    """The value that somebody names: as it is written, or by another word for yes or no."""
    asked = _word(positive)
    for value, text in texts.items():
        if _word(text) == asked:
            return value
    for value, text in texts.items():
        if any(asked in words and _word(text) in words for words in (_YES, _NO)):
            return value
    few = f"it has: {', '.join(texts.values())}" if len(texts) <= _FEW else ""
    raise BadTable(f"`{target.name}` never has that value", hint=few)


def _usual(target: Column, texts: Mapping[float, str]) -> float | None:
    """A word for yes, else the rarer value; none if everybody says no."""
    for value, text in texts.items():
        if _word(text) in _YES:
            return value
    if len(texts) == 1 and _word(*texts.values()) in _NO:
        return None
    return min(texts, key=lambda value: (float((target.values == value).sum()), texts[value]))


def _word(text: str) -> str:
    return text.strip().lower()


def _text(column: Column, value: float) -> str:
    return column.labels[int(value)] if column.kind == "category" else f"{value:g}"


def _time_of(table: Table, passed_over: Collection[str]) -> Column | None:
    """A column that says when each row was; when somebody was born is not that."""
    for column in table.columns:
        if (
            column.name in passed_over
            or _BIRTH_NAME.search(column.name)
            or np.isnan(column.values).any()
            or not len(column.values)
        ):
            continue
        if column.kind == "instant":
            return column
        if column.kind == "number" and _TIME_NAME.search(column.name):
            values = column.values
            if bool((values == np.round(values)).all()) and len(np.unique(values)) == len(values):
                return column
    return None
