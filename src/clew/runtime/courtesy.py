"""Which process goes first where there are not enough cores: whoever somebody waits for."""

import os

WORKING = 3
"""Steps back of work that somebody has asked for, and watches."""

TIDYING = 5
"""Steps back of work that nobody waits for. It still gets a quarter of a core that others want all of, which is what
sealing needs to keep up with the fastest engine."""


def step_back(steps: int) -> None:
    """Let processes of the same machine go first, where the system knows such a thing."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(steps)
