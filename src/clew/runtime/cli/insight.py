"""`clew insight`: funnels, paths, retention, trends, journeys, messages, metrics and dashboards, as tables."""

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from clew.api.insight.ports import QUESTIONS, Change, Topic
from clew.api.shapes import read
from clew.expressions import calendars
from clew.insight import (
    Funnel,
    FunnelAnswer,
    Interval,
    JourneyFigures,
    MessageFigures,
    MetricAnswer,
    MetricQuestion,
    Paths,
    PathsAnswer,
    Period,
    Retention,
    RetentionAnswer,
    Trend,
    TrendAnswer,
)
from clew.kernel.instants import parse_instant
from clew.runtime.cli.insight_reports import print_journey, print_messages, short_journey, short_messages
from clew.runtime.cli.output import DataOption, JsonOption, print_json, print_table, say
from clew.runtime.cli.profiles import documents_of
from clew.runtime.clock import SystemClock
from clew.runtime.services.insight import Insights, RunningAnswer
from clew.runtime.workspace import open_workspace

insight = typer.Typer(
    help="Insight: funnels, paths, retention, trends, journeys, messages, metrics, dashboards.", no_args_is_help=True
)

SECONDS = 60.0

LastOption = Annotated[str, typer.Option(help="So many local days, weeks or months, such as 30d, 12w or 6m.")]
SinceOption = Annotated[str, typer.Option(help="Where the period begins, in ISO 8601, instead of --last.")]
UntilOption = Annotated[str, typer.Option(help="Where it ends, not included; now if left out.")]
AmongOption = Annotated[str, typer.Option(help="Only people that a condition holds of, in CXL.")]
EVENT = 'An event, with a condition if you like: "Order Completed where total > 50".'


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(insight, name="insight")


@insight.command("funnel")
def funnel(  # noqa: PLR0913  (one parameter an option)
    steps: Annotated[list[str], typer.Argument(help=EVENT)],
    data: DataOption,
    *,
    order: Annotated[str, typer.Option(help="ordered, strict or unordered.")] = "ordered",
    window: Annotated[str, typer.Option(help="Within how long all steps must happen.")] = "14d",
    by: Annotated[str, typer.Option(help="A property of the first step to break down by.")] = "",
    last: LastOption = "30d",
    since: SinceOption = "",
    until: UntilOption = "",
    among: AmongOption = "",
    as_json: JsonOption = False,
) -> None:
    """Count how many people took a number of steps, one after another."""
    asked = {"steps": [_condition(step) for step in steps], "order": order, "window": window, "among": among}
    question = read(Funnel, asked | _by(by) | _period(last, since, until))
    _show(data, lambda desk: desk.ask("funnel", question, SECONDS), _funnel, as_json=as_json)


@insight.command("paths")
def paths(  # noqa: PLR0913  (one parameter an option)
    data: DataOption,
    *,
    start: Annotated[str, typer.Option("--from", help=f"Where paths begin. {EVENT}")] = "",
    end: Annotated[str, typer.Option("--to", help="Where paths end, instead.")] = "",
    steps: Annotated[int, typer.Option(help="How many steps.", min=2, max=12)] = 5,
    top: Annotated[int, typer.Option(help="How many events to show at each step.", min=1, max=25)] = 6,
    last: LastOption = "30d",
    since: SinceOption = "",
    until: UntilOption = "",
    among: AmongOption = "",
    as_json: JsonOption = False,
) -> None:
    """Follow what people did before or after something."""
    if start and end:
        raise typer.BadParameter("either --from or --to")
    asked: dict[str, Any] = {"steps": steps, "top": top, "among": among, "direction": "to" if end else "from"}
    if start or end:
        asked["anchor"] = _condition(start or end)
    question = read(Paths, asked | _period(last, since, until))
    _show(data, lambda desk: desk.ask("paths", question, SECONDS), _paths, as_json=as_json)


@insight.command("retention")
def retention(  # noqa: PLR0913  (one parameter an option)
    start: Annotated[str, typer.Argument(help=f"What begins it. {EVENT}")],
    data: DataOption,
    *,
    again: Annotated[str, typer.Option(help="What counts as coming back; the same if left out.")] = "",
    unit: Annotated[str, typer.Option(help="day, week or month.")] = "week",
    units: Annotated[int, typer.Option(help="How many units later to look at.", min=1, max=60)] = 8,
    last: LastOption = "12w",
    since: SinceOption = "",
    until: UntilOption = "",
    among: AmongOption = "",
    as_json: JsonOption = False,
) -> None:
    """Count who came back, cohort by cohort."""
    asked: dict[str, Any] = {"start": _condition(start), "unit": unit, "units": units, "among": among}
    if again:
        asked["again"] = _condition(again)
    question = read(Retention, asked | _period(last, since, until))
    _show(data, lambda desk: desk.ask("retention", question, SECONDS), _retention, as_json=as_json)


