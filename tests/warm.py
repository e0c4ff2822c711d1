"""`clew` without its start: a process that has everything loaded already forks for each command.

A page runs up to twenty commands, some tests ask again and again, and to start the interpreter and to load the modules
is most of what they cost. Each command is still a process of its own, with the arguments, the folder, the environment
and the streams of its caller. Servers start as they do for a user.
"""

import array
import atexit
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import traceback
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import NoReturn

STREAMS = 3
LOADED = (
    *("duckdb", "pyarrow.dataset", "pyarrow.parquet", "psycopg", "sqlglot.dialects.duckdb"),
    *("clew.runtime.workspace", "clew.engine", "clew.adapters.duckdb", "clew.adapters.lake", "clew.insight"),
)

CALLER = f"""\
#!{sys.executable} -SE
import array, json, os, socket, sys
if sys.argv[1:2] in (["serve"], ["demo"]):
    os.execv({sys.executable!r}, [{sys.executable!r}, "-m", "clew", *sys.argv[1:]])
link = socket.socket(socket.AF_UNIX)
link.connect(os.path.join(os.path.dirname(__file__), "warm"))
said = json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode()
streams = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", range({STREAMS})))
link.sendmsg([len(said).to_bytes(4, "big")], [streams])
link.sendall(said)
sys.exit(int(link.recv(16) or b"70"))
"""


@cache
def program() -> Path:
    """A `clew` that starts at once; the process behind it ends with this one."""
    folder = Path(mkdtemp(prefix="clew-warm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    caller = folder / "clew"
    caller.write_text(CALLER)
    caller.chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warm", str(folder / "warm")],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "NO_COLOR": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(_end, process)
    assert process.stdout
    assert process.stdout.readline() == b"ready\n", "it did not start; what is wrong stands above"
    return caller


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.communicate()


def main(place: str) -> None:
    """Load, then fork for whoever calls, until nobody is behind the standard input."""
    gc.disable()
    from clew.runtime.cli import commands

    for module in LOADED:
        importlib.import_module(module)
    list(commands())
    gc.freeze()  # no child looks through what is loaded, which would copy its pages
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(place)
        door.listen()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them: they tell their callers themselves
        os.write(1, b"ready\n")
        while sys.stdin not in select.select([door, sys.stdin], [], [])[0]:
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
        gc.enable()
        code = _main()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        traceback.print_exc()
    link.sendall(str(code).encode())
    os._exit(code)


def _main() -> int:
    from clew.runtime.cli import command as clew

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
