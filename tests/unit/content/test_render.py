"""What a person reads: in their language and zone, with their values, and never with a hole in it."""

from typing import Any

import pytest

from clew.content import Shelf, TemplateInvalid, Unrenderable, compile_template, render_content, snapshot
from tests.unit.content.samples import BRAND, CART, FOOTER, LIBRARY, audience, template

CART_EVENT = {"cart": "c 1&2", "items": [{"name": "Tea <pot>", "price": 12.5}, {"name": "Cup", "price": "3"}]}


def text(source: str, **values: Any) -> str:
    """A text part, rendered for somebody."""
    locale, zone = values.pop("locale", "en"), values.pop("zone", "UTC")
    compiled = compile_template(template({"text": source}), LIBRARY)
    return render_content(compiled, audience(locale, zone, **values)).parts["text"]


def test_a_page_of_mjml_becomes_html_and_text() -> None:
    document = template({"mjml": CART}, brand="main")
    del document.body["parts"]["text"]
    compiled = compile_template(document, LIBRARY)
    content = render_content(compiled, audience(event=CART_EVENT))
    html, plain = content.parts["html"], content.parts["text"]
    assert "Hi there" in html
    assert "Tea &lt;pot&gt;: €12.50" in html
    assert "Cup: €3.00" in html
    assert "Hanger &amp; Co" in html
    assert 'href="https://shop.example/cart?id=c+1%262"' in html
    assert "googleapis" not in html
    assert "{%" not in html + plain
    assert "Tea <pot>: €12.50" in plain
    assert "Back to your cart (https://shop.example/cart?id=c+1%262)" in plain
    assert "Hanger & Co" in plain
    assert content.template == "hello@3"


@pytest.mark.parametrize(
    ("source", "locale", "zone", "said"),
    [
        ('{{ event.total | money: "EUR" }}', "de", "UTC", "1.234,50\xa0€"),
        ('{{ event.total | money: "JPY" }}', "en", "UTC", "¥1,234"),
        ("{{ event.total | number }}", "fr", "UTC", "1\u202f234,5"),
        ("{{ event.share | percent }}", "en", "UTC", "25%"),
        ('{{ event.at | date: "long" }}', "en", "Europe/Berlin", "March 11, 2026"),
        ('{{ event.at | date: "long" }}', "en", "America/New_York", "March 10, 2026"),
        ('{{ event.at | datetime: "d MMM HH:mm" }}', "de-AT", "Asia/Kolkata", "11 März 04:00"),
        ("{{ event.at | time }}", "de", "Europe/Berlin", "00:00"),
        ('{{ event.day | date: "d MMMM" }}', "de", "Pacific/Auckland", "29 Februar"),
        ('{{ now | date: "yyyy" }}', "en", "UTC", "2026"),
        ('{{ event.n | plural: one: "# hat", other: "# hats" }}', "en", "UTC", "1,000 hats"),
        ('{{ event.one | plural: one: "# hat", other: "# hats" }}', "en", "UTC", "1 hat"),
        ('{{ event.two | plural: one: "# шапка", few: "# шапки", other: "# шапок" }}', "ru", "UTC", "2 шапки"),
    ],
)
def test_values_are_written_as_the_reader_writes_them(source: str, locale: str, zone: str, said: str) -> None:
    event = {
        "total": 1234.5,
        "share": "0.25",
        "at": "2026-03-10T23:00:00Z" if zone == "Europe/Berlin" else "2026-03-10T22:30:00Z",
        "day": "2024-02-29",
        "n": 1000,
        "one": 1,
        "two": 2,
    }
    document = template({"text": source}, language=locale.split("-", maxsplit=1)[0])
    content = render_content(compile_template(document), audience(locale, zone, event=event))
    assert content.parts["text"] == said


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_value_holds_the_message(value: str | None) -> None:
    for profile in ({"name": value}, {}):
        with pytest.raises(Unrenderable) as held:
            text("Hi {{ profile.name }}", profile=profile)
        assert (held.value.reason, held.value.path) == ("missing", "profile.name")


