"""`clew learn`: judge a model on a plain table; train, watch and use the models of a workspace."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from clew.kernel.errors import ClewError
from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, print_table, say, stderr, warn
from clew.runtime.clock import SystemClock
from clew.runtime.inline import catch_up
from clew.runtime.services.model_views import model_view, version_view
from clew.runtime.services.models import models_of
from clew.runtime.workspace import open_workspace

if TYPE_CHECKING:
    from clew.learning.models import ModelVersion
    from clew.learning.propensity import PropensityReport
    from clew.learning.value import ValueReport
    from clew.runtime.services.models import Models

learn = typer.Typer(help="Models: judge them, train them, ask them.", no_args_is_help=True)

_WEEK_DAYS = {"d": 1 / 7, "w": 1.0, "m": 30 / 7, "y": 365 / 7}


class BadHorizon(ClewError):
    """A horizon that can't be read."""

    code = "learning.bad_horizon"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(learn, name="learn")


@learn.command("evaluate")
def evaluate(  # noqa: PLR0913 (options of a command)
    file: Annotated[Path, typer.Argument(help="A CSV (also .gz) or Parquet file.", dir_okay=False, exists=True)],
    *,
    task: Annotated[Literal["propensity", "clv"], typer.Option(help="What to predict.")] = "propensity",
    target: Annotated[str, typer.Option(help="The outcome; with --task clv the amount.")] = "",
    positive: Annotated[
        str, typer.Option(help="The value of the outcome that counts; needed where it has more than two.")
    ] = "",
    time: Annotated[str, typer.Option(help="Column of time; found by itself otherwise.")] = "",
    split: Annotated[
        Literal["auto", "folds"], typer.Option(help="auto: by time where there is a column of time.")
    ] = "auto",
    ignore: Annotated[list[str] | None, typer.Option(help="A column to leave out; again for more.")] = None,
    keep: Annotated[list[str] | None, typer.Option(help="A column to keep although it looks like a leak.")] = None,
    customer: Annotated[
        str, typer.Option(help="Column of the customer: needed for clv; else one's rows are judged together.")
    ] = "",
    amount: Annotated[str, typer.Option(help="Column of the amount (clv); a*b multiplies two.")] = "",
    horizon: Annotated[str, typer.Option(help="How far to predict (clv): 90d, 26w, 12m.")] = "26w",
    seed: Annotated[int, typer.Option(help="Of every draw: same seed, same report.", min=0)] = 7,
    as_json: Annotated[bool, typer.Option("--json", help="The report is JSON in any case.")] = True,
) -> None:
    """Train on a plain table, judge by rows that the model has not seen, and print the report as JSON.

    Ends with 1 where the data refuse a model: the report's findings say why.
    """
    del as_json
    # Loaded here: half a second and more, which no other command should wait for.
    from clew.adapters.files.columns import read_table  # noqa: PLC0415

    table = read_table(file)
    if task == "clv":
        from clew.learning.value import Columns, fit_value, orders_in  # noqa: PLC0415

        orders = orders_in(table, Columns(customer, time, amount or target))
        _judged(fit_value(orders, float(orders.at.max()) + 1, _weeks(horizon), seed).report)
        return
    from clew.learning.propensity import Choice, fit, task_of  # noqa: PLC0415

    if not target:
        raise typer.BadParameter("name the outcome's column", param_hint="--target")
    choice = Choice(target, positive, time, split == "auto", ignore or (), keep or (), seed, customer)
    _judged(fit(task_of(table, choice)).report)


def _judged(report: "PropensityReport | ValueReport") -> None:
    print_json(report)
    if report.usable:
        return
    for finding in report.findings:
        if finding.severity == "refuse":
            warn(f"no model: {finding.message}{f'; {finding.hint}' if finding.hint else ''}")
    raise typer.Exit(1)


ModelArgument = Annotated[str, typer.Argument(metavar="MODEL", help="Id of the model document.")]
VersionOption = Annotated[int | None, typer.Option("--version", help="Number; else the published one.", min=1)]


@learn.command("list")
def list_models(data: DataOption, *, as_json: JsonOption = False) -> None:
    """List models: what is published of each, and how good it is."""
    with _models(data) as models:
        rows = [model_view(models, name) for name in sorted({*models.documents(), *models.shelf.models()})]
    if as_json:
        print_json([row.model_dump() for row in rows])
        return
    columns = ("id", "name", "task", "published", "challenger", "accuracy", "trained_at", "scored_at", "alarm")
    shown = (
        [
            f"{row.accuracy:.3f}" if c == "accuracy" and row.accuracy is not None else getattr(row, c)
            for c in columns[:-1]
        ]
        + ["yes" if row.alarm else ""]
        for row in rows
    )
    print_table(columns, shown, empty="No models yet: clew apply FOLDER")


@learn.command("train")
def train(model: ModelArgument, data: DataOption, *, as_json: JsonOption = False) -> None:
    """Train a version on the workspace's past; the first usable one is published at once."""
    with _models(data) as models, _bar() as tell:
        version = models.train(model, tell)
    if as_json:
        print_json(version_view(version).model_dump())
        return
    _say_version(version)


