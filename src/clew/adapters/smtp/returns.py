"""Mail that comes back: delivery reports (RFC 3464) and complaints (RFC 5965), read by their machine-readable parts.

Nothing is guessed: what has no such part is `unparsed`, for a person to look at, and suppresses nobody.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Any, Literal, NamedTuple, TypeAlias, cast

from clew.adapters.smtp.marks import Mark, read_mark

Part: TypeAlias = "Message[str, str]"

Kind: TypeAlias = Literal["report", "complaint", "unparsed", "other"]

_DAEMONS = re.compile(r"mailer-daemon|postmaster|mail delivery|mail-daemon|mdaemon|<>", re.IGNORECASE)
_SUBJECTS = re.compile(
    r"undeliver|not deliver|delivery (status|fail|report|notification|problem)|returned mail|failure notice|"
    r"mail (delivery|system) (fail|error)|bounce|could ?n.t be delivered|address (error|change)",
    re.IGNORECASE,
)
_LONGEST_ADDRESS = 320
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


class Recipient(NamedTuple):
    """What a report says of one recipient.

    Attributes:
        address: Of them, as it was written to; empty where the report does not say.
        action: `failed`, `delayed`, `delivered`, `relayed`, `expanded`; empty where the report does not say.
        status: Such as `5.1.1`; empty where the report does not say.
    """

    address: str
    action: str
    status: str

    @property
    def happening(self) -> str:
        """`bounced`, `delayed` or `delivered`; empty where nothing follows from it."""
        if self.action in ("delivered", "relayed", "expanded"):
            return "delivered"
        if self.action == "delayed":
            return "delayed"
        if self.action in ("failed", "expired") or self.status[:1] == "5":
            return "bounced"
        return ""

    @property
    def hard(self) -> bool:
        """Whether the mailbox is not there at all: suppress it. A full one may take the next message."""
        return self.happening == "bounced" and (self.status.startswith("5.1.") or self.status in ("5.2.1", "5.4.4"))


class Returned(NamedTuple):
    """A mail that came back.

    Attributes:
        kind: `report`, `complaint`; `unparsed` if it looks like one and no machine can read it; `other` if it is none.
        recipients: Of a report.
        feedback: Of a complaint: `abuse`, `fraud`, `auth-failure`, `not-spam`, `opt-out`, ...
        complainer: Of a complaint: who got the mail, as far as it says.
        mark: Of the message that it is about; None where it does not say, or another system sent that message.
    """

    kind: Kind
    recipients: tuple[Recipient, ...] = ()
    feedback: str = ""
    complainer: str = ""
    mark: Mark | None = None


def read_returned(raw: bytes) -> Returned:
    """What a mail that came to a return path says; never raises."""
    mail = message_from_bytes(raw, policy=compat32)
    about = _mark(mail)
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            return Returned("report", tuple(_recipients(part)), mark=about)
        if kind == "message/feedback-report":
            fields = _fields(part)
            complainer = _address(fields.get("original-rcpt-to", ""))
            return Returned("complaint", (), fields.get("feedback-type", "").lower(), complainer, about)
    return Returned("unparsed" if about or _looks_returned(mail) else "other", mark=about)


def _recipients(part: Part) -> Iterator[Recipient]:
    for block in _blocks(part):
        recipient = block.get("final-recipient") or block.get("original-recipient")
        if recipient is None:
            continue  # the first block is about the whole report
        action = block.get("action", "").strip().lower().split(" ")[0]
        status = _STATUS.search(block.get("status", ""))
        yield Recipient(_address(recipient), action, status[0] if status else "")


def _blocks(part: Part) -> Iterator[dict[str, str]]:
    payload: Any = part.get_payload()
    if isinstance(payload, list):
        for block in cast("list[Part]", payload):
            yield _lower(block)
    elif isinstance(payload, str):
        for text in re.split(r"\r?\n\s*\r?\n", payload):
            yield _lower(message_from_bytes(text.strip().encode("utf-8", "replace")))


def _fields(part: Part) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in _blocks(part):
        found |= {name: value for name, value in block.items() if name not in found}
    return found


def _lower(block: Part) -> dict[str, str]:
    # Of a field that stands there twice the first one counts.
    return {name.lower(): str(value).strip() for name, value in reversed(block.items())}


def _address(text: str) -> str:
    # By plain words: whoever writes such a mail also chooses how long a pattern would search in it.
    words = text.rpartition(";")[2].split()
    last = words[-1].rstrip(">").rpartition("<")[2] if words else ""
    return last if len(last) <= _LONGEST_ADDRESS and "@" in last[1:-1] else ""


def _mark(mail: Part) -> Mark | None:
    """The mark of the message it is about: where it was sent to, else an id in it, else one in the original."""
    for name in ("Delivered-To", "X-Original-To", "To", "In-Reply-To", "References"):
        for value in mail.get_all(name, []):
            if found := read_mark(str(value)):
                return found
    for part in mail.walk():
        if part is not mail and part.get("Message-ID") and (found := read_mark(str(part["Message-ID"]))):
            return found
        if part.get_content_type() == "text/rfc822-headers":
            payload: Any = part.get_payload(decode=True)
            if isinstance(payload, bytes) and (found := read_mark(payload.decode("ascii", "replace"))):
                return found
    return None


def _looks_returned(mail: Part) -> bool:
    senders = " ".join(str(mail.get(name, "")) for name in ("From", "Return-Path", "Sender"))
    return bool(_DAEMONS.search(senders) or _SUBJECTS.search(str(mail.get("Subject", ""))))
