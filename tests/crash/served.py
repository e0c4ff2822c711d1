"""A served workspace that tests may kill, and what is true of it afterwards."""

import json
import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event as Flag
from threading import Thread

from tests.ports import free_port
from tests.warm import program

ROLES = ("engine", "keeper", "sender", "web", "front")
NURSERY = "nursery"


def clew(*arguments: str) -> str:
    """Run a command; its output."""
    done = subprocess.run([program(), *arguments], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Served:
    """A running `clew serve`."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def pids(self) -> dict[str, int]:
        """Process ids of the roles, by role."""
        found: dict[str, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    line = (entry / "cmdline").read_text(errors="replace").replace("\0", " ").split()
                except OSError:
                    continue
                if str(self.folder) in line:
                    for role in ROLES:
                        if f"clew.runtime.roles.{role}" in line:
                            found[role] = int(entry.name)
        return found

    def nursery(self) -> int | None:
        """The process that forks the roles; None while there is none."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if children else None

    def kill(self, role: str) -> bool:
        """`kill -9` one role, or the nursery and so all of them; whether it was there."""
        pid = self.nursery() if role == NURSERY else self.pids().get(role)
        if pid is None:
            return False
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve a folder on a free port."""
    port = free_port()
    log = (folder.parent / "serve.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "clew", "serve", "--data", str(folder), "--port", str(port)], stdout=log, stderr=log
    )
    served = Served(folder, port, process)
    try:
        _wait(lambda: _answers(port) or process.poll() is not None, 120, "the server does not answer")
        assert process.poll() is None, Path(log.name).read_text()
        yield served
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _answers(port: int) -> bool:
    return _status(port, "GET", "/readyz", None, {}) == 200


def _status(port: int, method: str, path: str, body: str | None, headers: dict[str, str]) -> int | None:
    """What the server answered; None if it did not."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, headers)
        with connection.getresponse() as response:
            response.read()
            return response.status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


def _wait(true: "object", seconds: float, why: str) -> None:
    deadline = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline, why
        time.sleep(0.05)


@dataclass
class Sender:
    """A client that sends batches, retries each until it is acknowledged, and remembers what was."""

    port: int
    key: str
    name: str
    stop: Flag = field(default_factory=Flag)
    acknowledged: list[str] = field(default_factory=list)
    retries: int = 0

    def start(self) -> Thread:
        """Send until `stop` is set."""
        thread = Thread(target=self._run, daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        number = 0
        while not self.stop.is_set():
            batch = [self._call(number + place) for place in range(10)]
            number += 10
            while not self._post(batch):
                self.retries += 1
                time.sleep(0.05)
            self.acknowledged += [call["messageId"] for call in batch]
            time.sleep(0.01)

    def _call(self, number: int) -> dict[str, object]:
        return {
            "type": "identify" if number % 7 == 0 else "track",
            "messageId": f"{self.name}-{number}",
            "userId": f"u{number % 41}" if number % 3 else None,
            "anonymousId": f"{self.name}-{number % 17}",
            "event": "Order Completed" if number % 2 else "Product Viewed",
            "properties": {"total": number % 90},
            "traits": {"plan": f"p{number % 5}"},
        }

    def _post(self, batch: list[dict[str, object]]) -> bool:
        authorization = "Basic " + b64encode(f"{self.key}:".encode()).decode()
        body = json.dumps({"batch": batch, "sentAt": None})
        return _status(self.port, "POST", "/v1/batch", body, {"Authorization": authorization}) == 200
