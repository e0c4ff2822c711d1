"""What a benchmark returns."""

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Result:
    """One measured figure beside what it is held against.

    Attributes:
        name: The benchmark's, or that and what of it after a dot.
        value: What was measured.
        unit: Its unit.
        better: Which way is better.
        budget: What DESIGN.md asks for at least.
        peer: Another system measured in the same run.
        peer_value: Its figure in the same unit.
        limit: The bare loop that nothing of this kind can beat.
        limit_value: Its figure in the same unit.
    """

    name: str
    value: float
    unit: str
    better: Literal["higher", "lower"]
    budget: float | None = None
    peer: str | None = None
    peer_value: float | None = None
    limit: str | None = None
    limit_value: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The result as plain data, with the ratio of the value to the peer, else to the limit (above 1 is better)."""
        facts = asdict(self)
        facts.pop("name")
        return {**facts, "ratio": self.ratio}

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer, else than the limit."""
        against = self.peer_value if self.peer_value is not None else self.limit_value
        if not against or not self.value:
            return None
        return round(self.value / against if self.better == "higher" else against / self.value, 4)

    @property
    def met(self) -> bool | None:
        """Whether the budget is met; None without one."""
        if self.budget is None:
            return None
        return self.value >= self.budget if self.better == "higher" else self.value <= self.budget


def cells(result: Result) -> tuple[str, ...]:
    """The result as a row of the table: name, value, unit, budget, verdict, what it is compared with, ratio."""
    verdict = {None: "", True: "met", False: "MISSED"}[result.met]
    against, figure = result.peer or result.limit or "", result.peer_value or result.limit_value
    return (
        result.name,
        number(result.value),
        result.unit,
        number(result.budget) if result.budget is not None else "",
        verdict,
        f"{against} {number(figure)}" if figure is not None else against,
        f"{result.ratio:g}" if result.ratio is not None else "",
    )


def number(value: float) -> str:
    """A figure with three digits that count."""
    size = abs(value)
    return f"{value:,.0f}" if size >= 1_000 else f"{value:,.1f}" if size >= 100 else f"{value:.3g}"
