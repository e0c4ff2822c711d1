"""The links of a page: named for web analytics, and led over us where clicks are to be known."""

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from clew.content.model import Utm

_ANCHOR = re.compile(r"<a\b[^>]*?>", re.IGNORECASE)
_HREF = re.compile(r"(?P<before>\bhref\s*=\s*)(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')", re.IGNORECASE)
_UNTRACKED = re.compile(r"\bdata-untracked\b", re.IGNORECASE)
_PICTURE = '<img src="{}" alt="" width="1" height="1" style="display:block;border:0">'
_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)


def rewrite_links(page: str, lead: Callable[[str, int], str]) -> str:
    """A page whose web links are what `lead(address, place)` makes of them; places count from 0.

    Addresses of other kinds (`mailto:`, `tel:`, anchors) and links marked `data-untracked` stay.
    """
    place = 0

    def anchor(found: re.Match[str]) -> str:
        nonlocal place
        tag = found.group()
        href = _HREF.search(tag)
        if href is None or _UNTRACKED.search(tag):
            return tag
        raw = href["double"] if href["double"] is not None else href["single"]
        address = unescape(raw).strip()
        if urlsplit_safely(address) is None:
            return tag
        led = lead(address, place)
        place += 1
        return f'{tag[: href.start()]}{href["before"]}"{escape(led)}"{tag[href.end() :]}'

    return _ANCHOR.sub(anchor, page)


def with_utm(address: str, utm: Utm, *, medium: str, campaign: str) -> str:
    """A web address that says where its visitor comes from; what it says already stays."""
    parts = urlsplit_safely(address)
    if parts is None:
        return address
    given = {
        "utm_source": utm.source,
        "utm_medium": utm.medium or medium,
        "utm_campaign": utm.campaign or campaign,
        "utm_content": utm.content,
        "utm_term": utm.term,
    }
    scheme, place, path, query, anchor = parts
    said = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
    more = urlencode([(name, value) for name, value in given.items() if value and name not in said])
    # What was there is kept to the letter: a signed query does not survive being written anew.
    return urlunsplit((scheme, place, path, "&".join(filter(None, (query, more))), anchor))


def urlsplit_safely(address: str) -> tuple[str, str, str, str, str] | None:
    """The five parts of a web address; None for what is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return parts.scheme, parts.netloc, parts.path, parts.query, parts.fragment


def with_picture(page: str, address: str) -> str:
    """A page with an invisible picture at its end: who opens it tells so, as far as their reader loads pictures."""
    picture = _PICTURE.format(escape(address))
    ends = [found.start() for found in _BODY_END.finditer(page)]
    place = ends[-1] if ends else len(page)
    return page[:place] + picture + page[place:]
