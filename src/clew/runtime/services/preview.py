"""How large a segment would be that nobody has saved, at any instant, and who for example would be in it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clew.expressions import CxlError, Predicate, parse
from clew.kernel.instants import SECOND, Instant
from clew.runtime.services.batch import Batch
from clew.runtime.services.documents import Documents

if TYPE_CHECKING:
    from clew.adapters.duckdb import Cancellation
    from clew.runtime.workspace import Workspace

SECONDS = 20.0
"""How long a preview may take before it is cut off."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a segment would be.

    Attributes:
        at: Of which instant.
        members: How many would be in it.
        people: How many profiles there are at that instant.
        sample: A few of the members.
        seconds: What it took.
    """

    at: Instant
    members: int
    people: int
    sample: tuple[str, ...]
    seconds: float


class Previews:
    """Counts by one query over the lake and the tail; nothing is written."""

    def __init__(self, workspace: "Workspace", documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents

    def preview(
        self,
        expression: str,
        at: Instant | None = None,
        *,
        then: bool = False,
        sample: int = 10,
        seconds: float = SECONDS,
        cancellation: "Cancellation | None" = None,
    ) -> Preview:
        """How large the segment would be.

        Args:
            expression: CXL; it may mention live segments and traits.
            at: Of which instant; now if left out.
            then: Whether only what was known then counts, not what is known now.
            sample: How many members to name.
            seconds: When to cut it off.
            cancellation: By which another thread may stop it.

        Raises:
            CxlError: if the expression is no condition, or mentions what does not exist.
            TooLong: if it took too long, or was cancelled.
            TooMuchMemory: if it needs more memory than all queries may have.
            NotKept: as `DuckQueries.ask` says.
        """
        clock = self._workspace.clock
        begun = clock.now()
        now = begun if at is None else at
        expr = parse(expression)
        if not isinstance(expr, Predicate):
            raise CxlError("a segment needs a condition, this is a value", where="1:1", hint="compare it")
        inlined = self._documents.inlined(expr)
        batch = Batch(self._workspace.queries, self._documents.program().zone)
        found = batch.count(
            inlined,
            now,
            sample=sample,
            known_at=now if then else None,
            seconds=seconds,
            cancellation=cancellation,
        )
        took = (clock.now() - begun) / SECOND
        return Preview(now, found.members, found.people, tuple(found.sample), took)
