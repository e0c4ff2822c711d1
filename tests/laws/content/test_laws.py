"""Laws of content over generated values and texts."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clew.content import Unrenderable, compile_template, render_content, rewrite_links, to_text, with_utm
from clew.content.links import urlsplit_safely
from clew.content.locales import choose_locale
from clew.content.model import Utm
from tests.unit.content.samples import audience, template

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
SOURCE = (
    "<p>[{{ profile.a }}]</p>{{ profile.b | money: 'EUR' | default: '' }}{{ event.c | date | default: '' }}"
    "{% for x in event.items %}<{{ x }}>{% endfor %}{{ event.n | plural: other: '#' }}"
)
COMPILED = compile_template(template({"html": SOURCE}))


@given(st.fixed_dictionaries({}, optional=dict.fromkeys("ab", VALUES)), st.dictionaries(st.text(), VALUES, max_size=3))
def test_no_value_breaks_a_render_and_none_is_blank(profile: dict[str, Any], event: dict[str, Any]) -> None:
    try:
        content = render_content(COMPILED, audience(profile=profile, event=event | {"n": 1}))
    except Unrenderable:
        return
    assert "[]" not in content.parts["html"]
    assert content == render_content(COMPILED, audience(profile=profile, event=event | {"n": 1}))


@given(st.text())
def test_a_value_never_opens_a_tag(value: str) -> None:
    compiled = compile_template(template({"html": "<p title=\"{{ profile.a }}\">{{ profile.a | default: '-' }}</p>"}))
    try:
        page = render_content(compiled, audience(profile={"a": value})).parts["html"]
    except Unrenderable:
        return
    assert page.count("<") == 2
    assert page.count('"') == 2


@given(st.text(alphabet="<>/abhref=\"' pdivtscriplye:-&;#1\n", max_size=80))
def test_any_page_has_a_text(page: str) -> None:
    assert "\n\n\n" not in to_text(page)


@given(st.text(alphabet="<>/abhref=\"' :htps.e&;", max_size=60), st.lists(st.sampled_from(["http://a.b/", "x:y"])))
def test_links_are_counted_from_nought(page: str, addresses: list[str]) -> None:
    seen: list[int] = []
    whole = page.replace("<a", "<b") + "".join(f'<a href="{address}">' for address in addresses)

    def lead(address: str, place: int) -> str:
        seen.append(place)
        return address

    rewrite_links(whole, lead)
    assert seen == list(range(len(seen)))


@given(st.text(max_size=30), st.text(alphabet="abc=&%7e#?/", max_size=30))
def test_utm_is_added_once_and_nothing_else_changes(source: str, rest: str) -> None:
    utm, address = Utm(source or "s"), f"https://shop.example/{rest}"
    once = with_utm(address, utm, medium="email", campaign="c")
    assert with_utm(once, utm, medium="email", campaign="c") == once
    before, after = urlsplit_safely(address), urlsplit_safely(once)
    assert before is not None
    assert after is not None
    assert after[:3] == before[:3]
    assert after[3].startswith(before[3])
    assert after[4] == before[4]


@given(st.text(), st.lists(st.sampled_from(["de", "de-AT", "en", "pt-BR"])))
def test_a_language_is_one_of_those_on_offer(wanted: str, offered: list[str]) -> None:
    assert choose_locale(wanted, offered, "en") in {*offered, "en"}
