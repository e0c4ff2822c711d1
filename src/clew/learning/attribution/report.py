"""What attribution answers with."""

from typing import Literal, TypeAlias

from msgspec import Struct

from clew.decisions import Lift, Unanswered
from clew.kernel.instants import Duration

Kind: TypeAlias = Literal["rule", "data", "incremental"]
"""Where a model's shares come from: an opinion, the ways themselves, or what goes beyond those whom nothing reached."""


class ChannelFacts(Struct, frozen=True):
    """What is counted of a channel.

    Attributes:
        channel: Its name.
        touches: Touches of it on all ways, those without a conversion included.
        conversions: Conversions of ways that touched it.
        rate: Share of the ways that touched it that ended in a conversion.
        opens: Conversions whose first touch it was.
        assists: Conversions that it touched, but not last.
        closes: Conversions whose last touch it was.
        alone: Conversions that nothing else touched.
    """

    channel: str
    touches: float
    conversions: float
    rate: float
    opens: float
    assists: float
    closes: float
    alone: float


class WayFacts(Struct, frozen=True):
    """One way, and how many took it.

    Attributes:
        channels: Its touches.
        conversions: How often it ended in a conversion.
        value: What these were worth.
        rate: Share of those who took it that converted.
    """

    channels: tuple[str, ...]
    conversions: float
    value: float
    rate: float


class Length(Struct, frozen=True):
    """Ways of one length.

    Attributes:
        touches: How many touches; the last entry means so many or more.
        conversions: How many ended in a conversion.
        rate: Share that converted; None where nobody went.
    """

    touches: int
    conversions: float
    rate: float | None


class Lags(Struct, frozen=True):
    """How long it took, in microseconds; a tenth, half and nine tenths of conversions within it.

    Attributes:
        first: From the first touch to the conversion.
        last: From the last touch to the conversion.
    """

    first: tuple[Duration, Duration, Duration]
    last: tuple[Duration, Duration, Duration]


class Agreement(Struct, frozen=True):
    """Two models beside each other.

    Attributes:
        one: Name of the first.
        other: Name of the second.
        moved: Share of all credit that lies elsewhere in the other, 0 to 1.
        order: Kendall's tau-b of their orders of channels: 1 the same, 0 unrelated, -1 the reverse; None where one has
            no order at all.
    """

    one: str
    other: str
    moved: float
    order: float | None


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
        code: Stable word: `one_class`, `few_conversions`, `untouched`, `no_times`, `no_value`, `not_experimental`,
            `other_goal`, `idle_cost`.
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
