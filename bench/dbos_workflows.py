"""The peer of `participants`: the same journey as durable workflows of DBOS, by the interpreter that has DBOS.

`python dbos_workflows.py PEOPLE` prints how many nodes a second they passed as JSON. It knows nothing of Clew, whose
packages are not in that environment. The waits are of no time, so that only what is durable is measured.
"""

import json
import logging
import sqlite3
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from dbos import DBOS

NODES = 3
"""A wait, a message, a wait."""

WARM = 5


def main(people: int) -> dict[str, float]:
    """Let so many people through, all at once, as an entry by events would."""
    logging.disable(logging.WARNING)
    with TemporaryDirectory() as folder:
        outbox = sqlite3.connect(Path(folder) / "outbox.db", check_same_thread=False, isolation_level=None)
        outbox.execute("PRAGMA journal_mode = WAL")
        outbox.execute("CREATE TABLE outbox (key TEXT PRIMARY KEY, person TEXT)")
        DBOS(config={"name": "journey", "system_database_url": f"sqlite:///{folder}/dbos.db"})

        @DBOS.step()
        def send(person: str) -> None:
            outbox.execute("INSERT OR IGNORE INTO outbox VALUES (?, ?)", (DBOS.workflow_id, person))

        @DBOS.workflow()
        def journey(person: str) -> None:
            DBOS.sleep(0)
            send(person)
            DBOS.sleep(0)

        DBOS.launch()
        try:
            _through(journey, WARM, "warm")
            begun = time.perf_counter()
            _through(journey, people, "p")
            passed = time.perf_counter() - begun
        finally:
            DBOS.destroy()
            outbox.close()
    return {"steps": people * NODES / passed, "people": people / passed}


def _through(journey, people: int, name: str) -> None:
    for handle in [DBOS.start_workflow(journey, f"{name}-{number}") for number in range(people)]:
        handle.get_result()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))) + "\n")
