"""Ports for servers that are told theirs before they start."""

import random
import socket

# Below those that Linux gives to whoever calls out: between the look and the server's start nobody is given it.
_OURS = range(12_000, 32_000)


def free_port() -> int:
    """A port of this machine at which nobody listens, and which nobody gets by chance."""
    while True:
        port = random.SystemRandom().choice(_OURS)
        with socket.socket() as probe:
            # As a server does: a connection that has just ended is in nobody's way.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
