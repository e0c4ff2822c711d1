"""The command line: one module per noun, human tables by default, `--json` always, exit codes that scripts can trust.

0: done. 1: something is wrong, and the message says what to do. 2: the call itself is wrong.
"""

import sys
from typing import Annotated

import typer

from clew import __version__
from clew.kernel.errors import ClewError
from clew.runtime.cli.output import fail
from clew.runtime.cli.shelf import Shelf, commands
from clew.runtime.extras import do_without_extras

__all__ = ["app", "command", "commands", "main"]

app = typer.Typer(
    name="clew",
    cls=Shelf,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(asked: bool) -> None:  # noqa: FBT001 (typer calls it so)
    if asked:
        sys.stdout.write(f"clew {__version__}\n")
        raise typer.Exit


@app.callback()
def clew(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_say_version)
    ] = False,
) -> None:
    """Open customer experience management: collect, unify, understand."""
    del version


def main() -> None:
    """Run a command; a `ClewError` becomes a message and exit code 1."""
    try:
        app()
    except ClewError as error:
        fail(error, as_json="--json" in sys.argv)
        sys.exit(1)


def command() -> None:
    """Be the process of a command."""
    do_without_extras()
    main()
