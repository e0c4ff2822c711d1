"""The limit of the pipeline: the bare loop (read, decode, fold twelve features, pack, put, commit), nothing else."""

import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

from clew.events import Event
from clew.kernel.packing import pack, unpacker

_bodies = unpacker(list[Event])
_state = msgspec.msgpack.Decoder(dict[str, list[int]])


def bare_loop(folder: Path, bodies: Iterable[list[Event]], *, batch: int = 8_000) -> float:
    """Events a second of the bare loop over these bodies, in SQLite files of its own."""
    log = sqlite3.connect(folder / "bare-log.db", isolation_level=None)
    log.executescript("PRAGMA journal_mode=WAL; CREATE TABLE log(seq INTEGER PRIMARY KEY, body BLOB)")
    log.execute("BEGIN")
    log.executemany("INSERT INTO log(body) VALUES(?)", ((pack(body),) for body in bodies))
    log.execute("COMMIT")
    state = sqlite3.connect(folder / "bare-state.db", isolation_level=None)
    state.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=20000;"
        "CREATE TABLE state(profile TEXT PRIMARY KEY, state BLOB) WITHOUT ROWID;"
        "CREATE TABLE progress(seq INTEGER); INSERT INTO progress VALUES(0)"
    )
    done, after, start = 0, 0, time.perf_counter()
    cache: dict[str, dict[str, list[int]]] = {}
    while True:
        touched: set[str] = set()
        events = 0
        rows = log.execute("SELECT seq, body FROM log WHERE seq > ? ORDER BY seq LIMIT 80", (after,)).fetchall()
        for seq, body in rows:
            after = seq
            for event in _bodies.decode(body):
                events += 1
                profile = event.identities[0].value
                features = cache.get(profile)
                if features is None:
                    found = state.execute("SELECT state FROM state WHERE profile = ?", (profile,)).fetchone()
                    features = cache[profile] = _state.decode(found[0]) if found else {}
                feature = features.setdefault(event.type, [0, 0])
                feature[0] += 1
                feature[1] = max(feature[1], event.ts or 0)
                touched.add(profile)
        if not rows:
            break
        state.execute("BEGIN IMMEDIATE")
        state.executemany(
            "INSERT INTO state VALUES(?, ?) ON CONFLICT DO UPDATE SET state = excluded.state",
            [(profile, pack(cache[profile])) for profile in touched],
        )
        state.execute("UPDATE progress SET seq = ?", (after,))
        state.execute("COMMIT")
        done += events
    elapsed = time.perf_counter() - start
    log.close()
    state.close()
    return done / elapsed
