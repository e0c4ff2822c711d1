"""Lists and events of the workspace, as the API needs them: what it asks for, and what it shows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from clew.api.views import View
from clew.kernel.instants import Instant


class ListView(View):
    """A list.

    Attributes:
        id: That of its segment.
        name: That of its segment.
        people: How many are on it.
    """

    id: str
    name: str
    people: int


class RefusedRow(View):
    """A name that can't be one.

    Attributes:
        row: Its number, from 1 on, the line with the columns' names not counted.
        reason: What is wrong with it.
    """

    row: int
    reason: str


class ListReport(View):
    """What became of a change of a list.

    Attributes:
        rows: How many names were read.
        accepted: How many were put on the list, or taken off it.
        refused: How many can't be names.
        faults: The first hundred of those.
        log_row: The last row of the log that says so; 0 if nothing was changed.
        applied: Whether the engine has taken it over already; if not, it will.
    """

    rows: int
    accepted: int
    refused: int
    faults: tuple[RefusedRow, ...] = ()
    log_row: int = 0
    applied: bool = False


class AudienceDesk(Protocol):
    """Lists of people, and events that concern an audience."""

    def lists(self) -> Sequence[ListView]:
        """All lists that are in force, in order of id."""
        ...

    def sheet(self, text: str, namespace: str, column: str | None) -> Iterable[tuple[int, str, str]]:
        """The names that a CSV file lists, for `change`."""
        ...

    def change(self, list_id: str, names: Iterable[tuple[int, str, str]], *, member: bool, once: str) -> ListReport:
        """Put people on a list, or take them off it; `once` is the same for a request that is made again."""
        ...

    def announce(self, kind: str, *, name: str, ts: Instant | None, properties: Mapping[str, Any]) -> int:
        """Say that something happened to the workspace; the log row."""
        ...
