"""A fragment by itself, as a letter that says nothing else: how its author sees what it becomes."""

import re
from typing import Any

import msgspec

from clew.catalog import Document
from clew.content.model import FragmentBody, Part

_SECTIONS = re.compile(r"\s*(<!--.*?-->\s*)*<mj-(section|wrapper|hero|raw)\b", re.DOTALL)


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
    """Sections stand in the page by themselves, whatever else in a column of one."""
    include = f'<mj-include path="{fragment}" />'
    if not _SECTIONS.match(mjml):
        include = f"<mj-section><mj-column>{include}</mj-column></mj-section>"
    return f"<mjml><mj-body>{include}</mj-body></mjml>"
