"""Events one by one, over time: the rows that queries about what people did begin with."""

from collections.abc import Collection

from clew.expressions.model import Events, Path
from clew.expressions.sql import records
from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.plan import Asked, Plan
from clew.expressions.sql.records import Source, Tables
from clew.expressions.sql.stages import chosen_tables
from clew.expressions.sql.trees import Tree, all_of, column, negated, one_of, text
from clew.kernel.instants import Instant

DONE = ("track", "page", "screen")
"""Kinds of records that are something a person did; the others say who it is, or change what is known."""


class Happenings:
    """Gathers what is asked of events; its tables end in `chosen`: a row for each event that something is asked of.

    A row has `profile`, `ts` in microseconds, `id`, `seq`, `idx` and `type`; and a column for whatever was asked.
    """

    def __init__(self, dialect: Dialect, asked: Asked, since: Instant | None = None) -> None:
        """For a dialect, as of an instant; events before `since` are left out."""
        self._plan = Plan(dialect, asked)
        self._since = since
        self.dialect = dialect

    def meant(self, events: Events) -> Tree:
        """Whether an event is one of these; true or false. A window is not looked at."""
        return self._plan.selection(events.type, events.where, None)

    def everything(self, without: Collection[str]) -> None:
        """Take whatever a person did, named or not; without some types of events."""
        done = one_of(column("kind"), [text(kind) for kind in DONE])
        others = negated(one_of(column("type"), [text(each) for each in without]))
        self._plan.reach_all(all_of([done, others]) if without else done)

    def read(self, path: Path) -> Tree:
        """The raw value that an event has at a path."""
        return self._plan.path(path)

    def tables(self, source: Source) -> Tables:
        """The common tables, each before those that read it."""
        now = self._plan.asked.now
        found = [("known", records.known(self.dialect, source)), *records.events(self.dialect, source, now)]
        return found + chosen_tables(self._plan, source, since=self._since, carried=("type",))
