"""`clew journey simulate`: a journey played over the past, without effects."""

from pathlib import Path
from typing import Annotated

import typer

from clew.api.journeys.simulating_views import ResultView, SimulationQuestion, TotalsView
from clew.catalog import Document, parse
from clew.kernel.instants import DAY, format_instant, parse_instant
from clew.runtime.cli.journeys_graph import print_graph
from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table, say, stderr
from clew.runtime.cli.profiles import documents_of
from clew.runtime.clock import SystemClock
from clew.runtime.services.journeys import Journeys, NoJourney
from clew.runtime.services.journeys_graph import document_in
from clew.runtime.services.simulating import film_view
from clew.runtime.services.simulation import Simulations
from clew.runtime.workspace import Workspace, open_workspace


def simulate(  # noqa: PLR0913  (a command's options)
    journey: Annotated[str, typer.Argument(metavar="JOURNEY", help="Id of a journey, or a YAML file with one.")],
    data: DataOption,
    *,
    other: Annotated[
        str | None, typer.Option("--with", help="Another to compare with: ID, ID@VERSION or a YAML file.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="When it would have been published; ninety days ago.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to when people are played; now if left out.")] = None,
    people: Annotated[int | None, typer.Option(help="Play so many people at most.", min=1)] = None,
    received: Annotated[
        bool, typer.Option(help="Take records by when they were received, not by when they happened.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Play a journey over the past: who would have entered when, which way, which messages, what stopped them.

    Nothing is sent and nothing is changed. Asked twice of the same past, it answers the same.
    """
    with open_workspace(data, SystemClock(), create=False) as workspace:
        end = parse_instant(until) if until is not None else workspace.clock.now()
        start = parse_instant(since) if since is not None else end - 90 * DAY
        documents = tuple(_document(workspace, each) for each in (journey, other) if each is not None)
        question = SimulationQuestion(documents, start, end, received, people)
        simulations = Simulations(workspace, documents_of(workspace))
        simulations.check(question)
        from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415  (only who waits sees it)

        columns = (TextColumn("{task.description}"), BarColumn())
        with Progress(*columns, console=stderr(), transient=True, disable=not stderr().is_terminal) as bar:
            task = bar.add_task("playing people", total=simulations.count(question))
            outcome = simulations.run(question, lambda done: bar.update(task, completed=done), lambda: False)
    if as_json:
        films = [film_view(film).model_dump(mode="json") for film in outcome.films]
        listed = [each.model_dump(mode="json") for each in outcome.listed]
        print_json({**outcome.result.model_dump(mode="json"), "films": films, "listed": listed})
        return
    say(f"from {format_instant(start)} to {format_instant(end)}, {outcome.result.people:,} people were played")
    _print(outcome.result)


def _document(workspace: Workspace, text: str) -> Document:
    """A journey by its id (and version), or the first one of a file."""
    if text.endswith((".yaml", ".yml")):
        found = [each.document for each in parse(Path(text).read_text("utf-8"), text).checked()]
        for document in found:
            if document.kind == "journey":
                return document
        raise NoJourney("there is no journey in this file", where=text, hint="a document of `kind: journey`")
    name, _, version = text.partition("@")
    row = Journeys(workspace, documents_of(workspace)).current(name, int(version) if version.isdecimal() else None)
    if row is None:
        raise NoJourney("no journey has this id, or no such version", where=text, hint="see `clew journey list`")
    return document_in(row)


def _print(result: ResultView) -> None:
    for totals in result.versions:
        say("")
        print_graph(totals.graph)
        _print_totals(totals)
    if len(result.versions) > 1:
        say("")
        say(f"for {result.differ:,} people it makes a difference")
        rows = (
            (format_instant(d.at), d.profile, d.before or "nothing", d.after or "nothing") for d in result.differences
        )
        print_table(("from", "profile", "the one", "the other"), rows, empty="")


def _print_totals(totals: TotalsView) -> None:
    say("")
    rows = [
        ("entered", "", totals.entered),
        ("people", "", totals.unique),
        ("under way at the end", "", totals.active),
        *([("held out then", "", totals.held_out)] if totals.held_out else []),
        *(("entry came to nothing", name, count) for name, count in sorted(totals.blocked.items())),
        *(("message", name, count) for name, count in sorted(totals.messages.items())),
        *(("other action", name, count) for name, count in sorted(totals.actions.items())),
        *(("message waited", name, count) for name, count in sorted(totals.held.items())),
        *(("message stopped", name, count) for name, count in sorted(totals.suppressed.items())),
        *(("ended", name, count) for name, count in sorted(totals.ended.items())),
        *(("goal", name, count) for name, count in sorted(totals.goals.items())),
        *(("drawn", name, count) for name, count in sorted(totals.drawn.items())),
    ]
    print_table(("what", "which", "times"), ((what, which, f"{count:,}") for what, which, count in rows), empty="")
