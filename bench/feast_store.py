"""The peer of `profile_read`: reads from Feast's SQLite online store, by the interpreter that has Feast.

`python feast_store.py ENTITIES READS` prints median and 99th percentile in milliseconds as JSON. It knows nothing of
Clew, whose packages are not in that environment.
"""

import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig, ValueType
from feast.types import Float64

FEATURES = 20
WARM = 50
ROWS_A_WRITE = 5_000


def main(entities: int, reads: int) -> dict[str, float]:
    """Write so many entities, read some of them one after another."""
    with TemporaryDirectory() as folder:
        store = _store(Path(folder))
        _write(store, entities)
        chance = random.Random(5)
        names = [f"traits:f{number}" for number in range(FEATURES)]
        times: list[float] = []
        for _ in range(reads + WARM):
            user = f"u-{chance.randrange(entities)}"
            begun = time.perf_counter()
            store.get_online_features(names, [{"user": user}]).to_dict()
            times.append((time.perf_counter() - begun) * 1_000)
    times = sorted(times[WARM:])
    return {"p50": times[reads // 2], "p99": times[reads * 99 // 100]}


def _store(folder: Path) -> FeatureStore:
    source = folder / "traits.parquet"
    _frame(range(1)).to_parquet(source)
    store = FeatureStore(
        config=RepoConfig(
            project="bench",
            provider="local",
            registry=str(folder / "registry.db"),
            online_store={"type": "sqlite", "path": str(folder / "online.db")},
            entity_key_serialization_version=3,
        )
    )
    user = Entity(name="user", join_keys=["user"], value_type=ValueType.STRING)
    view = FeatureView(
        name="traits",
        entities=[user],
        ttl=timedelta(days=90),
        schema=[Field(name=f"f{number}", dtype=Float64) for number in range(FEATURES)],
        source=FileSource(path=str(source), timestamp_field="event_timestamp"),
    )
    store.apply([user, view])
    return store


def _write(store: FeatureStore, entities: int) -> None:
    for first in range(0, entities, ROWS_A_WRITE):
        store.write_to_online_store("traits", df=_frame(range(first, min(entities, first + ROWS_A_WRITE))))


def _frame(users: range) -> pd.DataFrame:
    columns = {f"f{number}": [float(user) for user in users] for number in range(FEATURES)}
    return pd.DataFrame({"user": [f"u-{user}" for user in users], "event_timestamp": datetime.now(UTC), **columns})


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
