"""The lake: sealed history and facts as plain Parquet, in files that never change.

Law: what was written is read back equal, whatever was merged or purged in between; nothing is announced that a power
cut could take back; a purge leaves no byte of the erased in any file.
"""

from clew.adapters.lake.errors import Damaged, MissingFile
from clew.adapters.lake.files import Sizes
from clew.adapters.lake.history import LONGEST_READ, LakeHistory
from clew.adapters.lake.lake import ParquetLake

__all__ = ["LONGEST_READ", "Damaged", "LakeHistory", "MissingFile", "ParquetLake", "Sizes"]
