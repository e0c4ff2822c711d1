"""The past as models see it: what was known at an instant, by statements over the lake and the tail.

Law: what it says of an instant does not change when the log is cut there.
"""

from clew.adapters.duckdb.past.reader import DuckPast

__all__ = ["DuckPast"]
