"""`clew expression`: is it right, what does it say, what could come next."""

from typing import Annotated, Literal

import typer

from clew.api.expression_views import CheckedView
from clew.kernel.packing import from_json
from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table, say, warn
from clew.runtime.cli.profiles import documents_of
from clew.runtime.clock import SystemClock
from clew.runtime.services.expressions import Expressions
from clew.runtime.workspace import open_workspace

expression = typer.Typer(help="Expressions: check them, and be helped while writing.", no_args_is_help=True)

TextArgument = Annotated[str, typer.Argument(help='CXL, such as "did purchase in last 30d".')]
PositionOption = Annotated[
    int | None, typer.Option("--at", help="How many characters stand before the cursor; all if left out.", min=0)
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.add_typer(expression, name="expression")


@expression.command("check")
def check(
    text: TextArgument,
    data: DataOption,
    *,
    kind: Annotated[Literal["segment", "trait"] | None, typer.Option("--as", help="What it is to be saved as.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say what is wrong with an expression, and what it says. Exits with 1 if it could not be saved."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        checked = Expressions(documents_of(workspace)).check(text, kind)
    if as_json:
        print_json(from_json(checked.model_dump_json()))
    else:
        _print(text, checked)
    if not checked.valid:
        raise typer.Exit(1)


@expression.command("complete")
def complete(text: TextArgument, data: DataOption, *, at: PositionOption = None, as_json: JsonOption = False) -> None:
    """Say what could be written next."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        found = Expressions(documents_of(workspace)).complete(text, len(text) if at is None else at)
    if as_json:
        print_json(from_json(found.model_dump_json()))
        return
    rows = ((item.insert, item.kind, item.detail, item.meaning) for item in found.items)
    print_table(("next", "kind", "", "meaning"), rows, empty="Nothing fits here.")


@expression.command("hover")
def hover(text: TextArgument, data: DataOption, *, at: PositionOption = None, as_json: JsonOption = False) -> None:
    """Say what the word under the cursor means."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        found = Expressions(documents_of(workspace)).hover(text, len(text) if at is None else at)
    if as_json:
        print_json({"found": from_json(found.model_dump_json()) if found is not None else None})
    elif found is None:
        say("nothing is known of this place")
    else:
        unit = f" in {found.unit}" if found.unit else ""
        say(f"{found.text}: {found.kind}{f', {found.type}' if found.type else ''}{unit}")
        if found.meaning:
            say(found.meaning)


def _print(text: str, checked: CheckedView) -> None:
    if checked.text is not None:
        say(checked.text)
        say(f"a {checked.sort}, {checked.type}: {checked.says}")
    lines = text.split("\n")
    for problem in checked.problems:
        advice = f" ({problem.hint})" if problem.hint else ""
        warn(f"{problem.severity}: {problem.line}:{problem.column}: {problem.message}{advice}")
        warn(f"  {lines[problem.line - 1]}")
        warn(f"  {' ' * (problem.column - 1)}{'^' * max(1, problem.end - problem.start)}")
