"""Reading one profile by any of its identities: over HTTP at 1,000 reads a second, and in process beside Feast.

A live `clew serve` with the catalogue and 200,000 profiles answers `POST /api/v1/profiles/lookup` with the whole
profile: attributes, 20 traits computed for now, segments, identities. Half of the reads name a person, half a browser.
`profile_read` is the 99th percentile of the time from the instant at which a read was due; `rate` is how many came
through, `cpu` the processor time of front door and web process for one.

In process the same reader is asked one read after another; the peer is Feast's SQLite online store, asked in the same
way for 20 stored features of one of 20,000 entities by its one key. `make bench` installs it into an environment of its
own; without that the peer is left out.
"""

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.load import percentile, write_requests
from bench.load import run as load
from bench.population import populated
from bench.result import Result
from bench.scale import is_quick, sized
from bench.served import Roles, served
from bench.workload import names_of
from clew.kernel.packing import to_json
from clew.runtime.clock import SystemClock
from clew.runtime.services.assembly import services_of
from clew.runtime.workspace import open_workspace

FEAST = Path(__file__).parents[1] / ".venv" / "peer" / "bin" / "python"
"""The interpreter that has Feast, see the Makefile."""

_PEER = "Feast"
_FEAST_SIZES = (20_000, 10_000)
"""Entities and reads."""
_WARM = 50
"""Reads before the clock starts; Feast has as many."""


def run() -> list[Result]:
    """Median and 99th percentile, over HTTP and in process."""
    users = sized(200_000, 100)
    with populated(users) as folder:
        served_reads = _over_http(folder, users)
        own = _in_process(folder, users)
    feast = _feast()
    return [
        *served_reads,
        *(
            Result(f"profile_read.in_process_{name}", own[name], "ms", "lower", peer=_PEER, peer_value=feast[name])
            if feast
            else Result(f"profile_read.in_process_{name}", own[name], "ms", "lower")
            for name in ("p50", "p99")
        ),
    ]


def _over_http(folder: Path, users: int) -> list[Result]:
    rate, seconds = sized(1_000.0, 50.0), sized(15.0, 1.0)
    with TemporaryDirectory(prefix="clew-bench-") as temporary, served(folder) as server:
        file = Path(temporary) / "requests"
        bodies = [to_json({"namespace": namespace, "id": value}) for namespace, value in _names(users, 20_000)]
        write_requests(file, "/api/v1/profiles/lookup", server.api_key, bodies)
        before = _cpu_seconds(server.roles)
        found = load(file, server.port, connections=64, seconds=seconds, rate=rate)
        cpu = (_cpu_seconds(server.roles) - before) / found.sent * 1e6
    return [
        Result("profile_read", found.p99_ms, "ms", "lower", 5),
        Result("profile_read.p50", found.p50_ms, "ms", "lower"),
        Result("profile_read.rate", found.rate, "reads/s", "higher"),
        Result("profile_read.cpu", cpu, "us/read", "lower"),
    ]


def _cpu_seconds(roles: Roles) -> float:
    return roles.cpu_seconds("front") + roles.cpu_seconds("web")


def _in_process(folder: Path, users: int) -> dict[str, float]:
    with open_workspace(folder, SystemClock()) as workspace:
        profiles = services_of(workspace).profiles
        times: list[float] = []
        for namespace, value in _names(users, sized(10_000, 100) + _WARM):
            begun = time.perf_counter()
            found = profiles.find(namespace, value)
            assert found is not None
            profiles.get(found)
            times.append((time.perf_counter() - begun) * 1_000)
    times = sorted(times[_WARM:])
    return {"p50": percentile(times, 0.5), "p99": percentile(times, 0.99)}


def _names(users: int, count: int) -> list[tuple[str, str]]:
    chance = random.Random(5)
    return [chance.choice(names_of(chance.randrange(users))) for _ in range(count)]


def _feast() -> dict[str, float] | None:
    if is_quick() or not FEAST.exists():
        sys.stderr.write("   without Feast (`make bench` installs it): the peer is left out\n")
        return None
    command = [str(FEAST), "-I", str(Path(__file__).with_name("feast_store.py")), *map(str, _FEAST_SIZES)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return json.loads(done.stdout.splitlines()[-1])
