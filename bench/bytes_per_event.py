"""What an event costs on disk: the sealed lake, and the state with its identities and alarms.

Two hundred thousand events of thirty thousand skewed users under the catalogue, everything sealed and merged, then the
files' sizes. Each event stands in the lake with all that came with it. Peer: the same calls as JSON lines, compressed
with gzip, which is how events are commonly archived, and which can answer nothing.
"""

import zlib
from collections.abc import Iterable
from pathlib import Path

from bench.calls import call_of
from bench.lived import lived_in, stream
from bench.result import Result
from bench.workload import START
from clew.kernel.packing import to_json


def run() -> list[Result]:
    """Bytes an event, of each part and in all."""
    with lived_in(all_sealed=True) as (folder, count):
        lake = _size(folder.glob("lake/**/*.parquet")) / count
        state = _size(folder.glob("state.db*")) / count
        log = _size(folder.glob("log.db*")) / count
    lines = _gzipped() / count
    return [
        Result("bytes_per_event", lake + state, "bytes", "lower", peer="JSON lines, gzip", peer_value=lines),
        Result("bytes_per_event.lake", lake, "bytes", "lower", peer="JSON lines, gzip", peer_value=lines),
        Result("bytes_per_event.state", state, "bytes", "lower"),
        Result("bytes_per_event.log", log, "bytes", "lower"),
    ]


def _size(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files)


def _gzipped() -> int:
    pressing = zlib.compressobj(6, wbits=31)
    size = sum(len(pressing.compress(to_json(call_of(event)) + b"\n")) for event in stream(START))
    return size + len(pressing.flush())