@insight.command("trend")
def trend(  # noqa: PLR0913  (one parameter an option)
    event: Annotated[str, typer.Argument(help=EVENT)],
    data: DataOption,
    *,
    measure: Annotated[str, typer.Option(help="count, people, sum, avg, min, max, median, p90, p95 or p99.")] = "count",
    of: Annotated[str, typer.Option("--property", help="The property that is measured.")] = "",
    unit: Annotated[str, typer.Option(help="hour, day, week or month.")] = "day",
    by: Annotated[str, typer.Option(help="A property to break down by.")] = "",
    last: LastOption = "30d",
    since: SinceOption = "",
    until: UntilOption = "",
    among: AmongOption = "",
    as_json: JsonOption = False,
) -> None:
    """Count or measure events, unit by unit."""
    series = [{**_condition(event), "measure": measure, "property": of}]
    asked = {"series": series, "unit": unit, "among": among}
    question = read(Trend, asked | _by(by) | _period(last, since, until))
    _show(data, lambda desk: desk.ask("trend", question, SECONDS), _trend, as_json=as_json)


@insight.command("metric")
def metric(
    metric_id: Annotated[str, typer.Argument(help="Id of a metric.")],
    data: DataOption,
    *,
    last: LastOption = "30d",
    since: SinceOption = "",
    until: UntilOption = "",
    among: AmongOption = "",
    as_json: JsonOption = False,
) -> None:
    """Compute a metric, and what it was in the period before."""
    asked = read(MetricQuestion, {"compare": "previous", "among": among} | _period(last, since, until))
    _show(data, lambda desk: desk.metric(metric_id, asked, SECONDS), _metric, as_json=as_json)


@insight.command("dashboard")
def dashboard(
    dashboard_id: Annotated[str, typer.Argument(help="Id of a dashboard.")],
    data: DataOption,
    *,
    last: Annotated[str, typer.Option(help="Of when, instead of what it says.")] = "",
    among: AmongOption = "",
    as_json: JsonOption = False,
) -> None:
    """Compute everything on a dashboard."""
    change = Change(period=Period(last=last) if last else None, among=among)
    _show(data, lambda desk: desk.dashboard(dashboard_id, SECONDS, change), _dashboard, as_json=as_json)


@insight.command("journey")
def journey(
    journey_id: Annotated[str, typer.Argument(help="Id of a journey.")],
    data: DataOption,
    *,
    last: LastOption = "30d",
    since: SinceOption = "",
    until: UntilOption = "",
    among: AmongOption = "",
    as_json: JsonOption = False,
) -> None:
    """Count who came into a journey, who reached its goals, and what it adds for whom."""
    asked = {"journey": journey_id, "compare": "previous", "among": among} | _period(last, since, until)
    question = read(JourneyFigures, asked)
    _show(data, lambda desk: desk.ask("journey", question, SECONDS), print_journey, as_json=as_json)


@insight.command("messages")
def messages(  # noqa: PLR0913  (one parameter an option)
    data: DataOption,
    *,
    of: Annotated[str, typer.Option("--journey", help="Only those of this journey.")] = "",
    template: Annotated[str, typer.Option(help="Only those of this template.")] = "",
    channel: Annotated[str, typer.Option(help="Only those of this channel.")] = "",
    by: Annotated[str, typer.Option(help="template, journey or channel.")] = "template",
    last: LastOption = "30d",
    since: SinceOption = "",
    until: UntilOption = "",
    among: AmongOption = "",
    as_json: JsonOption = False,
) -> None:
    """Count messages by what became of them."""
    asked = {"journey": of, "template": template, "channel": channel, "by": by, "among": among, "compare": "previous"}
    question = read(MessageFigures, asked | _period(last, since, until))
    _show(data, lambda desk: desk.ask("messages", question, SECONDS), print_messages, as_json=as_json)


@insight.command("ask")
def ask(
    topic: Annotated[Topic, typer.Argument(help="What it is about.")],
    file: Annotated[Path, typer.Argument(help="The question in YAML or JSON.", exists=True, dir_okay=False)],
    data: DataOption,
) -> None:
    """Ask a question that is written in a file; the answer is JSON."""
    import yaml  # noqa: PLC0415  (only this command reads a file)

    question = read(QUESTIONS[topic], yaml.safe_load(file.read_text()))
    _show(data, lambda desk: desk.ask(topic, question, SECONDS), print_json, as_json=True)


@contextmanager
def _desk(data: Path) -> Generator[Insights]:
    with open_workspace(data, SystemClock(), create=False) as workspace:
        yield Insights(workspace, documents_of(workspace))


