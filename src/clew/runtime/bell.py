"""A bell between two roles of one command: who waits for work of another is woken, and needs not look again and again.

A pipe that the supervisor holds, so that it outlives either role. It is a hint and no promise: a ring says nothing but
"look", one that is lost costs no more than the time until the next look, and a role without a bell only looks.
"""

import contextlib
import os

NO_BELL = ""
"""As an argument of a role: there is none."""


class Bell:
    """Both ends of a bell; held by whoever starts the roles."""

    def __init__(self) -> None:
        self._hear, self._ring = os.pipe()
        for end in (self._hear, self._ring):
            os.set_blocking(end, False)

    @property
    def hear(self) -> int:
        """The end that the woken role inherits."""
        return self._hear

    @property
    def ring(self) -> int:
        """The end that the waking role inherits."""
        return self._ring

    def close(self) -> None:
        """Give both ends back."""
        os.close(self._hear)
        os.close(self._ring)


def ring(end: int) -> None:
    """Wake whoever listens. A bell that rings already, or that nobody hears any more, is left alone."""
    with contextlib.suppress(BlockingIOError, BrokenPipeError):
        os.write(end, b"!")


def hush(end: int) -> None:
    """Take in all rings so far: what they told of is looked for after this."""
    with contextlib.suppress(BlockingIOError):
        while os.read(end, 4096):
            pass
