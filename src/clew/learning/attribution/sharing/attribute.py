"""All models of one set of ways, beside each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from clew.decisions import Lift, Unanswered
from clew.learning.attribution.errors import Unattributable
from clew.learning.attribution.question import AttributionQuestion, length_of
from clew.learning.attribution.report import AttributionReport, Left, Measured, ModelReading, Note, Share
from clew.learning.attribution.sharing.agree import agreements
from clew.learning.attribution.sharing.bootstrap import spreads
from clew.learning.attribution.sharing.describe import channel_facts, lags, lengths, top_ways
from clew.learning.attribution.sharing.incremental import HoldOut, baseline_of, measured, with_measured
from clew.learning.attribution.sharing.markov import chain_of, removal
from clew.learning.attribution.sharing.model import Credit, Paths
from clew.learning.attribution.sharing.models import CUSTOM, INCREMENTAL, MARKOV, NAMES, Model, Settings, prepared
from clew.learning.attribution.sharing.rules import Positions
from clew.learning.tables import Numbers
from clew.learning.touchpoints import MOST_COST

MOST_CHANNELS = 2_000
MOST_REPLICATES = 10_000
FEW_CONVERSIONS = 50


@dataclass(frozen=True)
class Asking:
    """What is asked of a set of ways.

    Attributes:
        models: Names of the models; empty for all that can be asked.
        settings: What the models are told.
        replicates: Of the bootstrap; 0 for none.
        seed: Of the bootstrap.
        level: Of the intervals.
        costs: What channels cost, in the unit of the values.
        hold_outs: Experiments that kept a channel from some people.
    """

    models: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    replicates: int = 200
    seed: int = 7
    level: float = 0.95
    costs: Mapping[str, float] = field(default_factory=dict[str, float])
    hold_outs: Mapping[str, HoldOut] = field(default_factory=dict[str, HoldOut])


def asking_of(question: AttributionQuestion, hold_outs: Mapping[str, HoldOut] | None = None) -> Asking:
    """What the models are asked by a question, and of hold-outs.

    Raises:
        Unattributable: Weights or a length of time that can't be.
    """
    custom = Positions(*question.custom) if question.custom is not None else None
    half_life = length_of(question.half_life, "half_life")
    return Asking(
        models=question.models,
        settings=Settings(half_life, custom, question.order, question.baseline),
        replicates=question.replicates,
        seed=question.seed,
        costs=question.costs,
        hold_outs=hold_outs or {},
    )


def attribute(paths: Paths, asking: Asking | None = None) -> AttributionReport:
    """Credit every channel by every model.

    Raises:
        Unattributable: There is nothing to share out, or the question can't be asked. A single model that can't be
            asked is left out, and said so; unless it alone was named.
    """
    asking = asking or Asking()
    _check(paths, asking)
    lifts = measured(asking.hold_outs, asking.level)
    asked, left = _prepared(paths, asking)
    credits_by = {model.name: model.share(paths) for model in asked}
    if INCREMENTAL in credits_by:
        credits_by[INCREMENTAL] = with_measured(credits_by[INCREMENTAL], paths.channels, lifts)
    drawn = spreads(paths, asked, replicates=asking.replicates, seed=asking.seed, level=asking.level)
    touched = paths.touched
    ways, won = paths.conversions + paths.nulls, float(paths.conversions[touched].sum())
    return AttributionReport(
        ways=float(ways.sum()),
        touched=float(ways[touched].sum()),
        conversions=won,
        untouched_conversions=float(paths.conversions[~touched].sum()),
        value=_amount(paths.values[touched].sum()),
        rate=won / float(ways[touched].sum()),
        baseline=_baseline(paths, asking) if INCREMENTAL in credits_by else None,
        order=asking.settings.order,
        replicates=asking.replicates,
        seed=asking.seed,
        level=asking.level,
        channels=tuple(channel_facts(paths)),
        models=tuple(_reading(model, paths, credits_by[model.name], drawn, asking, lifts) for model in asked),
        left=tuple(left),
        measured=tuple(Measured(channel, lift) for channel, lift in lifts.items()),
        agreement=tuple(agreements({name: np.maximum(0.0, each.conversions) for name, each in credits_by.items()})),
        top=tuple(top_ways(paths)),
        lengths=tuple(lengths(paths)),
        lags=lags(paths),
        notes=tuple(_notes(paths, asking)),
    )


def _check(paths: Paths, asking: Asking) -> None:
    if not len(paths) or not len(paths.steps):
        raise Unattributable("empty", "there is no touch on any way", hint="check the touches, and the look-back")
    if not paths.conversions[paths.touched].sum():
        raise Unattributable(
            "no_conversions", "no way with a touch ends in a conversion", hint="check the conversion, and the period"
        )
    if len(paths.channels) > MOST_CHANNELS:
        raise Unattributable(
            "too_many",
            f"{len(paths.channels)} channels, more than {MOST_CHANNELS}, can't be told apart",
            hint="group them: by source and medium, not by link",
        )
    if not 0 <= asking.replicates <= MOST_REPLICATES or not 0.5 <= asking.level < 1:
        raise Unattributable("bad_count", "replicates or level can't be", hint="such as 200 and 0.95")
    unknown = sorted({*asking.costs, *asking.hold_outs} - set(paths.channels))
    if unknown:
        shown = ", ".join(paths.channels[:20])
        raise Unattributable("unknown_channel", "a cost or hold-out names no channel", hint=f"channels are: {shown}")
    if not all(0 <= cost < MOST_COST for cost in asking.costs.values()):
        raise Unattributable("bad_count", "a cost is below zero or no number")


def _prepared(paths: Paths, asking: Asking) -> tuple[list[Model], list[Left]]:
    names = asking.models or tuple(name for name in NAMES if name != CUSTOM or asking.settings.custom is not None)
    asked: list[Model] = []
    left: list[Left] = []
    for name in dict.fromkeys(names):
        try:
            model = prepared(name, paths, asking.settings)
            model.share(paths)
        except Unattributable as error:
            if error.reason == "unknown_model" or len(asking.models) == 1:
                raise
            left.append(Left(name, error.reason, error.message, error.hint or ""))
        else:
            asked.append(model)
    return asked, left


def _baseline(paths: Paths, asking: Asking) -> float:
    return asking.settings.baseline if asking.settings.baseline is not None else baseline_of(paths)


def _reading(
    model: Model,
    paths: Paths,
    credit: Credit,
    drawn: Mapping[str, tuple[Numbers, Numbers]],
    asking: Asking,
    lifts: Mapping[str, Lift | Unanswered],
) -> ModelReading:
    total = _amount(credit.conversions.sum())
    removed = removal(chain_of(paths, asking.settings.order)).effects if model.name == MARKOV else None
    shares: list[Share] = []
    for place, channel in enumerate(paths.channels):
        conversions, value = _amount(credit.conversions[place]), _amount(credit.values[place])
        lift = lifts.get(channel) if model.name == INCREMENTAL else None
        low, high = _ends(drawn.get(model.name), place, lift)
        cost = asking.costs.get(channel)
        shares.append(
            Share(
                channel=channel,
                conversions=conversions,
                share=conversions / total if total else 0.0,
                value=value,
                low=low,
                high=high,
                removal=float(removed[place]) if removed is not None else None,
                cost=cost,
                roi=(value - cost) / cost if cost else None,
                cost_per_conversion=cost / conversions if cost is not None and conversions > 0 else None,
            )
        )
    return ModelReading(model.name, model.kind, total, tuple(shares))


def _amount(value: float) -> float:
    """A sum to twelve digits: what adding floats leaves behind them says nothing."""
    return float(f"{float(value):.12g}")


def _ends(
    drawn: tuple[Numbers, Numbers] | None, place: int, lift: Lift | Unanswered | None
) -> tuple[float | None, float | None]:
    if isinstance(lift, Lift):
        return lift.extra.low, lift.extra.high
    return (float(drawn[0][place]), float(drawn[1][place])) if drawn is not None else (None, None)


def _notes(paths: Paths, asking: Asking) -> Iterator[Note]:
    touched = paths.touched
    won, lost = float(paths.conversions[touched].sum()), float(paths.nulls[touched].sum())
    if not lost:
        yield Note(
            "one_class",
            "every way ends in a conversion: nothing shows what conversion depends on, and data-driven models only "
            "count who took part",
        )
    if won < FEW_CONVERSIONS:
        yield Note(
            "few_conversions",
            f"{won:g} conversion{'' if won == 1 else 's'}: look at the intervals before comparing channels",
        )
    if (paths.conversions[~touched] > 0).any():
        yield Note("untouched", "some conversions had no touch; no channel is credited with them")
    if paths.ages is None:
        yield Note("no_times", "no times are known: time decay halves from touch to touch, and no lag is shown")
    if not paths.values.any():
        yield Note("no_value", "no conversion has a value: value and return are not shown")
    if not asking.hold_outs:
        yield Note(
            "not_experimental",
            "no hold-out: all models describe who was there, none proves that a channel made people convert",
        )
