"""`clew bounce`: mail that came back, from files, a folder, or a mail server's pipe."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from clew.kernel.errors import ClewError
from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table
from clew.runtime.clock import SystemClock
from clew.runtime.inline import catch_up
from clew.runtime.workspace import open_workspace

_COLUMNS = ("file", "kind", "message", "outcomes", "suppressed")
_STDIN = "-"


class Unreadable(ClewError):
    """A file that can't be read."""

    code = "bounce.unreadable"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bounce")(bounce)


def bounce(
    mails: Annotated[list[str], typer.Argument(metavar="FILE...", help="Raw mails, or folders of them; - for a pipe.")],
    data: DataOption,
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Delete each file once it is taken in.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Take in mail that came back: reports and complaints; a hard bounce suppresses, a complaint withdraws."""
    from clew.runtime.services.returns import Returns  # noqa: PLC0415  (its views are those of the API)

    found: list[dict[str, Any]] = []
    with open_workspace(data, SystemClock(), create=False) as workspace:
        desk, last = Returns(workspace), 0
        for name, path, raw in _read(mails):
            view, row = desk.take(raw)
            last = max(last, row or 0)
            found.append({"file": name, **view.model_dump(mode="json")})
            if remove and path is not None:
                path.unlink()
        if last:
            catch_up(workspace, last)
    if as_json:
        print_json(found)
        return
    print_table(_COLUMNS, ([_cell(fact[column]) for column in _COLUMNS] for fact in found), empty="No mail is there.")


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)  # pyright: ignore[reportUnknownArgumentType]


def _read(mails: list[str]) -> Iterator[tuple[str, Path | None, bytes]]:
    for name in mails:
        if name == _STDIN:
            yield name, None, sys.stdin.buffer.read()
            continue
        place = Path(name)
        try:
            paths = sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]
            for path in paths:
                yield path.name, path, path.read_bytes()
        except OSError as error:
            raise Unreadable(f"the mail can't be read: {error.strerror}", where=name) from None
