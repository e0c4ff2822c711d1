"""A role as small as can be, for tests of what begins roles and keeps them alive."""

import signal
import sys

from clew.kernel.errors import ClewError
from clew.runtime.supervise import follow_parent, run_role, say_ready


class Broken(ClewError):
    """What a person can mend."""

    code = "tests.broken"


def main(way: str, code: str = "0") -> None:
    """Serve until told to stop, or end as the arguments say."""
    follow_parent()
    if way == "ends":
        sys.exit(int(code))
    if way == "breaks":
        raise Broken("it is broken", hint="mend it")
    say_ready()
    signal.pause()


if __name__ == "__main__":
    run_role("small", main)
