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
        "confirm": "Confirm your subscription",
        "confirm_ask": "Do you want to get these messages at this address?",
        "confirm_do": "Yes, subscribe me",
        "confirmed": "You are subscribed",
        "confirmed_more": "Thank you. Every message has a link to unsubscribe.",
        "choose": "Your choices",
        "choose_ask": "What would you like to hear about?",
        "choose_do": "Save",
        "none": "None of these",
        "nothing": "There is nothing to choose at the moment.",
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
        "confirm": "Anmeldung bestätigen",
        "confirm_ask": "Möchten Sie diese Nachrichten an diese Adresse bekommen?",
        "confirm_do": "Ja, anmelden",
        "confirmed": "Sie sind angemeldet",
        "confirmed_more": "Vielen Dank. In jeder Nachricht steht ein Link zum Abmelden.",
        "choose": "Ihre Auswahl",
        "choose_ask": "Wovon möchten Sie hören?",
        "choose_do": "Speichern",
        "none": "Nichts davon",
        "nothing": "Zurzeit gibt es nichts auszuwählen.",
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


def ask_page(brand: BrandBody, language: str, what: str) -> Page:
    """Asks whether to `leave` or to `confirm`: opening a link must not do it, for machines open links."""
    said = _SAID[language]
    form = f'<p>{said[what + "_ask"]}</p><form method="post"><button>{said[what + "_do"]}</button></form>'
    return _page(brand, language, said[what], form)


def choose_page(brand: BrandBody, language: str, choices: Sequence[Choice]) -> Page:
    """Shows what a person may choose."""
    said = _SAID[language]
    if not choices:
        return _page(brand, language, said["choose"], f"<p>{said['nothing']}</p>")
    boxes = "".join(
        f'<label><input type="checkbox" name="on" value="{escape(choice.key)}"{" checked" * choice.chosen}>'
        f"<span>{escape(choice.name)}</span></label>"
        for choice in choices
    )
    form = (
        f'<form method="post"><fieldset><legend>{said["choose_ask"]}</legend>{boxes}</fieldset>'
        f"<button>{said['choose_do']}</button>"
        f'<button name="none" value="1" class="quiet">{said["none"]}</button></form>'
    )
    return _page(brand, language, said["choose"], form)


def done_page(brand: BrandBody, language: str, what: str) -> Page:
    """Says that something is done (`left`, `saved`, `confirmed`), or that it can't be (`gone`)."""
    said = _SAID[language]
    return _page(brand, language, said[what], f'<p role="status">{said[what + "_more"]}</p>')


def shown_text(language: str, what: str) -> str:
    """The words that a person saw when they decided, for the proof."""
    return _SAID[language][what]


def lit(html: str, *, dark: bool) -> str:
    """A page as people see it at night, or by day, whatever the browser that shows it would choose."""
    scheme = "dark" if dark else "light"
    told = html.replace('content="light dark"', f'content="{scheme}"').replace(_EITHER, f"color-scheme:{scheme}")
    return told.replace(_AT_NIGHT, "@media all" if dark else "@media not all")


def _page(brand: BrandBody, language: str, title: str, body: str) -> Page:
    style = _style(brand.colours.get("primary", ""))
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    header, pictures = f"<p>{escape(brand.company)}</p>" if brand.company else "", "'none'"
    if brand.logo is not None:
        header = f'<img src="{escape(brand.logo.url)}" alt="{escape(brand.logo.alt)}" height="48">'
        pictures = f"https://{urlsplit(brand.logo.url).netloc}"
    known = [escape(line) for line in (brand.company, brand.address) if line]
    named = " · ".join(escape(part) for part in (title, brand.company) if part)
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{named}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        f"<style>{style}</style></head><body>{_within('header', header)}"
        f"<main><h1>{escape(title)}</h1>{body}</main>{_within('footer', '<br>'.join(known))}</body></html>"
    )
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src {pictures}; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return Page(html, policy)


def _within(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag}>" if inner else ""


_EITHER = "color-scheme:light dark"
_AT_NIGHT = "@media(prefers-color-scheme:dark)"
_STYLE = """
:root{color-scheme:light dark;--page:#f5f6f7;--card:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d5dae0;--quiet:BRAND}
@media(prefers-color-scheme:dark){
:root{--page:#0f1216;--card:#191e24;--ink:#e9edf1;--soft:#a3acb6;--line:#39424c;--quiet:#e9edf1}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;padding:2.5rem 1rem;
font:1.0625rem/1.55 system-ui,sans-serif;color:var(--ink);background:var(--page)}
header,main,footer{width:100%;max-width:32rem}
header p{margin:0 0 1.25rem;font-weight:600}
header img{display:block;margin:0 0 1.25rem;max-width:100%}
main{background:var(--card);border:1px solid var(--line);border-top:4px solid BRAND;border-radius:.75rem;
padding:1.75rem 1.75rem 2rem}
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25;text-wrap:balance}
p{margin:0 0 1.5rem}main p:last-child{margin-bottom:0}
fieldset{border:0;padding:0;margin:0 0 1.5rem}
legend{padding:0;margin-bottom:.5rem;color:var(--soft)}
label{display:flex;gap:.75rem;align-items:center;padding:.625rem 0;border-bottom:1px solid var(--line);cursor:pointer}
input{width:1.375rem;height:1.375rem;flex:none;margin:0;accent-color:var(--quiet)}
form{display:flex;flex-wrap:wrap;gap:.75rem}fieldset{flex:1 0 100%}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border:2px solid BRAND;
border-radius:.5rem;background:BRAND;color:#fff;cursor:pointer}
button.quiet{background:transparent;border-color:var(--line);color:var(--quiet)}
:focus-visible{outline:3px solid var(--quiet);outline-offset:2px}
footer{margin-top:1.5rem;font-size:.875rem;color:var(--soft)}
@media(max-width:30rem){body{padding:1.25rem .75rem}main{padding:1.25rem}button{flex:1 0 100%}}
"""


def _style(primary: str) -> str:
    colour = primary if _COLOUR.fullmatch(primary) and _contrast(primary) >= 4.5 else _DARK
    return _STYLE.strip().replace("BRAND", colour)


def _contrast(colour: str) -> float:
    """How well white stands out on a colour (WCAG 2.2, relative luminance); 4.5 is readable."""
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
