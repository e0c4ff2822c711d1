"""A fragment by itself, as a letter that says nothing else: how its author sees what it becomes."""

import re
from typing import Any

import msgspec

from clew.catalog import Document
from clew.content.model import FragmentBody, Part

_FIRST = re.compile(r"\s*(?:<!--.*?-->\s*)*<(mj-[\w-]+)", re.DOTALL)
_AROUND: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("mj-section", "mj-wrapper", "mj-hero", "mj-raw"), ("mj-body",)),
    **dict.fromkeys(("mj-column", "mj-group"), ("mj-body", "mj-section")),
    **dict.fromkeys(("mj-style", "mj-attributes", "mj-font", "mj-breakpoint", "mj-preview", "mj-title"), ("mj-head",)),
}
"""Where an element may stand in a page; every other stands in a column."""


def letter_of(fragment: Document, brand: str | None = None) -> Document:
    """A template of all that a fragment says, in its languages; it compiles beside a library that holds the fragment.

    Args:
        fragment: Of the right shape.
        brand: Id of the brand that it speaks for, if any.
    """
    body = msgspec.convert(fragment.body, FragmentBody)
    said = {name for name in ("html", "text", "mjml") if getattr(body, name) is not None}
    said.update(name for parts in body.locales.values() for name in parts)
    rendered = f'{{% render "{fragment.id}" %}}'
    parts: dict[str, Part] = {"subject": fragment.id}
    if "mjml" in said:
        parts["mjml"] = _page(fragment.id, body.mjml or "")
    elif "html" in said:
        parts["html"] = rendered
    if said & {"html", "text"}:
        parts["text"] = rendered
    letter: dict[str, Any] = {"channel": "email", "parts": parts, "language": body.language}
    letter["locales"] = {name: {} for name in body.locales}
    return Document("template", fragment.id, fragment.name, body=letter | ({"brand": brand} if brand else {}))


def _page(fragment: str, mjml: str) -> str:
    """A page with what the fragment says, at a place where its first element may stand."""
    found = _FIRST.match(mjml)
    page = f'<mj-include path="{fragment}" />'
    around = _AROUND.get(found[1] if found else "", ("mj-body", "mj-section", "mj-column"))
    for name in reversed(around):
        page = f"<{name}>{page}</{name}>"
    return f"<mjml>{page}{'' if 'mj-body' in around else '<mj-body></mj-body>'}</mjml>"
