"""Journeys played over a past, under a virtual clock and without effects: people one by one, counted and filmed."""

from clew.journeys.playing.film import Film, Frame, Move
from clew.journeys.report import Difference, Report, difference
from clew.journeys.simulate import Simulation, Story
from clew.journeys.thread import Thread

__all__ = ["Difference", "Film", "Frame", "Move", "Report", "Simulation", "Story", "Thread", "difference"]
