"""`clew` without its start: a process that has everything loaded already forks for each command that a page runs.

A page runs up to twenty commands, and to start the interpreter and to load the modules is most of what they cost. Each
command is still a process of its own, with the arguments, the folder, the environment and the streams of its caller.
Servers start as they do for a user.
"""

import array
import atexit
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

STREAMS = 3
LOADED = ("duckdb", "pyarrow.dataset", "pyarrow.parquet", "psycopg", "clew.runtime.workspace", "clew.engine")

CALLER = f"""\
#!{sys.executable} -SE
import array, json, os, socket, sys
if "serve" in sys.argv[1:2]:
    os.execv({sys.executable!r}, [{sys.executable!r}, "-m", "clew", *sys.argv[1:]])
link = socket.socket(socket.AF_UNIX)
link.connect(os.path.join(os.path.dirname(__file__), "warm"))
said = json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode()
streams = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", range({STREAMS})))
link.sendmsg([len(said).to_bytes(4, "big")], [streams])
link.sendall(said)
sys.exit(int(link.recv(16) or b"70"))
"""


@contextmanager
def warm(folder: Path) -> Iterator[Path]:
    """A folder for the path, whose `clew` starts at once."""
    caller = folder / "clew"
    caller.write_text(CALLER)
    caller.chmod(0o755)
    with (folder / "log").open("wb") as log:
        arguments = [sys.executable, "-m", "tests.docs.warm", str(folder / "warm")]
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=log, env={**os.environ, "NO_COLOR": "1"})
    try:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n", (folder / "log").read_text()
        yield folder
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def main(place: str) -> None:
    """Load, then fork for whoever calls, until terminated."""
    from clew.runtime.cli import commands

    for module in LOADED:
        importlib.import_module(module)
    list(commands())
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(place)
        door.listen()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them: they tell their callers themselves
        os.write(1, b"ready\n")
        while True:
            link, _ = door.accept()
            with link:
                if not os.fork():
                    door.close()
                    _run(link)


def _run(link: socket.socket) -> NoReturn:
    """Be the command that the caller asks for."""
    code = 70
    try:
        streams = array.array("i")
        head, ancillary, _, _ = link.recvmsg(4, socket.CMSG_SPACE(STREAMS * streams.itemsize))
        streams.frombytes(ancillary[0][2])
        size, said = int.from_bytes(head, "big"), b""
        while len(said) < size:
            said += link.recv(size - len(said))
        sys.argv, folder, environment = json.loads(said)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        sys.stdin, sys.stdout, sys.stderr = (open(number, mode, closefd=False) for number, mode in enumerate("rww"))  # noqa: SIM115
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        code = _main()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        traceback.print_exc()
    link.sendall(str(code).encode())
    os._exit(code)


def _main() -> int:
    from clew.runtime.cli import main as clew

    try:
        clew()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    main(sys.argv[1])
