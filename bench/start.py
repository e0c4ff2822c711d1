"""From the command to the first answer: `clew serve` on a workspace that has been in use.

The workspace has 200,000 events of the last minutes (the engine remembers the ids of a week, so all of them count),
most of them sealed. The answer is a readiness check through the front door, which asks every part. Best of three: a
start is as fast as it can be, and slower only for what else the machine does.
"""

from bench.lived import lived_in
from bench.result import Result
from bench.scale import sized
from bench.served import served


def run() -> list[Result]:
    """Seconds until the first answer."""
    times: list[float] = []
    with lived_in() as (folder, _):
        for _ in range(sized(3, 1)):
            with served(folder) as server:
                times.append(server.start_seconds)
    return [Result("start", min(times), "s", "lower", 3)]
