"""Attribution: which touches earned a conversion, by every model, with how far they agree and what none of them proves.

Laws of the folder: what models share out is what the ways hold, to the last digit; data-driven models are solved, never
simulated; a model that can't be asked says why; a rule is an opinion, and only a hold-out is a proof.
"""

from clew.learning.attribution.attribute import Asking, attribute
from clew.learning.attribution.errors import Unattributable
from clew.learning.attribution.incremental import HoldOut
from clew.learning.attribution.model import Credit, Paths, Row, paths_of
from clew.learning.attribution.models import NAMES, Settings
from clew.learning.attribution.read import Columns, read_ways
from clew.learning.attribution.report import AttributionReport, ModelReading, Share
from clew.learning.attribution.rules import Positions
from clew.learning.attribution.ways import Happenings, ways_of

__all__ = [
    "NAMES",
    "Asking",
    "AttributionReport",
    "Columns",
    "Credit",
    "Happenings",
    "HoldOut",
    "ModelReading",
    "Paths",
    "Positions",
    "Row",
    "Settings",
    "Share",
    "Unattributable",
    "attribute",
    "paths_of",
    "read_ways",
    "ways_of",
]
