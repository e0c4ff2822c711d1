"""What commands print: tables for people, JSON for scripts, errors on stderr."""

import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clew.kernel.errors import ClewError
from clew.kernel.packing import to_json

if TYPE_CHECKING:
    from rich.console import Console

DataOption = Annotated[
    Path, typer.Option("--data", help="Folder of the workspace.", envvar="CLEW_DATA", file_okay=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]

_PIPED_WIDTH = 240


def split_identity(text: str) -> tuple[str, str]:
    """Namespace and value of `NAMESPACE:ID`.

    Raises:
        BadParameter: if it is not written like that.
    """
    namespace, separator, value = text.partition(":")
    if not (namespace and separator and value):
        raise typer.BadParameter("write it NAMESPACE:ID, such as user_id:u1")
    return namespace, value


def print_json(value: Any) -> None:
    """One JSON value on stdout, as a line."""
    sys.stdout.write(to_json(value).decode() + "\n")
    sys.stdout.flush()


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """A table, or a sentence that says what to do when there is nothing to show."""
    from rich.table import Table  # noqa: PLC0415  (scripts, which ask for JSON, need not wait for it)

    listed = [[("" if cell is None else str(cell)) for cell in row] for row in rows]
    if not listed:
        stdout().print(empty, markup=False)
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in listed:
        table.add_row(*row)
    stdout().print(table)


def counting(number: int, thing: str) -> str:
    """`1 event`, `2,000 events`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def say(text: str) -> None:
    """A line for people on stdout."""
    stdout().print(text, markup=False, highlight=False)


def warn(text: str) -> None:
    """A line for people on stderr."""
    stderr().print(text, markup=False, highlight=False)


def fail(error: ClewError, *, as_json: bool) -> None:
    """An error on stderr: what is wrong, where, and what to do."""
    if as_json:
        sys.stderr.write(to_json({"error": error.to_dict()}).decode() + "\n")
    else:
        faults: list[dict[str, str]] = error.to_dict().get("errors", [])
        for fault in faults:
            advice = f" ({fault['hint']})" if "hint" in fault else ""
            warn(f"error: {fault['where']}: {fault['message']}{advice}")
        if not faults:
            warn(f"error: {error}")


@cache
def stdout() -> "Console":
    """The console on stdout."""
    from rich.console import Console  # noqa: PLC0415  (as above)

    return Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH)


@cache
def stderr() -> "Console":
    """The console on stderr, for progress too."""
    from rich.console import Console  # noqa: PLC0415  (as above)

    return Console(stderr=True, width=None if sys.stderr.isatty() else _PIPED_WIDTH)
