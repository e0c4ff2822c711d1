"""From the command to the first answer, on a workspace with data."""

import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.result import Result


def run() -> list[Result]:
    """Seconds until `clew serve` answers a readiness check, best of three."""
    with TemporaryDirectory(prefix="clew-bench-") as folder:
        return [Result("start", min(_start(Path(folder)) for _ in range(3)), "s", "lower", 3)]


def _start(folder: Path) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "clew", "serve", "--data", str(folder), "--port", str(port)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while not _ready(port):
            time.sleep(0.01)
        return time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(30)


def _ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
