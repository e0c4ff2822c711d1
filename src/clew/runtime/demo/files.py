"""What the demo is made of."""

from pathlib import Path

from clew.kernel.instants import parse_instant

_HERE = Path(__file__).parent
DATA = _HERE / "online_retail.parquet"
MAPPING = _HERE / "online_retail.mapping.yaml"
DOCUMENTS = _HERE / "documents"
NAMES = DOCUMENTS / "mappings.yaml"
LAST_ORDER = parse_instant("2010-12-09T20:01:00+00:00")
"""When the newest order of the data was placed."""
