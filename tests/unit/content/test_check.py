"""What an author is told at save."""

from typing import Any

import pytest
from msgspec.structs import replace

from clew.catalog import Document, Key, Kinds
from clew.content import register_content
from tests.unit.content.samples import BRAND, CART, FOOTER, template

KINDS = register_content(Kinds())


def faults(document: Document, *standing: Document) -> list[str]:
    """Every fault of a document, alone and beside others, as `pointer: message`."""
    alone = [f"{fault.pointer}: {fault.message}" for fault in KINDS.faults(document)]
    if alone:
        return alone
    return [f"{fault.pointer}: {fault.message}" for _, fault in KINDS.company_faults([document], [*standing, document])]


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ({"text": "{{ profile.name }}"}, "/parts/text: `profile.name` may have no value"),
        ({"text": "a\n{{ traits.n | money: 'EUR' }}"}, "/parts/text: `traits.n` may have no value (line 2)"),
        ({"text": "{% for x in event.items %}{% endfor %}"}, "/parts/text: `event.items` may have no value"),
        ({"text": "{{ nme }}"}, "/parts/text: `nme` is unknown"),
        ({"text": "{{ profile }}"}, "/parts/text: `profile` alone is no value"),
        ({"text": "{{ links.unsub }}"}, "/parts/text: `links.unsub` is unknown"),
        ({"text": "{{ brand.fax }}"}, "/parts/text: the brand has no `brand.fax`"),
        ({"text": "{{ x"}, "/parts/text: expected '}}', found end of file"),
        ({"text": "{{ now | nofilter }}"}, "/parts/text: there is no filter `nofilter`"),
        ({"text": "{% render 'nothing' %}"}, "/parts/text: renders a fragment that does not exist"),
        ({"text": "{% include 'footer' %}"}, "/parts/text: unexpected tag 'include'"),
        ({"mjml": "<mjml><mj-body>"}, "/parts/mjml: not valid MJML"),
        ({"mjml": CART.replace("footer", "none")}, "/parts/mjml: fragment `none` has no `mjml`"),
        ({"text": "Act  NOW!"}, "/parts/text: says “act now”, which the brand forbids"),
        ({"html": "<b>Free</b> money"}, "/parts/html: says “free money”, which the brand forbids"),
        ({"html": "x", "mjml": CART}, "/parts/html: a page is written in `mjml` or in `html`, not in both"),
    ],
)
def test_a_template_is_refused_with_the_reason(parts: dict[str, Any], fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(template(parts, brand="main"), BRAND, FOOTER))


@pytest.mark.parametrize(
    "source",
    [
        "{{ profile.name | default: 'you' }}",
        "{% if profile.name %}{{ profile.name }}{% endif %}",
        "{% unless profile.name %}you{% else %}{{ profile.name }}{% endunless %}",
        "{% case profile.plan %}{% when 'a' %}{{ profile.plan }}{% endcase %}",
        "{% assign n = profile.name | default: 'you' %}{{ n }}",
        "{% if event.items %}{% for x in event.items %}{{ x.name }} {{ forloop.index }}{% endfor %}{% endif %}",
        "{{ brand.company }} {{ brand.colours.primary }} {{ links.unsubscribe }} {{ now | date }}",
        "inactive nowhere",
    ],
)
def test_a_safe_template_is_taken(source: str) -> None:
    assert faults(template({"text": source}, brand="main"), BRAND, FOOTER) == []


