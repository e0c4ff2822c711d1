"""The event loop of the processes that serve."""

import asyncio
import sys
from collections.abc import Callable


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes the quickest loop that there is; None for the usual one."""
    if sys.platform == "win32":
        return None
    import uvloop  # noqa: PLC0415  (not there on Windows)

    return uvloop.new_event_loop
