"""A journey as people see it: boxes and lines, each in plain words, with the figures of who went where."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

import msgspec

from clew.events import Fact
from clew.journeys import marks
from clew.journeys.model import Entry, Journey
from clew.journeys.nodes import (
    END,
    AddTo,
    Criterion,
    Do,
    End,
    Experiment,
    If,
    Join,
    Jump,
    Node,
    RemoveFrom,
    Repeat,
    Send,
    Split,
    Update,
    Wait,
    WaitEvent,
    WaitLocal,
    WaitUntil,
    Webhook,
)
from clew.journeys.program import state_text
from clew.journeys.rules import texts_of, wheres_of
from clew.journeys.walk import HELD_OUT
from clew.journeys.words import NO_NAMES, Names, read_condition, read_where


class Asked(NamedTuple):
    """A condition that a journey asks.

    Attributes:
        text: As it is written.
        of: Whether it is asked of the person or of an event.
        says: The same as a part of a sentence, by the names that people give.
    """

    text: str
    of: Literal["person", "event"]
    says: str


class Line(NamedTuple):
    """A way from a node to the next.

    Attributes:
        source: The node.
        target: Where it leads; `end` is the end.
        way: What facts call it; empty for the only way on.
        label: The same for people.
    """

    source: str
    target: str
    way: str = ""
    label: str = ""


class Tally(msgspec.Struct, frozen=True):
    """Facts of one kind at one place, whenever they happened.

    Attributes:
        kind: See `marks`.
        node: Where.
        detail: As the facts say.
        times: How many.
    """

    kind: str
    node: str
    detail: str
    times: int


class Tallies:
    """Counts facts of one journey by kind and place; tests are left out, and until when a message is held."""

    def __init__(self, journey: str) -> None:
        self._journey = journey
        self._times: Counter[tuple[str, str, str]] = Counter()

    def add(self, facts: Iterable[Fact]) -> None:
        """Count some facts."""
        for fact in facts:
            mark = marks.mark_of(fact)
            if mark is not None and mark.journey == self._journey and not mark.tested:
                detail = mark.detail.partition(":")[0] if fact.kind == marks.HELD else mark.detail
                self._times[fact.kind, mark.node, detail] += 1

    def found(self) -> list[Tally]:
        """All that was counted."""
        return [Tally(*key, times) for key, times in sorted(self._times.items())]


class Figures(msgspec.Struct):
    """How one node has done.

    Attributes:
        reached: How often it was reached.
        waiting: How many are there now.
        passed: How often somebody went on from it.
        ended: Ends there other than by coming to the end, by reason.
        held: Messages that waited, by reason.
        suppressed: Messages that never went, by `reason:template`.
    """

    reached: int = 0
    waiting: int = 0
    passed: int = 0
    ended: Counter[str] = msgspec.field(default_factory=Counter[str])
    held: Counter[str] = msgspec.field(default_factory=Counter[str])
    suppressed: Counter[str] = msgspec.field(default_factory=Counter[str])


def kind_of(node: Node) -> str:
    """What a node does, in the word that leads it where it is written."""
    name = type(node).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def lines(journey: Journey, names: Names = NO_NAMES) -> list[Line]:
    """Every way through the journey, node by node, in the order in which they are written."""
    return [line for name, node in journey.nodes.items() for line in _ways(name, node, names)]


def conditions(journey: Journey, names: Names = NO_NAMES) -> list[Asked]:
    """Every condition that it asks and that can be read, once each."""
    found = [
        Asked(text, "person", said)
        for _, text in texts_of(journey)
        if (said := read_condition(text, names)) is not None
    ]
    of_events: dict[str, set[str | None]] = {}
    for _, text, event in wheres_of(journey):
        of_events.setdefault(text, set()).add(event)
    for text, events in of_events.items():
        # Where one text is asked of several events, what it is measured in may differ: nothing is said of that.
        said = read_where(text, names, next(iter(events)) if len(events) == 1 else None)
        if said is not None:
            found.append(Asked(text, "event", said))
    return list(dict.fromkeys(found))


def figures(journey: Journey, tallies: Iterable[Tally], waiting: Counter[str]) -> dict[str, Figures]:
    """How each node has done.

    Args:
        journey: The version that was counted.
        tallies: What its facts came to.
        waiting: How many are at each node now.
    """
    found = {name: Figures(waiting=waiting[name]) for name in journey.nodes}
    for tally in tallies:
        at = found.get(tally.node)
        if at is None:
            continue
        match tally.kind:
            case marks.REACHED:
                at.reached += tally.times
            case marks.TOOK if tally.detail == "moved":
                at.reached += tally.times
            case marks.ENDED if tally.detail != "completed":
                at.ended[tally.detail] += tally.times
            case marks.HELD:
                at.held[tally.detail] += tally.times
            case marks.SUPPRESSED:
                at.suppressed[tally.detail] += tally.times
            case _:
                pass
    for each in found.values():
        each.passed = max(0, each.reached - each.waiting - each.ended.total())
    return found


def came_in(tallies: Iterable[Tally]) -> int:
    """How many came to the first step from outside: nobody who is held out, or was moved from another version."""
    entered = 0
    for tally in tallies:
        if tally.kind == marks.ENTERED:
            entered += tally.times
        elif tally.kind == marks.DREW and (tally.node, tally.detail) == ("", HELD_OUT):
            entered -= tally.times
    return max(0, entered)


def flows(
    journey: Journey, tallies: Iterable[Tally], nodes: dict[str, Figures], names: Names = NO_NAMES
) -> list[tuple[Line, int | None]]:
    """Every way with how often it was taken; None where facts don't tell two ways apart.

    People who were moved away to another version count as having gone on.
    """
    taken: Counter[tuple[str, str]] = Counter()
    for tally in tallies:
        if tally.kind in (marks.TOOK, marks.DREW) and tally.detail != "moved":
            taken[tally.node, tally.detail] += tally.times
    drawn = lines(journey, names)
    ways = Counter((line.source, line.way) for line in drawn)
    found: list[tuple[Line, int | None]] = []
    for line in drawn:
        if ways[line.source, line.way] > 1:
            times = None
        elif line.way:
            times = taken[line.source, line.way]
        else:
            told = sum(taken[line.source, other.way] for other in drawn if other.source == line.source and other.way)
            times = max(0, nodes[line.source].passed - told)
        found.append((line, times))
    return found


def says_entry(entry: Entry, names: Names = NO_NAMES) -> str:
    """How people come in, in words."""
    if entry.event is not None:
        where = _behind(entry.where, names, entry.event)
        each = f", once for each `{entry.key}`" if entry.key else ""
        return f"`{entry.event}` happens{where}{each}"
    if entry.segment is not None:
        change = "this becomes true" if entry.on == "enter" else "this ceases to be true"
        return f"{change}: {_condition(entry.segment, names)}"
    if entry.broadcast is not None:
        again = f", again every {entry.broadcast.every}" if entry.broadcast.every else ""
        audience = _condition(entry.broadcast.segment, names)
        return f"it is {entry.broadcast.at}{again}; all of whom this is true: {audience}"
    if entry.business is not None:
        where = _behind(entry.business.where, names, entry.business.event)
        audience = _condition(entry.business.segment, names)
        return f"`{entry.business.event}` happens{where}; all of whom this is true: {audience}"
    return "nobody comes in"


def says_criterion(criterion: Criterion, names: Names = NO_NAMES) -> str:
    """What an exit, a goal or a wait looks for, in words."""
    within = f" within {criterion.within}" if criterion.within else ""
    if criterion.event is not None:
        where = _behind(criterion.where, names, criterion.event)
        alike = f" with the same {', '.join(f'`{name}`' for name in criterion.alike)}" if criterion.alike else ""
        return f"`{criterion.event}` happens{where}{alike}{within}"
    said = _condition(state_text(criterion) or "", names)
    return f"{'not: ' if criterion.left else ''}{said}{within}"


def says(node: Node, names: Names = NO_NAMES) -> str:  # noqa: C901, PLR0911, PLR0912 (one sentence per class)
    """What a node does, in words.

    Args:
        node: The node.
        names: What people call the documents that it mentions; else ids are told.
    """
    match node:
        case If():
            asked = [_condition(node.condition, names)] if node.condition else []
            of_event = [read_where(node.where, names) or f"`{node.where}`"] if node.where else []
            return "Is it so: " + " and ".join([*asked, *of_event])
        case Wait(span):
            return f"Wait {span}"
        case WaitLocal():
            days = f" on {', '.join(node.weekdays)}" if node.weekdays else ""
            return f"Wait until {node.wait_local} by their clock{days}"
        case WaitUntil():
            shift = f"{node.before} before " if node.before else f"{node.after} after " if node.after else ""
            return f"Wait until {shift}`{node.wait_until}`" + (f" at {node.time}" if node.time else "")
        case WaitEvent():
            what = " or ".join(says_criterion(criterion, names) for criterion in node.awaited)
            return f"Wait until {what}" + (f", at most {node.timeout}" if node.timeout else "")
        case Send():
            return f"Send {_called('template', node.send, names)} by {node.channel} ({node.purpose})"
        case Webhook():
            called = _called("template", node.webhook, names)
            return f"Call {called}" + (f", wait {node.answer} for the answer" if node.answer else "")
        case Update():
            return f"Set {', '.join(f'`{name}`' for name in node.update)}"
        case AddTo(name):
            return f"Put on the list {_called('segment', name, names)}"
        case RemoveFrom(name):
            return f"Take off the list {_called('segment', name, names)}"
        case Do(kind):
            return f"Do `{kind}`"
        case Split(arms):
            return "Split " + " / ".join(f"{arm.percent:g}%" for arm in arms)
        case Experiment():
            held = f", {node.holdout:g}% held out" if node.holdout else ""
            return f"Experiment `{node.experiment}`{held}"
        case Jump(other):
            return f"Begin the journey {_called('journey', other, names)} too"
        case Join(name):
            return f"Join `{name}`"
        case Repeat():
            return f"Back to `{node.repeat}`, at most {node.times} times"
        case End(label):
            return f"End: {label}"


def _called(kind: str, name: str, names: Names) -> str:
    """A document by its name, in quotes; by its id where nobody gave it one."""
    found = names.get(kind, {}).get(name)
    return f"`{name}`" if found is None else f'"{found}"'


def _condition(text: str, names: Names) -> str:
    return read_condition(text, names) or f"`{text}`"


def _behind(where: str | None, names: Names, event: str) -> str:
    """What is asked of an event, as it stands behind its name."""
    return f" where {read_where(where, names, event) or f'`{where}`'}" if where else ""


def _ways(name: str, node: Node, names: Names) -> Iterator[Line]:  # noqa: C901, PLR0912 (one arm per class)
    match node:
        case If():
            yield Line(name, node.then, "then", "yes")
            yield Line(name, node.otherwise, "else", "no")
        case WaitUntil():
            yield Line(name, node.next)
            if node.passed is not None:
                yield Line(name, node.passed, "passed", "over already")
            yield Line(name, node.missing or END, "missing", "no such date")
        case WaitEvent():
            for criterion in node.awaited:
                yield Line(name, criterion.next or node.on_event, "event", says_criterion(criterion, names))
            if node.timeout is not None:
                yield Line(name, node.on_timeout, "timeout", f"after {node.timeout}")
        case Webhook() if node.answer is not None:
            yield Line(name, node.next, "answer", "answered")
            yield Line(name, node.on_error or node.next, "error", "failed")
            yield Line(name, node.on_error or node.next, "timeout", f"after {node.answer}")
        case Split() | Experiment():
            arms = node.split if isinstance(node, Split) else node.arms
            for arm in arms:
                yield Line(name, arm.next, arm.name, f"{arm.name} ({arm.percent:g}%)")
            if isinstance(node, Experiment) and node.holdout:
                yield Line(name, node.next, HELD_OUT, f"held out ({node.holdout:g}%)")
        case Repeat():
            yield Line(name, node.repeat, "again", "again")
            yield Line(name, node.next, "on", f"after {node.times} times")
        case End(label):
            yield Line(name, END, label.replace("/", "-"), label)
        case _:
            yield Line(name, node.next)
