"""A simulation as a film: who moved from where to where in which span of time, so that a clock can be scrubbed.

What it keeps does not grow with the number of people, only with nodes and frames.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from clew.actions import Action
from clew.events import Fact
from clew.journeys.marks import ENDED, ENTERED, GOAL, REACHED, SUPPRESSED, Mark, mark_of
from clew.journeys.nodes import END
from clew.kernel.instants import DAY, HOUR, MINUTE, SECOND, Duration, Instant

MOST_FRAMES = 240
"""A film has no more; its frames are then the longer."""

_WIDTHS = (
    *(seconds * SECOND for seconds in (1, 5, 15)),
    *(minutes * MINUTE for minutes in (1, 5, 15)),
    *(hours * HOUR for hours in (1, 3, 6, 12)),
    *(days * DAY for days in (1, 2, 7, 14, 28, 91, 364)),
)

OUT = ""
"""Where people are who have not come in."""


class Move(NamedTuple):
    """People who went the same way in one frame.

    Attributes:
        source: The node; empty for outside.
        target: The node, or `end`.
        people: How many times.
    """

    source: str
    target: str
    people: int


class Frame(NamedTuple):
    """What happened from one instant to the next.

    Attributes:
        at: Where it begins.
        nodes: How many are at each node when it ends; nodes without anybody are left out.
        moves: Who went where.
        entered: How many came in.
        ended: How many ways ended.
        sent: How many messages were decided.
        suppressed: How many messages were stopped.
        goals: How many goals were reached.
    """

    at: Instant
    nodes: Mapping[str, int]
    moves: Sequence[Move]
    entered: int
    ended: int
    sent: int
    suppressed: int
    goals: int


class Film:
    """Takes person after person of one journey; frames are made when they are asked for.

    Law: at the end of the last frame there are as many at each node as are under way there.
    """

    def __init__(self, journey: str, start: Instant, until: Instant) -> None:
        """A film of a journey from one instant up to and including another."""
        self.width: Duration = next((w for w in _WIDTHS if (until - start) // w < MOST_FRAMES), _WIDTHS[-1])
        self._journey, self._start, self._until = journey, start, until
        self._moves: Counter[tuple[int, str, str]] = Counter()
        self._counts: Counter[tuple[int, str]] = Counter()

    def add(self, facts: Iterable[Fact], effects: Iterable[Action] = ()) -> None:
        """Take in what became of one person, in order."""
        places: dict[str, str] = {}
        for fact in facts:
            mark = mark_of(fact)
            if mark is not None and mark.journey == self._journey:
                self._follow(fact, mark, places)
        for effect in effects:
            if effect.journey == self._journey and effect.kind == "send":
                self._counts[self._frame(effect.at), "sent"] += 1

    def frames(self) -> list[Frame]:
        """Every frame, also those in which nothing happens, so that the distance between them is the same."""
        last = self._frame(self._until)
        moves: dict[int, list[Move]] = {}
        for (frame, source, target), people in sorted(self._moves.items()):
            moves.setdefault(frame, []).append(Move(source, target, people))
        there: Counter[str] = Counter()
        found: list[Frame] = []
        for number in range(last + 1):
            for move in moves.get(number, ()):
                there[move.source] -= move.people
                there[move.target] += move.people
            nodes = {node: people for node, people in there.items() if people and node not in (OUT, END)}
            counts = [self._counts[number, name] for name in (ENTERED, ENDED, "sent", SUPPRESSED, GOAL)]
            at = self._start + number * self.width
            found.append(Frame(at, nodes, tuple(moves.get(number, ())), *counts))
        return found

    def _frame(self, at: Instant) -> int:
        return (at - self._start) // self.width

    def _follow(self, fact: Fact, mark: Mark, places: dict[str, str]) -> None:
        frame = self._frame(fact.at)
        if fact.kind in (ENTERED, ENDED, SUPPRESSED, GOAL):
            self._counts[frame, fact.kind] += 1
        if fact.kind not in (REACHED, ENDED):
            return
        source = places.get(mark.participant, OUT)
        target = END if fact.kind == ENDED else mark.node
        if source != OUT or target != END:
            self._moves[frame, source, target] += 1
        places[mark.participant] = target
