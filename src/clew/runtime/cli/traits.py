"""`clew trait`: what is computed of everybody."""

import typer

from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table
from clew.runtime.cli.profiles import documents_of
from clew.runtime.clock import SystemClock
from clew.runtime.services.expressions import Expressions
from clew.runtime.workspace import open_workspace

traits = typer.Typer(help="Traits: what is computed of everybody.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(traits, name="trait")


@traits.command("list")
def list_traits(data: DataOption, *, as_json: JsonOption = False) -> None:
    """List traits with the type of their value and its unit."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        documents = documents_of(workspace)
        expressions = Expressions(documents)
        rows: list[dict[str, object]] = []
        for stored in documents.documents("trait"):
            if stored.state != "archived":
                expression = str(stored.document.body.get("expression", ""))
                rows.append(
                    {
                        "id": stored.document.id,
                        "name": stored.document.name,
                        "version": stored.document.version,
                        "state": stored.state,
                        "type": expressions.check(expression).type,
                        "unit": stored.document.body.get("unit"),
                        "expression": expression,
                    }
                )
    if as_json:
        print_json(rows)
        return
    columns = ("id", "name", "version", "state", "type", "unit", "expression")
    print_table(columns, ([row[c] for c in columns] for row in rows), empty="No traits yet: clew apply FOLDER")
