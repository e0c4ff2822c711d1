"""Roles are begun, begun again and ended, forked or not; what a role begins ends with the supervisor too."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from clew.runtime.nursery import FORKS, LOST, Nursery
from clew.runtime.supervise import PARENT_PIPE, Role, Supervisor, lifeline
from tests.unit.api.serving import wait_for

SMALL = "tests.unit.runtime.small"
CHILD = """
import time
from clew.runtime.supervise import follow_parent

follow_parent()
print("up", flush=True)
time.sleep(60)
"""
SUPERVISOR = f"""
import time
from clew.runtime.supervise import Role, Supervisor

supervisor = Supervisor([Role(name, {SMALL!r}, ["stays"]) for name in "ab"], report=print)
assert supervisor.start()
print(*(role.process.pid for role in supervisor._roles), flush=True)
time.sleep(60)
"""

forking = pytest.mark.skipif(not FORKS, reason="nothing is forked here")


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


def small(name: str, *arguments: str, descriptors: Sequence[int] = ()) -> Role:
    return Role(name, SMALL, arguments or ("stays",), descriptors)


def pid(role: Role) -> int:
    assert role.process is not None
    return role.process.pid


def is_there(number: int) -> bool:
    """Whether a process runs; one whose parent has not asked for its end yet has ended."""
    try:
        return state(number)[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # the latter if it ends while it is read
        return False


def state(number: int) -> list[str]:
    """What Linux tells of a process, after its name: its state, its parent, its group and more."""
    return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()


@contextmanager
def running(roles: Sequence[Role], *, forks: bool) -> Iterator[list[str]]:
    """Keep roles alive, and yield what is reported."""
    said: list[str] = []
    supervisor = Supervisor(roles, report=said.append, forks=forks)
    assert supervisor.start()
    watch = Thread(target=supervisor.run)
    watch.start()
    yield said
    supervisor.stopping = True
    watch.join(30)
    assert not watch.is_alive()


@pytest.mark.parametrize("forks", [pytest.param(True, marks=forking), False])
def test_a_role_is_what_it_was_asked_to_be_and_is_begun_again_when_it_is_killed(*, forks: bool) -> None:
    kept, write = os.pipe()
    roles = [small("one", descriptors=[kept]), small("other")]
    with running(roles, forks=forks) as said:
        pids = [pid(role) for role in roles]
        for number in pids:
            command = Path(f"/proc/{number}/cmdline").read_text().replace("\0", " ").strip()
            assert command == f"{sys.executable} -m {SMALL} stays"
            assert state(number)[2] == str(number), "Ctrl-C at the terminal is not for it"
        pipe = Path(f"/proc/self/fd/{kept}").readlink()
        assert Path(f"/proc/{pids[0]}/fd/{kept}").readlink() == pipe
        # What is not its own it does not hold: streams, its parent's life.
        mine = {str(each.readlink()) for each in Path(f"/proc/{pids[1]}/fd").iterdir()}
        assert str(pipe) not in mine
        assert not any(each.startswith("socket:") or "pidfd" in each or "eventpoll" in each for each in mine)
        os.kill(pids[0], signal.SIGKILL)
        wait_for(lambda: pid(roles[0]) != pids[0] and is_there(pid(roles[0])))
        assert pid(roles[1]) == pids[1]
        assert said == ["one ended with -9; starting it again"]
        pids[0] = pid(roles[0])
    assert not any(is_there(number) for number in pids)
    os.close(kept)
    os.close(write)


@pytest.mark.parametrize("forks", [pytest.param(True, marks=forking), False])
def test_who_never_comes_up_is_given_up(capfd: pytest.CaptureFixture[str], *, forks: bool) -> None:
    said: list[str] = []
    roles = [small("steady"), small("broken", "breaks")]
    supervisor = Supervisor(roles, report=said.append, forks=forks)
    assert not supervisor.start()
    assert supervisor.run() == 1
    assert said == ["broken ended with 1; starting it again"] * 5 + ["broken ended 5 times before it served; giving up"]
    assert not is_there(pid(roles[0]))
    name = "broken" if forks else "small"
    assert capfd.readouterr().err == f"{name}: error: it is broken (mend it)\n" * 5


@forking
def test_when_the_nursery_is_killed_everybody_is_begun_again_by_another() -> None:
    roles = [small("one"), small("other")]
    with running(roles, forks=True) as said:
        pids, nursery = [pid(role) for role in roles], int(state(pid(roles[0]))[1])
        assert nursery != os.getpid()
        os.kill(nursery, signal.SIGKILL)
        wait_for(lambda: not any(is_there(number) for number in pids))
        wait_for(lambda: all(pid(role) not in pids and is_there(pid(role)) for role in roles))
        another = int(state(pid(roles[0]))[1])
        assert another not in (nursery, os.getpid())
        assert sorted(said) == [f"{name} ended with {LOST}; starting it again" for name in ("one", "other")]
    assert not is_there(another)


@forking
def test_when_the_supervisor_is_killed_nobody_is_left() -> None:
    command = [sys.executable, "-c", SUPERVISOR]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stderr is not None
        pids = [int(each) for each in supervisor.stdout.readline().split()]
        pids.append(int(state(pids[0])[1]))
        assert all(is_there(number) for number in pids)
        os.kill(pids[0], signal.SIGKILL)  # the supervisor does not come to hear of it
        wait_for(lambda: not is_there(pids[0]))
        supervisor.kill()
        wait_for(lambda: not any(is_there(number) for number in pids))
        assert supervisor.stderr.read() == b""


@forking
def test_where_something_begins_a_thread_in_every_process_nobody_is_forked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]))
    roles = [small("one"), small("other")]
    with running(roles, forks=True):
        assert [int(state(pid(role))[1]) for role in roles] == [os.getpid()] * 2


@forking
def test_how_a_forked_process_ended_is_told() -> None:
    nursery = Nursery()
    ready, write = os.pipe()
    ends, stays = (nursery.fork("small", SMALL, each, (), write) for each in (["ends", "3"], ["stays"]))
    assert ends is not None
    assert stays is not None
    os.close(write)
    assert os.read(ready, 1) == b"r"
    with pytest.raises(subprocess.TimeoutExpired):
        stays.wait(0.01)
    assert stays.poll() is None
    assert ends.wait(30) == ends.poll() == 3
    ends.terminate()  # harmless
    stays.terminate()
    assert stays.wait(30) == -signal.SIGTERM
    nursery.close()
    os.close(ready)
