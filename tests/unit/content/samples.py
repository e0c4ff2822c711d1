"""A brand, a fragment and templates, as authors write them."""

from typing import Any

from clew.catalog import Document
from clew.content import Audience, Library
from clew.kernel.instants import parse_instant

NOW = parse_instant("2026-03-10T22:30:00Z")

BRAND = Document(
    "brand",
    "main",
    "Main",
    1,
    body={
        "company": "Hanger & Co",
        "address": "1 High St, Leeds",
        "colours": {"primary": "#0a5c36"},
        "logo": {"url": "https://hanger.example/logo.png", "alt": "Hanger"},
        "forbidden": ["free money", "act now"],
    },
)
FOOTER = Document(
    "fragment",
    "footer",
    "Footer",
    1,
    body={
        "html": '<p>{{ brand.company }}, <a href="{{ links.unsubscribe }}" data-untracked>unsubscribe</a></p>',
        "mjml": "<mj-section><mj-column><mj-text>{{ brand.company }}</mj-text></mj-column></mj-section>",
        "locales": {"de": {"html": "<p>{{ brand.company }}, abmelden: {{ links.unsubscribe }}</p>"}},
    },
)
LIBRARY = Library({"brand": {"main": BRAND}, "fragment": {"footer": FOOTER}})

CART = """
<mjml><mj-body>
  <mj-section><mj-column>
    <mj-text>Hi {{ profile.firstName | default: 'there' }}</mj-text>
    <mj-raw>{% for item in event.items %}</mj-raw>
    <mj-text>{{ item.name }}: {{ item.price | money: 'EUR' }}</mj-text>
    <mj-raw>{% endfor %}</mj-raw>
    <mj-button href="https://shop.example/cart?id={{ event.cart | url_encode }}">Back to your cart</mj-button>
  </mj-column></mj-section>
  <mj-include path="footer" />
</mj-body></mjml>
"""


def template(parts: dict[str, Any], **body: Any) -> Document:
    """A template of these parts; the channel is `email` unless said."""
    fields = {"channel": "email", "parts": {"subject": "Hello", "text": "Hello"} | parts} | body
    return Document("template", "hello", "Hello", 3, body=fields)


def audience(locale: str = "en", zone: str = "UTC", **values: Any) -> Audience:
    """A person of whom these values are known."""
    links = {"unsubscribe": "https://clew.example/u/abc", "preferences": "https://clew.example/p/abc"}
    return Audience({"links": links, **values}, NOW, zone, locale)
