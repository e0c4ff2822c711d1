"""Which channels a workspace has, and what each is like: the same to the engine that releases and to the sender.

Mail goes by the server that `CLEW_SMTP_URL` names: `smtp://user:password@host:587?from=shop@shop.example`, where
`smtps://` is TLS from the first byte. Further words of its query: `name` (of the sender), `reply_to`, `bounces` (the
domain of return paths), and `tls` (`require`, `opportunistic` or `none`). Without it, messages by mail stay `released`.
"""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from clew.actions import LOCAL, LocalChannel, Traits
from clew.actions.ports import Channel
from clew.engine import RECORDS
from clew.kernel.errors import ClewError
from clew.kernel.instants import Clock

if TYPE_CHECKING:
    from clew.adapters.smtp import SmtpSettings
    from clew.runtime.records import RecordsChannel

SMTP_URL = "CLEW_SMTP_URL"

_WORDS = frozenset({"from", "name", "reply_to", "bounces", "tls"})
_STARTS = frozenset({"require", "opportunistic", "none"})


class BadSmtpUrl(ClewError):
    """The mail server is not named as it has to be."""

    code = "smtp.url"


def channel_traits() -> Mapping[str, Traits]:
    """What each channel is like; not asked of the channels themselves, whose libraries take long to load."""
    return {
        LOCAL: Traits(addressed=False, takes_key=True),
        RECORDS: Traits(addressed=False, takes_key=True),
        "webhook": Traits(addressed=False, takes_key=True),
        "email": Traits(addressed=True, takes_key=False),
    }


def channels_served() -> list[str]:
    """The channels that a sender of this process's environment sends by."""
    return [name for name in channel_traits() if name != "email" or os.environ.get(SMTP_URL)]


def open_channels(records: "RecordsChannel", clock: Clock, secret: bytes) -> Sequence[Channel]:
    """One of each that is served; they belong to the event loop that first sends by them."""
    from clew.adapters.webhook import WebhookChannel  # noqa: PLC0415  (loads an HTTP client)

    channels: list[Channel] = [LocalChannel(), records, WebhookChannel(clock, _no_secrets)]
    settings = smtp_settings(secret)
    if settings is not None:
        from clew.adapters.smtp import SmtpChannel  # noqa: PLC0415  (as above)

        channels.append(SmtpChannel(settings, clock))
    return channels


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


def _no_secrets(_: str) -> Sequence[bytes]:
    """Webhooks are sent unsigned: no document says yet by which secrets."""
    return ()
