"""Mail as a real server takes it: composed, signed, handed over, and what comes of each way to fail."""

import base64
import json
import re
import tarfile
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from clew.actions import Accepted, Attempt, Failed, Outgoing, Refused, Unknown
from clew.adapters.smtp import (
    DkimKey,
    Recipient,
    SmtpChannel,
    SmtpSettings,
    Unaddressable,
    compose,
    mark,
    read_mark,
    read_returned,
)
from clew.kernel.instants import parse_instant
from tests.conftest import ManualClock
from tests.unit.channels.conftest import MailServer

NOW = parse_instant("2026-03-10T08:00:00Z")
SECRET = b"s" * 32
SETTINGS = SmtpSettings("127.0.0.1", 25, "shop@shop.example", SECRET, sender_name="Der Laden ü", tls="none")


def parsed(data: bytes) -> Any:
    return message_from_bytes(data, policy=policy.default)


def test_a_mail_says_what_it_must(message: Outgoing) -> None:
    settings = replace(SETTINGS, reply_to="help@shop.example", bounce_domain="b.shop.example")
    mail = compose(message, settings, NOW)
    found = parsed(mail.data)
    assert str(found["From"]) == "Der Laden ü <shop@shop.example>"
    assert (found["To"], found["Reply-To"]) == ("ada@example.com", "help@shop.example")
    assert found["Subject"] == "Ihr Warenkorb für später ✓"
    assert found["Date"] == "Tue, 10 Mar 2026 08:00:00 +0000"
    assert found["List-Unsubscribe"] == "<https://clew.example/m/u/abc>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["Content-Language"] == "de"
    assert found["Auto-Submitted"] is None
    assert found.get_body(("plain",)).get_content().split() == ["Hallo"]
    assert found.get_body(("html",)).get_content().strip() == "<p>Hallo Zoë</p>"
    assert found["Message-ID"] == f"<{mail.return_path}>"
    assert mail.return_path.endswith("@b.shop.example")
    assert mail.data.isascii()
    assert max(map(len, mail.data.split(b"\r\n"))) < 998
    assert compose(message, settings, NOW) == mail


def test_a_receipt_needs_no_way_out(message: Outgoing) -> None:
    found = parsed(compose(replace(message, bulk=False), SETTINGS, NOW).data)
    assert found["List-Unsubscribe"] is None
    assert found["Auto-Submitted"] == "auto-generated"
    only_text = replace(message, parts={"subject": "x", "text": "Hi"})
    assert parsed(compose(only_text, SETTINGS, NOW).data).get_content_type() == "text/plain"
    only_page = replace(message, parts={"subject": "x", "html": "<b>"})
    assert parsed(compose(only_page, SETTINGS, NOW).data).get_content_type() == "text/html"


@pytest.mark.parametrize(
    "address",
    ["", "ada", "a b@x.example", "a@x.example\r\nBcc: b@x.example", "ä@x.example", "a@", "@b", "a@b@c d", "<a@b.c>"],
)
def test_what_is_no_address_is_refused(message: Outgoing, address: str) -> None:
    with pytest.raises(Unaddressable):
        compose(replace(message, address=address), SETTINGS, NOW)


def test_a_domain_is_written_as_servers_read_it(message: Outgoing) -> None:
    assert compose(replace(message, address="a@bücher.example"), SETTINGS, NOW).recipient == "a@xn--bcher-kva.example"


def test_a_subject_adds_no_header(message: Outgoing) -> None:
    sly = replace(message, parts={"subject": "x\r\nBcc: all@x.example", "text": "t"})
    found = parsed(compose(sly, SETTINGS, NOW).data)
    assert (found["Subject"], found["Bcc"]) == ("x Bcc: all@x.example", None)


