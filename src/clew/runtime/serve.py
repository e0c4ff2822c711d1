"""Serving a workspace: one port, and a process for each role."""

import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from clew.kernel.errors import ClewError
from clew.runtime.folder import web_socket
from clew.runtime.supervise import Role, Supervisor

_BACKLOG = 2_048


class PortTaken(ClewError):
    """The port can't be listened on."""

    code = "serve.port"


class NotStarted(ClewError):
    """A role did not come up."""

    code = "serve.not_started"


def listen(host: str, port: int) -> socket.socket:
    """The listening socket; the supervisor keeps it, so that connections survive a restart of the collector.

    Raises:
        PortTaken: if something else listens there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"can't listen: {error.strerror}", where=f"{host}:{port}", hint="choose another with --port"
        ) from None
    listener.listen(_BACKLOG)
    return listener


def serve(
    folder: Path,
    listener: socket.socket,
    *,
    report: Callable[[str], None],
    ready: Callable[[], None],
    extra: Sequence[Role] = (),
) -> int:
    """Serve until a signal; the exit code.

    Args:
        folder: Of the workspace.
        listener: From `listen`.
        report: Takes lines for people.
        ready: Called once everything answers.
        extra: Further roles, started last.

    Raises:
        NotStarted: if a role did not come up.
    """
    place, path = str(folder), web_socket(folder)
    descriptor = listener.fileno()
    roles = [
        Role("engine", ["-m", "clew.runtime.roles.engine", place]),
        Role("keeper", ["-m", "clew.runtime.roles.keeper", place]),
        Role("web", ["-m", "clew.runtime.roles.web", place, path]),
        Role("collector", ["-m", "clew.runtime.roles.front", place, str(descriptor), path], [descriptor]),
        *extra,
    ]
    supervisor = Supervisor(roles, report=report)
    if not supervisor.start():
        supervisor.stop()
        raise NotStarted("a process did not come up", hint="its message stands above; `clew doctor` looks further")
    ready()
    sys.stdout.flush()
    try:
        return supervisor.run()
    finally:
        listener.close()
        Path(path).unlink(missing_ok=True)
