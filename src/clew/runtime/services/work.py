"""What goes on besides events, as numbers that move: screens that show it ask again only then."""

from collections.abc import Callable, Mapping


class Work:
    """Fulfils `api.ports.WorkReader`: what this process does itself, and what it reads anyway."""

    def __init__(self, sorts: Mapping[str, Callable[[], int]]) -> None:
        """Of these sorts of work.

        Args:
            sorts: What tells how each stands: another number once any of it has changed.
        """
        self._sorts = sorts

    def marks(self) -> Mapping[str, int]:
        """A number per sort of work."""
        return {sort: mark() for sort, mark in self._sorts.items()}
