"""What attribution answers with."""

from msgspec import Struct

from clew.decisions import Lift, Unanswered
from clew.learning.attribution.agree import Agreement
from clew.learning.attribution.describe import ChannelFacts, Lags, Length, WayFacts
from clew.learning.attribution.model import Kind


class Share(Struct, frozen=True):
    """What one model credits one channel with.

    Attributes:
        channel: Its name.
        conversions: Credited.
        share: Of all credit of the model, 0 to 1.
        value: What the credited conversions are worth.
        low: Lower end of the interval of `conversions`; None without a bootstrap.
        high: Upper end.
        removal: Share of conversions lost without the channel, in models that ask that.
        cost: What the channel cost, where somebody said.
        roi: What came back per unit of cost beyond it: (value - cost) / cost.
        cost_per_conversion: Cost of one credited conversion.
    """

    channel: str
    conversions: float
    share: float
    value: float
    low: float | None = None
    high: float | None = None
    removal: float | None = None
    cost: float | None = None
    roi: float | None = None
    cost_per_conversion: float | None = None


class ModelReading(Struct, frozen=True):
    """One model.

    Attributes:
        name: Its name.
        kind: Where its shares come from.
        conversions: Sum of its credit; of `participation` more than there are, of `incremental` fewer.
        channels: Its shares, in the order of the channels.
    """

    name: str
    kind: Kind
    conversions: float
    channels: tuple[Share, ...]


class Left(Struct, frozen=True):
    """A model that could not be asked, and why.

    Attributes:
        name: Its name.
        reason: Stable word.
        message: What is missing.
        hint: What to do.
    """

    name: str
    reason: str
    message: str
    hint: str = ""


class Note(Struct, frozen=True):
    """Something to know before trusting the figures.

    Attributes:
        code: Stable word: `one_class`, `few_conversions`, `untouched`, `no_times`, `no_value`, `not_experimental`.
        message: What is so, and what follows.
    """

    code: str
    message: str


class Measured(Struct, frozen=True):
    """What a hold-out says a channel really added.

    Attributes:
        channel: Its name.
        lift: Its lift, valid at every look, or why there is none yet.
    """

    channel: str
    lift: Lift | Unanswered


class AttributionReport(Struct, frozen=True):
    """Who is credited with what, by which model, and how far they agree.

    Attributes:
        ways: Ways looked at, those without touches included.
        touched: Ways with touches.
        conversions: Conversions of ways with touches: what is shared out.
        untouched_conversions: Conversions that nothing reached.
        value: What the shared conversions are worth.
        rate: Share of ways with touches that converted.
        baseline: Share of people that convert anyway, where `incremental` was asked with one.
        order: How many channels back the chain remembers.
        replicates: Of the bootstrap.
        seed: Of the bootstrap.
        level: Of the intervals.
        channels: What is counted of each channel.
        models: Each model's shares.
        left: Models that could not be asked.
        measured: What hold-outs say.
        agreement: Each pair of models.
        top: Ways with the most conversions.
        lengths: Conversions by number of touches.
        lags: How long conversions took; null where no times are known.
        notes: What to know before trusting it.
    """

    ways: float
    touched: float
    conversions: float
    untouched_conversions: float
    value: float
    rate: float
    baseline: float | None
    order: int
    replicates: int
    seed: int
    level: float
    channels: tuple[ChannelFacts, ...]
    models: tuple[ModelReading, ...]
    left: tuple[Left, ...]
    measured: tuple[Measured, ...]
    agreement: tuple[Agreement, ...]
    top: tuple[WayFacts, ...]
    lengths: tuple[Length, ...]
    lags: Lags | None
    notes: tuple[Note, ...]
