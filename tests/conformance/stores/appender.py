"""A process that appends to a log as fast as it can, its clock jumping about; prints the places that it was given."""

import json
import random
import sys

from clew.events.ports import Arrival
from tests.conformance.stores.places import place_at
from tests.conftest import ManualClock


def main(name: str, commits: int, address: list[str]) -> None:
    """Append so many batches of up to three bodies, with a promise now and then."""
    jumps = random.Random(name)
    clock = ManualClock(1_000_000)
    place = place_at(address)
    log = place.log(clock)
    for number in range(commits):
        clock.advance(jumps.randint(-500, 1_000))
        places = log.append([Arrival(name, f"{name}-{number}".encode())] * jumps.randint(1, 3))
        if jumps.random() < 0.1:
            log.advance()
        sys.stdout.write(json.dumps([[row.seq, row.at] for row in places if row]) + "\n")
        sys.stdout.flush()
    log.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3]))