def test_a_default_stands_for_a_missing_value() -> None:
    document = template({"text": "{{ profile.name }} {{ profile.address.city }}"})
    document.body["defaults"] = {"profile.name": "friend", "profile.address.city": "here"}
    profile = {"address": {"street": "x"}}
    content = render_content(compile_template(document), audience(profile=profile))
    assert content.parts["text"] == "friend here"
    assert profile == {"address": {"street": "x"}}


@pytest.mark.parametrize("made", ["money: 'EUR'", "date", "plural: other: '#'", "number", "json"])
def test_a_default_may_stand_after_a_filter(made: str) -> None:
    assert text("{{ event.x | " + made + " | default: 'none' }}") == "none"
    with pytest.raises(Unrenderable, match=r"event\.x"):
        text("{{ event.x | " + made + " }}")


def test_what_is_required_holds_the_message() -> None:
    document = template({"text": "{% if event.order %}{{ event.order }}{% endif %}"}, required=("event.order",))
    with pytest.raises(Unrenderable, match=r"event\.order"):
        render_content(compile_template(document), audience())


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{{ profile.name | money: 'EUR' }}", "unfit"),
        ("{{ profile.name | date }}", "unfit"),
        ("{{ profile.name | money }}", "unfit"),
        ("{% for i in (1..100000) %}x{% endfor %}", "limit"),
        ("{% for i in (1..9000) %}{% for j in (1..9000) %}x{% endfor %}{% endfor %}", "limit"),
        ("{{ profile.long | replace: 'a', profile.long }}", "unfit"),
        ("{% for x in event.items %}{{ x }}{% endfor %}", "missing"),
    ],
)
def test_what_can_not_be_said_holds_the_message(source: str, reason: str) -> None:
    with pytest.raises(Unrenderable) as held:
        text(source, profile={"name": "Ada Lovelace", "long": "a" * 100_000})
    assert held.value.reason == reason
    assert "Lovelace" not in str(held.value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{{ event.v | floor }}", "1e999"),
        ("{{ event.v | ceil }}", "nan"),
        ("{{ event.v | minus: event.v }}", "inf"),
        ("{{ event.v | times: 0.0 }}", "inf"),
        ("{{ event.v | base64_decode }}", "/w=="),
        ("{% for n in event.v limit: -1 %}{{ n }}{% endfor %}", [1, 2]),
    ],
)
def test_what_breaks_a_filter_holds_the_message_and_says_nothing_of_the_value(source: str, value: Any) -> None:
    with pytest.raises(Unrenderable) as held:
        text(source, event={"v": value})
    assert held.value.reason == "unfit"
    assert str(value) not in str(held.value)


def test_values_are_escaped_in_pages_and_nowhere_else() -> None:
    document = template({"subject": "{{ profile.name }}", "html": "<b>{{ profile.name }}</b>"})
    content = render_content(compile_template(document), audience(profile={"name": "<i>&\nBcc: x"}))
    assert content.parts["html"] == "<b>&lt;i&gt;&amp;\nBcc: x</b>"
    assert content.parts["subject"] == "<i>& Bcc: x"


def test_a_tree_keeps_values_in_their_places() -> None:
    body = {"to": "{{ profile.name }}", "list": ["{{ event.n }}", 3, True, None]}
    document = template({"url": "https://x.example", "body": body}, channel="webhook")
    content = render_content(compile_template(document), audience(profile={"name": '"},{'}, event={"n": 1}))
    assert content.parts["body"] == {"to": '"},{', "list": ["1", 3, True, None]}