@learn.command("score")
def score(model: ModelArgument, data: DataOption, *, as_json: JsonOption = False) -> None:
    """Score everybody by the published version; segments, journeys and templates see changed scores at once."""
    with open_workspace(data, SystemClock(), create=False) as workspace, _bar() as tell:
        models = models_of(workspace)
        run = models.score(model, tell)
        catch_up(workspace, workspace.log.last()[0])
    if as_json:
        print_json(run)
        return
    say(f"{counting(run.rows, 'profile')} scored by version {run.version}; {counting(run.changed, 'score')} changed")
    _warn(run.alarms)


@learn.command("report")
def report(
    model: ModelArgument, data: DataOption, *, version: VersionOption = None, as_json: JsonOption = False
) -> None:
    """Show the report that was published with a version."""
    with _models(data) as models:
        found = models.version(model, version)
    if as_json:
        print_json(version_view(found).model_dump())
        return
    _say_version(found)


@learn.command("drift")
def drift(model: ModelArgument, data: DataOption, *, as_json: JsonOption = False) -> None:
    """Compare inputs, scores and accuracy of the published version with its training."""
    with _models(data) as models:
        found = models.drift(model)
    if as_json:
        print_json(found)
        return
    rows = [(each.name, f"{each.psi:.3f}", f"{each.js:.3f}", each.level) for each in found.shifts[:20]]
    print_table(("input", "psi", "js", "level"), rows, empty="Nothing to compare.")
    _warn(found.alarms)


@learn.command("publish")
def publish(
    model: ModelArgument,
    number: Annotated[int, typer.Argument(metavar="VERSION", help="Which version.", min=1)],
    data: DataOption,
) -> None:
    """Publish a version: the next scoring goes by it."""
    with _models(data) as models:
        models.publish(model, number)
    say(f"{model} version {number} is published")


@learn.command("refuse")
def refuse(
    model: ModelArgument,
    number: Annotated[int, typer.Argument(metavar="VERSION", help="Which version.", min=1)],
    data: DataOption,
    reason: Annotated[str, typer.Option(help="Why.")] = "by hand",
) -> None:
    """Say that a version must never be used."""
    with _models(data) as models:
        models.refuse(model, number, reason)
    say(f"{model} version {number} is refused")


@learn.command("due")
def due(data: DataOption, *, as_json: JsonOption = False) -> None:
    """Train and score whatever its document says is due; for a timetable such as cron."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        done = models_of(workspace).due()
        catch_up(workspace, workspace.log.last()[0])
    if as_json:
        print_json([{"model": name, "done": what, "error": error} for name, what, error in done])
        return
    print_table(("model", "done", "error"), done, empty="Nothing is due.")


@contextmanager
def _models(data: Path) -> Generator["Models"]:
    with open_workspace(data, SystemClock(), create=False) as workspace:
        yield models_of(workspace)


@contextmanager
def _bar() -> Generator[Callable[[str, float], None]]:
    """A line that says what is being done."""
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn())
    with Progress(*columns, console=stderr(), transient=True, disable=not stderr().is_terminal) as bar:
        task = bar.add_task("preparing", total=1.0)
        yield lambda doing, share: bar.update(task, description=doing, completed=share)


def _warn(alarms: Iterable[str]) -> None:
    for alarm in alarms:
        warn(f"alarm: {alarm}")


def _say_version(version: "ModelVersion") -> None:
    view = version_view(version)
    say(f"{view.model} version {view.version}, {view.standing}{': ' + view.blocked if view.blocked else ''}")
    if view.waits:
        say(f"it waits to be published: {view.waits}")
    figures = [(name, f"{value:.4g}") for name, value in view.figures.items()]
    print_table(("figure", "value"), figures, empty="No figures: the data were refused.")
    for finding in view.findings:
        hint = f" ({finding.hint})" if finding.hint else ""
        say(f"{finding.severity}: {finding.column + ': ' if finding.column else ''}{finding.message}{hint}")
    if (fair := version.fairness) is not None:
        compared = [
            (
                each.attribute,
                ", ".join(f"{group.name} {group.chosen:.1%}" for group in each.groups),
                _apart(each.gap, fair.most_gap),
                _apart(each.miss, fair.most_miss),
                "beyond the limit" if each.beyond else "",
            )
            for each in fair.comparisons
        ]
        print_table(("fairness by", "scored high", "gap", "miss", ""), compared, empty="")
    if view.reasons:
        strongest = [(each.column, f"{each.share:.3f}", each.direction) for each in view.reasons[:10]]
        print_table(("what counts", "share", "direction"), strongest, empty="")


def _apart(value: float, most: float | None) -> str:
    return f"{value:.3f}" if most is None else f"{value:.3f} of at most {most:g}"


def _weeks(text: str) -> float:
    """Weeks of `90d`, `26w`, `12m` or `1y`."""
    number, unit = text[:-1], text[-1:]
    if unit not in _WEEK_DAYS or not number.isdecimal() or not int(number):
        raise BadHorizon("a horizon is a number and a unit", where="--horizon", hint="such as 90d, 26w or 12m")
    return int(number) * _WEEK_DAYS[unit]