def test_signatures_are_verified_by_whoever_has_the_public_key(message: Outgoing) -> None:
    private = rsa.generate_private_key(65537, 2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    young = ed25519.Ed25519PrivateKey.generate()
    seed = base64.b64encode(young.private_bytes_raw())
    keys = (DkimKey("old", "shop.example", pem), DkimKey("new", "shop.example", seed, "ed25519"))
    data = compose(message, replace(SETTINGS, dkim=keys), NOW).data
    youngest = base64.b64encode(young.public_key().public_bytes_raw())
    records = {
        b"old._domainkey.shop.example.": b"v=DKIM1; k=rsa; p=" + base64.b64encode(public),
        b"new._domainkey.shop.example.": b"v=DKIM1; k=ed25519; p=" + youngest,
    }

    def ask(name: bytes, timeout: int = 5) -> bytes | None:
        del timeout
        return records.get(name)

    assert data.count(b"DKIM-Signature:") == 2
    for index in (0, 1):
        assert dkim.DKIM(data).verify(idx=index, dnsfunc=ask)
    assert b"list-unsubscribe" in data.lower().split(b"bh=")[0]
    sly = [
        data.replace(b"Hallo", b"Hullo"),
        data.replace(b"/m/u/abc", b"/m/u/abd"),
        b"Subject: 2\r\n" + data,
    ]
    assert not any(dkim.verify(tampered, dnsfunc=ask) for tampered in sly)


@settings(max_examples=25)
@given(st.text(max_size=200), st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_written_is_read_back(subject: str, text: str, page: str) -> None:
    mail = compose(Outgoing("k", "a@b.example", {"subject": subject, "text": text, "html": page}), SETTINGS, NOW)
    found = parsed(mail.data)
    assert found["Subject"].split() == "".join(s for s in " ".join(subject.split()) if s.isprintable()).split()
    for kind, content in (("plain", text), ("html", page)):
        part: Any = found.get_body((kind,))
        if part is not None:
            lines = re.split(r"\r\n|\r|\n", content.rstrip("\r\n"))
            assert part.get_payload(decode=True).decode() == "\r\n".join(lines) + "\r\n"
    assert all(len(line) < 998 for line in mail.data.split(b"\r\n"))
    assert b"\n" not in mail.data.replace(b"\r\n", b"")


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_a_mark_names_its_message_and_no_other(key: str, other: str) -> None:
    text = mark(key, SECRET)
    assert len(text) <= 64
    for spelled in (f"{text}@b.example", f"<{text.upper()}@B.EXAMPLE>", f"x y <{text}@b>"):
        found = read_mark(spelled)
        assert found is not None
        assert key.startswith(found.beginning)
        assert found.fits(key, SECRET)
        assert not found.fits(key, b"other")
        assert found.fits(other, SECRET) == (key == other)


@pytest.mark.parametrize("text", ["", "b-@x", "b-aaaa@x", "ab-aaaaaaaaaaaaaaaaaa@x.example", "b-1111111111111111@x"])
def test_what_is_no_mark_is_none(text: str) -> None:
    assert read_mark(text) is None


async def send(server: MailServer, message: Outgoing, **settings: Any) -> Attempt:
    channel = SmtpChannel(replace(SETTINGS, port=server.port, timeout=5.0, **settings), ManualClock(NOW))
    try:
        return await channel.send(message)
    finally:
        await channel.close()


@pytest.mark.asyncio
async def test_a_server_takes_mail(mail_server: MailServer, message: Outgoing) -> None:
    channel = SmtpChannel(replace(SETTINGS, port=mail_server.port, connections=1), ManualClock(NOW))
    attempts = [await channel.send(replace(message, key=f"k{n}")) for n in range(3)]
    await channel.close()
    assert attempts == [Accepted("Taken as 42")] * 3
    assert [mail.rcpt_tos for mail in mail_server.mails] == [["ada@example.com"]] * 3
    returned = read_mark(str(mail_server.mails[1].mail_from))
    assert returned is not None
    assert returned.fits("k1", SECRET)
    assert parsed(mail_server.mails[0].content)["Subject"] == "Ihr Warenkorb für später ✓"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answers", "attempt"),
    [
        ({"ada@example.com": "550 5.1.1 No such user"}, Refused("recipient_550", suppress="bounce")),
        ({"ada@example.com": "550 5.7.1 We don't like you"}, Refused("recipient_550")),
        ({"ada@example.com": "452 4.2.2 Mailbox full"}, Failed("recipient_452", ours=True)),
        ({"data": "554 Spam"}, Refused("content_554")),
        ({"data": "451 Greylisted"}, Failed("content_451")),
        ({"data": "421 Going down"}, Failed("content_421")),
    ],
)
@pytest.mark.asyncio
async def test_a_refusal_is_told_apart(
    mail_server: MailServer, message: Outgoing, answers: dict[str, str], attempt: Attempt
) -> None:
    mail_server.answers = answers
    assert await send(mail_server, message) == attempt


@pytest.mark.asyncio
async def test_a_line_that_breaks_after_the_last_byte(mail_server: MailServer, message: Outgoing) -> None:
    mail_server.drop_at_data = True
    assert await send(mail_server, message) == Unknown("connection")


@pytest.mark.asyncio
async def test_a_server_that_is_away_has_taken_nothing(mail_server: MailServer, message: Outgoing) -> None:
    port, mail_server.port = mail_server.port, 1
    assert await send(mail_server, message) == Failed("connect")
    mail_server.port = port
    assert await send(mail_server, message, tls="require") == Failed("connect")
    assert await send(mail_server, replace(message, address="nobody")) == Refused("address")
    assert mail_server.mails == []


@pytest.mark.asyncio
async def test_a_connection_that_broke_is_replaced(mail_server: MailServer, message: Outgoing) -> None:
    channel = SmtpChannel(replace(SETTINGS, port=mail_server.port, connections=1), ManualClock(NOW))
    assert await channel.send(message) == Accepted("Taken as 42")
    mail_server.drop_at_data = True
    assert await channel.send(message) == Unknown("connection")
    mail_server.drop_at_data = False
    assert await channel.send(message) == Accepted("Taken as 42")
    await channel.close()


NESTED = {"lhost-sendmail-41.eml", "rhost-yahooinc-03.eml"}
"""Reports that hold a report about another message; only the outer one is about ours."""

BY_HAND = {"not-bounce/rb-issue-368-bug.eml"}
"""Says in words that a mail bounced, and in nothing else: somebody must look."""


def test_mail_that_came_back_is_read_as_it_is_labelled(shared: Path) -> None:
    folder = shared / "data/bounce-emails"
    labels: dict[str, Any] = json.loads((folder / "expected.json").read_text())
    with tarfile.open(folder / "emails.tar.gz") as archive:
        found = {name: read_returned(archive.extractfile(name).read()) for name in labels}  # type: ignore[union-attr]
    kinds = {"dsn": "report", "arf": "complaint", "not-bounce": "other"}
    for name, label in labels.items():
        returned = found[name]
        if label["kind"] in kinds and name not in BY_HAND:
            assert returned.kind == kinds[label["kind"]], name
        if label["kind"] == "arf":
            assert (returned.feedback, returned.complainer) == (label["feedback_type"], label["original_rcpt_to"] or "")
        if label["kind"] == "dsn" and name not in NESTED:
            expected = [(_plain(r["address"]), r["action"] or "", r["status"] or "") for r in label["recipients"]]
            assert [tuple(recipient) for recipient in returned.recipients] == expected, name
    unparsed = [name for name, label in labels.items() if label["kind"] == "other" and found[name].kind == "unparsed"]
    assert len(unparsed) >= 180
    assert not any(found[name].recipients for name in unparsed)


def _plain(address: str | None) -> str:
    return address if address and " " not in address and not address.startswith("/") else ""


@pytest.mark.parametrize(
    ("recipient", "happening", "hard"),
    [
        (Recipient("a@b", "failed", "5.1.1"), "bounced", True),
        (Recipient("a@b", "failed", "5.2.2"), "bounced", False),
        (Recipient("a@b", "failed", "4.4.7"), "bounced", False),
        (Recipient("a@b", "delayed", "4.4.1"), "delayed", False),
        (Recipient("a@b", "delivered", "2.0.0"), "delivered", False),
        (Recipient("a@b", "", ""), "", False),
    ],
)
def test_what_follows_from_a_report(recipient: Recipient, happening: str, *, hard: bool) -> None:
    assert (recipient.happening, recipient.hard) == (happening, hard)


def test_a_report_names_the_message_it_is_about(message: Outgoing) -> None:
    original = compose(message, SETTINGS, NOW)
    report = (
        b"From: MAILER-DAEMON@x.example\r\nTo: <" + original.return_path.upper().encode() + b">\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n--B\r\n'
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x.example\r\n\r\n"
        b"Final-Recipient: rfc822; ada@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--B\r\n"
        b"Content-Type: message/rfc822\r\n\r\n" + original.data + b"\r\n--B--\r\n"
    )
    for raw in (report, report.replace(original.return_path.upper().encode(), b"other@x.example")):
        found = read_returned(raw)
        assert found.recipients == (Recipient("ada@example.com", "failed", "5.1.1"),)
        assert found.mark is not None
        assert found.mark.fits(message.key, SECRET)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("rfc822; <ada@example.com>", "ada@example.com"),
        ("rfc822; Ada Lovelace <ada@example.com> ", "ada@example.com"),
        ("rfc822;", ""),
        ("rfc822; @relay.example:ada@example.com", "@relay.example:ada@example.com"),
        ("rfc822; Ada<ada@example.com>", "ada@example.com"),
        ("rfc822; ada@", ""),
        ("rfc822; nobody", ""),
        ("rfc822; " + "@" * 100_000 + " x", ""),
        ("rfc822; " + "a@" * 100_000, ""),
        ("rfc822; a@" + "b" * 320, ""),
    ],
)
def test_an_address_is_the_last_word_and_is_found_at_once_in_any_text(written: str, address: str) -> None:
    raw = (
        b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: " + written.encode() + b"\r\nAction: failed\r\n\r\n--B--\r\n"
    )
    assert [each.address for each in read_returned(raw).recipients] == [address]


@given(st.binary(max_size=300))
def test_any_bytes_can_come_back(raw: bytes) -> None:
    prefix = b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"
    read_returned(raw)
    read_returned(prefix + raw)
