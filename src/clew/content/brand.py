"""A brand held against what is written for it."""

import re
from collections.abc import Iterator
from typing import Any

from clew.catalog import Fault
from clew.content.model import BrandBody
from clew.content.text import to_text

_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


def brand_values(body: BrandBody) -> dict[str, Any]:
    """What templates see as `brand`."""
    values: dict[str, Any] = {"company": body.company, "colours": dict(body.colours)}
    if body.address:
        values["address"] = body.address
    if body.website:
        values["website"] = body.website
    if body.logo:
        values["logo"] = {"url": body.logo.url, "alt": body.logo.alt}
    return values


def brand_faults(body: BrandBody) -> Iterator[Fault]:
    """What is wrong with a brand by itself."""
    for name, colour in body.colours.items():
        if not _COLOUR.fullmatch(colour):
            yield Fault(f"/colours/{name}", "not a colour", 'write it like "#0a5c36"')
    for place, address in (("/logo/url", body.logo.url if body.logo else None), ("/website", body.website)):
        if address is not None and not address.startswith("https://"):
            yield Fault(place, "an address that readers of mail can open begins with https://")
    for index, phrase in enumerate(body.forbidden):
        if not phrase.strip():
            yield Fault(f"/forbidden/{index}", "an empty phrase forbids everything")


def forbidden_in(text: str, body: BrandBody, *, page: bool) -> list[str]:
    """Which of the forbidden phrases a template text says; whole words, in any case, tags and markup left aside."""
    if not body.forbidden:
        return []
    plain = _TAGS.sub(" ", text)
    said = " ".join((to_text(plain) if page else plain).casefold().split())
    return [phrase for phrase in body.forbidden if re.search(_whole(phrase), said)]


def _whole(phrase: str) -> str:
    words = r"\s+".join(re.escape(word) for word in phrase.casefold().split())
    return rf"(?<!\w){words}(?!\w)"
