"""What all clauses share: identity, selection of events, rows in order of event time, merging."""

# ruff: noqa: D102 (the base class says what each method does)

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, ClassVar, Self, TypeVar

from clew.events import Event, Record
from clew.expressions.clauses.needs import Bar, Needs, covers_all, joined_needs
from clew.expressions.windows import WindowLogic
from clew.kernel.hashing import derive_id
from clew.kernel.instants import Instant
from clew.kernel.packing import pack, unpack

STATE_FORMAT = "2"
"""Version of the states' layout; part of every key, so that a new layout can't read old states."""

Taking = Callable[[list[Any], Record, Instant], bool | Sequence[int]]
"""Takes a record into a state: false where that changes nothing, true where it may change everything; else which bars
it passes, by index. Whoever asks only whether a bar is passed need not ask again for another one, nor for none: what
they were told holds, and until the instant that they were told at least."""


def clause_key(*definition: str) -> str:
    """A stable identity: equal definitions share one state across segments and traits."""
    return derive_id("c", STATE_FORMAT, *definition)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events a clause is about.

    Attributes:
        type: Event type.
        where: The condition on the event, compiled; None takes all.
        window: When.
        text: Type and condition in canonical text, for the key.
        equal: A property and the text that it must be for the condition to hold, where there is one such.
    """

    type: str
    where: Callable[[Event], bool] | None
    window: WindowLogic
    text: str
    equal: tuple[str, str] | None = None


class Clause(ABC):
    """One aggregate and its state.

    Attributes:
        key: Identity; the state is kept under it.
        types: Event types whose records it folds.
        where: The condition on all its events, apart, so that clauses with the same one can ask it once.
        condition: That condition (with its event type) in canonical text.
        equal: A property and the text that it must be for `where` to hold: who has many clauses can find by it those
            worth asking.
        needs: What it keeps, where clauses of one key may need more or less.
    """

    key: str
    types: frozenset[str]
    where: Callable[[Event], bool] | None = None
    condition: str = ""
    equal: tuple[str, str] | None = None
    needs: Needs = ()

    @abstractmethod
    def start(self) -> list[Any]:
        """The state before any record: lists, numbers and texts only, so that it packs."""

    def fold(self, state: list[Any], record: Record, now: Instant) -> bool:
        """Take a record (of one of `types`, received by `now`) into the state, in place, if it is what is meant.

        Returns:
            Whether the state changed; where not, it is as it was.
        """
        return (self.where is None or self.where(record.event)) and self.take(state, record, now)

    @abstractmethod
    def take(self, state: list[Any], record: Record, now: Instant) -> bool:
        """As `fold`, of a record of which `where` is known to hold."""

    def watching(self, bars: Sequence[Bar]) -> Taking:
        """As `take`, telling those apart who ask for a bar only; there are some only where `Lowered.bars` says so."""
        _ = bars
        return self.take

    def joined(self, others: Iterable["Clause"]) -> Self:
        """One that keeps what this clause and others of its key need, each of which reads the state for itself."""
        needs = joined_needs([*self.needs, *(need for other in others for need in other.needs)])
        if needs == self.needs:
            return self
        joined = copy(self)
        joined.keep(needs)
        return joined

    def keep(self, needs: Needs) -> None:
        """Keep what these need from now on."""
        self.needs = needs

    def covers(self, other: "Clause") -> bool:
        """Whether states that this one has folded are what another of its key needs."""
        return covers_all(self.needs, other.needs)

    @abstractmethod
    def merge(self, left: list[Any], right: list[Any]) -> list[Any]:
        """A new state for the union of two disjoint histories."""


AnyClause = TypeVar("AnyClause", bound=Clause)


def joined_clauses(clauses: Iterable[AnyClause]) -> dict[str, AnyClause]:
    """By key, what folds whatever the clauses of that key need."""
    alike: dict[str, list[AnyClause]] = {}
    for clause in clauses:
        alike.setdefault(clause.key, []).append(clause)
    return {key: first.joined(others) for key, (first, *others) in alike.items()}


class ValueClause(Clause):
    """A clause whose value is read from its state."""

    window: WindowLogic

    def about(self, name: str, selection: Selection, *definition: str, within: str | None = None) -> None:
        """Note what it is about, and what that makes its identity: its window too, unless `within` says another."""
        self.window = selection.window
        self.types = frozenset({selection.type})
        self.where = selection.where
        self.condition = "" if selection.where is None else selection.text
        self.equal = selection.equal
        within = selection.window.key if within is None else within
        self.key = clause_key(name, selection.text, within, *definition)

    @abstractmethod
    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> Any:
        """The value at an instant that is not before the last fold's."""

    @abstractmethod
    def next(self, state: list[Any], now: Instant, zone: tzinfo) -> Instant | None:
        """The least instant after `now` at which time alone may change the value; None if never."""


