"""Files as rows: CSV and JSON Lines, plain, gzip or zstd, and Parquet; and the ledger of imports beside the data.

Law: a file is read and written in chunks, never whole; what can't be read is a row with a fault, not the end of the
import.
"""

from clew.adapters.files.errors import UnreadableFile, UnwritableFile
from clew.adapters.files.ledger import FileLedger
from clew.adapters.files.open import open_rows
from clew.adapters.files.write import FORMATS, write_columns

__all__ = ["FORMATS", "FileLedger", "UnreadableFile", "UnwritableFile", "open_rows", "write_columns"]
