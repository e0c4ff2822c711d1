"""The nodes of a journey as they are authored: what each does, and where it may lead.

A node is a mapping with one leading field that says what it does (`send: reminder`, `wait: 24h`); `next` and the other
targets name nodes, and `end` is the end.
"""

from functools import cache
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

END = "end"
"""The target that ends a journey."""

Percent: TypeAlias = Annotated[float, Meta(ge=0, le=100)]
Whole: TypeAlias = Annotated[int, Meta(ge=1, le=1_000_000)]
Target: TypeAlias = str
Weekday: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Criterion(Struct, frozen=True, forbid_unknown_fields=True, rename={"condition": "if"}):
    """What an exit, a goal or a wait looks for; exactly one of the first four.

    Attributes:
        event: An event of this type, later than the entry event by (ts, id) (J5).
        segment: Being in this segment.
        left: Not being in this segment.
        condition: A condition on the person (`if`).
        where: Condition on the event.
        same: Properties that entry event and event must have alike.
        name: What a goal is called.
        within: How long after the entry a goal counts, also when the journey has ended before.
        next: Where a wait goes when this comes true; without it to `on_event`.
    """

    event: str | None = None
    segment: str | None = None
    left: str | None = None
    condition: str | None = None
    where: str | None = None
    same: str | tuple[str, ...] = ()
    name: str | None = None
    within: str | None = None
    next: Target | None = None

    @property
    def alike(self) -> tuple[str, ...]:
        """The properties of `same`."""
        return (self.same,) if isinstance(self.same, str) else self.same


class If(Struct, frozen=True, forbid_unknown_fields=True, rename={"condition": "if", "otherwise": "else"}):
    """Two ways; where both conditions are given, both must hold for `then`."""

    then: Target
    otherwise: Target = END
    condition: str | None = None
    where: str | None = None


class Wait(Struct, frozen=True, forbid_unknown_fields=True):
    """An elapsed time from reaching the node (J4)."""

    wait: str
    next: Target = END


class WaitLocal(Struct, frozen=True, forbid_unknown_fields=True):
    """Until the person's wall clock shows a time (J7), on one of the weekdays if any are named."""

    wait_local: str
    next: Target = END
    weekdays: tuple[Weekday, ...] = ()


class WaitUntil(Struct, frozen=True, forbid_unknown_fields=True):
    """Until a date that an attribute of the person names; moves with it.

    Attributes:
        wait_until: The attribute, such as `renewal_date` (dotted for a nested one).
        before: How long before it.
        after: How long after it.
        time: At which local time of that day.
        passed: Where to go if that is over already when the node is reached.
        missing: Where to go if there is no such date.
    """

    wait_until: str
    next: Target = END
    before: str | None = None
    after: str | None = None
    time: str | None = None
    passed: Target | None = None
    missing: Target | None = None


class WaitEvent(Struct, frozen=True, forbid_unknown_fields=True):
    """Until one of several things happens, or the time is over: whichever comes first (J5)."""

    wait_event: Criterion | tuple[Criterion, ...]
    timeout: str | None = None
    on_event: Target = END
    on_timeout: Target = END

    @property
    def awaited(self) -> tuple[Criterion, ...]:
        """What it waits for."""
        return (self.wait_event,) if isinstance(self.wait_event, Criterion) else self.wait_event


class Send(Struct, frozen=True, forbid_unknown_fields=True):
    """A message.

    Attributes:
        send: Id of the template.
        channel: On which channel.
        purpose: What consent is asked for; one that is transactional needs none, and waits for nobody.
        topic: Within the purpose.
        data: Further values for the template, as `journey.data`.
    """

    send: str
    next: Target = END
    channel: str = "email"
    purpose: str = "marketing"
    topic: str = ""
    data: dict[str, Any] = {}


class Webhook(Struct, frozen=True, forbid_unknown_fields=True):
    """A call to another system.

    Attributes:
        webhook: Id of the template of the call.
        data: Further values for the template, as `journey.data`.
        answer: How long to wait for the answer, which is `context.<node>` afterwards; without it nobody waits.
        on_error: Where to go if it fails or does not come.
    """

    webhook: str
    next: Target = END
    data: dict[str, Any] = {}
    answer: str | None = None
    on_error: Target | None = None


