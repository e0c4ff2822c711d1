"""Erasure, byte by byte: what was erased is in no file of the store, unused pages and write-ahead logs included.

On PostgreSQL that holds for the tables; the server's own write-ahead log goes when the server recycles it.
"""

import random
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace

from clew.actions import Action, Go, decided, pack_letter, planned
from clew.adapters.sql.outbox import put_decisions, put_plans
from clew.adapters.sqlite import STATE_FILE
from clew.engine.ports import CallRow, Commit, LakeChange
from clew.events import Fact, Identity
from clew.events.ports import Arrival, LogRow, Reject
from clew.identity.ports import GraphChanges, LinkRow, NodeRow
from clew.kernel.hashing import derive_id
from clew.privacy import ErasureOrder, Receipt, Subject
from tests.conformance.stores.places import Place, PostgresPlace, SqlitePlace
from tests.conformance.stores.values import commit, history, state
from tests.conftest import ManualClock

_TOKEN = re.compile(rb"<[a-z]+:p[0-9a-z]{16}:[0-9]{4}>")
"""What `canary` makes."""

PEOPLE = 300
ERASED = 150


@pytest.fixture
def found(place: Place) -> Callable[[Iterable[bytes]], set[bytes]]:
    """Which of some byte strings are anywhere in the files of the store."""
    files: Callable[[], Iterator[Path]]
    if isinstance(place, SqlitePlace):
        files = lambda: (path for path in place.folder.iterdir() if path.is_file())  # noqa: E731
    else:
        assert isinstance(place, PostgresPlace)
        folder = _readable_folder(place.url)

        def files() -> Iterator[Path]:
            with psycopg.connect(place.url, autocommit=True) as connection:
                connection.execute("CHECKPOINT")
            return (path for path in folder.rglob("*") if path.is_file())

    def search(needles: Iterable[bytes]) -> set[bytes]:
        present = {token for path in files() for token in _TOKEN.findall(path.read_bytes())}
        return set(needles) & present

    return search


def _readable_folder(url: str) -> Path:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT current_setting('data_directory'), (SELECT oid FROM pg_database WHERE datname = current_database())"
        ).fetchone()
    assert row
    folder = Path(row[0], "base", str(row[1]))
    try:
        list(folder.iterdir())
    except OSError:
        pytest.skip("needs a PostgreSQL server whose files can be read")
    return folder


def person(number: int) -> str:
    return derive_id("p", str(number))


def canary(number: int, what: str, version: int = 0) -> bytes:
    """Bytes that stand for something about a person, found nowhere else."""
    return f"<{what}:{person(number)}:{version:04}>".encode()


def fill(chance: random.Random, text: bytes) -> bytes:
    """The text and as much again as makes rows of all sizes; no engine can compress it."""
    return text + chance.randbytes(chance.randint(10, 900)).hex().encode()


def batch_about(chance: random.Random, epoch: int, seq: int, numbers: Sequence[int]) -> Commit:
    """A batch that says something about each of these people, everywhere it can."""

    def text(number: int, what: str) -> str:
        return fill(chance, canary(number, what, seq)).decode()

    emails = {number: Identity("email", canary(number, "email", seq).decode()) for number in numbers}
    return commit(
        epoch,
        seq,
        states=[state(person(number), None, text(number, "state").encode()) for number in numbers],
        history=[history(person(number), [seq], said=text(number, "said")) for number in numbers],
        facts=[Fact(person(n), seq, "segment_entered", canary(n, "fact", seq).decode(), seq) for n in numbers],
        graph=GraphChanges(
            nodes=[NodeRow(email, person(number), seq, seq) for number, email in emails.items()],
            links=[LinkRow(email, person(n), "created", seq, seq, 0, "web") for n, email in emails.items()],
        ),
        calls=[CallRow(seq, person(n), "start", fill(chance, canary(n, "call", seq))) for n in numbers],
        called=[(seq - 1, person(n), "start") for n in numbers],
    )


