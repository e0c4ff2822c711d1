"""The peer of `preview`: ClickHouse SQL on chdb, by the interpreter that has it.

`python chdb_queries.py FOLDER ROUNDS` takes queries as a JSON list, loads the Parquet files of a folder into a
MergeTree table, and prints counts and seconds as JSON. It knows nothing of Clew: their environments are apart.
"""

import json
import sys
import time
from tempfile import TemporaryDirectory

from chdb.session import Session

LOAD = """
    INSERT INTO lake.events
    SELECT profile, toUnixTimestamp64Micro(ts), type, properties FROM file('{folder}/*.parquet', Parquet)
"""
TABLE = """
    CREATE TABLE lake.events (profile String, ts Int64, type LowCardinality(String), properties String)
    ENGINE = MergeTree ORDER BY (type, profile, ts)
"""


def main(folder: str, rounds: int) -> dict[str, list[float]]:
    """Load once, ask each query so many times; `cpu` is the processor time of each, as `times` is the time it took."""
    queries: list[str] = json.load(sys.stdin)
    with TemporaryDirectory() as place:
        session = Session(place)
        for statement in ("CREATE DATABASE lake ENGINE = Atomic", TABLE, LOAD.format(folder=folder), "USE lake"):
            session.query(statement)
        session.query("SET max_threads = 2")
        counts: list[float] = [0] * len(queries)
        times: list[float] = []
        cpu: list[float] = []
        for _ in range(rounds):
            for number, query in enumerate(queries):
                begun, used = time.perf_counter(), time.process_time()
                answer = session.query(
                    f"SELECT count(), arraySlice(groupArraySorted(10)(profile), 1, 10) FROM ({query})"
                )
                times.append(time.perf_counter() - begun)
                cpu.append(time.process_time() - used)
                counts[number] = int(str(answer).split(",", 1)[0])
        session.close()
    return {"counts": counts, "times": times, "cpu": cpu}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], int(sys.argv[2]))) + "\n")
