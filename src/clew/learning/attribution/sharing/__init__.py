"""Sharing conversions among touches, by every model, with how far they agree and what none of them proves.

Laws of the folder: what models share out is what the ways hold, to the last digit; data-driven models are solved, never
simulated; a model that can't be asked says why; a rule is an opinion, and only a hold-out is a proof.
"""

from clew.learning.attribution.sharing.attribute import Asking, asking_of, attribute
from clew.learning.attribution.sharing.incremental import HoldOut
from clew.learning.attribution.sharing.model import Credit, Paths, Row, paths_of
from clew.learning.attribution.sharing.models import NAMES, Settings
from clew.learning.attribution.sharing.read import Columns, read_ways
from clew.learning.attribution.sharing.rules import Positions
from clew.learning.attribution.sharing.ways import Happenings, ways_of

__all__ = [
    "NAMES",
    "Asking",
    "Columns",
    "Credit",
    "Happenings",
    "HoldOut",
    "Paths",
    "Positions",
    "Row",
    "Settings",
    "asking_of",
    "attribute",
    "paths_of",
    "read_ways",
    "ways_of",
]
