"""Journeys as people see them: boxes and lines in words, reasons, what a move would mean, documents to start from."""

from clew.journeys.library import NAMES, brought, starter_text, starters
from clew.journeys.migrate import MoveReport, plan_move
from clew.journeys.rules import criteria_of
from clew.journeys.telling.draw import (
    Asked,
    Tallies,
    Tally,
    came_in,
    conditions,
    figures,
    flows,
    kind_of,
    says,
    says_criterion,
    says_entry,
)
from clew.journeys.validate import journey_references
from clew.journeys.why import ENDS, Told, Way, Why, sentence, why
from clew.journeys.words import Names

__all__ = [
    "ENDS",
    "NAMES",
    "Asked",
    "MoveReport",
    "Names",
    "Tallies",
    "Tally",
    "Told",
    "Way",
    "Why",
    "brought",
    "came_in",
    "conditions",
    "criteria_of",
    "figures",
    "flows",
    "journey_references",
    "kind_of",
    "plan_move",
    "says",
    "says_criterion",
    "says_entry",
    "sentence",
    "starter_text",
    "starters",
    "why",
]
