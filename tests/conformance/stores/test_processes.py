"""Several processes and threads over one store: nobody misses a row, sees half a batch, or makes another wait."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

from clew.events.ports import Arrival, LogRow, Reject
from tests.conformance.stores.places import Place, reading
from tests.conformance.stores.values import PROFILES, commit, state
from tests.conftest import ROOT, ManualClock

APPENDERS = ["web", "till", "app"]
COMMITS = 60


def start(place: Place, name: str, commits: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.conformance.stores.appender", name, str(commits), json.dumps(place.address)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_a_reader_misses_nothing_of_several_appenders(place: Place, manual_clock: ManualClock) -> None:
    log = place.log(manual_clock)
    processes = [start(place, name, COMMITS) for name in APPENDERS]
    seen: list[LogRow] = []
    promised = 0
    running = True
    while running:
        sleep(0.001)
        running = any(process.poll() is None for process in processes)
        while True:
            page = log.read(seen[-1].seq if seen else 0, 7)
            assert all(row.at > promised for row in page.rows)
            assert page.closed_at >= promised
            promised = page.closed_at
            seen += page.rows
            if page.complete:
                break
    given = [tuple(place) for process in processes for line in process.stdout or [] for place in json.loads(line)]
    for process in processes:
        assert process.wait(10) == 0
        assert process.stdout
        process.stdout.close()
    assert [(row.seq, row.at) for row in seen] == sorted(given)
    assert [row.seq for row in seen] == list(range(1, len(seen) + 1))
    instants = [row.at for row in seen]
    assert instants == sorted(set(instants))
    for name in APPENDERS:
        told = [int(row.body.split(b"-")[1]) for row in seen if row.source == name]
        assert told == sorted(told)
        assert set(told) == set(range(COMMITS))


def test_threads_share_a_store(place: Place, manual_clock: ManualClock) -> None:
    log = place.log(manual_clock)
    with ThreadPoolExecutor(6) as pool:
        places = list(pool.map(lambda number: log.append([Arrival("web", b"%d" % number)])[0], range(120)))
    assert sorted(row.seq for row in places if row) == list(range(1, 121))
    assert len(log.read(0, 200).rows) == 120


def test_a_reader_sees_whole_batches(place: Place) -> None:
    store, reader = place.state(), place.state()
    epoch, rounds = store.claim(), 150
    done = Event()

    def write() -> None:
        for seq in range(1, rounds + 1):
            content = b"%d" % seq
            instant = seq if seq % 2 else None
            rows = [state(profile, instant, content) for profile in PROFILES]
            store.commit(commit(epoch, seq, states=rows, members=[("s@1", profile, instant) for profile in PROFILES]))
        done.set()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        newest = 0
        while not done.is_set() and not writing.done():
            contents = set(reader.load(PROFILES).values())
            assert len(contents) <= 1
            present = int(min(contents, default=b"0"))
            assert present >= newest
            newest = present
            assert reader.segment_counts() in ({}, {"s@1": len(PROFILES)})
            assert len(reader.due(rounds, 100)) in {0, len(PROFILES)}
        writing.result()
    assert set(reader.load(PROFILES).values()) == {b"%d" % rounds}


def test_neither_waits_for_the_other(place: Place) -> None:
    """A writer commits while a read transaction is open, and a reader reads while a write transaction is."""
    store, other = place.state(), place.state()
    epoch = store.claim()
    with reading(place) as query:
        before = query("SELECT count(*) FROM state")
        store.commit(commit(epoch, 1, states=[state(PROFILES[0])]))
        assert query("SELECT count(*) FROM state") == before
    with store._database.write() as batch:
        batch.run("DELETE FROM state")
        assert other.count() == 1
    assert other.count() == 0


def test_two_appenders_number_rejects_apart(place: Place, manual_clock: ManualClock) -> None:
    commits = 40
    logs = [place.log(manual_clock), place.log(manual_clock)]
    reject = Reject(reason="r", message="m", pointer="/", raw=b"{}")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda n: logs[n % 2].append([Arrival("web", None, (reject,))]), range(commits)))
    assert [row.id for row in logs[0].rejects(limit=commits + 1)] == list(range(1, commits + 1))
