"""Versions of models and runs of scores in a folder: one small JSON file a version or run, one Parquet file a run.

Law: a file is replaced as a whole and durable when the call returns; scores of the erased are written out of every
file.
"""

from clew.adapters.models.holder import ScoresHolder
from clew.adapters.models.shelf import ModelShelf

__all__ = ["ModelShelf", "ScoresHolder"]
