"""What a benchmark returns."""

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Result:
    """One measured figure beside what it is held against.

    Attributes:
        name: Unique over all benchmarks.
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


def ratio_text(result: Result) -> str:
    """The comparison in words."""
    parts: list[str] = []
    if result.budget is not None:
        met = result.value >= result.budget if result.better == "higher" else result.value <= result.budget
        parts.append(f"budget {result.budget:,g} {'met' if met else 'MISSED'}")
    if result.peer is not None and result.peer_value is not None:
        parts.append(f"{result.peer} {result.peer_value:,.3f}")
    if result.limit is not None and result.limit_value is not None:
        parts.append(f"{result.limit} {result.limit_value:,.3f}")
    if result.ratio is not None:
        parts.append(f"ratio {result.ratio:g}")
    return "; ".join(parts)
