"""Serving a workspace: one port, and a process for each role."""

import fcntl
import socket
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from clew.kernel.errors import ClewError
from clew.runtime.bell import Bell
from clew.runtime.folder import web_socket
from clew.runtime.links import public_address
from clew.runtime.roles.peers import Peers
from clew.runtime.supervise import Role, Supervisor

_BACKLOG = 2_048
_LOCK = "serve.lock"
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (addresses to listen on, which nobody can visit)


class PortTaken(ClewError):
    """The port can't be listened on."""

    code = "serve.port"


class AlreadyServed(ClewError):
    """Another command serves this workspace."""

    code = "serve.already"


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
            f"can't listen: {error.strerror}", where=_joined(host, port), hint="choose another with --port or --host"
        ) from None
    listener.listen(_BACKLOG)
    return listener


def address_of(host: str, port: int) -> str:
    """The URL under which a browser on this machine finds what listens there."""
    return f"http://{_joined(_EVERYWHERE.get(host, host), port)}"


def _joined(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


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
        BadPublicUrl: if the environment names one that is none.
        BadTrustedProxies: if the environment names them in a way that can't be understood.
        AlreadyServed: if another command serves this folder.
        NotStarted: if a role did not come up.
    """
    place, path = str(folder), web_socket(folder)
    descriptor = listener.fileno()
    address = public_address(address_of(*listener.getsockname()[:2]))
    Peers.of_environment()  # what is wrong with it is said here, and not by a process that dies
    bell = Bell()
    roles = [  # who needs longest to start comes first
        Role("web", "clew.runtime.roles.web", [place, path, address]),
        Role("engine", "clew.runtime.roles.engine", [place, str(bell.ring)], [bell.ring]),
        Role("collector", "clew.runtime.roles.front", [place, str(descriptor), path], [descriptor]),
        Role("keeper", "clew.runtime.roles.keeper", [place]),
        Role("sender", "clew.runtime.roles.sender", [place, address, str(bell.hear)], [bell.hear]),
        *extra,
    ]
    with _alone(folder, address_of(*listener.getsockname()[:2])):
        supervisor = Supervisor(roles, report=report)
        supervisor.heed_signals()
        if not supervisor.start():
            supervisor.stop()
            if supervisor.stopping:
                return 0
            raise NotStarted("a process did not come up", hint="its message stands above; `clew doctor` looks further")
        ready()
        sys.stdout.flush()
        try:
            return supervisor.run()
        finally:
            listener.close()
            bell.close()
            Path(path).unlink(missing_ok=True)


def served_at(folder: Path) -> str | None:
    """Where a workspace is served on this machine now; None if it isn't."""
    try:
        with (folder / _LOCK).open() as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return handle.read().strip() or None
    except OSError:
        return None
    return None


@contextmanager
def _alone(folder: Path, address: str) -> Generator[None]:
    """Keep a second `clew serve` away before it takes the socket of the first one's web process; say where this is."""
    with (folder / _LOCK).open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyServed("this workspace is served already", where=str(folder), hint="stop that first") from None
        handle.truncate(0)
        handle.write(address + "\n")
        handle.flush()
        yield
