"""The path of a newcomer, with only a browser: from a customer's story to the first message of their own journey."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clew.events import Event, Identity
from clew.runtime.clock import SystemClock
from clew.runtime.sending import Mailroom
from clew.runtime.workspace import open_workspace
from tests.console.conftest import OpenPage
from tests.console.newcomer import CUSTOMER, walk
from tests.console.slice import load_slice
from tests.unit.api.serving import Served, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A slice of the demo, and somebody who sends."""
    folder = tmp_path_factory.mktemp("shop")
    load_slice(folder)
    with serving(folder) as found, mailroom(folder):
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