def test_a_person_goes_from_the_state_for_good(place: Place, found: Callable[[Iterable[bytes]], set[bytes]]) -> None:
    """Rows are written again and again in growing and shrinking versions first, so that the engine moves them about."""
    chance = random.Random(4)
    store = place.state()
    epoch, seq = store.claim(), 0
    written: dict[int, set[bytes]] = {number: set() for number in range(PEOPLE)}
    for version in range(20):
        seq += 1
        chosen = chance.sample(range(PEOPLE), PEOPLE // 2) if version else list(range(PEOPLE))
        store.commit(batch_about(chance, epoch, seq, chosen))
        for number in chosen:
            written[number] |= {canary(number, what, seq) for what in ("state", "said", "fact", "email", "call")}
    if isinstance(place, PostgresPlace):
        # The planner's statistics must not remember anybody either.
        with psycopg.connect(place.url, options=f"-csearch_path={place.schema}", autocommit=True) as connection:
            connection.execute("ANALYZE")
    gone, kept = list(range(ERASED)), list(range(ERASED, PEOPLE))
    needles = set[bytes]().union(*(written[number] for number in gone))
    assert found(needles)

    leaves = [person(number) for number in gone]
    names = [node.identity for node in store.nodes_of(leaves)]
    order = ErasureOrder("o1", seq, Subject(tuple(leaves), tuple(names)))
    graph = GraphChanges(removed_nodes=names)
    store.commit(commit(epoch, seq + 1, gone=leaves, erased=leaves, graph=graph, orders=[order]))
    assert store.orders() == [order]
    store.seal(LakeChange(base=0, erased=leaves))
    store.settle([Receipt("o1", seq, seq, {"lake": 1})])

    assert found(needles) == set()
    if isinstance(place, SqlitePlace):  # PostgreSQL may keep an id, which names nobody, among old statistics
        assert not any(leaf.encode() in (place.folder / STATE_FILE).read_bytes() for leaf in leaves)
    others = {min(written[number], key=lambda needle: (b"said" not in needle, needle)) for number in kept}
    assert found(others) == others
    assert len(store.load([person(number) for number in range(PEOPLE)])) == len(kept)
    assert {call.profile for call in store.calls(seq, PEOPLE * 20)} == {person(number) for number in kept}


def test_messages_go_with_their_person(place: Place, found: Callable[[Iterable[bytes]], set[bytes]]) -> None:
    chance = random.Random(6)
    store, outbox = place.state(), place.outbox()
    epoch = store.claim()
    go = Go(counted=True, again=True, reason="in")
    for number in range(60):
        row = planned(Action(f"k{number}", "send", person(number), number, "email"), transactional=False)
        values = {"event": {"name": fill(chance, canary(number, "value")).decode()}}
        letter = replace(row.letter, address=canary(number, "address").decode(), values=values)
        sent = decided(row, go, letter, number)
        with outbox._database.write() as batch:
            put_plans(batch, [row])
            put_decisions(batch, [sent])
        (claimed,) = outbox.claim("email", 100, 1, 10)
        content = {"text": fill(chance, canary(number, "content")).decode()}
        body = pack_letter(replace(letter, content=content))
        outbox.finish([replace(claimed, status="sent", due_at=None, body=body)])
    needles = {canary(n, what) for n in range(0, 60, 2) for what in ("value", "address", "content")}
    assert found(needles)
    leaves = [person(number) for number in range(0, 60, 2)]
    store.commit(commit(epoch, 1, erased=leaves))
    store.seal(LakeChange(base=0, erased=leaves))
    assert found(needles) == set()
    assert {row.profile for row in outbox.rows(limit=100)} == {person(number) for number in range(1, 60, 2)}


def test_an_order_is_forgotten_alone(place: Place, found: Callable[[Iterable[bytes]], set[bytes]]) -> None:
    store = place.state()
    epoch = store.claim()
    orders = [
        ErasureOrder(f"o{n}", n, Subject((person(n),), (("email", canary(n, "order").decode()),))) for n in range(40)
    ]
    store.commit(commit(epoch, 1, orders=orders))
    store.settle([Receipt(order.id, 1, 2, {}) for order in orders[:10]])
    store.commit(commit(epoch, 2, states=[state(person(99))]))
    store.settle([Receipt(order.id, 1, 2, {}) for order in orders[10:39]])
    assert store.orders() == orders[39:]
    assert found(canary(n, "order") for n in range(39)) == set()
    assert found([canary(39, "order")])


def test_bodies_go_from_the_log_for_good(
    place: Place, manual_clock: ManualClock, found: Callable[[Iterable[bytes]], set[bytes]]
) -> None:
    chance = random.Random(5)
    log = place.log(manual_clock)
    for number in range(PEOPLE):
        log.append([Arrival("web", fill(chance, canary(number, "body")))])
    log.trim(150)
    erased = [*range(160, 180), 299]

    def rewrite(row: LogRow) -> bytes:
        return b"blank" if row.seq % 2 else b"longer than before" * 500

    log.erase([number + 1 for number in erased], rewrite)
    assert found(canary(number, "body") for number in [*range(150), *erased]) == set()
    kept = {canary(number, "body") for number in range(150, PEOPLE) if number not in erased}
    assert found(kept) == kept
    assert [row.seq for row in log.read(0, PEOPLE).rows] == list(range(151, PEOPLE + 1))


def test_rejects_go_from_quarantine_for_good(
    place: Place, manual_clock: ManualClock, found: Callable[[Iterable[bytes]], set[bytes]]
) -> None:
    chance = random.Random(6)
    log = place.log(manual_clock)
    for number in range(60):
        raw = fill(chance, canary(number, "raw"))
        reject = Reject(reason="r", message=canary(number, "message").decode(), pointer="/", raw=raw)
        log.append([Arrival("web", b"body", (reject,))])
    log.erase_rejects([number + 1 for number in range(0, 60, 3)])
    gone = {canary(number, what) for number in range(0, 60, 3) for what in ("raw", "message")}
    assert found(gone) == set()
    assert found([canary(1, "raw"), canary(59, "message")]) == {canary(1, "raw"), canary(59, "message")}


def test_an_erasure_needs_no_restart_of_readers(place: Place) -> None:
    """Readers that are open in another process go on, and see the new files."""
    store, reader = place.state(), place.state()
    epoch = store.claim()
    store.commit(commit(epoch, 2, history=[history(person(0), [1]), history(person(1), [2])]))
    assert len(reader.tail([person(0), person(1)])) == 2
    store.commit(commit(epoch, 3, erased=[person(0)]))
    store.seal(LakeChange(base=0, erased=[person(0)]))
    assert [record.profile for record in reader.tail([person(0), person(1)])] == [person(1)]


def test_rejects_go_while_others_come_and_go(
    place: Place, manual_clock: ManualClock, found: Callable[[Iterable[bytes]], set[bytes]]
) -> None:
    """PostgreSQL keeps what a snapshot may still see, and whoever connects takes one, so a rewrite may be in vain."""
    if not isinstance(place, PostgresPlace):
        pytest.skip("only PostgreSQL keeps rows for others")
    log, stop = place.log(manual_clock), threading.Event()

    def come_and_go() -> None:
        while not stop.is_set():
            psycopg.connect(place.url).close()

    guests = [threading.Thread(target=come_and_go) for _ in range(3)]
    for guest in guests:
        guest.start()
    try:
        for number in range(8):
            log.append([Arrival("web", b"body", (Reject("r", "m", "/", canary(number, "raw")),))])
            log.erase_rejects([number + 1])
            assert found([canary(number, "raw")]) == set()
    finally:
        stop.set()
        for guest in guests:
            guest.join()
