"""`clew attribute`: who earned the conversions, by every model, of a plain table or of a workspace."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from clew.kernel.errors import ClewError
from clew.learning.attribution import AttributionQuestion, AttributionReport, Unattributable, length_of, otherwise
from clew.runtime.cli.output import JsonOption, counting, print_json, print_table, say, warn

if TYPE_CHECKING:
    from clew.decisions import Lift, Unanswered
    from clew.learning.attribution.sharing import Asking, Columns, HoldOut, Positions

By = Literal["channel", "campaign", "message"]

_SEED = 7
_HOLD_OUT_COLUMNS = ("channel", "held_out", "held_out_conversions", "treated", "treated_conversions")


class BadOption(ClewError):
    """An option that can't be read."""

    code = "attribution.bad_option"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("attribute")(attribute)


def attribute(  # noqa: PLR0913  (one parameter an option)
    file: Annotated[
        Path | None,
        typer.Argument(help="A CSV (also .gz) or Parquet file; the events of a workspace, if left out.", exists=True),
    ] = None,
    *,
    data: Annotated[
        Path | None, typer.Option(help="Folder of the workspace.", envvar="CLEW_DATA", file_okay=False)
    ] = None,
    document: Annotated[str, typer.Option(help="Without a file: a live model with `task: attribution`.")] = "",
    by: Annotated[By | None, typer.Option(help="Without a file: what is credited.")] = None,
    since: Annotated[str, typer.Option(help="Without a file: from when conversions count.")] = "",
    until: Annotated[str, typer.Option(help="Without a file: until when.")] = "",
    path: Annotated[str, typer.Option(help="Column of whole ways, such as `a > b > c`.")] = "",
    conversions: Annotated[
        str, typer.Option(help="Column of conversions, counts or yes and no; without a file the events, in CXL.")
    ] = "",
    value: Annotated[str, typer.Option(help="Column, or property, of what the conversions were worth.")] = "",
    nulls: Annotated[str, typer.Option(help="Column of ways that ended in none.")] = "",
    person: Annotated[str, typer.Option(help="In a table of touches: column of the person.")] = "",
    channel: Annotated[str, typer.Option(help="In a table of touches: column of the channel.")] = "",
    time: Annotated[str, typer.Option(help="In a table of touches: column of the time.")] = "",
    separator: Annotated[str, typer.Option(help="Between the touches of a way; found by itself.")] = "",
    look_back: Annotated[str, typer.Option(help="How old a touch may be, such as 30d.")] = "",
    model: Annotated[list[str] | None, typer.Option(help="A model; again for more. All, if left out.")] = None,
    order: Annotated[int, typer.Option(help="How many channels back the Markov chain remembers.", min=1, max=3)] = 1,
    half_life: Annotated[str, typer.Option(help="Of time decay, such as 7d; from touch to touch, if left out.")] = "",
    custom: Annotated[str, typer.Option(help="Weights of first, middle and last touch, such as 0.3,0.2,0.5.")] = "",
    baseline: Annotated[float | None, typer.Option(help="Share that converts anyway.", min=0, max=1)] = None,
    cost: Annotated[list[str] | None, typer.Option(help="CHANNEL=AMOUNT; again for more.")] = None,
    hold_outs: Annotated[
        Path | None, typer.Option(help=f"CSV of hold-outs: {', '.join(_HOLD_OUT_COLUMNS)}.", exists=True)
    ] = None,
    replicates: Annotated[int, typer.Option(help="Of the bootstrap; 0 for no intervals.", min=0, max=10_000)] = 200,
    seed: Annotated[
        int | None, typer.Option(help="Of the bootstrap; the document's, or 7, if left out.", min=0, show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Share conversions among channels by every model, with intervals, and say how far the models agree."""
    # Loaded here: NumPy and Arrow, for which no other command should wait.
    from clew.learning.attribution.sharing import Asking, Columns, Settings  # noqa: PLC0415

    asking = Asking(
        models=tuple(model or ()),
        settings=Settings(_duration(half_life, "--half-life"), _positions(custom), order, baseline),
        replicates=replicates,
        seed=_SEED if seed is None else seed,
        costs=dict(_cost(each) for each in cost or ()),
        hold_outs=_hold_outs(hold_outs) if hold_outs else {},
    )
    if file is not None:
        oldest = _duration(look_back, "--look-back")
        columns = Columns(path, conversions, value, nulls, person, channel, time, separator, oldest)
        found = _of_file(file, columns, asking)
    else:
        asked = {"conversion": conversions, "value": value, "look_back": look_back, "half_life": half_life}
        asked |= {"by": by or "", "since": since, "until": until}
        found = _of_workspace(data, document, asked, asking, drawn=seed is not None)
    if as_json:
        print_json(found)
    else:
        show(found)


def _of_file(file: Path, columns: "Columns", asking: "Asking") -> AttributionReport:
    from clew.adapters.files.columns import read_table  # noqa: PLC0415
    from clew.learning.attribution.sharing import attribute as share  # noqa: PLC0415
    from clew.learning.attribution.sharing import read_ways  # noqa: PLC0415

    return share(read_ways(read_table(file), columns), asking)


def _of_workspace(
    data: Path | None, document: str, asked: dict[str, str], asking: "Asking", *, drawn: bool
) -> AttributionReport:
    from clew.runtime.cli.profiles import documents_of  # noqa: PLC0415
    from clew.runtime.clock import SystemClock  # noqa: PLC0415
    from clew.runtime.services.attributing import Attributions  # noqa: PLC0415
    from clew.runtime.services.journeys import Journeys  # noqa: PLC0415
    from clew.runtime.workspace import open_workspace  # noqa: PLC0415

    if data is None or not (document or asked["conversion"]):
        raise BadOption(
            "nothing to attribute",
            hint="give a file; or a workspace by --data, with --document or --conversions '\"Order Completed\"'",
        )
    said = {name: text for name, text in asked.items() if text}
    with open_workspace(data, SystemClock(), create=False) as workspace:
        documents = documents_of(workspace)
        attributions = Attributions(workspace, documents, Journeys(workspace, documents))
        question = attributions.question(document) if document else AttributionQuestion(conversion="")
        asking = asking if drawn else replace(asking, seed=question.seed)
        return attributions.compute(otherwise(question, said), asking)


def show(found: AttributionReport) -> None:
    """The report for people: credit side by side, then what to know of it."""
    say(
        f"{counting(round(found.conversions), 'conversion')} of {counting(round(found.touched), 'way')} with touches "
        f"({found.rate:.2%}); "
        f"{found.untouched_conversions:,.0f} more without any"
    )
    shown = sorted(found.channels, key=lambda facts: (-facts.conversions, facts.channel))
    place = {facts.channel: index for index, facts in enumerate(found.channels)}
    rows = [
        (facts.channel, *(f"{reading.channels[place[facts.channel]].conversions:,.1f}" for reading in found.models))
        for facts in shown
    ]
    print_table(("channel", *(reading.name for reading in found.models)), rows, empty="no channel")
    _show_proof(found)
    for left in found.left:
        say(f"not asked: {left.name}: {left.message}")
    for note in found.notes:
        warn(f"note: {note.message}")


def _show_proof(found: AttributionReport) -> None:
    """How sure it is, and how far the models agree."""
    best = next((reading for name in ("markov", "shapley") for reading in found.models if reading.name == name), None)
    if best is not None and found.replicates:
        say(f"\n{best.name}, with {found.level:.0%} intervals of {found.replicates} draws")
        rows = [
            (
                share.channel,
                f"{share.conversions:,.1f}",
                f"{share.low:,.1f} to {share.high:,.1f}" if share.low is not None and share.high is not None else "",
                f"{share.share:.1%}",
                f"{share.roi:+.1%}" if share.roi is not None else "",
            )
            for share in sorted(best.channels, key=lambda share: -share.conversions)
        ]
        print_table(("channel", "conversions", "between", "share", "return"), rows, empty="")
    if found.agreement:
        least = max(found.agreement, key=lambda pair: pair.moved)
        say(f"\nfarthest apart: {least.one} and {least.other}, {least.moved:.0%} of the credit lies elsewhere")
    for measured in found.measured:
        say(f"hold-out of {measured.channel}: {_told(measured.lift)}")


def _told(lift: "Lift | Unanswered") -> str:
    from clew.decisions import Unanswered  # noqa: PLC0415

    if isinstance(lift, Unanswered):
        return lift.message
    extra = lift.extra
    return f"{extra.value:,.1f} more conversions ({extra.low:,.1f} to {extra.high:,.1f})"


def _duration(text: str, option: str) -> int | None:
    try:
        return length_of(text, option) if text else None
    except Unattributable:
        raise BadOption("not a length of time", where=option, hint="such as 12h, 30d or 8w") from None


def _positions(text: str) -> "Positions | None":
    from clew.learning.attribution.sharing import Positions  # noqa: PLC0415

    if not text:
        return None
    try:
        first, middle, last = map(float, text.split(","))
    except ValueError:
        raise BadOption("not three weights", where="--custom", hint="such as 0.3,0.2,0.5") from None
    return Positions(first, middle, last)


def _cost(text: str) -> tuple[str, float]:
    channel, separator, amount = text.rpartition("=")
    try:
        if separator:
            return channel, float(amount)
    except ValueError:
        pass
    raise BadOption("not a cost", where="--cost", hint="write it CHANNEL=AMOUNT, such as email=120.50")


def _hold_outs(file: Path) -> "dict[str, HoldOut]":
    from clew.adapters.files.columns import read_table  # noqa: PLC0415
    from clew.decisions import Proportion  # noqa: PLC0415
    from clew.learning.attribution.sharing import HoldOut  # noqa: PLC0415

    table = read_table(file)
    channels = table[_HOLD_OUT_COLUMNS[0]]
    counts = [table[name].values.tolist() for name in _HOLD_OUT_COLUMNS[1:]]
    found: dict[str, HoldOut] = {}
    for row, place in enumerate(channels.values.tolist()):
        try:
            held_out, held_won, treated, won = (int(column[row]) for column in counts)
            name = channels.labels[int(place)]
        except (ValueError, IndexError):
            raise BadOption("not a channel with four counts", where=f"{file.name}, row {row + 1}") from None
        found[name] = HoldOut(Proportion(held_out, held_won), Proportion(treated, won))
    return found