class Update(Struct, frozen=True, forbid_unknown_fields=True):
    """Writes attributes of the person; null unsets."""

    update: dict[str, Any]
    next: Target = END


class AddTo(Struct, frozen=True, forbid_unknown_fields=True):
    """Puts the person on a list."""

    add_to: str
    next: Target = END


class RemoveFrom(Struct, frozen=True, forbid_unknown_fields=True):
    """Takes the person off a list."""

    remove_from: str
    next: Target = END


class Do(Struct, frozen=True, forbid_unknown_fields=True):
    """Any other action, by the name of its kind; publishing refuses one that nobody does."""

    do: str
    next: Target = END
    data: dict[str, Any] = {}


class Arm(Struct, frozen=True, forbid_unknown_fields=True):
    """One way of a split: how many percent, where to, and what it is called (its target's name if not said)."""

    percent: Percent
    next: Target
    arm: str | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.arm or self.next


class Split(Struct, frozen=True, forbid_unknown_fields=True):
    """By percentage: a hash of the person draws, and the draw is kept."""

    split: tuple[Arm, ...]


class Experiment(Struct, frozen=True, forbid_unknown_fields=True):
    """A split that is measured.

    Attributes:
        experiment: Its id; equal ids in two journeys draw alike.
        arms: Shares of those who are not held out.
        holdout: Percent of all for whom nothing is done.
        next: Where the held out go.
    """

    experiment: str
    arms: tuple[Arm, ...]
    holdout: Percent = 0
    next: Target = END


class Jump(Struct, frozen=True, forbid_unknown_fields=True):
    """Into another journey, by its own rules of entry; this one goes on at `next`."""

    jump: str
    next: Target = END


class Join(Struct, frozen=True, forbid_unknown_fields=True):
    """Where several ways meet, under a name."""

    join: str
    next: Target = END


class Repeat(Struct, frozen=True, forbid_unknown_fields=True):
    """Back to an earlier node, at most so many times, then on to `next`."""

    repeat: Target
    times: Whole
    next: Target = END


class End(Struct, frozen=True, forbid_unknown_fields=True):
    """The end, with a word on how it ended."""

    end: str


Node: TypeAlias = (
    If
    | Wait
    | WaitLocal
    | WaitUntil
    | WaitEvent
    | Send
    | Webhook
    | Update
    | AddTo
    | RemoveFrom
    | Do
    | Split
    | Experiment
    | Jump
    | Join
    | Repeat
    | End
)
Doing: TypeAlias = Send | Webhook | Update | AddTo | RemoveFrom | Do

NODES: dict[str, type[Node]] = {
    "if": If,
    "where": If,
    "wait": Wait,
    "wait_local": WaitLocal,
    "wait_until": WaitUntil,
    "wait_event": WaitEvent,
    "send": Send,
    "webhook": Webhook,
    "update": Update,
    "add_to": AddTo,
    "remove_from": RemoveFrom,
    "do": Do,
    "split": Split,
    "experiment": Experiment,
    "jump": Jump,
    "join": Join,
    "repeat": Repeat,
    "end": End,
}
"""The leading field of each kind of node."""


def targets(node: Node) -> list[tuple[str, Target]]:
    """Where a node may lead, each with the pointer (below the node) of the mention."""
    found: list[tuple[str, Target]] = []
    for name, place in _target_fields(type(node)):
        value: Any = getattr(node, name)
        if isinstance(value, str):
            found.append((place, value))
    if isinstance(node, Split | Experiment):
        arms, place = (node.split, "split") if isinstance(node, Split) else (node.arms, "arms")
        found += [(f"/{place}/{index}/next", arm.next) for index, arm in enumerate(arms)]
    if isinstance(node, WaitEvent):
        single = isinstance(node.wait_event, Criterion)
        for index, criterion in enumerate(node.awaited):
            if criterion.next is not None:
                found.append((f"/wait_event{'' if single else f'/{index}'}/next", criterion.next))
    return found


@cache
def _target_fields(kind: type[Node]) -> tuple[tuple[str, str], ...]:
    """Fields of a kind of node that name a target, each with its pointer."""
    return tuple(
        (field.name, f"/{field.encode_name}") for field in msgspec.structs.fields(kind) if field.name in _TARGETS
    )


_TARGETS = frozenset({"next", "then", "otherwise", "on_event", "on_timeout", "on_error", "passed", "missing", "repeat"})
