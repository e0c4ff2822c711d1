"""`clew journey report`: what a journey has come to, and what it brings."""

from typing import Annotated

import typer

from clew.api.journeys.report_views import LiftIntervalView, MeasureView, ReportView
from clew.runtime.cli.journeys_graph import print_graph
from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table, say
from clew.runtime.cli.profiles import documents_of
from clew.runtime.clock import SystemClock
from clew.runtime.services.journeys import Journeys, NoJourney
from clew.runtime.workspace import open_workspace


def report(
    journey_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the journey.")],
    data: DataOption,
    *,
    version: Annotated[int | None, typer.Option(help="Only this version; all together if left out.", min=1)] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a journey has come to: nodes, ends, goals, messages, and the lift against those held out."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        journeys = Journeys(workspace, documents_of(workspace))
        found = journeys.report(journey_id, version)
        if found is None:
            raise NoJourney("no journey has this id, or no such version", where=journey_id, hint="clew journey list")
        outcomes, measures = journeys.outcomes(journey_id), journeys.lift(journey_id)
    if as_json:
        told = [each.model_dump(mode="json") for each in outcomes]
        lifts = [each.model_dump(mode="json") for each in measures]
        print_json({**found.model_dump(mode="json"), "messages": told, "lift": lifts})
        return
    print_graph(found.graph)
    say("")
    _print_figures(found)
    if outcomes:
        say("")
        rows = [(each.template, name, f"{n:,}") for each in outcomes for name, n in each.outcomes.items()]
        rows += [(each.template, f"because {name}", f"{n:,}") for each in outcomes for name, n in each.reasons.items()]
        print_table(("template", "outcome", "messages"), rows, empty="")
    for measure in measures:
        say("")
        _print_measure(measure)


def _print_figures(found: ReportView) -> None:
    rows = [
        ("entered", "", found.entered),
        ("under way", "", found.under_way),
        ("held out", "", found.held_out),
        *(("entry came to nothing", name, n) for name, n in found.blocked.items()),
        *(("ended", name, n) for name, n in found.ended.items()),
        *(("goal", name, n) for name, n in found.goals.items()),
        *(("message waited", name, n) for name, n in found.held.items()),
        *(("message stopped", name, n) for name, n in found.suppressed.items()),
    ]
    print_table(("what", "which", "times"), ((what, which, f"{n:,}") for what, which, n in rows), empty="")


def _print_measure(measure: MeasureView) -> None:
    say(f"{measure.name}, by the goal `{measure.goal}`: {measure.why}")
    lifts = {lift.treatment: lift for lift in measure.lifts}
    rows = [
        (
            arm.name,
            f"{arm.people:,}",
            f"{arm.converted:,}",
            _share(lifts[arm.name].absolute) if arm.name in lifts else "the control",
            f"{lifts[arm.name].p:.3g}" if arm.name in lifts and lifts[arm.name].p is not None else "",
        )
        for arm in measure.arms
    ]
    print_table(("arm", "people", "reached it", "difference in points", "p, at every look"), rows, empty="")


def _share(interval: LiftIntervalView | None) -> str:
    if interval is None:
        return "no answer yet"
    return f"{interval.value * 100:+.2f} ({interval.low * 100:+.2f} to {interval.high * 100:+.2f})"
