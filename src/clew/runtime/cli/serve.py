"""`clew serve`: everything in one command."""

from typing import Annotated

import typer

from clew.runtime.cli.output import DataOption, say, warn
from clew.runtime.folder import begin
from clew.runtime.serve import listen, serve

PortOption = Annotated[int, typer.Option("--port", help="Port to listen on.", min=0, max=65535)]
HostOption = Annotated[str, typer.Option("--host", help="Address to listen on; loopback unless told otherwise.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve_command)


def serve_command(data: DataOption, port: PortOption = 8080, host: HostOption = "127.0.0.1") -> None:
    """Collect, run the engine, and serve API and page on one port, until interrupted."""
    listener = listen(host, port)
    begin(data)
    address = f"http://{host}:{listener.getsockname()[1]}"

    def ready() -> None:
        say(f"Clew serves {data} at {address}")
        say(f"A sign-in link for a browser: clew link --data {data} --port {listener.getsockname()[1]}")

    raise typer.Exit(serve(data, listener, report=warn, ready=ready))
