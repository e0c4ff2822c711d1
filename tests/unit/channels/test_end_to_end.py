"""From a decision to a mail in somebody's box and back: every real part at once, but for the engine."""

import asyncio
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from clew.actions import Action, Standing, compile_policy, decided, planned, read_outcome, release, suppression_after
from clew.actions.service import Sender
from clew.actions.tracking import Links
from clew.actions.writing import Known, prepared
from clew.adapters.smtp import SmtpChannel, SmtpSettings, about, outcomes_of, read_returned
from clew.adapters.sql.outbox import put_decisions, put_plans, settle_rows
from clew.adapters.sqlite import SqliteEventLog, SqliteOutbox
from clew.content import Compiled, compile_template
from clew.events import Event
from clew.events.ports import Arrival
from clew.kernel.packing import pack, unpacker
from clew.privacy.tokens import TokenBox
from tests.conftest import ManualClock
from tests.unit.channels.conftest import MailServer
from tests.unit.channels.test_mail import SECRET, parsed
from tests.unit.content.samples import template

TEMPLATE = template({"subject": "Hi {{ profile.name }}", "html": '<a href="https://shop.example/">x</a>'})
_events = unpacker(list[Event])


def test_a_message_goes_out_and_bounces(mail_server: MailServer, tmp_path: Path, manual_clock: ManualClock) -> None:
    now = manual_clock.now()
    outbox, log = SqliteOutbox(tmp_path / "state.db"), SqliteEventLog(tmp_path / "log.db", manual_clock)
    settings = SmtpSettings("127.0.0.1", mail_server.port, "shop@shop.example", SECRET, tls="none")
    channel, compiled = SmtpChannel(settings, manual_clock), compile_template(TEMPLATE)

    def find(name: str, version: int) -> Compiled:
        assert (name, version) == ("hello", 3)
        return compiled

    def tell(events: Sequence[Event]) -> None:
        log.append([Arrival("messages", pack(list(events)))])

    row = planned(Action("p1/2/hello", "send", "ada", now, "email", "hello", 3), transactional=False)
    standing = Standing(address="ada@example.com", consents={"marketing": "in"})
    known = Known(attributes={"name": "Ada"}, address="ada@example.com")
    letter = prepared(row.letter, compiled, known)
    decision = release(letter.action, standing, compile_policy([]), channel.traits, now, UTC)
    with outbox._database.write() as batch:
        put_plans(batch, [row])
        put_decisions(batch, [decided(row, decision, letter, now)])

    async def send() -> int:
        links = Links(TokenBox(b"secret"), "https://clew.example")
        sender = Sender(outbox, [channel], tell, find, manual_clock, links=links)
        try:
            return await sender.send_due()
        finally:
            await sender.close()

    assert asyncio.run(send()) == 1
    (mail,) = mail_server.mails
    found: Any = parsed(mail.content)  # type: ignore[arg-type]
    assert (found["To"], found["Subject"]) == ("ada@example.com", "Hi Ada")
    assert found["List-Unsubscribe"].startswith("<https://clew.example/m/u/")

    (written,) = log.read(0, 10).rows
    (event,) = _events.decode(written.body)
    assert (event.id, read_outcome(event)) == ("p1/2/hello/sent", ("p1/2/hello", "sent"))
    with outbox._database.write() as batch:
        settle_rows(batch, [("p1/2/hello", "sent")])

    report = (
        f"From: MAILER-DAEMON@x.example\r\nTo: {mail.mail_from}\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n--B\r\n'
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        "Final-Recipient: rfc822; ada@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--B--\r\n"
    )
    returned = read_returned(report.encode())
    concerned = about(returned, outbox, SECRET)
    assert concerned is not None
    (outcome,) = outcomes_of(returned, concerned, now)
    suppressed = suppression_after(concerned.letter, outcome.happening, outcome.details, b"k" * 32, now)
    assert outcome.happening == "bounced"
    assert suppressed is not None
    assert suppressed.reason == "bounce"
    log.close()
    outbox.close()
