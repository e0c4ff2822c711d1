"""Clew: open customer experience management, one thread through everything that happens with a customer."""

__version__ = "0.1.0"
