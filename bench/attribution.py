"""Attribution: all models of half a million ways over twelve channels, solved exactly.

The ways are walks over a chain that is drawn once. `attribution` is the processor time of the Markov chain of order 1
with its removal effects; `attribution.all` that of every model and the whole report, without intervals. Peer:
`ChannelAttribution` on the same table, by the interpreter that `CLEW_BENCH_CHANNEL_ATTRIBUTION` names (its licence is
the GPL, and nothing installs it); without that it is left out. `attribution.apart` is how far its simulated credit lies
from the exact one.
"""

import json
import os
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from bench.result import Result
from bench.scale import sized
from clew.learning.attribution.sharing import Asking, Paths, Row, attribute, paths_of
from clew.learning.attribution.sharing.markov import share_by_markov

PEER = "CLEW_BENCH_CHANNEL_ATTRIBUTION"
_CHANNELS = 12


def run() -> list[Result]:
    """Processor time of the chain and of everything, beside the peer's."""
    table = ways(sized(500_000, 2_000))
    attribute(_read(ways(100)), Asking(replicates=0))  # SciPy is loaded where it is first needed
    paths = _read(table)
    begun = time.process_time()
    credit = share_by_markov(paths)
    chain = time.process_time() - begun
    paths = _read(table)
    begun = time.process_time()
    report = attribute(paths, Asking(replicates=0))
    everything = time.process_time() - begun
    peer = _peer(table)
    peers = {} if peer is None else {"peer": "ChannelAttribution", "peer_value": peer["seconds"]}
    results = [
        Result("attribution", chain, "s", "lower", **peers),  # pyright: ignore[reportArgumentType]
        Result("attribution.all", everything, "s", "lower"),
    ]
    if peer is not None:
        exact = dict(zip(paths.channels, credit.conversions.tolist(), strict=True))
        moved = sum(abs(exact[name] - peer["credit"].get(name, 0.0)) for name in exact) / 2
        results.append(Result("attribution.apart", moved / report.conversions, "share", "lower"))
    return results


def ways(people: int) -> dict[tuple[int, ...], tuple[int, int]]:
    """Ways of people over a drawn chain: conversions and others of each."""
    chance = np.random.default_rng(5)
    begin = chance.dirichlet(np.ones(_CHANNELS))
    moves = chance.dirichlet(np.full(_CHANNELS, 0.4), _CHANNELS)
    converts = chance.uniform(0.02, 0.15, _CHANNELS)
    leaves = chance.uniform(0.2, 0.5, _CHANNELS)
    found: Counter[tuple[tuple[int, ...], bool]] = Counter()
    steps = np.array([np.searchsorted(np.cumsum(row), chance.random(4_096)).clip(max=_CHANNELS - 1) for row in moves])
    for _ in range(people):
        here = int(chance.choice(_CHANNELS, p=begin))
        way = [here]
        while len(way) < 40:
            drawn = chance.random()
            if drawn < converts[here] + leaves[here]:
                break
            here = int(steps[here, chance.integers(4_096)])
            way.append(here)
        found[tuple(way), bool(chance.random() < converts[here] / (converts[here] + leaves[here]))] += 1
    return {way: (found[way, True], found[way, False]) for way, _ in found}


def _read(table: dict[tuple[int, ...], tuple[int, int]]) -> Paths:
    return paths_of(
        Row([f"c{channel}" for channel in way], won, won * 10.0, lost) for way, (won, lost) in table.items()
    )


def _peer(table: dict[tuple[int, ...], tuple[int, int]]) -> "dict[str, Any] | None":
    interpreter = os.environ.get(PEER)
    if not interpreter:
        return None
    command = [interpreter, "-I", str(Path(__file__).with_name("channel_attribution.py"))]
    rows = [[" > ".join(f"c{channel}" for channel in way), won, lost] for way, (won, lost) in table.items()]
    done = subprocess.run(command, input=json.dumps(rows), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])
