"""`clew serve`: everything in one command."""

from pathlib import Path
from typing import Annotated

import typer

from clew.runtime.cli.output import DataOption, say, warn
from clew.runtime.folder import SECRET, begin
from clew.runtime.serve import address_of, listen, serve

PortOption = Annotated[int, typer.Option("--port", help="Port to listen on.", min=0, max=65535)]
HostOption = Annotated[str, typer.Option("--host", help="Address to listen on; loopback unless told otherwise.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve_command)


def serve_command(data: DataOption, port: PortOption = 8080, host: HostOption = "127.0.0.1") -> None:
    """Collect, run the engine, and serve API and page on one port, until interrupted."""
    listener = listen(host, port)
    first = not (data / SECRET).exists()
    begin(data)
    address = address_of(host, listener.getsockname()[1])

    def ready() -> None:
        say(f"Clew serves {data} at {address}")
        if first:
            say(f"Open this link once to sign in: {address}/sign-in#{_first_link(data)}")
        say(f"A sign-in link for a browser: clew link --data {data}")

    raise typer.Exit(serve(data, listener, report=warn, ready=ready))


def _first_link(data: Path) -> str:
    """Nobody can have come in before: the first admin is made, and let in."""
    # What it takes to write accounts, a server that has them already does without.
    from clew.runtime.cli.link import first_link  # noqa: PLC0415
    from clew.runtime.clock import SystemClock  # noqa: PLC0415
    from clew.runtime.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(data, SystemClock(), create=False) as workspace:
        return first_link(workspace)
