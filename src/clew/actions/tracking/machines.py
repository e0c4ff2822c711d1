"""Whether a person or a machine follows a link: gateways test links, readers fetch them ahead."""

import re
from typing import NamedTuple

from clew.kernel.instants import SECOND, Duration, Instant


class Visit(NamedTuple):
    """Who followed a link, as far as the request says.

    Attributes:
        method: Of the request.
        agent: `User-Agent`.
        headers: Others, by lower-case name.
        after: How long after the message was sent; None where nobody knows.
    """

    method: str
    agent: str
    headers: dict[str, str]
    after: Duration | None


_MACHINES = re.compile(
    r"bot\b|crawl|spider|slurp|preview|scanner|fetch|monitor|barracuda|mimecast|proofpoint|symantec|trendmicro|"
    r"safelinks|urldefense|python-requests|curl/|wget/|go-http-client|java/|okhttp|headless|facebookexternalhit|whatsapp",
    re.IGNORECASE,
)
_PROXIES = re.compile(r"GoogleImageProxy|YahooMailProxy|via ggpht", re.IGNORECASE)
_PREFETCH = ("purpose", "x-purpose", "sec-purpose", "x-moz")
TOO_SOON: Duration = 2 * SECOND
"""Nobody reads a mail this soon after it was handed over; gateways that test links do."""


def machine(visit: Visit, *, opening: bool) -> str:
    """Why a visit is taken for a machine's; empty for a person's.

    A machine's visit is recorded too, with this word, and counts for nothing. The picture proxies of mail services
    fetch a picture when a person opens the mail, and are people when it is opened.
    """
    if opening and _PROXIES.search(visit.agent):
        return ""
    signs = {
        "method": visit.method not in ("GET", "POST"),
        "prefetch": any("prefetch" in visit.headers.get(name, "").lower() for name in _PREFETCH),
        "no_agent": not visit.agent,
        "agent": _MACHINES.search(visit.agent) is not None,
        "too_soon": visit.after is not None and visit.after < TOO_SOON,
    }
    return next((sign for sign, shows in signs.items() if shows), "")


def since(sent_at: Instant | None, now: Instant) -> Duration | None:
    """How long after a message was sent."""
    return None if sent_at is None else now - sent_at
