"""What insight needs of the rest: something that runs statements over history."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

from sqlglot import exp

from clew.expressions.sql import Dialect, Source

GATHERED = "gathered"
"""The table in which the rows of all slices are gathered."""

FACTS = "facts"
"""The table of what became true, with `profile_id`, `ts`, `kind` and `subject` (docs/reference/query.md)."""

Build: TypeAlias = Callable[[Dialect, Source], exp.Select]
Finish: TypeAlias = Callable[[Dialect], exp.Select]
Row: TypeAlias = tuple[Any, ...]


class Inquiry(NamedTuple):
    """A question as statements.

    Attributes:
        each: What is asked of every slice of people; a person is in one slice only.
        finals: What is asked of the gathered rows of all slices.
        facts: Whether it reads facts too: the table `FACTS` of these people.
    """

    each: Build
    finals: Sequence[Finish]
    facts: bool = False


class Lake(Protocol):
    """Runs inquiries over history."""

    def gather(self, inquiry: Inquiry) -> list[list[Row]]:
        """The rows of each final statement.

        Raises:
            ClewError: if it takes too long, needs too much memory, or was stopped.
        """
        ...
