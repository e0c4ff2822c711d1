"""Attribution: which touches earned a conversion; what is asked and answered. The models are in `sharing`.

Law of the folder: what stands here loads no number-crunching library, so that whoever only carries questions and
answers need not wait for one.
"""

from clew.learning.attribution.errors import Unattributable
from clew.learning.attribution.question import (
    AttributionQuestion,
    Named,
    Reach,
    length_of,
    meant,
    otherwise,
    question_of,
)
from clew.learning.attribution.report import (
    Agreement,
    AttributionReport,
    ChannelFacts,
    Lags,
    Left,
    Length,
    Measured,
    ModelReading,
    Note,
    Share,
    WayFacts,
)

__all__ = [
    "Agreement",
    "AttributionQuestion",
    "AttributionReport",
    "ChannelFacts",
    "Lags",
    "Left",
    "Length",
    "Measured",
    "ModelReading",
    "Named",
    "Note",
    "Reach",
    "Share",
    "Unattributable",
    "WayFacts",
    "length_of",
    "meant",
    "otherwise",
    "question_of",
]
