"""A Chromium that is led over a pipe by its own protocol, and by nothing else.

A driver for tests watches what a page asks for; for that, V8 notes where in a script each request began, and reads the
script once more to find out: a sixth of what a page costs, which no user pays.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_END = b"\0"
_PIECE = 1 << 20
# Chromium reads commands from 3 and writes answers to 4, whatever the numbers of the pipes are here.
_REDIRECT = """
import fcntl, os, sys
heard, said = (fcntl.fcntl(int(name), fcntl.F_DUPFD, 10) for name in sys.argv[1:3])
os.dup2(heard, 3)
os.dup2(said, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_PATIENCE_SECONDS = 60.0
_ASK_AGAIN_SECONDS = 10.0

Told = dict[str, Any]


class ProtocolError(RuntimeError):
    """Chromium refused a command, or a script in a page failed."""


class Browser:
    """A running Chromium: `call` sends a command and waits for its answer; events are passed over."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._last = 0
        self._read = b""

    def call(self, method: str, *, session: str = "", patience: float = _PATIENCE_SECONDS, **params: Any) -> Told:
        """Send a command, to a tab if a session is named.

        Raises:
            ProtocolError: if it is refused, or there is no answer in so many seconds: a question to a page that is on
                its way elsewhere may be lost.
        """
        self._last += 1
        message = {"id": self._last, "method": method, "params": params, **({"sessionId": session} if session else {})}
        os.write(self._commands, json.dumps(message).encode() + _END)
        deadline = time.monotonic() + patience
        while (answer := self._next(method, deadline)).get("id") != self._last:
            pass
        if "error" in answer:
            raise ProtocolError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _next(self, method: str, deadline: float) -> Told:
        while _END not in self._read:
            if not select.select([self._answers], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise ProtocolError(f"{method}: no answer")
            piece = os.read(self._answers, _PIECE)
            if not piece:
                raise ProtocolError("Chromium has ended")
            self._read += piece
        message, _, self._read = self._read.partition(_END)
        return json.loads(message)

    @contextmanager
    def tab(self, width: int, height: int) -> "Iterator[Tab]":
        """A new tab, closed at the end of the block."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = Tab(self, session)
        tab.call("Page.enable")
        tab.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        try:
            yield tab
        finally:
            self.call("Target.closeTarget", targetId=target)


class Tab:
    """A tab: its commands, and what its scripts say."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    def call(self, method: str, **params: Any) -> Told:
        """Send a command to this tab."""
        return self._browser.call(method, session=self._session, **params)

    def ask(self, expression: str, patience: float = _PATIENCE_SECONDS) -> Any:
        """What an expression, or the promise that it is, comes to.

        Raises:
            ProtocolError: if it throws, or is not answered in so many seconds.
        """
        told = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, patience=patience
        )
        if "exceptionDetails" in told:
            raise ProtocolError(f"{expression[:80]}: {told['exceptionDetails'].get('text')}")
        return told["result"].get("value")

    def await_(self, expression: str, pause: float = 0.05) -> Any:
        """Ask until the answer is true; a page that is on its way elsewhere has none.

        Raises:
            TimeoutError: after a minute.
        """
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                if found := self.ask(expression, _ASK_AGAIN_SECONDS):
                    return found
            except ProtocolError:
                pass
            time.sleep(pause)
        raise TimeoutError(f"never true within a minute: {expression[:80]}")


@contextmanager
def launched(program: Path, folder: Path, arguments: list[str]) -> Iterator[Browser]:
    """A Chromium whose profile is kept in the folder; it is ended with the block."""
    heard, commands = os.pipe()
    answers, said = os.pipe()
    redirected = [sys.executable, "-S", "-c", _REDIRECT, str(heard), str(said), str(program)]
    process = subprocess.Popen(
        [*redirected, "--headless", "--remote-debugging-pipe", f"--user-data-dir={folder}", *arguments, "about:blank"],
        pass_fds=(heard, said),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(heard)
    os.close(said)
    try:
        yield Browser(commands, answers)
    finally:
        os.close(commands)
        os.close(answers)
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """A Chromium whose pipe is closed ends itself; the launcher of a distribution may leave one behind."""
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
