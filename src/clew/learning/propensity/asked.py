"""From a plain table and a target's name to a task."""

import re
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from clew.learning.errors import BadTable
from clew.learning.propensity.evaluate import Task
from clew.learning.tables import Column, Numbers, Table

_YES = frozenset({"1", "true", "yes", "y", "t", "churned", "won"})
_TIME_NAME = re.compile(r"(^|_)(time|date|datetime|timestamp|ts|at|when)(_|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody asks of a table.

    Attributes:
        target: Column of the outcome; it has two values.
        positive: Which of them counts; empty: `yes`, `true` or `1`, else the rarer.
        time: Column of time; empty: one that holds instants, or is called so and holds distinct whole numbers.
        by_time: Whether to judge by the latest rows where there is such a column.
        ignore: Columns to leave out.
        keep: Columns to keep although they look like leaks.
        seed: Of every draw.
    """

    target: str
    positive: str = ""
    time: str = ""
    by_time: bool = True
    ignore: Collection[str] = ()
    keep: Collection[str] = ()
    seed: int = 7


def task_of(table: Table, choice: Choice) -> Task:
    """The task.

    Raises:
        BadTable: if a column is missing, or the target has not two values.
    """
    target = table[choice.target]
    for name in (*choice.ignore, *choice.keep):
        table[name]
    outcomes, positive, known = _outcomes(target, choice.positive)
    rows = np.flatnonzero(known)
    time = table[choice.time] if choice.time else _time_of(table, {choice.target, *choice.ignore})
    if choice.time and time is not None and np.isnan(time.values).any():
        raise BadTable(f"`{time.name}` is missing in some rows", hint="fill it, or leave those rows out")
    left_out = {choice.target, *choice.ignore, *(c.name for c in table.columns if c.kind == "instant")}
    if time is not None:
        left_out.add(time.name)
    return Task(
        target=choice.target,
        positive=positive,
        outcomes=outcomes[rows],
        features=table.without(left_out).take(rows),
        instants=time.values[rows] if time is not None and choice.by_time else None,
        instant_name=time.name if time is not None and choice.by_time else "",
        keep=frozenset(choice.keep),
        seed=choice.seed,
    )


def _outcomes(target: Column, positive: str) -> tuple[Numbers, str, Numbers]:
    """1 and 0 a row, which value is 1, and where the target is known at all."""
    known = ~np.isnan(target.values)
    values = np.unique(target.values[known])
    texts = {value: _text(target, value) for value in values.tolist()}
    if len(values) > 2:
        raise BadTable(
            f"`{target.name}` has {len(values)} values", hint="a propensity needs two; make one of them the goal"
        )
    if positive:
        chosen = next((value for value, text in texts.items() if text.lower() == positive.lower()), None)
        if chosen is None:
            raise BadTable(f"`{target.name}` never has that value", hint=f"it has: {', '.join(texts.values())}")
    else:
        chosen = next((value for value, text in texts.items() if text.lower() in _YES), None)
        if chosen is None and texts:
            chosen = min(texts, key=lambda value: (float((target.values == value).sum()), texts[value]))
    said = texts.get(chosen, "") if chosen is not None else ""
    return (target.values == chosen).astype(np.float64), said, known


def _text(column: Column, value: float) -> str:
    return column.labels[int(value)] if column.kind == "category" else f"{value:g}"


def _time_of(table: Table, passed_over: Collection[str]) -> Column | None:
    """A column that says when each row was."""
    for column in table.columns:
        if column.name in passed_over or np.isnan(column.values).any() or not len(column.values):
            continue
        if column.kind == "instant":
            return column
        if column.kind == "number" and _TIME_NAME.search(column.name):
            values = column.values
            if bool((values == np.round(values)).all()) and len(np.unique(values)) == len(values):
                return column
    return None
