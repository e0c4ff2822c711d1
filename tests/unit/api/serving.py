"""A real workspace with its engine and its API, each on its own thread, and something to look at."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from argon2 import PasswordHasher

from clew.access import NameTaken
from clew.api.service import create_app
from clew.events import Event, Identity
from clew.events.ports import Arrival, Reject
from clew.kernel.instants import DAY, HOUR, Instant
from clew.kernel.packing import pack
from clew.runtime.clock import SystemClock
from clew.runtime.services.assembly import services_of
from clew.runtime.workspace import Workspace, open_workspace

_SHORTEST_WAIT = 0.001
_LONGEST_WAIT = 0.02
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""What a password takes is not what is tested over HTTP; that it takes enough is, in `tests/unit/access`."""
ADA, GRACE, EVE = (Identity("email", f"{name}@example.com") for name in ("ada", "grace", "eve"))


@dataclass
class Served:
    """An API that answers.

    Attributes:
        url: Where.
        workspace: What it is over.
        key: An API key with every scope.
    """

    url: str
    workspace: Workspace
    key: str

    def client(self, key: str | None = None) -> httpx.Client:
        """A client with this key, or the one with every scope."""
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False)

    def now(self) -> Instant:
        """The present of the workspace."""
        return self.workspace.clock.now()

    def link(self, name: str = "ada", role: str = "admin") -> str:
        """A sign-in link for somebody, who is invited if need be."""
        accounts, now = self.workspace.accounts, self.now()
        try:
            account = accounts.add(name, role, now=now)
        except NameTaken:
            account = accounts.named(name)
        return accounts.link(account, now=now).text

    def send(self, *events: Event, source: str = "shop", rejects: Sequence[Reject] = ()) -> None:
        """Append one body and wait until the engine has consumed it."""
        self.workspace.log.append([Arrival(source, pack(list(events)) if events else None, tuple(rejects))])
        row, _ = self.workspace.log.last()
        wait_for(lambda: self.workspace.store.offset().seq >= row)


def wait_for(holds: "object", seconds: float = 30.0) -> None:
    """Wait until something holds."""
    deadline, pause = time.monotonic() + seconds, 0.005
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(pause)
        pause = min(pause * 1.2, 0.1)  # who asks all the time takes the processor from what it waits for


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve a new workspace in this folder."""
    with open_workspace(folder, SystemClock()) as workspace, _engine(folder):
        workspace.hasher = QUICK
        key = workspace.access.create_api_key("tests", now=workspace.clock.now()).text
        with _http(workspace) as url:
            yield Served(url, workspace, key)


@contextmanager
def _engine(folder: Path) -> Iterator[None]:
    stopping = threading.Event()

    def turn() -> None:
        with open_workspace(folder, SystemClock()) as workspace, workspace.lock_engine():
            engine = workspace.engine()
            wait = _SHORTEST_WAIT
            while not stopping.is_set():
                if not engine.run_once().idle:
                    wait = _SHORTEST_WAIT
                    continue
                # As the role does: an engine that looks all the time takes from the test in whose process it is.
                stopping.wait(wait)
                wait = min(wait * 1.5, _LONGEST_WAIT)

    thread = threading.Thread(target=turn, name="engine")
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


@contextmanager
def _http(workspace: Workspace) -> Iterator[str]:
    config = uvicorn.Config(
        create_app(services_of(workspace)),
        port=0,
        ws="none",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="http")
    thread.start()
    try:
        wait_for(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def order(number: int, who: Identity, ts: Instant, *, total: float = 20.0) -> Event:
    """An order of somebody."""
    properties = {"order_id": f"o{number}", "total": total, "currency": "GBP", "products": [{"name": "Party bunting"}]}
    return Event(f"order-{number}", "track", "Order Completed", (who,), ts, properties=properties)


def seed(served: Served) -> None:
    """Three people with orders, visits, a merge and a reject; two segments and a trait."""
    now = served.now()
    visitor = Identity("anonymous_id", "5b1c0d84")
    served.send(
        Event("visit-1", "page", "page", (visitor,), now - 3 * DAY, properties={"path": "/baskets"}),
        Event(
            "known-1",
            "identify",
            "identify",
            (visitor, ADA),
            now - 2 * DAY,
            properties={"first_name": "Ada", "vip": True},
        ),
    )
    served.send(*(order(number, ADA, now - number * HOUR) for number in range(1, 61)))
    served.send(order(100, GRACE, now - 40 * DAY), order(101, EVE, now - 2 * HOUR))
    reject = Reject("schema.violation", "total must be a number", "/properties/total", b'{"total": "a lot"}')
    served.send(rejects=[reject])
    with served.client() as client:
        for kind, document in (
            ("segments", {"id": "recent", "name": "Recent buyers", "expression": 'did "Order Completed" in last 7d'}),
            ("segments", {"id": "loyal", "name": "Loyal", "expression": 'count("Order Completed") >= 10'}),
            ("traits", {"id": "orders", "name": "Orders", "expression": 'count("Order Completed")'}),
        ):
            client.post(f"/api/v1/{kind}", json=document).raise_for_status()
        for kind in ("segments", "traits"):
            wait_for(lambda kind=kind: all(s["state"] == "live" for s in client.get(f"/api/v1/{kind}").json()["items"]))
        wait_for(lambda: client.get("/api/v1/segments/recent").json()["count"] == 2)
