"""`kill -9` of the roles at random points while clients send: nothing accepted is lost, nothing is there twice."""

import json
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from clew.runtime.clock import SystemClock
from clew.runtime.rebuild import fingerprint, rebuild
from clew.runtime.workspace import open_workspace
from tests.crash.served import NURSERY, ROLES, Sender, clew, serving

ROUNDS = int(os.environ.get("CLEW_CRASH_ROUNDS", "20"))
EVIDENCE = os.environ.get("CLEW_CRASH_EVIDENCE")
DOCUMENTS = """
kind: segment
id: buyers
name: Buyers
expression: did "Order Completed" in last 1h at least 3 times
---
kind: segment
id: lookers
name: Lookers
expression: did "Product Viewed" in last 2m and did not "Order Completed" in last 1m
---
kind: trait
id: spend
name: Spend
expression: sum(total of "Order Completed")
"""


@pytest.mark.crash
def test_killed_at_random_points(tmp_path: Path) -> None:
    """Kill one role after another; at the end every acknowledged event is stored once, and a rebuild agrees."""
    chance = random.Random(ROUNDS)
    folder = tmp_path / "data"
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "all.yaml").write_text(DOCUMENTS)
    clew("apply", str(tmp_path / "documents"), "--data", str(folder))
    keys = [clew("key", "create", "write", "--source", f"s{n}", "--data", str(folder)).split()[-1] for n in range(2)]
    kills: Counter[str] = Counter()
    begun = time.monotonic()
    with serving(folder) as served:
        senders = [Sender(served.port, key, f"c{n}") for n, key in enumerate(keys)]
        threads = [sender.start() for sender in senders]
        while sum(kills.values()) < ROUNDS:
            time.sleep(chance.uniform(0.05, 0.8))
            role = chance.choice((*ROLES, NURSERY))
            kills[role] += served.kill(role)
        for sender in senders:
            sender.stop.set()
        for thread in threads:
            thread.join(120)
            assert not thread.is_alive(), "a sender never got through again"
        _wait_until_consumed(folder)
    sent = {f"s{n}": sender.acknowledged for n, sender in enumerate(senders)}
    stored = json.loads(
        clew("query", "SELECT source, id FROM events", "--limit", "10000000", "--json", "--data", str(folder))
    )
    counted = Counter((row["source"], row["id"]) for row in stored)
    lost = [(source, name) for source, names in sent.items() for name in names if (source, name) not in counted]
    twice = [name for name, count in counted.items() if count > 1]
    assert lost == []
    assert twice == []
    _equal_to_an_uncrashed_run(folder)
    report = {
        "kills": dict(sorted(kills.items())),
        "acknowledged": sum(len(names) for names in sent.values()),
        "retries": sum(sender.retries for sender in senders),
        "lost": len(lost),
        "twice": len(twice),
        "rebuild_equal": True,
        "seconds": round(time.monotonic() - begun),
    }
    print(json.dumps(report))  # noqa: T201
    if EVIDENCE:
        Path(EVIDENCE).write_text(json.dumps(report, indent=1) + "\n")


def _wait_until_consumed(folder: Path) -> None:
    with open_workspace(folder, SystemClock()) as workspace:
        deadline = time.monotonic() + 120
        while workspace.store.offset().seq < workspace.log.last()[0]:
            assert time.monotonic() < deadline, "the engine does not catch up"
            time.sleep(0.1)


def _equal_to_an_uncrashed_run(folder: Path) -> None:
    """Fold the same log with an engine that nobody kills, and compare every profile."""
    with open_workspace(folder, SystemClock()) as workspace:
        engine = workspace.engine()
        engine.drain()
        at = engine.offset.logical
        program = engine.publisher.program
        crashed = fingerprint(workspace.store, program, at)
        rebuild(workspace)
        smooth = fingerprint(workspace.store, program, at)
    assert crashed == smooth
    assert crashed
