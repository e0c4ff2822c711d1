"""What a notebook gets besides tables: a segment, its past, a person, a figure, an answer."""

from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple

from clew.sdk.frames import Frame, table, text_of
from clew.sdk.tables import days_of, overlap_of, part


class Answer(Frame):
    """An answer of insight: a table of its main rows, and everything else beside it.

    Attributes:
        raw: The whole answer, as the API gives it.
    """

    def __init__(self, frame: Frame, raw: dict[str, Any]) -> None:
        super().__init__(frame.arrow)
        self.raw = raw

    def __repr__(self) -> str:
        """As a frame, with what else there is."""
        return f"Answer({len(self):,} rows: {', '.join(self.columns)}; raw: {', '.join(self.raw)})"


class Tile(NamedTuple):
    """A tile of a dashboard.

    Attributes:
        title: Above it; may be empty.
        sort: What it is: `metric`, `funnel`, `trend`, ...
        frame: Its main rows.
    """

    title: str
    sort: str
    frame: Frame


class Board(Answer):
    """A dashboard: all its figures as one long table, and tile by tile.

    Attributes:
        tiles: Those that have an answer, in order; each with a table of its own.
    """

    def __init__(self, frame: Frame, raw: dict[str, Any], tiles: list[Tile]) -> None:
        super().__init__(frame, raw)
        self.tiles = tiles

    def __repr__(self) -> str:
        """Its tiles."""
        return f"Board({', '.join(f'{tile.title or tile.sort} ({len(tile.frame):,})' for tile in self.tiles)})"

    def _repr_html_(self) -> str:
        heads = (f'<div style="font-weight:600">{escape(tile.title or tile.sort)}</div>' for tile in self.tiles)
        return "".join(f"{head}{tile.frame._repr_html_()}" for head, tile in zip(heads, self.tiles, strict=True))


class Figure:
    """A metric's figure.

    Attributes:
        name: Of the metric.
        value: The figure; None where there is nothing to measure.
        low: The least that it may truly be, if it is a sample.
        high: The most.
        previous: What it was in the period before.
        sample: Of how many people, answers or cases.
        raw: As the API gives it.
    """

    def __init__(self, name: str, raw: dict[str, Any]) -> None:
        interval: dict[str, Any] = raw.get("interval") or {}
        self.name = name
        self.value: float | None = raw["value"]
        self.low: float | None = interval.get("low")
        self.high: float | None = interval.get("high")
        self.previous: float | None = raw.get("previous")
        self.sample: int = raw["sample"]
        self.raw = raw

    @property
    def change(self) -> float | None:
        """By which part of itself it grew; None where there was nothing before."""
        return None if self.value is None or not self.previous else self.value / self.previous - 1

    def __float__(self) -> float:
        """The figure; not a number where there is none."""
        return float("nan") if self.value is None else self.value

    def __repr__(self) -> str:
        """Figure, interval and sample."""
        between = "" if self.low is None else f", between {text_of(self.low)} and {text_of(self.high)}"
        return f"{self.name}: {text_of(self.value) or 'nothing'}{between} (of {self.sample:,})"

    def _repr_html_(self) -> str:
        between = "" if self.low is None else f"between {text_of(self.low)} and {text_of(self.high)}, "
        grown = "" if self.change is None else f" · {self.change:+.1%} on the period before"
        figure = escape(text_of(self.value)) or "none"
        return (
            f'<div style="font-size:13px"><div style="opacity:.7">{escape(self.name)}</div>'
            f'<div style="font-size:26px;font-variant-numeric:tabular-nums">{figure}</div>'
            f'<div style="opacity:.7">{between}of {self.sample:,}{grown}</div></div>'
        )


class Profile:
    """A person.

    Attributes:
        id: Of the profile.
        raw: As the API gives it.
    """

    def __init__(self, raw: dict[str, Any]) -> None:
        self.id: str = raw["id"]
        self.raw = raw

    @property
    def attributes(self) -> dict[str, Any]:
        """What sources said of them."""
        return self.raw.get("attributes", {})

    @property
    def traits(self) -> dict[str, Any]:
        """What was computed."""
        return self.raw.get("traits", {})

    def __repr__(self) -> str:
        """The id and what is known, without values."""
        return f"Profile({self.id}: {len(self.attributes)} attributes, {len(self.traits)} traits)"

    def _repr_html_(self) -> str:
        rows = [["attribute", name, str(value)] for name, value in self.attributes.items()]
        rows += [["trait", name, text_of(value)] for name, value in self.traits.items()]
        return table(["", "name", "value"], rows, f"profile {self.id}")


class Segment:
    """A segment.

    Attributes:
        id: Of the segment.
        name: What people call it.
        expression: Who is in it, in CXL.
        size: How many are in it now.
    """

    def __init__(self, raw: dict[str, Any], members: Callable[[tuple[str, ...]], Frame]) -> None:
        self.id: str = raw["id"]
        self.name: str = raw["name"]
        self.expression: str = raw["expression"]
        self.size: int = raw["count"]
        self.raw = raw
        self._members = members

    def members(self, *namespaces: str) -> Frame:
        """Who is in it now and since when, with their names in these namespaces (`email`, `user_id`)."""
        return self._members(namespaces)

    def __repr__(self) -> str:
        """Its id and size."""
        return f"Segment({self.id}: {self.size:,} members)"

    def _repr_html_(self) -> str:
        return table(["segment", "members", "expression"], [[self.name, self.size, self.expression]])


class BackTest(Frame):
    """What a segment would have done in a period: its days as rows, the rest beside them.

    Attributes:
        people: How many people were asked.
        start_size: How many were in it when the period began.
        size: How many were in it when the period ended.
        ever: How many were in it at some instant of the period.
        entered: How often somebody entered.
        left: How often somebody left.
        returned: How many entered again after they had left.
        by_clock: How many of those changes time alone made.
        churn: The part of all stays of the period that ended in it; None if there were none.
        median_stay: How many seconds half of the stays that ended had lasted at most; None if none ended.
        overlap: How many were in this segment and in the other when the period ended; None without another.
        raw: As the API gives it.
    """

    def __init__(self, raw: dict[str, Any], changes: Callable[[], Frame]) -> None:
        super().__init__(days_of(raw).arrow)
        self.people: int = raw["people"]
        self.start_size: int = raw["start_size"]
        self.size: int = raw["size"]
        self.ever: int = raw["ever"]
        self.entered: int = raw["entered"]
        self.left: int = raw["left"]
        self.returned: int = raw["returned"]
        self.by_clock: int = raw["by_clock"]
        self.churn = part(self.left, self.start_size + self.entered)
        self.median_stay: float | None = raw["median_stay"]
        self.overlap = overlap_of(raw)
        self.raw = raw
        self._changes = changes

    def changes(self) -> Frame:
        """Who entered and left when and why, person by person: all of them, page after page."""
        return self._changes()

    def __repr__(self) -> str:
        """Its sizes and days."""
        went = f"{self.start_size:,} → {self.size:,} members, {self.entered:,} entered, {self.left:,} left"
        return f"BackTest({len(self):,} days: {went})"

    def _caption(self) -> str:
        left = "" if self.churn is None else f", {self.churn:.1%} of all stays"
        return f"{super()._caption()}; {self.entered:,} entered, {self.left:,} left{left}"