@pytest.mark.parametrize(
    ("wanted", "got"), [("de", "de"), ("de-AT", "de-AT"), ("de-CH", "de"), ("DE_at", "de-AT"), ("fr", "en"), ("", "en")]
)
def test_a_language_falls_back(wanted: str, got: str) -> None:
    locales = {"de": {"subject": "Hallo"}, "de-AT": {"subject": "Servus"}}
    content = render_content(compile_template(template({}, locales=locales)), audience(wanted))
    assert content.locale == got
    assert content.parts["subject"] == {"de": "Hallo", "de-AT": "Servus", "en": "Hello"}[got]


def test_fragments_are_said_in_the_language_of_the_page() -> None:
    parts = {"html": '{% render "footer" %}'}
    locales = {"de": {"subject": "Hallo"}}
    compiled = compile_template(template(parts, locales=locales, brand="main"), LIBRARY)
    assert "abmelden" in render_content(compiled, audience("de")).parts["html"]
    assert "unsubscribe</a>" in render_content(compiled, audience("en")).parts["html"]


def test_links_are_named_and_led() -> None:
    html = (
        '<a href="https://a.example/x?sig=%7e&amp;b=1#top">a</a> <a href="mailto:a@b.example">b</a>'
        "<A class=y HREF='http://b.example'>c</A> <a href=\"https://c.example\" data-untracked>d</a></body>"
    )
    document = template({"html": html}, utm={"source": "clew", "content": "hero"})
    compiled = compile_template(document)
    content = render_content(
        compiled, audience(), lead=lambda address, place: f"https://t.example/{place}?{address}", picture="https://t/o"
    )
    page = content.parts["html"]
    named = "utm_source=clew&amp;utm_medium=email&amp;utm_campaign=hello&amp;utm_content=hero"
    assert f'href="https://t.example/0?https://a.example/x?sig=%7e&amp;b=1&amp;{named}#top"' in page
    assert f'HREF="https://t.example/1?http://b.example?{named}"' in page
    assert '<a href="mailto:a@b.example">' in page
    assert '<a href="https://c.example" data-untracked>' in page
    assert page.index("https://t/o") < page.index("</body>")
    untracked = template({"html": html}, track_clicks=False, track_opens=False)
    content = render_content(compile_template(untracked), audience(), lead=lambda *_: "no", picture="https://t/o")
    assert content.parts["html"] == html


def test_links_to_our_own_pages_belong_to_no_campaign() -> None:
    html = '<a href="{{ links.unsubscribe }}">leave</a> <a href="https://shop.example/x">x</a>'
    made = render_content(compile_template(template({"html": html}, utm={"source": "clew"})), audience())
    assert 'href="https://clew.example/u/abc"' in made.parts["html"]
    assert made.parts["html"].count("utm_source") == 1


def test_no_more_is_taken_along_than_is_asked_for() -> None:
    source = "{{ profile.name }}{{ traits.orders }}{{ event.items[0].name }}{{ brand.company }}"
    compiled = compile_template(template({"text": source}, required=("scores.churn",)))
    sources = {
        "profile": {"name": "Ada", "email": "ada@example.com"},
        "traits": {"orders": None},
        "event": {"items": [1], "total": 3},
        "scores": {"churn": 0.5},
        "brand": {"company": "no"},
    }
    assert snapshot(compiled, sources) == {
        "profile": {"name": "Ada"},
        "event": {"items": [1]},
        "scores": {"churn": 0.5},
    }


def test_a_template_is_parsed_once_for_its_fragments() -> None:
    document = template({"html": '{% render "footer" %}'}, brand="main")
    shelf = Shelf(lambda name, version: document if (name, version) == ("hello", 3) else None)
    documents = {"brand": {"main": BRAND}, "fragment": {"footer": FOOTER}}
    shelf.stock(documents)
    first = shelf.get("hello", 3)
    shelf.stock(documents)
    assert shelf.get("hello", 3) is first
    shelf.stock({"brand": {"main": BRAND.numbered(2, "published")}, "fragment": {"footer": FOOTER}})
    assert shelf.get("hello", 3) is not first
    with pytest.raises(TemplateInvalid, match="no such template"):
        shelf.get("hello", 4)
