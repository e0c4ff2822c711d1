"""`clew serve`: everything in one command."""

from typing import Annotated

import typer

from clew.runtime.cli.output import DataOption, say, warn
from clew.runtime.folder import begin
from clew.runtime.serve import address_of, listen, serve

PortOption = Annotated[int, typer.Option("--port", help="Port to listen on.", min=0, max=65535)]
HostOption = Annotated[str, typer.Option("--host", help="Address to listen on; loopback unless told otherwise.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve_command)


def serve_command(data: DataOption, port: PortOption = 8080, host: HostOption = "127.0.0.1") -> None:
    """Collect, run the engine, and serve API and page on one port, until interrupted."""
    listener = listen(host, port)
    begin(data)
    number = listener.getsockname()[1]

    def ready() -> None:
        say(f"Clew serves {data} at {address_of(host, number)}")
        elsewhere = "" if host == "127.0.0.1" else f" --host {host}"
        say(f"A sign-in link for a browser: clew link --data {data} --port {number}{elsewhere}")

    raise typer.Exit(serve(data, listener, report=warn, ready=ready))
