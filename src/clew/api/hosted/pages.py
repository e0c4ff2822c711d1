"""The pages that people reach from messages: plain, in the colours of the brand, readable by everybody.

No script, no picture but the brand's own, nothing from elsewhere; one style sheet in the page, named by its hash.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from clew.api.hosted.ports import Choice
from clew.content import BrandBody

_SAID: Mapping[str, Mapping[str, str]] = {
    "en": {
        "leave": "Unsubscribe",
        "leave_ask": "Do you want to get no more of these messages?",
        "leave_do": "Unsubscribe",
        "left": "You are unsubscribed",
        "left_more": "You won't get these messages any more.",
        "choose": "Your choices",
        "choose_ask": "What would you like to hear about?",
        "choose_do": "Save",
        "none": "None of these",
        "saved": "Your choices are saved",
        "saved_more": "They count from now on.",
        "gone": "This link doesn't work any more",
        "gone_more": "It is incomplete, or it belongs to a message that we have no record of.",
    },
    "de": {
        "leave": "Abmelden",
        "leave_ask": "Möchten Sie diese Nachrichten nicht mehr bekommen?",
        "leave_do": "Abmelden",
        "left": "Sie sind abgemeldet",
        "left_more": "Sie bekommen diese Nachrichten nicht mehr.",
        "choose": "Ihre Auswahl",
        "choose_ask": "Wovon möchten Sie hören?",
        "choose_do": "Speichern",
        "none": "Nichts davon",
        "saved": "Ihre Auswahl ist gespeichert",
        "saved_more": "Sie gilt ab sofort.",
        "gone": "Dieser Link funktioniert nicht mehr",
        "gone_more": "Er ist unvollständig, oder er gehört zu einer Nachricht, die wir nicht mehr kennen.",
    },
}
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_DARK = "#1a4d8f"


class Page(NamedTuple):
    """A page and the policy that it is served under."""

    html: str
    policy: str


def language_of(accepted: str) -> str:
    """The language to show, of those that there are, by what a browser accepts."""
    for part in accepted.lower().split(","):
        tag = part.strip().partition(";")[0].partition("-")[0]
        if tag in _SAID:
            return tag
    return "en"


def leave_page(brand: BrandBody, language: str) -> Page:
    """Asks whether to unsubscribe: opening a link must not, for machines open links."""
    said = _SAID[language]
    form = f'<p>{said["leave_ask"]}</p><form method="post"><button>{said["leave_do"]}</button></form>'
    return _page(brand, language, said["leave"], form)


def choose_page(brand: BrandBody, language: str, choices: Sequence[Choice]) -> Page:
    """Shows what a person may choose."""
    said = _SAID[language]
    boxes = "".join(
        f'<div><input type="checkbox" id="c{n}" name="on" value="{escape(choice.key)}"{" checked" * choice.chosen}>'
        f'<label for="c{n}">{escape(choice.name)}</label></div>'
        for n, choice in enumerate(choices)
    )
    form = (
        f'<form method="post"><fieldset><legend>{said["choose_ask"]}</legend>{boxes}</fieldset>'
        f"<button>{said['choose_do']}</button> "
        f'<button name="none" value="1" class="quiet">{said["none"]}</button></form>'
    )
    return _page(brand, language, said["choose"], form)


def done_page(brand: BrandBody, language: str, what: str) -> Page:
    """Says that something is done (`left`, `saved`), or that it can't be (`gone`)."""
    said = _SAID[language]
    return _page(brand, language, said[what], f'<p role="status">{said[what + "_more"]}</p>')


def shown_text(language: str, what: str) -> str:
    """The words that a person saw when they decided, for the proof."""
    return _SAID[language][what]


def _page(brand: BrandBody, language: str, title: str, body: str) -> Page:
    style = _style(brand.colours.get("primary", ""))
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    logo, pictures = "", "'none'"
    if brand.logo is not None:
        logo = f'<img src="{escape(brand.logo.url)}" alt="{escape(brand.logo.alt)}" height="48">'
        pictures = f"https://{urlsplit(brand.logo.url).netloc}"
    address = f"<footer>{escape(brand.company)}<br>{escape(brand.address)}</footer>"
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)} · '
        f'{escape(brand.company)}</title><meta name="viewport" content="width=device-width">'
        f'<meta name="robots" content="noindex"><style>{style}</style></head><body><header>{logo}</header>'
        f"<main><h1>{escape(title)}</h1>{body}</main>{address}</body></html>"
    )
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src {pictures}; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return Page(html, policy)


def _style(primary: str) -> str:
    colour = primary if _COLOUR.fullmatch(primary) and _contrast(primary) >= 4.5 else _DARK
    return (
        "body{font:1.125rem/1.5 system-ui,sans-serif;color:#1c1c1c;background:#fff;max-width:34rem;margin:2rem auto;"
        "padding:0 1rem}fieldset{border:0;padding:0;margin:0 0 1.5rem}legend{padding:0;margin-bottom:.75rem}"
        "label{padding:.5rem}input{width:1.25rem;height:1.25rem;vertical-align:middle}div{padding:.375rem 0}"
        f"button{{font:inherit;padding:.625rem 1.25rem;border:2px solid {colour};border-radius:.375rem;"
        f"background:{colour};color:#fff;cursor:pointer}}button.quiet{{background:#fff;color:{colour}}}"
        f":focus-visible{{outline:3px solid {colour};outline-offset:2px}}footer{{margin-top:3rem;font-size:.875rem;"
        "color:#595959}"
    )


def _contrast(colour: str) -> float:
    """How well white stands out on a colour (WCAG 2.2, relative luminance); 4.5 is readable."""
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
