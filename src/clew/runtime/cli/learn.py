"""`clew learn`: judge a model on a plain table; train, watch and use the models of a workspace."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from clew.kernel.errors import ClewError
from clew.runtime.cli.output import print_json

learn = typer.Typer(help="Models: judge them, train them, ask them.", no_args_is_help=True)

_WEEK_DAYS = {"d": 1 / 7, "w": 1.0, "m": 30 / 7, "y": 365 / 7}


class BadHorizon(ClewError):
    """A horizon that can't be read."""

    code = "learning.bad_horizon"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(learn, name="learn")


@learn.command("evaluate")
def evaluate(
    file: Annotated[Path, typer.Argument(help="A CSV (also .gz) or Parquet file.", dir_okay=False, exists=True)],
    *,
    task: Annotated[Literal["propensity", "clv"], typer.Option(help="What to predict.")] = "propensity",
    target: Annotated[str, typer.Option(help="The outcome (two values); with --task clv the amount.")] = "",
    positive: Annotated[str, typer.Option(help="The value of the outcome that counts.")] = "",
    time: Annotated[str, typer.Option(help="Column of time; found by itself otherwise.")] = "",
    split: Annotated[
        Literal["auto", "folds"], typer.Option(help="auto: by time where there is a column of time.")
    ] = "auto",
    ignore: Annotated[list[str] | None, typer.Option(help="A column to leave out; again for more.")] = None,
    keep: Annotated[list[str] | None, typer.Option(help="A column to keep although it looks like a leak.")] = None,
    customer: Annotated[str, typer.Option(help="Column of the customer (clv).")] = "",
    amount: Annotated[str, typer.Option(help="Column of the amount (clv); a*b multiplies two.")] = "",
    horizon: Annotated[str, typer.Option(help="How far to predict (clv): 90d, 26w, 12m.")] = "26w",
    seed: Annotated[int, typer.Option(help="Of every draw: same seed, same report.", min=0)] = 7,
) -> None:
    """Train on a plain table, judge by rows that the model has not seen, and print the report as JSON."""
    # Loaded here: half a second and more, which no other command should wait for.
    from clew.adapters.files.columns import read_table  # noqa: PLC0415

    table = read_table(file)
    if task == "clv":
        from clew.learning.value import Columns, fit_value, orders_in  # noqa: PLC0415

        orders = orders_in(table, Columns(customer, time, amount or target))
        print_json(fit_value(orders, float(orders.at.max()) + 1, _weeks(horizon), seed).report)
        return
    from clew.learning.propensity import Choice, fit, task_of  # noqa: PLC0415

    if not target:
        raise typer.BadParameter("name the outcome's column", param_hint="--target")
    choice = Choice(target, positive, time, split == "auto", ignore or (), keep or (), seed)
    print_json(fit(task_of(table, choice)).report)


def _weeks(text: str) -> float:
    """Weeks of `90d`, `26w`, `12m` or `1y`."""
    number, unit = text[:-1], text[-1:]
    if unit not in _WEEK_DAYS or not number.isdecimal() or not int(number):
        raise BadHorizon("a horizon is a number and a unit", where="--horizon", hint="such as 90d, 26w or 12m")
    return int(number) * _WEEK_DAYS[unit]
