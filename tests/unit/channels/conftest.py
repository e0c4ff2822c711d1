"""Real servers to send to: an SMTP server that keeps its mail, an HTTP server that answers as it is told."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession

from clew.actions import Outgoing


@dataclass
class MailServer:
    """Keeps what it is sent; answers recipients and data as it is told."""

    mails: list[Envelope] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    drop_at_data: bool = False
    pause: float = 0.0
    port: int = 0

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: SmtpSession, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or answer as told."""
        del server, session, options
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail, answer as told, or hang up."""
        del session
        if self.drop_at_data:
            assert server.transport is not None
            server.transport.abort()
        await asyncio.sleep(self.pause)
        self.mails.append(envelope)
        return self.answers.get("data", "250 Taken as 42")


@contextmanager
def mail_server_running() -> Iterator[MailServer]:
    """An SMTP server on a free port."""
    server = MailServer()
    with socket.create_server(("127.0.0.1", 0)) as free:
        server.port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A running SMTP server."""
    with mail_server_running() as server:
        yield server


@dataclass
class Receiver:
    """Keeps the requests that it got; answers with `answer`."""

    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: Any = None
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Keep a request, and answer."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append((headers, await request.read()))
        found = self.answer
        return await found(request) if found else web.json_response({"ok": True, "id": 7})


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """An HTTP server on a free port."""
    found = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", found.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield found
    finally:
        await runner.cleanup()
        await asyncio.sleep(0)


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A running HTTP server."""
    async with receiving() as found:
        yield found


@pytest.fixture
def message() -> Outgoing:
    """A mail with text and page."""
    return Outgoing(
        key="p0000000000000001/3/reminder",
        address="ada@example.com",
        parts={"subject": "Ihr Warenkorb für später ✓", "text": "Hallo\n", "html": "<p>Hallo Zoë</p>"},
        links={"unsubscribe": "https://clew.example/m/u/abc"},
        language="de",
    )
