"""Under which address people reach the links in messages, and what writes and reads those links.

`CLEW_PUBLIC_URL` names it, such as `https://mail.shop.example`: what the world reaches this server by. Without it links
lead to the address that `clew serve` listens on, which is right on one's own machine and nowhere else.
"""

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from clew.kernel.errors import ClewError

if TYPE_CHECKING:
    from clew.actions.tracking import Links

PUBLIC_URL = "CLEW_PUBLIC_URL"


class BadPublicUrl(ClewError):
    """The public address is none."""

    code = "links.public_url"


def public_address(served: str = "") -> str:
    """The address that the environment names, else the one that is served; without a slash at its end.

    Raises:
        BadPublicUrl: if it is no web address, or more than that.
    """
    text = os.environ.get(PUBLIC_URL, "").strip().rstrip("/") or served
    if not text:
        return ""
    try:
        url = urlsplit(text)
        plain = url.scheme in ("http", "https") and bool(url.hostname) and (url.port or 1) > 0
    except ValueError:
        plain = False
    else:
        plain = plain and not (url.username or url.password or url.query or url.fragment)
    if not plain:
        raise BadPublicUrl("it is no address of a server", where=PUBLIC_URL, hint="such as https://mail.shop.example")
    return text


def links_of(secret: bytes, served: str = "") -> "Links | None":
    """The links of a workspace's messages; None where nobody serves it."""
    from clew.actions.tracking import Links  # noqa: PLC0415  (loads ciphers, which only who has links needs)
    from clew.privacy.tokens import TokenBox  # noqa: PLC0415

    address = public_address(served)
    return Links(TokenBox(secret), address) if address else None
