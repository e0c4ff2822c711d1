"""What a role begins ends with the supervisor, as the role does."""

import os
import subprocess
import sys

import pytest

from clew.runtime.supervise import PARENT_PIPE, lifeline

CHILD = """
import time
from clew.runtime.supervise import follow_parent

follow_parent()
print("up", flush=True)
time.sleep(60)
"""


def test_a_child_of_a_role_ends_with_the_supervisor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PARENT_PIPE, raising=False)
    assert lifeline() == ()
    life_read, life_write = os.pipe()
    monkeypatch.setenv(PARENT_PIPE, str(life_read))
    command = [sys.executable, "-c", CHILD]
    with subprocess.Popen(command, pass_fds=lifeline(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline() == b"up\n"
        os.close(life_write)
        assert child.wait(30) == 1
        assert child.stderr.read() == b""
    os.close(life_read)
