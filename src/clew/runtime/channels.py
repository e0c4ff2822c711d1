"""Which channels a workspace has, and what each is like: the same to the engine that releases and to the sender.

Documents of kind `channel` set them up. Where there is none for mail, it goes by the server that `CLEW_SMTP_URL`
names: `smtp://user:password@host:587?from=shop@shop.example`, where `smtps://` is TLS from the first byte. Further
words of its query: `name` (of the sender), `reply_to`, `bounces` (the domain of return paths), and `tls` (`require`,
`opportunistic` or `none`). Without either, mail stays in the local outbox, and says so.

Webhooks reach public addresses only; `CLEW_WEBHOOK_HOSTS` names hosts of the local network that they may reach all the
same, separated by commas.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from clew.actions import (
    LOCAL,
    SECRET_PREFIX,
    Attempt,
    ChannelBody,
    Failed,
    LocalChannel,
    Outgoing,
    Policy,
    SmtpBody,
    Traits,
)
from clew.actions.ports import Channel
from clew.engine import RECORDS, document_of
from clew.engine.ports import DocumentRow
from clew.kernel.errors import ClewError
from clew.kernel.instants import Clock

if TYPE_CHECKING:
    from clew.adapters.smtp import SmtpSettings
    from clew.adapters.webhook import Signer
    from clew.runtime.records import RecordsChannel

SMTP_URL = "CLEW_SMTP_URL"
WEBHOOK_HOSTS = "CLEW_WEBHOOK_HOSTS"

_WORDS = frozenset({"from", "name", "reply_to", "bounces", "tls"})
_STARTS = frozenset({"require", "opportunistic", "none"})


class BadSmtpUrl(ClewError):
    """The mail server is not named as it has to be."""

    code = "smtp.url"


class NoSecret(ClewError):
    """A secret that a channel names is not in the environment.

    Attributes:
        name: Of the variable.
    """

    code = "channel.no_secret"

    def __init__(self, message: str, *, where: str, name: str) -> None:
        super().__init__(message, where=where, hint="set it in the environment of `clew serve`")
        self.name = name


def channel_traits() -> Mapping[str, Traits]:
    """What each channel is like; not asked of the channels themselves, whose libraries take long to load."""
    return {
        LOCAL: Traits(addressed=False, takes_key=True),
        RECORDS: Traits(addressed=False, takes_key=True),
        "webhook": Traits(addressed=False, takes_key=True),
        "email": Traits(addressed=True, takes_key=False),
    }


def channel_bodies(rows: Iterable[DocumentRow]) -> Mapping[str, ChannelBody]:
    """What the live channel documents say, by the channel's name."""
    live = (row for row in rows if row.kind == "channel" and row.status == "live")
    return {row.id: msgspec.convert(document_of(row).body, ChannelBody) for row in live}


def rates_of(policy: Policy, bodies: Mapping[str, ChannelBody]) -> Mapping[str, tuple[float, int]]:
    """How fast each channel may send: as its own document says, else as policies say."""
    own = {name: (body.rate.per_second, body.rate.burst) for name, body in bodies.items() if body.rate is not None}
    return {**policy.rates, **own}


def open_channels(
    records: "RecordsChannel", clock: Clock, secret: bytes, bodies: Mapping[str, ChannelBody]
) -> Sequence[Channel]:
    """One of each; they belong to the event loop that first sends by them. What has no provider keeps its mail here."""
    from clew.adapters.webhook import WebhookChannel  # noqa: PLC0415  (loads an HTTP client)

    webhook: Channel = WebhookChannel(clock, _signers(bodies.get("webhook")), allowed=_allowed())
    if (said := bodies.get("webhook")) is not None and said.sandbox:
        webhook = LocalChannel("webhook")
    return [LocalChannel(), records, webhook, _mail(clock, secret, bodies.get("email"))]


def _mail(clock: Clock, secret: bytes, body: ChannelBody | None) -> Channel:
    if body is not None and body.sandbox:
        return LocalChannel("email")
    try:
        settings = smtp_settings(secret) if body is None or body.smtp is None else _settings(body.smtp, secret)
    except NoSecret as error:
        return UnreadyChannel("email", channel_traits()["email"], f"secret:{error.name}")
    if settings is None:
        return LocalChannel("email")
    from clew.adapters.smtp import SmtpChannel  # noqa: PLC0415  (loads a mail client, which only who has mail needs)

    return SmtpChannel(settings, clock)


