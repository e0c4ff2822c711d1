"""`clew demo`: a workspace of real orders, loaded and served by one command."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn

from clew.access import TooManyKeys
from clew.runtime.cli.output import counting, print_table, say, stderr, warn
from clew.runtime.cli.serve import HostOption, PortOption
from clew.runtime.clock import SystemClock
from clew.runtime.demo.browsing import SOURCE as SYNTHETIC
from clew.runtime.demo.load import DemoReport, load_demo
from clew.runtime.serve import address_of, listen, serve
from clew.runtime.supervise import Role
from clew.runtime.workspace import Workspace, open_workspace

_REPLAY_SOURCE = "demo-shop"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    data: Annotated[Path, typer.Option("--data", help="Folder of the demo workspace.")] = Path("data/demo"),
    port: PortOption = 8080,
    host: HostOption = "127.0.0.1",
    *,
    only_load: Annotated[bool, typer.Option("--load", help="Load and stop; do not serve.")] = False,
    learn: Annotated[
        bool, typer.Option(help="Train who will leave and score everybody, which takes some seconds.")
    ] = True,
    replay: Annotated[bool, typer.Option(help="Keep placing orders, so that there is something to watch.")] = True,
) -> None:
    """Load a year of real orders of an online shop; serve them with segments, journeys and a paced replay.

    Carts, visits, names and addresses are invented, by sources that say so. Messages stay in the local outbox.
    """
    listener = None if only_load else listen(host, port)
    with open_workspace(data, SystemClock()) as workspace:
        report = _load(workspace, learn=learn)
        keys, link = ((), "") if only_load else _credentials(workspace)
    say(f"{counting(report.events, 'event')} of {counting(report.profiles, 'customer')} are in {data}")
    print_table(("segment", "members"), sorted(report.segments.items()), empty="")
    if listener is None:
        return
    address = address_of(host, listener.getsockname()[1])

    def ready() -> None:
        say("")
        say(f"Clew serves the demo at {address}")
        say(f"Open this link once to sign in:  {address}/sign-in#{link}")
        say("In two minutes somebody has left a cart, and a message is in the local outbox; nobody gets it.")
        say(f"Messages on the command line:      clew outbox list --data {data}")
        say(f"One customer on the command line:  clew profile show user_id:14911 --data {data}")
        say("Stop with Ctrl-C.")

    extra = [Role("replay", "clew.runtime.demo.replay", [address, *keys])] if replay and all(keys) else []
    raise typer.Exit(serve(data, listener, report=warn, ready=ready, extra=extra))


def _load(workspace: Workspace, *, learn: bool) -> DemoReport:
    columns = (TextColumn("{task.description}"), BarColumn())
    with Progress(*columns, console=stderr(), transient=True, disable=not stderr().is_terminal) as bar:
        task = bar.add_task("preparing", total=1.0)
        return load_demo(
            workspace, lambda doing, share: bar.update(task, description=doing, completed=share), learn=learn
        )


def _credentials(workspace: Workspace) -> tuple[tuple[str, ...], str]:
    """Write keys for the replay and for what is invented, and a sign-in link; older keys of both end."""
    access, now = workspace.access, workspace.clock.now()
    keys: list[str] = []
    for source in (_REPLAY_SOURCE, SYNTHETIC):
        for row in access.keys("write", source=source, limit=100):
            access.revoke(row.id, now=now)
        try:
            keys.append(access.create_write_key(source, now=workspace.clock.now()).text)
        except TooManyKeys:
            keys.append("")
    accounts = workspace.accounts
    return tuple(keys), accounts.link(accounts.first_admin(now=now), now=now).text
