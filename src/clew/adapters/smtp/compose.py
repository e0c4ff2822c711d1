"""A message as mail: MIME, the headers that bulk mail must have, and signatures. Pure but for the signer's clock."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import blake2b

import dkim  # pyright: ignore[reportMissingTypeStubs]
import msgspec

from clew.actions import Outgoing
from clew.adapters.smtp.marks import mark
from clew.adapters.smtp.settings import DkimKey, SmtpSettings
from clew.kernel.instants import Instant, to_datetime

_POLICY = SMTP.clone(cte_type="7bit", max_line_length=78)
_SIGNED = (
    *("from", "to", "subject", "date", "message-id", "reply-to", "mime-version", "content-type"),
    *("content-transfer-encoding", "list-unsubscribe", "list-unsubscribe-post", "auto-submitted"),
)


class Unaddressable(ValueError):
    """The address is none that mail can be sent to."""


class Mail(msgspec.Struct, frozen=True):
    """A mail ready to be handed over.

    Attributes:
        return_path: Who is told if it comes back.
        recipient: Where to, with its domain in letters that every server reads.
        data: Headers and body, lines ending in CR LF.
    """

    return_path: str
    recipient: str
    data: bytes


def compose(message: Outgoing, settings: SmtpSettings, now: Instant) -> Mail:
    """The mail that a message becomes.

    Law: the same message gives the same mail but for its date and signatures: boundary and id follow from its key.

    Raises:
        Unaddressable: if the address is none.
    """
    recipient = _address(message.address)
    own = mark(message.key, settings.secret)
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _named(settings.sender_name, settings.sender)
    mail["To"] = recipient
    mail["Subject"] = str(message.parts.get("subject") or "")
    mail["Date"] = format_datetime(to_datetime(now))
    mail["Message-ID"] = f"<{own}@{settings.return_domain}>"
    if settings.reply_to:
        mail["Reply-To"] = _address(settings.reply_to)
    _mark_bulk(mail, message)
    _fill(mail, message)
    # The library breaks the line before a long id; there are servers that find none then.
    data = mail.as_bytes().replace(b"\r\nMessage-ID:\r\n <", b"\r\nMessage-ID: <", 1)
    for key in settings.dkim:
        data = _signed(data, key)
    return Mail(f"{own}@{settings.return_domain}", recipient, data)


def _mark_bulk(mail: EmailMessage, message: Outgoing) -> None:
    leave = message.links.get("unsubscribe")
    if message.bulk and leave:
        # RFC 8058: a POST to this address, without cookies or questions, unsubscribes.
        mail["List-Unsubscribe"] = f"<{leave}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if not message.bulk:
        mail["Auto-Submitted"] = "auto-generated"


def _fill(mail: EmailMessage, message: Outgoing) -> None:
    text, page = message.parts.get("text"), message.parts.get("html")
    if isinstance(text, str) and text.strip():
        mail.set_content(text, cte="quoted-printable")
        if isinstance(page, str):
            mail.add_alternative(page, subtype="html", cte="quoted-printable")
            mail.set_boundary("=_" + blake2b(message.key.encode(), digest_size=12).hexdigest())
    else:
        mail.set_content(str(page or ""), subtype="html", cte="quoted-printable")
    if message.language:
        mail["Content-Language"] = message.language


def _named(name: str, address: str) -> Address:
    local, _, domain = _address(address).rpartition("@")
    return Address(name, local, domain)


def _address(text: str) -> str:
    """An address as it stands in headers and in the envelope.

    Raises:
        Unaddressable: if it is none, or its local part needs a server that few are.
    """
    local, at, domain = text.strip().rpartition("@")
    try:
        if not (local.isascii() and at and len(local) <= 64):
            raise Unaddressable("no address that mail can be sent to")
        plain = domain.encode("idna").decode()
        return Address(addr_spec=f"{local}@{plain}").addr_spec
    except (HeaderParseError, UnicodeError, ValueError, IndexError):
        raise Unaddressable("no address that mail can be sent to") from None


def _signed(data: bytes, key: DkimKey) -> bytes:
    present = {line.partition(b":")[0].strip().lower().decode() for line in data.split(b"\r\n\r\n", 1)[0].splitlines()}
    # Signed once more than they occur, so that nobody can add another subject or another way to unsubscribe.
    headers = [name for name in _SIGNED if name in present] + ["from", "subject", "list-unsubscribe"]
    algorithm = b"ed25519-sha256" if key.algorithm == "ed25519" else b"rsa-sha256"
    signature: bytes = dkim.sign(  # pyright: ignore[reportUnknownMemberType]
        data,
        key.selector.encode(),
        key.domain.encode(),
        key.private_key,
        canonicalize=(b"relaxed", b"relaxed"),
        signature_algorithm=algorithm,
        include_headers=headers,
    )
    return signature + data
