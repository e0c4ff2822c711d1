"""Moving people in flight to another version: what would become of whom, before anything does."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec

from clew.catalog import Fault, pointer
from clew.journeys.localtime import duration_of
from clew.journeys.marks import TEST
from clew.journeys.model import Journey
from clew.journeys.nodes import Node, Wait, WaitEvent, WaitLocal, WaitUntil, Webhook
from clew.journeys.ports import Move


class Standing(Protocol):
    """Where somebody is: a participant, or a row that tells of one."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def journey(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def node(self) -> str: ...  # noqa: D102
    @property
    def status(self) -> str: ...  # noqa: D102


class Passage(msgspec.Struct, frozen=True):
    """What becomes of the people at one node of one version.

    Attributes:
        version: Which version they are on.
        node: Where they are.
        target: Where they go on; None if they stay on their version.
        people: How many.
        effect: In words: what the move means for them.
    """

    version: int
    node: str
    target: str | None
    people: int
    effect: str


class MoveReport(msgspec.Struct, frozen=True):
    """What a move would do.

    Attributes:
        passages: By version and node, most people first.
        faults: What is wrong with the move itself; with any, nobody is moved.
    """

    passages: list[Passage]
    faults: list[Fault]

    @property
    def moved(self) -> int:
        """How many would go on in the other version."""
        return sum(passage.people for passage in self.passages if passage.target is not None)

    @property
    def staying(self) -> int:
        """How many would stay on theirs."""
        return sum(passage.people for passage in self.passages if passage.target is None)


def plan_move(
    move: Move, target: Journey, sources: Mapping[int, Journey], participants: Iterable[Standing]
) -> MoveReport:
    """Say what a move would do, without doing it.

    Args:
        move: What is planned.
        target: The version that people would go to.
        sources: The versions that they may be on.
        participants: All who are under way in the journey; those of a test go along, but nobody counts them.
    """
    found = Counter(
        (p.version, p.node)
        for p in participants
        if p.journey == move.journey
        and p.status == "active"
        and not p.id.startswith(TEST)
        and p.version != move.version
        and (not move.sources or p.version in move.sources)
    )
    passages: list[Passage] = []
    for (version, node), people in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        to = move.nodes.get(node, node)
        source = sources.get(version)
        before = source.nodes.get(node) if source is not None else None
        after = target.nodes.get(to)
        effect = _effect(before, after, to, move.version)
        if after is not None and source is not None:
            effect += _ending(source, target)
        passages.append(Passage(version, node, to if after is not None else None, people, effect))
    return MoveReport(passages, list(_faults(move, target, sources)))


def _faults(move: Move, target: Journey, sources: Mapping[int, Journey]) -> Iterable[Fault]:
    if (target.id, target.version) != (move.journey, move.version):
        yield Fault("/version", f"{target.key} is not the version to move to", "name the one that is published")
    known = {name for journey in sources.values() for name in journey.nodes}
    for node, to in move.nodes.items():
        if to not in target.nodes:
            yield Fault(pointer("nodes", node), f"version {move.version} has no step `{to}`", "name one of its steps")
        if node not in known:
            yield Fault(pointer("nodes", node), f"no earlier version has a step `{node}`", "take it out")


def _effect(before: Node | None, after: Node | None, to: str, version: int) -> str:
    if after is None:
        return f"stay where they are: version {version} has no step `{to}`"
    if isinstance(after, Wait | WaitLocal | WaitUntil | WaitEvent):
        if before is not None and _timing(before) == _timing(after):
            return "go on waiting as before"
        if isinstance(before, Wait | WaitLocal | WaitUntil | WaitEvent):
            return "wait as the new step says, counted from when they began to wait"
        return "wait as the new step says, counted from when they reached the old one"
    if isinstance(after, Webhook):
        return "the call is made at once"
    return "do what the step says at once"


def _ending(source: Journey, target: Journey) -> str:
    """What the move does to the time after which somebody's way ends in any case; empty where it does nothing."""
    before, after = source.body.expiry, target.body.expiry
    if after is None:
        return "" if before is None else f"; they end {before} after their entry, as their old version says"
    if before is not None and duration_of(before) == duration_of(after):
        return ""
    if before is not None and (duration_of(before) or 0) < (duration_of(after) or 0):
        return f"; they end {after} after their entry, not {before}"
    instead = "" if before is None else f", not {before}"
    return f"; they end {after} after their entry{instead}, and at once who came in before that"


def _timing(node: Node) -> tuple[object, ...]:
    """What a wait waits for, wherever it leads."""
    match node:
        case Wait(span):
            return ("wait", span)
        case WaitLocal():
            return ("local", node.wait_local, node.weekdays)
        case WaitUntil():
            return ("until", node.wait_until, node.before, node.after, node.time)
        case WaitEvent():
            return ("event", node.timeout, *(msgspec.structs.replace(each, next=None) for each in node.awaited))
        case _:
            return (node,)
