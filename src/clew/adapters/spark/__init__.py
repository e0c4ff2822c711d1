"""Expressions asked of the lake's records by Spark; the session, and how it finds the files, is the caller's."""

from clew.adapters.spark.asking import BeyondDecimal, Session, ask

__all__ = ["BeyondDecimal", "Session", "ask"]
