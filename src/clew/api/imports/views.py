"""What the API shows of imports."""

from typing import Any, Literal, TypeAlias

from pydantic import Field

from clew.api.views import Moment, View

ImportState: TypeAlias = Literal["ready", "running", "stopped", "done", "failed"]
"""ready: the file waits for its mapping. running: rows go into the log. stopped: a person stopped it, or the server
did; started again, it goes on there. done: it came to its end, and the file was deleted. failed: it could not go on;
started again, it goes on where it stood."""


class ColumnView(View):
    """A column of a file, or a value within the objects that a source sends.

    Attributes:
        name: As the file calls it; of a value within objects the names that lead there, with points between.
        path: As a mapping names it.
        samples: Some of its values.
        filled: In how much of the rows that were looked at it has a value, 0 to 1.
    """

    name: str
    path: str
    samples: tuple[str, ...]
    filled: float


class ImportView(View):
    """A file that was sent, and how far its import is.

    Attributes:
        id: Names it.
        name: Of the file.
        bytes: How large it is.
        at: When it came.
        state: How it stands.
        share: How much of the file was read, 0 to 1.
        rows: Rows read.
        events: Events in the log.
        rejects: Rows in quarantine.
        passed_over: Rows that the mapping passes over on purpose.
        mapping: Id of the mapping; empty before it is started.
        source: Id of the source; empty before it is started.
        fault: Why it stopped; empty unless it failed, or the server was stopped.
        here: Whether the file is still here, so that it can be begun or gone on with.
    """

    id: str
    name: str
    bytes: int
    at: Moment
    state: ImportState
    share: float = 0.0
    rows: int = 0
    events: int = 0
    rejects: int = 0
    passed_over: int = 0
    mapping: str = ""
    source: str = ""
    fault: str = ""
    here: bool = True


class LookView(View):
    """What the beginning of a file looks like.

    Attributes:
        file: The file.
        columns: Its columns, with samples.
        suggestion: A first mapping, as a document.
    """

    file: ImportView
    columns: tuple[ColumnView, ...]
    suggestion: dict[str, Any]


class SampleView(View):
    """What some rows look like.

    Attributes:
        columns: The values in them, with samples.
        suggestion: A first mapping, as a document.
    """

    columns: tuple[ColumnView, ...]
    suggestion: dict[str, Any]


class MappedView(View):
    """What a row comes to.

    Attributes:
        row: Number of the row that settled it.
        type: Of the event; empty for a fault.
        ts: When it happened; null for a fault, or where it happens when it arrives.
        identities: Who it is about, as `namespace:value`.
        properties: What it says.
        fault: What is wrong; empty for an event.
        pointer: Where, in the row.
    """

    row: int
    type: str = ""
    ts: Moment | None = None
    identities: tuple[str, ...] = ()
    properties: dict[str, Any] = Field(default={})
    fault: str = ""
    pointer: str = ""


class DryRunView(View):
    """What some rows come to.

    Attributes:
        items: In the order of the rows.
        events: How many events they make.
        faults: How many rows would go to quarantine.
        rows: How many rows were tried.
    """

    items: tuple[MappedView, ...]
    events: int
    faults: int
    rows: int
