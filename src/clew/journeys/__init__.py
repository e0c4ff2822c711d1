"""Journeys: what happens to a person from an entry to an end, as a pure step from instant to instant.

Law of the folder: a state, a moment and a program give one outcome; the naive simulator of the tests gives the same.
"""

from clew.journeys.errors import InvalidJourney
from clew.journeys.kinds import Named, conditions_in, names_in, register_journeys
from clew.journeys.marks import (
    BLOCKED,
    DREW,
    ENDED,
    ENTERED,
    GOAL,
    HELD,
    KINDS,
    SUPPRESSED,
    TEST,
    Mark,
    as_it_went,
    mark_of,
)
from clew.journeys.model import Journey
from clew.journeys.nodes import Criterion, Experiment
from clew.journeys.program import Compiled, JourneyProgram, audience_key, audience_of, compile_journeys, row_test
from clew.journeys.read import read_journey, shape_faults
from clew.journeys.run import followed_for, goal_name
from clew.journeys.schedule import next_occurrence, pace_of, turn_of
from clew.journeys.splits import Split, measured_goals, splits_of
from clew.journeys.state import JourneyState, LedgerRow, Participant, pack_journeys, split, unpack_journeys
from clew.journeys.step import concerns, needs_history, step
from clew.journeys.walk import HELD_OUT, TREATED
from clew.journeys.wanted import still_wanted

__all__ = [
    "BLOCKED",
    "DREW",
    "ENDED",
    "ENTERED",
    "GOAL",
    "HELD",
    "HELD_OUT",
    "KINDS",
    "SUPPRESSED",
    "TEST",
    "TREATED",
    "Compiled",
    "Criterion",
    "Experiment",
    "InvalidJourney",
    "Journey",
    "JourneyProgram",
    "JourneyState",
    "LedgerRow",
    "Mark",
    "Named",
    "Participant",
    "Split",
    "as_it_went",
    "audience_key",
    "audience_of",
    "compile_journeys",
    "concerns",
    "conditions_in",
    "followed_for",
    "goal_name",
    "mark_of",
    "measured_goals",
    "names_in",
    "needs_history",
    "next_occurrence",
    "pace_of",
    "pack_journeys",
    "read_journey",
    "register_journeys",
    "row_test",
    "shape_faults",
    "split",
    "splits_of",
    "step",
    "still_wanted",
    "turn_of",
    "unpack_journeys",
]
