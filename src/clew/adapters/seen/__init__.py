"""What an engine has seen, kept in files beside the data."""

from clew.adapters.seen.folder import SeenFolder

__all__ = ["SeenFolder"]
