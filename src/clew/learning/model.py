"""What a model document says."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from clew.catalog import Document, Fault, Key, Kind, Kinds, Reference
from clew.expressions import CxlError, Did, Predicate, mentions, parse
from clew.kernel.instants import HOUR, Duration, parse_duration
from clew.learning.touchpoints import MOST_COST, By, Touchpoint, touchpoint_faults


class Fairness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which groups are compared, and how far they may lie apart.

    Attributes:
        by: Profile attributes.
        most_gap: Greatest difference, between groups, of the share that is scored high; None: only reported.
        most_miss: Greatest difference of the share found among those who had the outcome; None: only reported.
        blocks: Whether a version beyond a limit can't be published.
    """

    by: tuple[str, ...]
    most_gap: float | None = None
    most_miss: float | None = None
    blocks: bool = True


class Inputs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model may learn from; by default whatever there is.

    Attributes:
        events: Event types; None: the most frequent.
        attributes: Profile attributes; None: those that most profiles have.
        traits: Ids of traits; None: all live ones.
        leave_out: Features by name, or all whose name begins so (`Order Completed:`).
        keep: Features by name that are learnt from although they look like a leak.
    """

    events: tuple[str, ...] | None = None
    attributes: tuple[str, ...] | None = None
    traits: tuple[str, ...] | None = None
    leave_out: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


class ModelBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a model.

    Attributes:
        goal: The events that count, in CXL: `"Order Completed" where total > 50`.
        window: How long after the instant of the score they count: `30d`, `12w`; an attribution has none.
        task: `propensity`: the probability that one happens (or none); `value`: how much comes; `attribution`: which
            touchpoints earned it, asked when somebody wants to know.
        happens: Whether the probability is that one happens, or that none does (churn).
        amount: Of `value`: the property of the event that holds the amount; of `attribution` too, if there is one.
        eligible: Who is scored, in CXL, as of the instant; empty: everybody who is known.
        look_back: How much of the past is looked at.
        inputs: What may be learnt from.
        output: What `score(id)` is: the probability (0 to 1, or the amount), or the score (0 to 100).
        schedule: How often everybody is scored anew; empty: when asked.
        retrain: How often a challenger is trained; empty: when asked.
        historical: Sources taken by event time, beside those that say so themselves.
        fairness: Groups that are compared.
        touchpoints: Of `attribution`: what touches people; empty: messages that were sent, and visits from campaigns.
        by: Of `attribution`: whether channels, campaigns or messages are credited.
        daily_costs: Of `attribution`: what each of them costs a day.
        drift_limit: Stability index of scores or inputs above which an alarm is raised.
        promote: Whether a challenger waits until somebody publishes it, or takes over by itself: if it is not worse,
            its report warns of nothing, and no alarm stands.
        seed: Of every draw.
    """

    goal: str
    window: str = ""
    task: Literal["propensity", "value", "attribution"] = "propensity"
    happens: bool = True
    amount: str = ""
    eligible: str = ""
    look_back: str = "365d"
    inputs: Inputs = Inputs()
    output: Literal["probability", "score"] = "probability"
    schedule: str = ""
    retrain: str = ""
    historical: tuple[str, ...] = ()
    fairness: Fairness | None = None
    touchpoints: tuple[Touchpoint, ...] = ()
    by: By = "channel"
    daily_costs: dict[str, float] = {}
    drift_limit: float = 0.25
    promote: Literal["by hand", "when better"] = "by hand"
    seed: int = 7

    @property
    def goal_condition(self) -> str:
        """The goal as a condition, as of the end of the window."""
        return f"did {self.goal} in last {self.window}"


def duration(text: str) -> Duration:
    """Of `12h`, `30d` or `8w`.

    Raises:
        ValueError: if it is none, or less than an hour.
    """
    found = parse_duration(text)
    if found is None or found < HOUR:
        raise ValueError(text)
    return found


def register_models(kinds: Kinds) -> Kinds:
    """These kinds, with models."""
    return kinds.register(Kind("model", ModelBody, checks=(_faults,), references=(_references,)))


def _faults(document: Document) -> Iterator[Fault]:
    body = msgspec.convert(document.body, ModelBody)
    for field in ("window", "look_back", "schedule", "retrain"):
        text: str = getattr(body, field)
        if field == "look_back" or text or (field == "window" and body.task != "attribution"):
            try:
                duration(text)
            except ValueError:
                yield Fault(f"/{field}", "not a length of time", "such as 12h, 30d or 8w")
                return
    yield from _goal_faults(body)
    if body.eligible:
        try:
            expression = parse(body.eligible)
        except CxlError as error:
            yield Fault("/eligible", error.message, error.hint)
            return
        if not isinstance(expression, Predicate):
            yield Fault("/eligible", "this is a value, not a condition", "compare it: `… > 3`")
    yield from _attribution_faults(body)
    if body.task == "value" and not body.amount:
        yield Fault("/amount", "a value needs an amount", "name the property: `amount: total`")


def _attribution_faults(body: ModelBody) -> Iterator[Fault]:
    yield from touchpoint_faults(body.touchpoints)
    if body.touchpoints and body.task != "attribution":
        yield Fault("/touchpoints", "only an attribution has touchpoints", "say `task: attribution`")
    for name, cost in body.daily_costs.items():
        if not 0 <= cost < MOST_COST:
            yield Fault(f"/daily_costs/{name}", "not what something costs", "an amount of 0 or more")
    if body.daily_costs and body.task != "attribution":
        yield Fault("/daily_costs", "only an attribution has costs", "say `task: attribution`")


def _goal_faults(body: ModelBody) -> Iterator[Fault]:
    try:
        goal = parse(f"did {body.goal}")
    except CxlError as error:
        yield Fault("/goal", error.message, 'events, such as "Order Completed" where total > 50')
        return
    if not isinstance(goal, Did):
        yield Fault("/goal", "not the events of one type", 'such as "Order Completed" where total > 50')
    elif goal.events.window is not None:
        yield Fault("/goal", "the goal has a window of its own", "leave it out: `window` says how long")
    elif body.task == "value" and goal.events.where is not None:
        yield Fault("/goal", "a value takes all events of a type", "leave the condition out")
    elif body.task != "attribution":
        try:
            parse(body.goal_condition)
        except CxlError as error:
            yield Fault("/goal", error.message, error.hint)


def _references(document: Document) -> Iterator[Reference]:
    body = msgspec.convert(document.body, ModelBody)
    for place, trait in enumerate(body.inputs.traits or ()):
        yield Reference(Key("trait", trait), f"/inputs/traits/{place}")
    if body.eligible:
        try:
            expression = parse(body.eligible)
        except CxlError:
            return
        for kind, name, _ in mentions(expression):
            yield Reference(Key(kind, name), "/eligible")


def event_type(body: ModelBody) -> str:
    """The type of the goal's events."""
    goal = parse(f"did {body.goal}")
    assert isinstance(goal, Did)  # noqa: S101 - a published document is sound
    return goal.events.type