class UnreadyChannel:
    """A channel that is set up and lacks a secret: its messages wait, and say for what."""

    def __init__(self, name: str, traits: Traits, reason: str) -> None:
        self.name = name
        self.traits = traits
        self._reason = reason

    def target(self, message: Outgoing) -> str:
        """There is one provider."""
        del message
        return ""

    async def send(self, message: Outgoing) -> Attempt:
        """Nothing was taken."""
        del message
        return Failed(self._reason)

    async def close(self) -> None:
        """Nothing to give back."""


def _settings(body: SmtpBody, secret: bytes) -> "SmtpSettings":
    from clew.adapters.smtp import DkimKey, SmtpSettings  # noqa: PLC0415  (as above)

    return SmtpSettings(
        host=body.host,
        port=body.port,
        sender=body.sender,
        secret=secret,
        bounce_domain=body.bounces,
        sender_name=body.name,
        reply_to=body.reply_to,
        tls=body.tls,
        username=body.username,
        password=_secret(body.password_from) if body.password_from else None,
        dkim=tuple(
            DkimKey(key.selector, key.domain, _secret(key.key_from).encode(), key.algorithm) for key in body.dkim
        ),
        connections=body.connections,
    )


def _secret(name: str) -> str:
    found = os.environ.get(name) if name.startswith(SECRET_PREFIX) else None
    if not found:
        raise NoSecret("the environment lacks a secret that a channel names", where=name, name=name)
    return found


def _signers(body: ChannelBody | None) -> "Callable[[str], Sequence[Signer]]":
    """The secrets of a host; a host that is named and whose secret is missing raises `NoSecret`."""
    said = {each.host.lower(): each.secrets_from for each in (body.webhook.endpoints if body and body.webhook else ())}

    def of(host: str) -> "Sequence[Signer]":
        from clew.adapters.webhook import read_secret  # noqa: PLC0415  (as above)

        return [read_secret(_secret(name)) for name in said.get(host.lower(), ())]

    return of


def _allowed() -> Sequence[str]:
    return [host.strip() for host in os.environ.get(WEBHOOK_HOSTS, "").split(",") if host.strip()]


def smtp_settings(secret: bytes) -> "SmtpSettings | None":
    """The mail server that the environment names; None if it names none.

    Raises:
        BadSmtpUrl: if it can't be understood. The message holds nothing of it, for it may hold a password.
    """
    text = os.environ.get(SMTP_URL)
    if not text:
        return None
    from clew.adapters.smtp import SmtpSettings  # noqa: PLC0415  (loads a mail client, which only who has mail needs)

    try:
        url = urlsplit(text)
        port = url.port
        words = {name: values[-1] for name, values in parse_qs(url.query, strict_parsing=bool(url.query)).items()}
    except ValueError:
        raise _bad("it is no URL") from None
    if url.scheme not in ("smtp", "smtps") or not url.hostname:
        raise _bad("it must begin with smtp:// or smtps:// and name a host")
    if not words.keys() <= _WORDS:
        raise _bad(f"its query may hold {', '.join(sorted(_WORDS))}")
    if "@" not in words.get("from", ""):
        raise _bad("it does not say who writes")
    if words.get("tls", "require") not in _STARTS:
        raise _bad(f"tls is one of {', '.join(sorted(_STARTS))}")
    return SmtpSettings(
        host=url.hostname,
        port=port or (465 if url.scheme == "smtps" else 587),
        sender=words["from"],
        secret=secret,
        bounce_domain=words.get("bounces", ""),
        sender_name=words.get("name", ""),
        reply_to=words.get("reply_to", ""),
        tls="implicit" if url.scheme == "smtps" else words.get("tls", "require"),  # pyright: ignore[reportArgumentType]
        username=unquote(url.username) if url.username else None,
        password=unquote(url.password) if url.password else None,
    )


def _bad(message: str) -> BadSmtpUrl:
    return BadSmtpUrl(message, where=SMTP_URL, hint="such as smtp://user:password@host:587?from=shop@shop.example")