class RowsClause(ValueClause):
    """A clause that keeps rows `(ts, payload...)` in order, one list per column, and the marker's time where needed.

    The state is `[times, column..., extra..., marker]`, the marker (`[]` or `[ts]`) only for `since last`.
    """

    columns: ClassVar[int] = 1
    """How many lists there are, the times included."""

    def __init__(self, name: str, selection: Selection, *definition: str, within: str | None = None) -> None:
        self.about(name, selection, *definition, within=within)
        self._type = selection.type
        self._reach = selection.window.reach
        self._low, self._high = selection.window.low, selection.window.high
        self._marker = selection.window.marker
        self._where = None
        if self._marker is not None:
            # The marker is taken whatever the condition on the others says.
            self._where, self.where, self.condition, self.equal = selection.where, None, "", None
            self.types = frozenset({selection.type, self._marker})
        columns: list[Any] = [[] for _ in range(self.columns)]
        self._blank = pack([*columns, *self.extra(), *([] if self._marker is None else [[]])])

    def start(self) -> list[Any]:
        # A profile begins with many of them: reading one is the quickest way to a new one.
        return unpack(self._blank)

    def extra(self) -> list[Any]:
        """What the state holds beside the rows."""
        return []

    def take(self, state: list[Any], record: Record, now: Instant) -> bool:
        event = record.event
        ts = record.ts
        marked = False
        if self._marker is not None:
            marked = event.type == self._marker and self._mark(state, ts)
            if event.type != self._type:
                return marked
        if ts + self._reach <= now or not self._low <= ts < self._high:
            return marked
        if self._where is not None and not self._where(event):
            return marked
        if self._marker is not None and state[-1] and ts <= state[-1][0]:
            return marked
        if not self.fold_row(state, ts, event):
            return marked
        times = state[0]
        if times[0] + self._reach <= now:
            self.drop(state, bisect_right(times, now - self._reach))
        return True

    @abstractmethod
    def fold_row(self, state: list[Any], ts: Instant, event: Event) -> bool:
        """Take the row that the event makes, if it makes one."""

    @abstractmethod
    def add(self, state: list[Any], row: tuple[Any, ...]) -> bool:
        """Put a row in its place, forgetting what it makes superfluous; whether anything changed."""

    def drop(self, state: list[Any], count: int) -> None:
        """Forget the first rows."""
        for column in range(self.columns):
            del state[column][:count]

    def live(self, state: list[Any], now: Instant, zone: tzinfo) -> Any:
        """Indices of the rows inside the window."""
        return self.window.live(state[0], now, zone, state[-1])

    def next(self, state: list[Any], now: Instant, zone: tzinfo) -> Instant | None:
        return self.window.next(state[0], now, zone)

    def merge(self, left: list[Any], right: list[Any]) -> list[Any]:
        merged = self.start()
        for state in (left, right):
            if self._marker is not None and state[-1]:
                self._mark(merged, state[-1][0])
        newest = merged[-1][0] if self._marker is not None and merged[-1] else None
        for state in (left, right):
            for row in zip(*state[: self.columns], strict=True):
                if newest is None or row[0] > newest:
                    self.add(merged, row)
        return merged

    def _mark(self, state: list[Any], ts: Instant) -> bool:
        """Note the marker's newest time; rows up to it can never count again."""
        marker = state[-1]
        if marker and marker[0] >= ts:
            return False
        marker[:] = [ts]
        times = state[0]
        if times and times[0] <= ts:
            self.drop(state, bisect_right(times, ts))
        return True
