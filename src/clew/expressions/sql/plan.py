"""What a query needs of the lake, gathered while an expression is compiled: each thing once, under a short name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import NamedTuple

from clew.expressions.model import Events, Path, Predicate, SinceLast, Window
from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.records import MOMENT
from clew.expressions.sql.rows import Rows
from clew.expressions.sql.trees import Tree, all_of, any_of, column, compared, number, text
from clew.expressions.sql.windows import birthdays, bounds_of, local_bounds
from clew.expressions.write import events_text, path_text
from clew.kernel.instants import Instant

CHOSEN, REGISTERS, LOCAL, MARKERS, COUNTED, DATES = "chosen", "registers", "local", "markers", "counted", "dates"
"""Common tables: events with what is asked of them; and per profile its registers, its calendar, the newest events of
some types, the aggregates, and dates among all these.
"""


_FAR = 1 << 61
"""Beyond any time that a lake can keep."""


@dataclass(frozen=True, slots=True)
class Asked:
    """When and where: what a plan is made for.

    Attributes:
        now: The instant of evaluation.
        zone: The workspace's zone.
        zones: The zones that profiles may name.
        zone_attributes: The attributes in which they do; the first that is one of the zones counts (R6).
    """

    now: Instant
    zone: tzinfo = UTC
    zones: Mapping[str, tzinfo] = field(default_factory=dict[str, tzinfo])
    zone_attributes: tuple[str, ...] = ("timeZone", "timezone")


class Reached(NamedTuple):
    """Events of a type from one instant up to another; None where any will do."""

    type: str | None
    low: Instant | None
    high: Instant | None


@dataclass(slots=True)
class Plan:
    """Columns that later stages refer to, in order of their stages.

    Attributes:
        paths: What is read of an event's document: name to what is found there.
        reach: Which events can be meant at all, by type and time alone: what others say need not be read.
        spans: The same as plain values: type and bounds, None where any will do.
        registers: Attributes, consents and scores: `(kind, name)` to column.
        markers: Event type to the column with its newest time.
        local: Columns by zone: name to its value in the workspace's zone and in each other.
        selections: Which events are meant: name to condition.
        aggregates: Over those: name to aggregate.
        dates: Texts of a profile that are read as dates: by what they are, column and text.
    """

    dialect: Dialect
    asked: Asked
    paths: dict[str, Tree] = field(default_factory=dict[str, Tree])
    reach: list[Tree] = field(default_factory=list[Tree])
    spans: list["Reached"] = field(default_factory=list["Reached"])
    registers: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    markers: dict[str, str] = field(default_factory=dict[str, str])
    local: dict[str, dict[str | None, int | str]] = field(default_factory=dict[str, dict[str | None, "int | str"]])
    selections: dict[str, Tree] = field(default_factory=dict[str, Tree])
    aggregates: dict[str, Tree] = field(default_factory=dict[str, Tree])
    dates: dict[str, tuple[str, Tree]] = field(default_factory=dict[str, tuple[str, Tree]])
    _names: dict[str, str] = field(default_factory=dict[str, str])

    def path(self, path: Path) -> Tree:
        """What an event has at a path."""
        key = f"path {path.root} {path_text(path)}"
        if key not in self._names:
            self._names[key] = name = f"f{len(self.paths)}"
            document = column("properties" if path.root == "event" else "context")
            self.paths[name] = self.dialect.found(document, path.names)
        return column(self._names[key])

    def register(self, kind: str, name: str) -> Tree:
        """The newest value of an attribute, a consent or a score."""
        place = self.registers.setdefault((kind, name), f"r{len(self.registers)}")
        return column(place, REGISTERS)

    def selection(
        self, kind: str, where: Predicate | None, window: Window | None, *, since: Instant | None = None
    ) -> Tree:
        """Whether an event is meant; earlier ones than `since` can't matter, whatever is said of them."""
        self._reach(kind, window, since)
        key = f"selection {events_text(Events(kind, where, window))}"
        if key not in self._names:
            tests = [compared("=", column("type"), text(kind))]
            if window is not None and bounds_of(window, self.asked.now) is not None:
                tests.append(self.window(window))
                window = None
            if where is not None:
                tests.append(Rows(self.dialect, self.path).predicate(where))
            if window is not None:
                tests.append(self.window(window))
            self._names[key] = name = f"s{len(self.selections)}"
            self.selections[name] = all_of(tests)
        return column(self._names[key])

    def reach_all(self, condition: Tree) -> None:
        """Take every event that meets a condition."""
        self.reach.append(condition)
        self.spans.append(Reached(None, None, None))

    def _reach(self, kind: str, window: Window | None, since: Instant | None) -> None:
        bounds = None if window is None else bounds_of(window, self.asked.now)
        low, high = bounds or (since, None)
        found = Reached(kind, low, high)
        if found in self.spans:
            return
        self.spans.append(found)
        tests = [compared("=", column("type"), text(kind))]
        if low is not None:
            tests.append(compared(">=", column("ts"), number(low)))
        if high is not None:
            tests.append(compared("<", column("ts"), number(high)))
        self.reach.append(all_of(tests))

    def pruned(self, since: Instant | None) -> list[Tree]:
        """What holds of the time, as the lake keeps it, of every event that can be meant; `since` holds of all."""
        lows, highs = [span.low for span in self.spans], [span.high for span in self.spans]
        least = None if None in lows else min((low for low in lows if low is not None), default=None)
        bounds = {">=": max((low for low in (least, since) if low is not None), default=None)}
        bounds["<"] = None if None in highs else max((high for high in highs if high is not None), default=None)
        return [
            compared(sign, column(MOMENT), self.dialect.moment(bound))
            for sign, bound in bounds.items()
            if bound is not None and abs(bound) < _FAR
        ]

    def selection_of_window(self, window: Window) -> Tree:
        """Whether an event, of whatever type, is inside a window."""
        key = f"inside {window!r}"
        if key not in self._names:
            self._names[key] = name = f"s{len(self.selections)}"
            self.selections[name] = self.window(window)
        return column(self._names[key])

    def window(self, window: Window) -> Tree:
        """Whether an event is inside a window."""
        ts = column("ts")
        if isinstance(window, SinceLast):
            place = self.markers.setdefault(window.type, f"m{len(self.markers)}")
            return compared(">", ts, column(place, MARKERS))
        bounds = bounds_of(window, self.asked.now)
        if bounds is not None:
            low, high = map(number, bounds)
            return all_of([compared(">=", ts, low), compared("<", ts, high)])
        return any_of(
            all_of([compared(">=", ts, column(low, LOCAL)), compared("<", ts, column(high, LOCAL))])
            for low, high in self._local_bounds(window)
        )

    def birthdays(self) -> list[Tree]:
        """The days, as `MM-DD`, whose anniversary is today."""
        if "b0" not in self.local:
            found = {name: birthdays(self.asked.now, zone) for name, zone in self._zones()}
            for place in (0, 1):
                self.local[f"b{place}"] = {name: days[place] for name, days in found.items()}
        return [column("b0", LOCAL), column("b1", LOCAL)]

    def aggregate(self, key: str, tree: Tree) -> Tree:
        """An aggregate over events, by a key that says what it is."""
        if key not in self._names:
            self._names[key] = name = f"a{len(self.aggregates)}"
            self.aggregates[name] = tree
        return column(self._names[key], COUNTED)

    def date(self, written: Tree) -> Tree:
        """The instant that a text of a profile says."""
        place = self.dates.setdefault(written.sql(), (f"d{len(self.dates)}", written))[0]
        return column(place, DATES)

    def _zones(self) -> list[tuple[str | None, tzinfo]]:
        return [(None, self.asked.zone), *self.asked.zones.items()]

    def _local_bounds(self, window: Window) -> list[tuple[str, str]]:
        """Columns with the bounds of a window; a zone that has fewer has empty ones too."""
        key = f"window {window!r}"
        found = {name: local_bounds(window, self.asked.now, zone) for name, zone in self._zones()}
        most = max(map(len, found.values()))
        self._names.setdefault(key, f"w{len(self._names)}")
        pairs: list[tuple[str, str]] = []
        for place in range(most):
            low, high = (f"{self._names[key]}{end}{place}" for end in ("from", "to"))
            for name, side in ((low, 0), (high, 1)):
                self.local[name] = {
                    zone: bounds[place][side] if place < len(bounds) else 0 for zone, bounds in found.items()
                }
            pairs.append((low, high))
        return pairs
