"""A process that appends and commits until it is killed, by itself at a chosen point or by its parent at any.

It says what it has been promised, one line for each: `log N` or `state N`.
"""

import json
import os
import signal
import sys
from dataclasses import replace

from clew.adapters.sqlite import checkpoint, stores
from clew.engine.ports import Commit
from clew.events import Fact
from clew.events.ports import Arrival
from clew.identity.ports import GraphChanges, HeadRow
from clew.runtime.supervise import READY_PIPE
from tests.conformance.stores.places import place_at
from tests.conformance.stores.values import PROFILES, StandingClock, commit, history, state
from tests.crash.stores.failing import FailingDatabase, Failpoints

BODIES = 3
PADDING = b"." * 3_000


def arrivals(number: int) -> list[Arrival]:
    """One append: as many bodies as say so."""
    return [Arrival("web", b"%d of %d, %d;" % (index, BODIES, number) + PADDING) for index in range(BODIES)]


def batch(epoch: int, seq: int) -> Commit:
    """One commit that says `seq` in every table."""
    return commit(
        epoch,
        seq,
        states=[state(profile, seq, b"%d;" % seq + PADDING) for profile in PROFILES],
        history=[history(profile, [seq]) for profile in PROFILES],
        facts=[Fact(profile, seq, "segment_entered", "s@1", seq) for profile in PROFILES],
        members=[("s@1", profile, seq) for profile in PROFILES],
        graph=GraphChanges(heads=[HeadRow(profile, PROFILES[0], seq, seq, 0) for profile in PROFILES]),
    )


def die() -> None:
    """Kill this process as the kernel would."""
    os.kill(os.getpid(), signal.SIGKILL)


def checkpoint_all_the_time() -> None:
    """So that many die while a write-ahead log begins anew, and while they have the turn for it."""
    checkpoint.INTERVAL_SECONDS = 0.001
    stores._LOG, stores._STATE = (
        replace(each, long_pages=20, checkpoint_pages=80) for each in (stores._LOG, stores._STATE)
    )


def main(at: str, address: str) -> None:
    """Go on from where the stores are; die at a point (0: never)."""
    said = os.fdopen(int(os.environ[READY_PIPE]), "wb", buffering=0)
    checkpoint_all_the_time()
    place = place_at(json.loads(address))
    log, store = place.log(StandingClock()), place.state()
    epoch, seq, appended = store.claim(), store.offset().seq, log.last()[0] // BODIES
    points = Failpoints(int(at), die)
    log._database, store._database = FailingDatabase(log._database, points), FailingDatabase(store._database, points)
    said.write(b"ready\n")
    while True:
        log.append(arrivals(appended + 1))
        appended += 1
        said.write(b"log %d\n" % appended)
        store.commit(batch(epoch, seq + 1))
        seq += 1
        said.write(b"state %d\n" % seq)


if __name__ == "__main__":
    main(*sys.argv[1:])
