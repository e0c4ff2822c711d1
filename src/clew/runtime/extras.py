"""Libraries that other libraries load if they happen to be installed, and that no process of ours has a use for.

Arrow loads pandas at the first value that it converts, to see whether that is one of its; LightGBM loads scikit-learn
to offer classes in its style. Each takes a third of a second or more, and tens of megabytes, for nothing.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

EXTRAS = frozenset({"pandas", "sklearn"})


class _Absent(MetaPathFinder):
    """Says of an extra that it is not there, before anybody looks."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Nothing; somebody else will find what is no extra.

        Raises:
            ModuleNotFoundError: for an extra.
        """
        del path, target
        if fullname in EXTRAS:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def do_without_extras() -> None:
    """From now on they are not there for this process, unless they are loaded already."""
    sys.meta_path.insert(0, _Absent())