def test_what_is_given_or_required_is_safe() -> None:
    document = template({"text": "{{ profile.name }} {{ event.order.id }}"}, required=("event.order",))
    document.body["defaults"] = {"profile.name": "you"}
    assert faults(document) == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"locales": {"xx-klingon-y": {}}}, "/locales/xx-klingon-y: not a language"),
        ({"language": "no such"}, "/language: not a language"),
        ({"locales": {"de": {"sms": "x"}}}, "/locales/de/sms: the template itself has no such part"),
        ({"required": ("brand.x",)}, "/required: `brand.x` is no value of a person"),
        ({"defaults": {"profile": "x"}}, "/defaults: `profile` is no value of a person"),
        ({"channel": "webhook"}, "/parts: webhook needs `url`"),
        ({"channel": "webhook", "parts": {"url": "  "}}, "/parts: webhook needs `url`"),
        ({"channel": "webhook", "parts": {"url": "https://"}}, "/parts/url: not an address that can be called"),
        ({"channel": "webhook", "parts": {"url": "shop.example"}}, "/parts/url: not an address that can be called"),
        ({"channel": "email", "parts": {"subject": "", "text": "x"}}, "/parts: email needs `subject`"),
        ({"channel": "push", "parts": {"title": "x", "text": " "}}, "/parts: push needs `text`"),
        ({"colour": 1}, "/colour: unknown field `colour`"),
    ],
)
def test_a_body_is_held_against_its_shape(fields: dict[str, Any], fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(template(**{"parts": {}} | fields)))


def test_a_draft_may_say_nothing_yet() -> None:
    begun = replace(template({"url": "https://", "body": {}}, channel="webhook"), status="draft")
    assert faults(begun) == []
    assert faults(replace(template({"subject": ""}), status="draft")) == []
    assert faults(replace(template({}, channel="webhook"), status="draft")) == ["/parts: webhook needs `url`"]


@pytest.mark.parametrize(
    "url",
    [
        "https://api.shop.example/hook",
        "http://127.0.0.1:9/",
        "{{ event.url | default: 'https://a.example' }}",
        "https://{{ brand.website }}/x",
        "http://[::1]/",
    ],
)
def test_an_address_may_hold_values(url: str) -> None:
    found = faults(template({"url": url, "body": {}}, channel="webhook"))
    assert not any("address" in fault for fault in found)


def test_a_fragment_is_checked_by_itself() -> None:
    assert faults(Document("fragment", "f", "F", body={})) == [": a fragment says something"]
    broken = Document("fragment", "f", "F", body={"html": "{{ profile.name }}", "locales": {"de": {"text": "{{"}}})
    found = faults(broken)
    assert found[0] == "/html: `profile.name` may have no value"
    assert found[1].startswith("/locales/de/text: ")


def test_a_brand_is_checked() -> None:
    body = {"company": "X", "colours": {"a": "red"}, "logo": {"url": "http://x", "alt": ""}, "forbidden": [" "]}
    assert [found.split(":")[0] for found in faults(Document("brand", "b", "B", body=body))] == [
        "/colours/a",
        "/logo/url",
        "/forbidden/0",
    ]


def test_a_fragment_that_would_break_a_template_is_at_fault() -> None:
    standing = template({"html": '{% render "footer" %}'}, brand="main")
    assert faults(standing, BRAND, FOOTER) == []
    changed = Document("fragment", "footer", "Footer", 2, body={"text": "only text"})
    key, fault = next(iter(KINDS.company_faults([changed], [BRAND, changed, standing])))
    assert key == Key("fragment", "footer")
    assert fault.message.startswith("would break template/hello: renders a fragment")
    strict = Document("brand", "main", "Main", 2, body=BRAND.body | {"forbidden": ["hello"]})
    key, fault = next(iter(KINDS.company_faults([strict], [strict, FOOTER, standing])))
    assert key == Key("brand", "main")
    assert "hello" in fault.message


def test_mentions_are_known() -> None:
    parts = {"html": '{% render "footer" %}{{ traits.orders | default: 0 }}', "mjml": CART}
    mentioned = KINDS.mentions(template({**parts, "html": parts["html"]}, brand="main", channel="other"))
    assert mentioned == []  # two pages: its shape is wrong
    only = KINDS.mentions(template({"html": parts["html"]}, brand="main"))
    assert {str(reference.key) for reference in only} == {"brand/main", "fragment/footer", "trait/orders"}
    page = KINDS.mentions(template({"mjml": CART}))
    assert {str(reference.key) for reference in page} == {"fragment/footer"}
