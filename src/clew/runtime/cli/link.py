"""`clew link`: how a browser gets in."""

from pathlib import Path
from typing import Annotated

import typer

from clew.runtime.auditing import note
from clew.runtime.cli.output import DataOption, say
from clew.runtime.clock import SystemClock
from clew.runtime.serve import address_of, served_at
from clew.runtime.workspace import Workspace, open_workspace

_USUAL_HOST, _USUAL_PORT = "127.0.0.1", 8080

AtPort = Annotated[
    int | None,
    typer.Option("--port", help="Port of the server; where the folder is served now, if left out.", min=1, max=65535),
]
AtHost = Annotated[str | None, typer.Option("--host", help="Address of the server; likewise.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("link")(link)


def link(data: DataOption, port: AtPort = None, host: AtHost = None) -> None:
    """Print a link that signs one browser in, once.

    It is the first admin's, who is made if there is none; `clew account link` makes one for somebody else.
    """
    with open_workspace(data, SystemClock(), create=False) as workspace:
        token = first_link(workspace)
    say(link_at(data, token, port, host))


def first_link(workspace: Workspace) -> str:
    """The token of a link for the first admin, who is made if there is none."""
    now = workspace.clock.now()
    account = workspace.accounts.first_admin(now=now)
    issued = workspace.accounts.link(account, now=now)
    note(workspace, "linkAccount", "account", account.id)
    return issued.text


def link_at(folder: Path, token: str, port: int | None, host: str | None) -> str:
    """The link with this token: where it is told, else where the folder is served now, else where it usually is."""
    served = served_at(folder) if port is None and host is None else None
    return f"{served or address_of(host or _USUAL_HOST, port or _USUAL_PORT)}/sign-in#{token}"
