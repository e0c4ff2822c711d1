"""How many nodes of journeys a second people pass in the real engine, beside DBOS running the same journey.

People come in by an event, wait a day, are sent a message, and wait thirty days; the clock is set from one instant to
the next, so that nobody waits for time itself. Counted is every node that is reached, each with its facts, its state,
its alarm and its message committed to SQLite. The peer runs the same journey as durable workflows over SQLite, all
started at once and with waits of no length: what is measured is what being durable costs. `make bench` installs it into
an environment of its own; without that the peer is left out.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from bench.result import Result
from bench.scale import is_quick, sized
from bench.waiting import DOCUMENTS, WAIT
from bench.workload import START
from bench.workspaces import append, workspace
from clew.events import Event, Identity
from clew.kernel.instants import DAY, MINUTE
from clew.runtime.clock import ManualClock
from clew.runtime.garbage import young_only

DBOS = Path(__file__).parents[1] / ".venv" / "peer" / "bin" / "python"
"""The interpreter that has DBOS, see the Makefile."""

_NODES = 3
_PEER_PEOPLE = 300


def run() -> list[Result]:
    """Nodes a second, and people a second through the whole journey."""
    people, clock = sized(50_000, 200), ManualClock(START)
    with workspace(clock, DOCUMENTS) as opened:
        engine = opened.engine()
        engine.drain()
        entries = (
            Event(f"cart-{number}", "track", "Cart Left", (Identity("user_id", f"u{number}"),), START)
            for number in range(people)
        )
        append(opened, entries)
        begun = time.perf_counter()
        with young_only() as tidy:  # as the engine's process does
            for at in (START, START + WAIT + MINUTE, START + WAIT + 30 * DAY + MINUTE):
                clock.set(at)
                engine.drain(lambda _: tidy())
        passed = time.perf_counter() - begun
        assert not opened.store.participant_counts(), "nobody is left"
    steps, peer = people * _NODES / passed, _peer()
    return [
        Result("participants", steps, "steps/s", "higher", peer="DBOS", peer_value=peer["steps"])
        if peer
        else Result("participants", steps, "steps/s", "higher"),
        Result("participants.people", people / passed, "people/s", "higher"),
    ]


def _peer() -> dict[str, float] | None:
    if is_quick() or not DBOS.exists():
        sys.stderr.write("   without DBOS (`make bench` installs it): the peer is left out\n")
        return None
    command = [str(DBOS), "-I", str(Path(__file__).with_name("dbos_workflows.py")), str(_PEER_PEOPLE)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.stderr.write("   DBOS did not run: the peer is left out\n")
        return None
    return json.loads(done.stdout.splitlines()[-1])
