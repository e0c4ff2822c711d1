"""`clew experiment`: plan one, and read one from plain counts; `clew journey report` reads those of journeys."""

import csv
import json
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from msgspec import ValidationError, convert, structs

from clew.decisions import (
    Balance,
    Beliefs,
    Estimate,
    ExperimentInvalid,
    Lift,
    MetricReading,
    PlanQuestion,
    Reading,
    TrialCounts,
    Unanswered,
    answer,
    read_trial,
)
from clew.runtime.cli.output import JsonOption, print_json, print_table, say

experiment = typer.Typer(help="Experiments: plan them, read them.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(experiment, name="experiment")


@experiment.command("plan")
def plan(  # noqa: PLR0913  (one parameter an option)
    *,
    baseline: Annotated[float, typer.Option(help="Rate without the treatment, 0.05 for 5 %; or the mean.")],
    effect: Annotated[float | None, typer.Option(help="Least difference worth finding: 0.01 is one point.")] = None,
    people: Annotated[int | None, typer.Option(help="People there are, in all arms; tells what they can show.")] = None,
    deviation: Annotated[float | None, typer.Option(help="Standard deviation per person, if it is a mean.")] = None,
    level: Annotated[float, typer.Option(help="Confidence.")] = 0.95,
    power: Annotated[float, typer.Option(help="Chance to find the effect if it is there.")] = 0.8,
    held_out: Annotated[float, typer.Option(help="Share of people in the control.")] = 0.5,
    treatments: Annotated[int, typer.Option(help="How many are compared with the control.", min=1)] = 1,
    method: Annotated[Literal["anytime", "fixed"], typer.Option(help="Look whenever you like, or once.")] = "anytime",
    per_day: Annotated[float | None, typer.Option(help="People who come a day.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say how large an experiment must be to find an effect, or what so many people can show, and how long it takes."""
    question = PlanQuestion(
        baseline=baseline,
        effect=effect,
        people=people,
        deviation=deviation,
        level=level,
        power=power,
        held_out=held_out,
        treatments=treatments,
        method=method,
        per_day=per_day,
    )
    found = answer(question)
    if as_json:
        print_json(found)
        return
    if found.sizing is None:
        say(found.unanswered.message if found.unanswered else "")
        return
    size = found.sizing
    share = f" ({size.relative:+.1%} of the baseline)" if size.relative is not None else ""
    say(f"{size.total:,} people: {size.control:,} held out, {size.treatment:,} in each treatment")
    say(f"finds a difference of {size.effect:+.6g}{share} with power {power:.0%} at {level:.0%}")
    if size.days is not None:
        say(f"takes {size.days:,} days; whole weeks are better: {-(-size.days // 7)} of them")
    if method == "anytime":
        say(f"read it with --planned {size.planned}")


@experiment.command("read")
def read(
    file: Annotated[Path, typer.Argument(help="CSV or JSON of counts.", dir_okay=False, exists=True)],
    *,
    control: Annotated[str, typer.Option(help="The arm that others are compared with; the first, if left out.")] = "",
    level: Annotated[float | None, typer.Option(help="Confidence.")] = None,
    planned: Annotated[int | None, typer.Option(help="People of one comparison, as planned.", min=1)] = None,
    as_json: JsonOption = False,
) -> None:
    """Read the counts of an experiment: split, lift by every method, guardrails, and what to do.

    A CSV has the columns `arm` and `people`, and either `conversions` or `mean` and `deviation`; where there are
    several metrics also `metric`, and for guardrails `margin`; `lower` says where less is better, `share` what an arm
    was to get.
    """
    counts = _counts(file, control)
    changed = {name: value for name, value in (("level", level), ("planned", planned)) if value is not None}
    found = read_trial(structs.replace(counts, **changed).trial())
    if as_json:
        print_json(found)
    else:
        show(found)


def show(found: Reading) -> None:
    """A reading for people."""
    say(f"{found.verdict}: {found.why}")
    if isinstance(found.balance, Balance):
        split = found.balance
        say(f"split: {split.state} (p {split.p:.4f}; however often one looks {split.always_p:.4f})")
    for metric in found.metrics:
        say(f"\n{metric.name} ({metric.role})")
        print_table(_COLUMNS, _rows(metric), empty="")


_COLUMNS = ("treatment", "method", "control", "treated", "difference", "relative", "p", "best", "guardrail")


def _rows(metric: MetricReading) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for found in metric.comparisons:
        belief = metric.beliefs.arms.get(found.treatment) if isinstance(metric.beliefs, Beliefs) else None
        guardrail = found.guardrail.state if found.guardrail else ""
        for method, lift in (("anytime", found.anytime), ("fixed", found.fixed)):
            best = f"{belief.best:.1%}" if belief is not None and method == "anytime" else ""
            rows.append((found.treatment, method, *_told(lift), best, guardrail if method == "anytime" else ""))
    return rows


def _told(lift: Lift | Unanswered) -> tuple[str, ...]:
    if isinstance(lift, Unanswered):
        return ("", "", lift.message, "", "")
    relative = lift.relative.message if isinstance(lift.relative, Unanswered) else _between(lift.relative, "+.1%")
    return (
        f"{lift.control:.5g}",
        f"{lift.treatment:.5g}",
        _between(lift.absolute, "+.4g"),
        relative,
        f"{lift.p:.4f}",
    )


def _between(estimate: Estimate, form: str) -> str:
    return f"{estimate.value:{form}} ({estimate.low:{form}} to {estimate.high:{form}})"


def _counts(file: Path, control: str) -> TrialCounts:
    try:
        text = file.read_text("utf-8-sig")
        said = json.loads(text) if text.lstrip().startswith("{") else _of_rows(text, file.name)
        arms = list(said["metrics"][0]["arms"])
        return convert({**said, "control": control or said.get("control") or arms[0]}, TrialCounts)
    except (ValidationError, ValueError, KeyError, IndexError, TypeError) as error:
        told = str(error) if isinstance(error, ValidationError) else "not a table or an object of counts"
        raise ExperimentInvalid(told, where=file.name, hint="see `clew experiment read --help`") from None


def _of_rows(text: str, name: str) -> dict[str, Any]:
    metrics: dict[str, dict[str, Any]] = {}
    shares: dict[str, float] = {}
    for number, row in enumerate(csv.DictReader(text.splitlines()), 2):
        said = {key.strip().lower(): (value or "").strip() for key, value in row.items() if isinstance(key, str)}
        try:
            _add(metrics, shares, said)
        except (KeyError, ValueError):
            raise ExperimentInvalid(
                "not an arm with its counts, or one that stands there twice",
                where=f"{name}:{number}",
                hint="columns: arm, people, conversions",
            ) from None
    found: dict[str, Any] = {"metrics": [{"name": name, **metric} for name, metric in metrics.items()]}
    return {**found, "shares": shares} if shares else found


def _add(metrics: dict[str, dict[str, Any]], shares: dict[str, float], said: dict[str, str]) -> None:
    """Add a row to its metric."""
    metric = metrics.setdefault(said.get("metric") or "conversion", {"arms": {}})
    if said.get("lower"):
        metric["lower"] = said["lower"].lower() in {"1", "true", "yes"}
    if said.get("margin"):
        metric["margin"] = float(said["margin"])
    if said["arm"] in metric["arms"]:
        raise ValueError(said["arm"])
    whole = {field: int(said[field]) for field in ("people", "conversions") if said.get(field)}
    parts = {field: float(said[field]) for field in ("mean", "deviation") if said.get(field)}
    metric["arms"][said["arm"]] = {"people": int(said["people"]), **whole, **parts}
    if said.get("share"):
        shares[said["arm"]] = float(said["share"])
