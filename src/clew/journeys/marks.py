"""How the facts of journeys say what they are about: one text, so that a fact stays a fact like any other.

The subject is `journey@version/participant/step/node/detail`; names hold no slash, and the detail comes last.
"""

from typing import Final, NamedTuple

from clew.events import Fact
from clew.kernel.instants import Instant

ENTERED: Final = "journey_entered"
"""Somebody came in; the detail says how: `event`, `segment`, `broadcast`, `business`, `jump`."""

BLOCKED: Final = "journey_blocked"
"""Somebody would have come in; the detail says what stood against it."""

REACHED: Final = "journey_reached"
"""A node was reached."""

TOOK: Final = "journey_took"
"""A node was left by one of several ways; the detail says which."""

GOAL: Final = "journey_goal"
"""A goal was reached; the detail is its name."""

DREW: Final = "journey_drew"
"""An arm was drawn, or met again; the detail is its name."""

HELD: Final = "message_held"
"""A message waits; the detail is the reason and until when, `quiet:2026-03-03T13:00:00Z`."""

SUPPRESSED: Final = "message_suppressed"
"""A message will never go; the detail is the reason and the template, `cap:picks`."""

ENDED: Final = "journey_ended"
"""The way is over; the detail is the reason."""

_ORDER = (ENTERED, BLOCKED, REACHED, DREW, TOOK, HELD, SUPPRESSED, GOAL, ENDED)
"""As one brings the other about, at one node and instant."""

KINDS: frozenset[str] = frozenset(_ORDER)
"""All kinds of facts that journeys make."""


TEST: Final = "t"
"""What the ids of participants in a test begin with, in place of `j`."""


class Mark(NamedTuple):
    """What a fact of a journey is about.

    Attributes:
        journey: Id of the journey.
        version: Which version.
        participant: Whose way.
        seq: How many nodes it had reached.
        node: Where it was; empty at an entry that was blocked.
        detail: See the kinds.
    """

    journey: str
    version: int
    participant: str
    seq: int
    node: str
    detail: str = ""

    @property
    def tested(self) -> bool:
        """Whether it happened in a test, which reports leave out."""
        return self.participant.startswith(TEST)

    @property
    def subject(self) -> str:
        """As a fact's subject. Law: `mark_of` reads it back."""
        return f"{self.journey}@{self.version}/{self.participant}/{self.seq}/{self.node}/{self.detail}"


def mark_of(fact: Fact) -> Mark | None:
    """What a fact of a journey is about; None for a fact of another kind."""
    if fact.kind not in KINDS:
        return None
    name, participant, seq, node, detail = fact.subject.split("/", 4)
    journey, _, version = name.rpartition("@")
    return Mark(journey, int(version), participant, int(seq), node, detail)


def as_it_went(fact: Fact) -> tuple[Instant, str, int, int, str]:
    """Sorts a person's facts as they came about: at one instant what is no journey's first, each way by its steps."""
    mark = mark_of(fact)
    if mark is None:
        return fact.at, "", 0, 0, f"{fact.kind} {fact.subject}"
    return fact.at, mark.participant, mark.seq, _ORDER.index(fact.kind), fact.subject
