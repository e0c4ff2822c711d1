"""Files as rows: CSV, JSON Lines and Parquet, plain, gzip or zstd; and the ledger of imports beside the data.

Law: a file is read in chunks, never whole; what can't be read is a row with a fault, not the end of the import.
"""

from clew.adapters.files.errors import UnreadableFile
from clew.adapters.files.ledger import FileLedger
from clew.adapters.files.open import open_rows

__all__ = ["FileLedger", "UnreadableFile", "open_rows"]
