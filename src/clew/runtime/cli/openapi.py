"""`clew openapi`: the contract of the HTTP interface."""

import typer

from clew.api.service import create_app
from clew.runtime.cli.output import DataOption, print_json
from clew.runtime.clock import SystemClock
from clew.runtime.services.assembly import services_of
from clew.runtime.workspace import open_workspace


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("openapi")(openapi_command)


def openapi_command(data: DataOption) -> None:
    """Print the OpenAPI document of the HTTP interface."""
    with open_workspace(data, SystemClock()) as workspace:
        print_json(create_app(services_of(workspace)).openapi())
