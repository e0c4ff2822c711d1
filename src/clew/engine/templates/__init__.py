"""Templates as documents; a folder of its own, for Liquid takes long to load and only who writes messages needs it."""

from clew.engine.templates.stock import Templates

__all__ = ["Templates"]
