"""Resident memory of the engine process with a million known profiles.

Users are drawn uniformly from all of them until the engine's caches are as full as they get: of decoded states
(100,000), of identities (500,000), of pages. The figure is the most that the process ever held. What it also remembers,
about 24 bytes for each event of the last seven days, is here that of the events sent.
"""

import sys

from bench.population import populated
from bench.result import Result
from bench.scale import sized
from bench.served import engine_alone
from bench.watch import consumed
from bench.workload import events, uniform
from bench.workspaces import BODY, append
from clew.runtime.clock import SystemClock
from clew.runtime.workspace import open_workspace

_GIB = 2**30


def run() -> list[Result]:
    """Gibibytes; nothing where the system does not tell."""
    profiles, count = sized(1_000_000, 400), sized(200_000, 9_000)
    with populated(profiles) as folder, open_workspace(folder, SystemClock()) as workspace:
        first, now = workspace.store.offset().seq, workspace.clock.now()
        append(workspace, events(count, uniform(profiles), start=now, step=0))
        with engine_alone(folder) as roles:
            consumed(workspace, roles, first, first + count // BODY)
            resident = roles.resident_bytes("engine")
    if not resident:
        sys.stderr.write("   this system does not tell what a process holds: no figure\n")
        return []
    return [Result("memory", resident / _GIB, "GiB", "lower", 1.5)]
