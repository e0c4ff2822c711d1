"""Runs a page as its reader would: a scratch folder, a shell, and `clew` on the path."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import PORT, Command, File, differs, steps
from tests.ports import free_port
from tests.warm import program

PATIENCE_SECONDS = 120


class Reader:
    """Someone who types what a page says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = str(free_port())
        self._servers: list[subprocess.Popen[bytes]] = []
        home = folder / ".home"
        home.mkdir()
        self._environment = {
            "PATH": os.pathsep.join([str(program().parent), str(Path(sys.executable).parent), os.environ["PATH"]]),
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "COLUMNS": "120",
            "NO_COLOR": "1",
        }

    def set(self, name: str, value: str) -> None:
        """Give the shell a variable that the page tells its reader to set."""
        self._environment[name] = value

    def follow(self, page: Path) -> int:
        """Do all that a page says; returns how many commands it had.

        Raises:
            AssertionError: if a command fails or prints something other than the page shows.
        """
        todo = steps(page.read_text().replace(PORT, self._port))
        for step in todo:
            if isinstance(step, File):
                path = self._folder / step.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(step.text)
            elif step.stays:
                self._serve(step)
            else:
                self._run(page, step)
        return sum(isinstance(step, Command) for step in todo)

    def leave(self) -> None:
        """Stop the servers, as Ctrl-C would."""
        for server in self._servers:
            server.terminate()
        for server in self._servers:
            server.wait(timeout=30)

    def _run(self, page: Path, command: Command) -> None:
        place = f"{page.name}:{command.line}: {command.text}"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command.text],
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE_SECONDS,
        )
        assert done.returncode == 0, f"{place}\nexit code {done.returncode}\n{done.stdout}{done.stderr}"
        difference = differs(command.output, done.stdout)
        assert difference is None, f"{place}\nthe page shows: {difference}\nbut it printed:\n{done.stdout}"

    def _serve(self, command: Command) -> None:
        arguments = "exec " + command.text.rstrip().removesuffix("&")
        with (self._folder / ".server.log").open("ab") as log:
            server = subprocess.Popen(
                ["bash", "-c", arguments],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._servers.append(server)
        give_up = time.monotonic() + PATIENCE_SECONDS
        while not _answers(int(self._port)):
            said = (self._folder / ".server.log").read_text()
            assert server.poll() is None, f"{command.text}\nended with {server.returncode}\n{said}"
            assert time.monotonic() < give_up, f"{command.text}\nnever answered\n{said}"
            time.sleep(0.1)


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """A reader in an empty folder; the servers that a page starts end with it."""
    someone = Reader(tmp_path)
    yield someone
    someone.leave()
