"""`clew link`: how a browser gets in."""

import typer

from clew.runtime.auditing import note
from clew.runtime.cli.output import DataOption, say
from clew.runtime.cli.serve import HostOption, PortOption
from clew.runtime.clock import SystemClock
from clew.runtime.serve import address_of
from clew.runtime.workspace import open_workspace


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("link")(link)


def link(data: DataOption, port: PortOption = 8080, host: HostOption = "127.0.0.1") -> None:
    """Print a link that signs one browser in, once.

    It is the first admin's, who is made if there is none; `clew account link` makes one for somebody else.
    """
    clock = SystemClock()
    with open_workspace(data, clock, create=False) as workspace:
        account = workspace.accounts.first_admin(now=clock.now())
        issued = workspace.accounts.link(account, now=clock.now())
        note(workspace, "linkAccount", "account", account.id)
    say(f"{address_of(host, port)}/sign-in#{issued.text}")
