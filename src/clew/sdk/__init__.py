"""The notebook client: segments, profiles, queries, metrics and funnels of a running Clew, as data frames.

Law of the folder: it speaks HTTP and nothing else, and it only reads; it knows no other part of Clew. What it
returns is Arrow, so that pandas, Polars, DuckDB and whatever else reads Arrow take it without a copy.
"""

from clew.sdk.client import Clew, Progress
from clew.sdk.errors import ApiError, Unreachable
from clew.sdk.frames import Frame
from clew.sdk.results import Answer, BackTest, Board, Figure, Profile, Segment, Tile

__all__ = [
    "Answer",
    "ApiError",
    "BackTest",
    "Board",
    "Clew",
    "Figure",
    "Frame",
    "Profile",
    "Progress",
    "Segment",
    "Tile",
    "Unreachable",
]
