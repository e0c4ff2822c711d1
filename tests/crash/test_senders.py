"""Sender processes over a real mail server: two at once, one killed in between; nobody gets a message twice."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clew.actions import OutboxRow, Request, request_event
from clew.actions.ports import Sought
from clew.catalog import SOURCE as DOCUMENTS
from clew.events import API_SOURCE, Event, Identity
from clew.events.ports import Arrival
from clew.kernel.packing import pack
from clew.runtime.channels import SMTP_URL
from clew.runtime.clock import SystemClock
from clew.runtime.workspace import DATABASE_URL, Workspace, open_workspace
from tests.unit.api.serving import wait_for
from tests.unit.channels.conftest import MailServer, mail_server_running

PEOPLE = 40
TEMPLATE = {
    "kind": "template",
    "id": "note",
    "name": "Note",
    "version": 1,
    "status": "published",
    "channel": "email",
    "parts": {"subject": "Note", "text": "Hello"},
}


@pytest.fixture(params=["sqlite", "postgres"])
def workspace(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A workspace in which mail to many people is released."""
    monkeypatch.delenv(DATABASE_URL, raising=False)
    if request.param == "postgres":
        monkeypatch.setenv(DATABASE_URL, request.getfixturevalue("postgres_database"))
    with open_workspace(tmp_path / "data", SystemClock()) as found:
        published = Event("note", "publish", "publish", properties={"document": TEMPLATE})
        found.log.append([Arrival(DOCUMENTS, pack([published]))])
        now = found.clock.now()
        for number in range(PEOPLE):
            who = Identity("email", f"p{number}@example.com")
            consent = Event(f"c{number}", "consent", "consent", (who,), now, properties={"marketing": "in"})
            wanted = request_event(f"m{number}", who, Request("note", "email", purpose="marketing"), now, by="tests")
            found.log.append([Arrival(API_SOURCE, pack([consent, wanted]))])
        with found.lock_engine():
            found.engine().drain()
        assert found.outbox.outbox_counts() == {("email", "released", False): PEOPLE}
        yield found


@contextmanager
def sender(workspace: Workspace) -> Iterator[subprocess.Popen[bytes]]:
    """A sender process."""
    role = [sys.executable, "-m", "clew.runtime.roles.sender", str(workspace.folder), "https://mail.shop.example"]
    process = subprocess.Popen(role)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def got(server: MailServer) -> Counter[str]:
    return Counter(mail.rcpt_tos[0] for mail in list(server.mails))


def rows(workspace: Workspace, *status: str) -> list[OutboxRow]:
    return workspace.outbox.recent(Sought(status=status), limit=1000)


def test_two_senders_at_once_send_each_message_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server_running() as server:
        monkeypatch.setenv(SMTP_URL, f"smtp://127.0.0.1:{server.port}?from=shop@shop.example&tls=none")
        with sender(workspace), sender(workspace):
            wait_for(lambda: len(rows(workspace, "sent")) == PEOPLE, 60)
    assert got(server) == Counter(f"p{number}@example.com" for number in range(PEOPLE))


@pytest.mark.parametrize("workspace", ["postgres"], indirect=True)
def test_what_a_killed_sender_had_in_hand_waits_for_a_person_and_goes_to_nobody_twice(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server_running() as server:
        server.pause = 0.02
        monkeypatch.setenv(SMTP_URL, f"smtp://127.0.0.1:{server.port}?from=shop@shop.example&tls=none")
        with sender(workspace) as process:
            wait_for(lambda: len(server.mails) >= 5, 60)
            process.send_signal(signal.SIGKILL)
            process.wait(30)
        assert rows(workspace, "sending"), "it was killed in the middle"
        with workspace.outbox._database.write() as batch:  # type: ignore[attr-defined]
            batch.run("UPDATE outbox SET due_at = 0 WHERE status = 'sending'")  # as if its lease had run out
        server.pause = 0.0
        with sender(workspace):
            wait_for(lambda: len(rows(workspace, "sent", "unknown")) == PEOPLE, 60)
    twice = [address for address, times in got(server).items() if times > 1]
    assert twice == []
    unknown = {row.letter.address for row in rows(workspace, "unknown")}
    assert unknown
    assert set(got(server)) | unknown == {f"p{number}@example.com" for number in range(PEOPLE)}
