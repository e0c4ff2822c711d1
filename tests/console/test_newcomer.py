"""The path of a newcomer, with only a browser: from a customer's story to the first message of their own journey."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.events import Event, Identity
from clew.runtime.clock import SystemClock
from clew.runtime.demo.files import DATA
from clew.runtime.demo.load import load_demo
from clew.runtime.sending import Mailroom
from clew.runtime.workspace import open_workspace
from tests.console.conftest import OpenPage
from tests.console.newcomer import CUSTOMER, walk
from tests.unit.api.serving import Served, serving

pytestmark = pytest.mark.browser

# Of the demo's orders the oldest and the newest: the same shop, with people who bought long ago and people who buy now.
OLD, NEW = 2_000, 4_000


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A slice of the demo, with its documents, its invented visits, and somebody who sends."""
    folder = tmp_path_factory.mktemp("shop")
    orders = folder / "online_retail.parquet"
    table = pq.read_table(DATA)
    pq.write_table(pa.concat_tables([table.slice(0, OLD), table.slice(table.num_rows - NEW)]), orders)
    with open_workspace(folder / "data", SystemClock()) as workspace:
        load_demo(workspace, orders=orders, learn=False)
    with serving(folder / "data") as found, mailroom(folder / "data"):
        yield found


@contextmanager
def mailroom(folder: Path) -> Iterator[None]:
    """Sends what is released, as the sender's process does."""
    stopping = threading.Event()

    async def turns() -> None:
        with open_workspace(folder, SystemClock()) as workspace:
            room = Mailroom(workspace)
            while not stopping.is_set():
                await room.turn()
                await asyncio.sleep(0.2)
            await room.close()

    thread = threading.Thread(target=lambda: asyncio.run(turns()), name="sender")
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def test_a_newcomer_gets_from_a_customer_to_the_first_message(open_page: OpenPage, served: Served) -> None:
    seen: list[str] = []

    def leave_a_cart() -> None:
        lamp = {"name": "PARTY BUNTING", "price": 4.95, "currency": "GBP", "cart_id": "c1"}
        who = (Identity("user_id", CUSTOMER),)
        served.send(Event("cart-now", "track", "Product Added", who, served.now(), properties=lamp), source="demo-shop")

    walk(open_page("/"), seen.append, leave_a_cart)
    assert seen == ["overview", "jump", "person", "segment", "members", "journey", "simulation", "letter", "outbox"]
