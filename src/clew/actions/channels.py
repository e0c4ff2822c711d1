"""Channels as documents of kind `channel`: by whom mail goes, how webhooks are signed, how fast; never a secret.

A secret is named: the environment of `clew serve` holds it under a name that begins with `CLEW_SECRET_`. Other names
are refused, so that no document can have a password of something else sent somewhere.
"""

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec

from clew.actions.policy import Pace, rate_faults
from clew.catalog import Document, Fault

SECRET_PREFIX = "CLEW_SECRET_"  # noqa: S105 - the beginning of names, no secret
_NAME = re.compile(SECRET_PREFIX + "[A-Z0-9_]{1,100}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[?[0-9A-Fa-f:]+\]?")

Tls: TypeAlias = Literal["require", "implicit", "opportunistic", "none"]


class DkimBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key that mail is signed with.

    Attributes:
        selector: Under which name its public half stands in the DNS of the domain.
        domain: Who signs.
        key_from: Variable that holds the private half: PEM for `rsa`, base64 of the seed for `ed25519`.
        algorithm: Which of the two.
    """

    selector: str
    domain: str
    key_from: str
    algorithm: Literal["rsa", "ed25519"] = "rsa"


class SmtpBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"sender": "from"}):
    """A server that takes our mail, and whose mail it is.

    Attributes:
        host: Of the server.
        sender: Address that the mail is from (written `from`).
        port: Of the server.
        tls: `require` (STARTTLS), `implicit` (from the first byte), `opportunistic`, or `none`.
        name: Of the sender, as people read it.
        reply_to: Where answers go.
        bounces: Domain of return paths; the sender's where it is left out.
        username: For the server.
        password_from: Variable that holds the password.
        dkim: Keys to sign with; each adds a signature.
        connections: How many at once.
    """

    host: str
    sender: str
    port: int = 587
    tls: Tls = "require"
    name: str = ""
    reply_to: str = ""
    bounces: str = ""
    username: str | None = None
    password_from: str | None = None
    dkim: tuple[DkimBody, ...] = ()
    connections: int = 10


class EndpointBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A receiver of webhooks.

    Attributes:
        host: As in the URLs of templates; what is signed for one host goes to no other.
        secrets_from: Variables that hold its signing secrets (`whsec_…` or `whsk_…`); several while they are rotated.
    """

    host: str
    secrets_from: tuple[str, ...]


class WebhookBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How webhooks are signed: a call to a host that is not named goes unsigned.

    Attributes:
        endpoints: Receivers that check signatures.
    """

    endpoints: tuple[EndpointBody, ...] = ()


class ChannelBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a channel; its id is the channel's name, `email` or `webhook`.

    Attributes:
        smtp: By which server mail goes.
        webhook: How webhooks are signed.
        sandbox: Whether everything stays in the local outbox, whatever else is said.
        rate: How fast it sends; instead of what policies say.
    """

    smtp: SmtpBody | None = None
    webhook: WebhookBody | None = None
    sandbox: bool = False
    rate: Pace | None = None


def channel_faults(document: Document) -> Iterator[Fault]:
    """What is wrong with a channel."""
    body = msgspec.convert(document.body, ChannelBody)
    wanted = {"email": "smtp", "webhook": "webhook"}.get(document.id)
    if wanted is None:
        yield Fault("/id", "no channel is called so", "channels that can be set up: email, webhook")
        return
    for name in ("smtp", "webhook"):
        if name != wanted and getattr(body, name) is not None:
            yield Fault(f"/{name}", f"`{document.id}` does not send by it", f"say it under `{wanted}`")
    if wanted == "smtp" and body.smtp is None and not body.sandbox:
        yield Fault("", "it does not say by which server", "give `smtp`, or `sandbox: true`")
    if body.rate is not None:
        yield from rate_faults("/rate", body.rate.per_second, body.rate.burst)
    if body.smtp is not None:
        yield from _smtp_faults(body.smtp)
    if body.webhook is not None:
        yield from _webhook_faults(body.webhook)


def _webhook_faults(body: WebhookBody) -> Iterator[Fault]:
    for index, endpoint in enumerate(body.endpoints):
        place = f"/webhook/endpoints/{index}"
        if not _HOST.fullmatch(endpoint.host):
            yield Fault(f"{place}/host", "not a host", "such as api.shop.example, without https:// and without a path")
        if not endpoint.secrets_from:
            yield Fault(f"{place}/secrets_from", "without a secret nothing is signed")
        for number, name in enumerate(endpoint.secrets_from):
            yield from _secret_faults(f"{place}/secrets_from/{number}", name)


def _smtp_faults(body: SmtpBody) -> Iterator[Fault]:
    if not _HOST.fullmatch(body.host):
        yield Fault("/smtp/host", "not a host", "such as mail.shop.example")
    if not 0 < body.port < 65_536:
        yield Fault("/smtp/port", "not a port", "usually 587, or 465 with `tls: implicit`")
    if "@" not in body.sender.strip("@"):
        yield Fault("/smtp/from", "not an address", "such as shop@shop.example")
    if body.connections < 1:
        yield Fault("/smtp/connections", "nothing would ever be sent", "at least 1")
    if (body.username is None) != (body.password_from is None):
        yield Fault("/smtp/username", "a user name and a password go together")
    if body.password_from is not None:
        yield from _secret_faults("/smtp/password_from", body.password_from)
    for index, key in enumerate(body.dkim):
        yield from _secret_faults(f"/smtp/dkim/{index}/key_from", key.key_from)


def _secret_faults(place: str, name: str) -> Iterator[Fault]:
    if not _NAME.fullmatch(name):
        hint = f"set it in the environment of `clew serve`, and name it here: {SECRET_PREFIX}MAIL, say"
        yield Fault(place, "not the name of a secret; a secret itself never stands in a document", hint)