def _show(
    data: Path, begin: "Callable[[Insights], RunningAnswer[Any]]", show: Callable[[Any], None], *, as_json: bool
) -> None:
    with _desk(data) as desk:
        found = begin(desk).result()
    (print_json if as_json else show)(found)


def _condition(text: str) -> dict[str, str]:
    """`EVENT where CONDITION`."""
    event, _, where = text.partition(" where ")
    return {"event": event.strip(), "where": where.strip()}


def _by(text: str) -> dict[str, Any]:
    return {"by": {"property": text}} if text else {}


def _period(last: str, since: str, until: str) -> dict[str, Any]:
    return {"period": {"since": since, "until": until} if since else {"last": last}}


def _funnel(found: FunnelAnswer) -> None:
    lines = [
        ("", found.steps),
        *((_name(group.group.value, rest=group.group.rest), group.steps) for group in found.groups),
    ]
    rows = [
        (
            name,
            step.name,
            f"{step.people:,}",
            f"{step.share:.1%}",
            f"{step.of_previous:.1%}",
            _time(step.median_seconds),
        )
        for name, steps in lines
        for step in steps
    ]
    print_table(("group", "step", "people", "of the first", "of the one before", "median time"), rows, empty="")
    if found.open:
        say(f"{found.open:,} have not taken all steps, but still have time to")


def _paths(found: PathsAnswer) -> None:
    rows = [
        (
            link.step,
            link.source or "(others)",
            link.target or "(others)",
            f"{link.paths:,}",
            f"{link.paths / found.paths:.1%}",
        )
        for link in found.links
    ]
    print_table(("step", "from", "to", "paths", "of all"), rows, empty="Nobody did this in the period.")


def _retention(found: RetentionAnswer) -> None:
    columns = [found.unit, "people", *(f"+{later + 1}" for later in range(len(found.overall)))]
    rows = [
        (_local(each.start, found.zone)[:10], f"{each.people:,}", *_shares(each.returned, each.people, each.complete))
        for each in found.cohorts
    ]
    everybody = [_share(kept.share) for kept in found.overall]
    print_table(columns, [*rows, ("all", "", *everybody)], empty="")


def _shares(returned: Sequence[int], people: int, complete: int) -> Iterable[str]:
    for place, count in enumerate(returned):
        known = people and (place < complete or count)
        yield f"{count / people:.1%}{'' if place < complete else '*'}" if known else ""


def _trend(found: TrendAnswer) -> None:
    names = [
        line.name if line.group is None else _name(line.group.value, rest=line.group.rest) for line in found.series
    ]
    rows = [
        (
            _local(start, found.zone),
            *(_sure(line.values[place], line.intervals[place] if line.intervals else None) for line in found.series),
        )
        for place, start in enumerate(found.starts)
    ]
    totals = ("all", *(_sure(line.total, line.interval) for line in found.series))
    print_table(("from", *names), [*rows, totals], empty="")


def _sure(value: float | None, interval: Interval | None) -> str:
    between = "" if interval is None else f" ({_figure(interval.low)} to {_figure(interval.high)})"
    return f"{_figure(value)}{between}"


def _local(start: str, zone: str) -> str:
    """An instant as the workspace's wall clock shows it."""
    return f"{calendars.local_time(parse_instant(start), ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _metric(found: MetricAnswer) -> None:
    say(_figure(found.value) or "nothing to measure")
    if found.interval is not None:
        interval = found.interval
        say(f"between {_figure(interval.low)} and {_figure(interval.high)} ({interval.method}), of {found.sample:,}")
    if found.previous is not None:
        say(f"before: {_figure(found.previous)}")


def _dashboard(found: Any) -> None:
    rows = [(tile.title, tile.sort, tile.fault or _short(tile)) for tile in found.tiles if tile.sort != "text"]
    print_table(("tile", "what", "value"), rows, empty="The dashboard is empty.")


def _short(tile: Any) -> str:
    if tile.metric is not None:
        return _figure(tile.metric.value)
    if tile.funnel is not None:
        return f"{tile.funnel.steps[-1].share:.1%} of {tile.funnel.steps[0].people:,}"
    if tile.trend is not None:
        return ", ".join(_figure(line.total) for line in tile.trend.series)
    if tile.journey is not None:
        return short_journey(tile.journey)
    if tile.messages is not None:
        return short_messages(tile.messages)
    return "ask for it by itself, or with --json"


def _name(value: object, *, rest: bool) -> str:
    return "(others)" if rest else "(none)" if value is None else str(value)


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:,.4g}" if abs(value) < 1 else f"{value:,.2f}".rstrip("0").rstrip(".")


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"
